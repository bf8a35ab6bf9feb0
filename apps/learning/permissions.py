from apps.learning.models import Attempt, PriorLearning, Question
from apps.learning.models.marking import ROLES
from apps.learning.states import TaskKind
from apps.qualifications.models import Unit
from apps.qualifications.states import LIVE


def can_load_content(user):
    """The central team; nobody (None) is whoever runs the command on the server."""
    return user is None or user.is_central


def can_write_content(user, unit):
    """The central team, and the authors of the department whose suite it is."""
    return Unit.objects.written_by(user).filter(pk=unit.pk).exists()


def can_publish_content(user, content):
    """Somebody of the central team who has not written it: two people have seen what a learner sees."""
    return user.is_central and user.pk not in (content.drafted_by_id, content.changed_by_id, content.submitted_by_id)


def can_retire_content(user, content):
    return user.is_central


def can_study(user, enrolled_unit):
    """Nobody but the person enrolled."""
    return can_claim_prior(user, enrolled_unit.enrolment)


def can_retire_question(user, question):
    """The central team, but nobody whose own result it could change."""
    alike = Question.objects.alike(question)
    return user.is_central and not Attempt.objects.visible_to(user).asking_any(alike).exists()


def can_answer_reflection(user, reflection):
    """Whoever was asked to confirm it."""
    return reflection.partner_id == user.pk != reflection.learner_id


# --- Assignments -----------------------------------------------------------------------------------------------------


def can_decide_task(user, task):
    """Whoever has it, by a role that holds now. Never the author, nor whoever made the decision that is looked at."""
    return task.holder_id == user.pk != task.author_id and user.pk != task.marked_by_id and may_have(user, task)


def may_have(user, task):
    return any(user.has_role(role) for role in ROLES[TaskKind(task.kind)])


def can_allocate_task(user, task):
    """The central team, but not whose work it is."""
    return user.is_central and user.pk != task.author_id


def can_set_marking_suites(user, grant):
    return user.is_central and grant.user_id != user.pk


def can_decide_circumstances(user, circumstances):
    return user.is_central and circumstances.asked_by_id != user.pk


# --- Prior learning --------------------------------------------------------------------------------------------------


def can_claim_prior(user, enrolment):
    """Nobody but the person enrolled."""
    member = user.member_or_none
    return member is not None and enrolment.member_id == member.pk


def is_claimable(enrolment):
    """As long as there is something to be exempt from."""
    return enrolment.status in LIVE


def can_review_prior(user, prior):
    """Whoever is a reviewer for this suite and place, and neither the learner nor of their line."""
    return PriorLearning.objects.filter(pk=prior.pk).reviewable_by(user).exists()
