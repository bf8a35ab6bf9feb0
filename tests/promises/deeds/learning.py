"""What is done about content, tests, assignments and marking."""

import tomllib
from functools import partial
from pathlib import Path

from apps.learning import actions as learning
from apps.learning.models import Answer, Attempt
from apps.learning.states import TaskKind
from apps.members.models import Grant
from tests.learning import prior
from tests.learning.assignments import assigned_unit, assurer, decisions, fresh, mark, marker, send_in, task_of, write
from tests.learning.beside import COURSE, TALK, learn_elsewhere, read_all, reflect
from tests.learning.factories import UnitContentFactory
from tests.members.factories import MemberFactory, central_user
from tests.qualifications.factories import EnrolmentFactory, SuiteFactory, UnitFactory

YEARS_AGO, YEARS_LATER = "2024-01-05T09:00:00Z", "2024-01-05T10:00:00Z"
DATA = Path(learning.__file__).parents[1] / "data"
CONTENT, ASSIGNMENT = DATA / "CG-3815-201.toml", DATA / "assignments" / "CG-3815-201.toml"


def studying():
    """A unit with content that somebody studies."""
    enrolment = EnrolmentFactory(qualification__rule={"mandatory": ["1"]})
    unit = enrolment.enrolled_units.get()
    UnitContentFactory(unit=unit.unit)
    return {"enrolled_unit": unit, "by": enrolment.member.user}


def learning__load_content():
    UnitFactory(suite__code="CG-3815", code="201")
    return partial(learning.load_content, data=tomllib.loads(CONTENT.read_text()))


def learning__start_attempt():
    return partial(learning.start_attempt, **studying())


def learning__submit_attempt():
    studied = studying()
    attempt = learning.start_attempt(**studied)
    for question in studied["enrolled_unit"].unit.contents.get().questions.all():
        Answer.objects.create(attempt=attempt, question=question, chosen=question.right)
    return partial(learning.submit_attempt, attempt=attempt, by=studied["by"])


# --- Assignments -----------------------------------------------------------------------------------------------------


def learning__load_assignment():
    learning__load_content()()
    return partial(learning.load_assignment, data=tomllib.loads(ASSIGNMENT.read_text()))


def _own(row):
    return {"enrolled_unit": row, "by": row.enrolment.member.user}


def learning__submit_work():
    marker()
    row = assigned_unit()
    write(row)
    return partial(learning.submit_work, **_own(row))


def learning__withdraw_work():
    row = assigned_unit()
    send_in(row)
    return partial(learning.withdraw_work, **_own(row))


def learning__allocate_task():
    row = assigned_unit()
    send_in(row)
    return partial(learning.allocate_task, task=task_of(row), holder=marker(), by=central_user())


def learning__look_after_marking():
    """Nobody was free; now somebody is."""
    send_in(assigned_unit())
    marker()
    return learning.look_after_marking


def learning__set_marking_suites():
    grant = Grant.objects.get(user=marker())
    return partial(learning.set_marking_suites, grant=grant, suites=[SuiteFactory()], by=central_user())


def learning__mark_submission():
    marker()
    row = assigned_unit()
    send_in(row)
    task = task_of(row)
    return partial(
        learning.mark_submission, task=task, rows=decisions(row, True, True), comment="", by=fresh(task.holder)
    )


def _marked(*met):
    marker()
    assurer()
    row = assigned_unit()
    send_in(row)
    mark(row, *met)
    return row


def learning__confirm_mark():
    task = task_of(_marked(True, True), TaskKind.CHECK)
    return partial(learning.confirm_mark, task=task, by=fresh(task.holder))


def learning__overturn_mark():
    task = task_of(_marked(True, False), TaskKind.CHECK)
    return partial(learning.overturn_mark, task=task, reason="It is there.", by=fresh(task.holder))


def learning__appeal_mark():
    return partial(learning.appeal_mark, reason="It is there.", **_own(_marked(True, False)))


def learning__decide_appeal():
    row = _marked(True, False)
    learning.appeal_mark(reason="It is there.", **_own(row))
    task = task_of(row, TaskKind.APPEAL)
    return partial(learning.decide_appeal, task=task, is_upheld=True, reason="It is.", by=fresh(task.holder))


def learning__ask_circumstances():
    return partial(learning.ask_circumstances, reason="I was ill.", **_own(_marked(True, False)))


def learning__decide_circumstances():
    asked = learning__ask_circumstances()()
    return partial(learning.decide_circumstances, circumstances=asked, days=5, answer="Yes.", by=central_user())


# --- Prior learning --------------------------------------------------------------------------------------------------


def _of_learner(prior):
    return {"prior": prior, "by": prior.enrolment.member.user}


def learning__submit_prior_learning():
    return partial(learning.submit_prior_learning, **_of_learner(prior.claim()))


def learning__withdraw_prior_learning():
    return partial(learning.withdraw_prior_learning, **_of_learner(prior.sent()))


def learning__review_prior_learning():
    claimed = prior.sent()
    answers = dict.fromkeys(claimed.units.values_list("unit", flat=True), (True, ""))
    return partial(learning.review_prior_learning, prior=claimed, answers=answers, by=central_user())


def learning__accept_exemptions():
    return partial(learning.accept_exemptions, **_of_learner(prior.reviewed(central_user())))


def learning__decline_exemptions():
    return partial(learning.decline_exemptions, **_of_learner(prior.reviewed(central_user())))


# --- The bank, the clock of a test, and what is beside it ------------------------------------------------------------


def learning__end_overdue_attempts():
    attempt = learning.start_attempt(**studying())
    Attempt.objects.filter(pk=attempt.pk).update(started_at=YEARS_AGO, ends_at=YEARS_LATER)
    return learning.end_overdue_attempts


def learning__retire_question():
    question = studying()["enrolled_unit"].unit.contents.get().questions.first()
    return partial(learning.retire_question, question=question, why="Two answers are right.", by=central_user())


def learning__rescore_attempts():
    question = learning__submit_attempt()().enrolled_unit.unit.contents.get().questions.first()
    learning.retire_question(question=question, why="Two answers are right.", by=central_user())
    return partial(learning.rescore_attempts, question=question)


def _talked(**fields):
    return reflect(studying()["enrolled_unit"], **fields)


def _asked():
    return _talked(partner_kind="buddy", email=MemberFactory().user.email)


def learning__record_reflection():
    studied = studying()
    read_all(studied["enrolled_unit"])
    return partial(learning.record_reflection, **studied, **TALK)


def learning__confirm_reflection():
    asked = _asked()
    return partial(learning.confirm_reflection, reflection=asked, comment="", by=asked.partner)


def learning__decline_reflection():
    asked = _asked()
    return partial(learning.decline_reflection, reflection=asked, comment="It was not with me.", by=asked.partner)


def learning__withdraw_reflection():
    talk = _talked()
    return partial(learning.withdraw_reflection, reflection=talk, by=talk.learner)


def learning__record_elsewhere():
    return partial(learning.record_elsewhere, **studying(), **COURSE)


def learning__strike_elsewhere():
    row = learn_elsewhere(studying()["enrolled_unit"])
    return partial(learning.strike_elsewhere, elsewhere=row, by=row.enrolled_unit.enrolment.member.user)
