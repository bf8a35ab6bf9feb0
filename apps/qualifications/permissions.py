from apps.qualifications.models.catalogue import written_for
from apps.qualifications.states import ENROLLED, STUDYING, WITH_DECIDER, Status


def can_load_catalogue(user):
    """The central team; nobody (None) is whoever runs the command on the server."""
    return user is None or user.is_central


def can_start(user, qualification):
    """Whoever has an HR record; whether it is open to them is for eligibility to say, with reasons."""
    return user.member_or_none is not None


def can_save(user):
    return user.member_or_none is not None


def can_edit(user, enrolment):
    return _is_own(user, enrolment)


def can_submit(user, enrolment):
    return _is_own(user, enrolment)


def can_withdraw(user, enrolment):
    return _is_own(user, enrolment)


def can_accept_changes(user, enrolment):
    return _is_own(user, enrolment)


def can_start_learning(user, enrolment):
    return _is_own(user, enrolment)


def can_change_study_time(user, enrolment):
    return _is_own(user, enrolment)


def can_log_study_time(user, enrolment):
    return _is_own(user, enrolment)


def can_answer_outcome(user, outcome):
    """Whoever was asked."""
    member = user.member_or_none
    return member is not None and outcome.asked_id == member.pk


def is_studying(enrolment):
    return enrolment.status in STUDYING


def is_withdrawable(enrolment):
    return enrolment.status in [*WITH_DECIDER, *ENROLLED, Status.DRAFT]


def can_wait(user, offering):
    """Whoever has an HR record; whether they can take it is for eligibility to say, with reasons."""
    return user.member_or_none is not None


def can_answer_offer(user, place):
    return _is_own(user, place)


def can_switch_offering(user, enrolment):
    return _is_own(user, enrolment)


def can_defer(user, enrolment):
    return _is_own(user, enrolment)


def can_manage_offerings(user):
    return user.is_central


def can_draft(user, department):
    """The central team for everybody (None) and for every department; an author for their own department's people."""
    return user.is_central or (department is not None and department.pk in written_for(user))


def can_see_drafts(user):
    return user.is_central or bool(written_for(user))


def can_write_draft(user, draft):
    return can_draft(user, draft.department)


def can_decide_draft(user, draft):
    """The central team, but nobody on what they wrote or sent themselves."""
    return user.is_central and user.pk not in (draft.drafted_by_id, draft.edited_by_id, draft.submitted_by_id)


def can_retire(user):
    return user.is_central


def can_waive(user, member):
    """The central team, but nobody for themselves."""
    return user.is_central and user.member_or_none != member


def _is_own(user, enrolment):
    member = user.member_or_none
    return member is not None and enrolment.member_id == member.pk
