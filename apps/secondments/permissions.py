from apps.accounts.roles import Role
from apps.approvals.permissions import manages
from apps.secondments.models import Host, Opportunity
from apps.secondments.states import Kind, Party, ReviewSide, Status


def can_write_opportunity(user):
    """Whoever has an HR record, and a partner outside the Civil Service who was invited to."""
    return user.member_or_none is not None or (user.has_role(Role.PARTNER_HOST) and hasattr(user, "guest"))


def can_run_opportunity(user, opportunity):
    """Its hosts. A row read `with_is_host` has the answer."""
    if hasattr(opportunity, "is_host"):
        return opportunity.is_host
    return Host.objects.standing().filter(opportunity=opportunity, user=user).exists()


def can_name_hosts(user, opportunity):
    """Its hosts; the central team for those who cannot any more."""
    return user.is_central or can_run_opportunity(user, opportunity)


def can_publish_opportunity(user, opportunity):
    """A champion of the host's organisation or department, or the central team; never who runs it."""
    return Opportunity.objects.to_publish_by(user).filter(pk=opportunity.pk).exists()


def is_publisher(user):
    return user.is_central or user.has_role(Role.CHAMPION)


def can_copy_opportunity(user, opportunity):
    """Its hosts, whatever became of it."""
    return can_run_opportunity(user, opportunity) and can_write_opportunity(user)


def can_save_search(user):
    """Whoever may look for somewhere to work."""
    return user.member_or_none is not None


def can_find_people(user):
    """Whoever has an HR record and runs something that is open now: they have a place to offer."""
    return user.member_or_none is not None and Opportunity.objects.hosted_by(user).open().exists()


def is_editable(opportunity):
    return opportunity.status == Status.DRAFT


def can_invite_guest(user):
    return user.is_central


# --- Applications ----------------------------------------------------------------------------------------------------


def can_apply(user, opportunity):
    """Whoever has an HR record, but not who runs it. A secondment into the Civil Service is for people outside it."""
    is_for_members = opportunity.kind != Kind.IN
    return user.member_or_none is not None and is_for_members and not can_run_opportunity(user, opportunity)


def can_edit_application(user, application):
    return application.member.user_id == user.pk


def can_withdraw_application(user, application):
    return application.member.user_id == user.pk


def can_choose_application(user, application):
    """Who runs the opportunity; never about their own."""
    return application.member.user_id != user.pk and can_run_opportunity(user, application.opportunity)


def can_answer_offer(user, application):
    return application.member.user_id == user.pk


def can_ask_release(user, application):
    return application.member.user_id == user.pk


# --- Agreement and placement -----------------------------------------------------------------------------------------


def party_of(user, application):
    """For which of the three sides this person signs, or None."""
    if application.member.user_id == user.pk:
        return Party.MEMBER
    if can_run_opportunity(user, application.opportunity):
        return Party.HOST
    return Party.HOME if manages(user, application.member) else None


def can_except_agreement(user, version):
    """The central team; never whoever wrote it or has a part in it."""
    return (
        user.is_central and version.written_by_id != user.pk and party_of(user, version.agreement.application) is None
    )


def can_end_placement(user, placement):
    return party_of(user, placement.agreement.application) is not None


def can_plan_return(user, placement):
    """The member and who manages them at home."""
    return party_of(user, placement.agreement.application) in (Party.MEMBER, Party.HOME)


def review_side_of(user, placement):
    """On which side this person says how it went, or None."""
    sides = {Party.MEMBER: ReviewSide.MEMBER, Party.HOST: ReviewSide.HOST}
    return sides.get(party_of(user, placement.agreement.application))


def can_keep_review(user, placement):
    return placement.member.user_id == user.pk
