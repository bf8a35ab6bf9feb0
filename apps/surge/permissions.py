from apps.accounts.roles import Role
from apps.approvals.permissions import manages
from apps.surge.models.request import led_by
from apps.surge.states import Side


def can_join_roster(user):
    """Whoever has an HR record."""
    return user.member_or_none is not None


def can_read_roster(user):
    return user.decides_surge


def can_ask_release(user, release):
    return release.member.user_id == user.pk


def can_end_release(user, release):
    """Whoever answers for the member today: their manager, or who stands in."""
    return manages(user, release.member)


# --- Requests --------------------------------------------------------------------------------------------------------


def can_write_request(user):
    return user.has_role(Role.SURGE_LEAD)


def can_run_request(user, request):
    """Every surge lead of the department that asks."""
    return led_by(user).filter(pk=request.organisation_id).exists()


def can_decide_request(user, request):
    """The steering group and the central team; never who asked, nor whoever asks for that department."""
    return user.decides_surge and request.asked_by_id != user.pk and not can_run_request(user, request)


def can_stand_down(user, request):
    """The department that asked, the steering group and the central team."""
    return user.decides_surge or can_run_request(user, request)


# --- Offers and deployments ------------------------------------------------------------------------------------------


def can_answer_offer(user, offer):
    return offer.member.user_id == user.pk


def is_host(user, deployment):
    """A surge lead of the department that asked; never about themselves."""
    return deployment.member.user_id != user.pk and can_run_request(user, deployment.line.request)


def is_manager(user, deployment):
    return manages(user, deployment.member)


def can_return_early(user, deployment):
    """The member, their manager and the department that asked."""
    return deployment.member.user_id == user.pk or is_host(user, deployment) or is_manager(user, deployment)


def can_answer_extension(user, deployment):
    """The member for themselves, and their manager."""
    return deployment.member.user_id == user.pk or is_manager(user, deployment)


def review_side_of(user, deployment):
    """On which side this person says how it went, or None."""
    if deployment.member.user_id == user.pk:
        return Side.MEMBER
    return Side.HOST if is_host(user, deployment) else None


def can_keep_review(user, deployment):
    return deployment.member.user_id == user.pk
