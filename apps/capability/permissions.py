"""Who may do what with frameworks, self-assessments and the conversations about them."""

from apps.approvals.models.task import posts_of
from apps.capability.states import SEEN_BY_MANAGER


def can_load_framework(user):
    """The central team; nobody (None) is whoever runs the command on the server."""
    return user is None or user.is_central


def can_publish_framework(user, version):
    """Somebody else of the central team than who loaded it."""
    return user.is_central and version.loaded_by_id != user.pk


def can_open_cycle(user):
    return user.is_central


# --- Self-assessments ------------------------------------------------------------------------------------------------


def can_assess(user):
    return user.member_or_none is not None


def can_change_assessment(user, assessment):
    """Nobody but whose it is."""
    own = user.member_or_none
    return own is not None and own.pk == assessment.member_id


def can_view_assessment(user, assessment):
    """The line manager of today, or who stands in for them, once it is shared."""
    own = user.member_or_none
    if own is None or own.pk == assessment.member_id or assessment.status not in SEEN_BY_MANAGER:
        return False
    return posts_of(own).filter(pk=assessment.member.line_manager_id).exists()


def can_write_outcome(user, assessment):
    """The two who talk."""
    return can_change_assessment(user, assessment) or can_view_assessment(user, assessment)


def can_answer_outcome(user, assessment, outcome):
    """The other one of the two."""
    if can_change_assessment(user, assessment):
        return outcome.written_by_id != user.pk
    return outcome.written_by_id == assessment.member.user_id and can_view_assessment(user, assessment)
