from apps.qualifications.states import STUDYING, WITH_DECIDER, Status


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
    return enrolment.status in [*WITH_DECIDER, *STUDYING, Status.DRAFT]


def _is_own(user, enrolment):
    member = user.member_or_none
    return member is not None and enrolment.member_id == member.pk
