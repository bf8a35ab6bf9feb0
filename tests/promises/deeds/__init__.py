"""Every action of the portal, each with a situation in which somebody does it.

A function here is named app__action. It makes the situation and returns the call that is to come.
"""

import datetime
from decimal import Decimal
from functools import partial

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from apps.accounts import actions as accounts
from apps.approvals import actions as approvals
from apps.approvals.models import Ladder
from apps.approvals.states import Status as Decision
from apps.core import jobs
from apps.core.models import Job, JobState
from apps.insights import actions as insights
from apps.insights.models import Snapshot
from apps.notifications import actions as notifications
from apps.qualifications import actions as qualifications
from apps.qualifications.states import Status
from tests.accounts.factories import UserFactory
from tests.approvals.factories import CaseFactory, StandInFactory, TaskFactory, TurnFactory
from tests.members.factories import (
    MemberFactory,
    OrganisationFactory,
    RegionFactory,
    central_user,
)
from tests.promises.deeds.capability import *  # noqa: F403 - its situations are of this table
from tests.promises.deeds.catalogue import *  # noqa: F403 - its situations are of this table
from tests.promises.deeds.certificates import *  # noqa: F403 - its situations are of this table  # noqa: F403 - its situations are of this table
from tests.promises.deeds.content import *  # noqa: F403 - the same
from tests.promises.deeds.evidence import *  # noqa: F403 - the same
from tests.promises.deeds.learning import *  # noqa: F403 - the same
from tests.promises.deeds.learning import studying
from tests.promises.deeds.offerings import *  # noqa: F403 - the same
from tests.promises.deeds.people import *  # noqa: F403 - its situations are of this table
from tests.promises.deeds.plan import *  # noqa: F403 - the same
from tests.promises.deeds.secondments import *  # noqa: F403 - the same
from tests.promises.deeds.surge import *  # noqa: F403 - the same
from tests.qualifications.factories import (
    OutcomeFactory,
    QualificationFactory,
    StudyChangeFactory,
    StudyLogFactory,
    enrolment_in,
)
from tests.qualifications.our_catalogue import our_catalogue

TODAY = timezone.localdate()
PLAN = {
    "hours_a_week": Decimal(2),
    "days": "",
    "starts_on": TODAY,
    "ends_on": TODAY + datetime.timedelta(days=90),
    "cover": "",
}
URLS = {f"{name}_url": "/" for name in ("decide", "decide_many", "accept", "withdraw", "appeal", "again")}


def _own(status):
    enrolment = enrolment_in(status)
    return {"enrolment": enrolment, "by": enrolment.member.user}


def _by_a_domain(action, **arguments):
    """What is part of an action of the domain that asks: the transaction is the domain's."""
    return partial(transaction.atomic(action), **arguments)


def accounts__remove_second_factor():
    user = UserFactory()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return partial(accounts.remove_second_factor, email=user.email, by=central_user())


def approvals__request_approval():
    member = MemberFactory(line_manager=MemberFactory())
    asked = {"kind": "study_time", "subject": "L2-AWD", "title": "3 hours a week", "facts": [], "urls": URLS}
    return _by_a_domain(approvals.request_approval, requester=member, by=member.user, **asked)


def approvals__request_again():
    before = TaskFactory(
        requester=MemberFactory(line_manager=MemberFactory(line_manager=MemberFactory())), refused=True
    )
    asked = {"before": before, "requester": before.requester, "urls": URLS, "why_again": "It was missed."}
    return _by_a_domain(approvals.request_again, by=before.requester.user, **asked)


def approvals__decide():
    manager = MemberFactory()
    task = TaskFactory(requester__line_manager=manager)
    said = {"decision": Decision.APPROVED, "link": "/", "link_text": "Start"}
    return _by_a_domain(approvals.decide, task=task, by=manager.user, **said)


def approvals__decide_many():
    manager = MemberFactory()
    tasks = TaskFactory.create_batch(2, requester__line_manager=manager)
    said = {"links": {task.pk: "/" for task in tasks}, "link_text": "Start"}
    return _by_a_domain(approvals.decide_many, tasks=tasks, by=manager.user, **said)


def approvals__follow_routes():
    """The manager's time is up, and the next manager is asked."""
    task = TaskFactory(requester__line_manager=MemberFactory(line_manager=MemberFactory()))
    TurnFactory(task=task, due_on=TODAY - datetime.timedelta(days=1))
    return partial(approvals.follow_routes, on=TODAY)


def approvals__call_off_request():
    task = TaskFactory()
    return _by_a_domain(approvals.call_off_request, task=task, by=task.requested_by)


def approvals__set_stand_in():
    manager = MemberFactory()
    days = {"starts_on": TODAY, "ends_on": TODAY}
    return partial(approvals.set_stand_in, manager=manager, deputy=MemberFactory(), by=manager.user, **days)


def approvals__end_stand_in():
    row = StandInFactory()
    return partial(approvals.end_stand_in, stand_in=row, by=row.manager.user)


def approvals__set_ladder():
    return partial(approvals.set_ladder, department=None, kind="", by=central_user(), step_up_after=9)


def approvals__remove_ladder():
    return partial(approvals.remove_ladder, ladder=Ladder.objects.create(), by=central_user())


def approvals__take_case():
    return partial(approvals.take_case, case=CaseFactory(), by=central_user())


def approvals__accept_changes():
    task = TaskFactory(agreed=True, status=Decision.CHANGED)
    return _by_a_domain(approvals.accept_changes, task=task, by=task.requested_by)


def approvals__withdraw_request():
    task = TaskFactory()
    return _by_a_domain(approvals.withdraw_request, task=task, by=task.requested_by)


def approvals__open_case():
    task = TaskFactory(refused=True)
    return partial(approvals.open_case, task=task, by=task.requested_by, question="Was the cover seen?")


def approvals__answer_case():
    return partial(approvals.answer_case, case=CaseFactory(), by=central_user(), answer="It was not.")


def jobs__retry():
    ended = {"state": JobState.FAILED, "last_error": "x", "finished_at": timezone.now()}
    return partial(jobs.retry, job=Job.objects.create(kind="draw", key="1", **ended), by=central_user())


def insights__publish_figures():
    MemberFactory()
    return partial(insights.publish_figures, on=TODAY)


def insights__export_figures():
    insights__publish_figures()()
    snapshot = Snapshot.objects.get()
    taken = {"page": "approvals", "form": "csv", "rows": 3, "purpose": "briefing"}
    scope = snapshot.figures["scopes"][0]
    return partial(insights.export_figures, snapshot=snapshot, scope=scope, by=central_user(), **taken)


def insights__save_view():
    return partial(insights.save_view, name="Mine", address="/insights/moves/", by=central_user())


def insights__end_view():
    by = central_user()
    view = insights.save_view(name="Mine", address="/insights/moves/", by=by)
    return partial(insights.end_view, view=view, by=by)


def insights__ask_summary():
    return partial(insights.ask_summary, by=central_user())


def insights__end_summary():
    by = central_user()
    insights.ask_summary(by=by)
    return partial(insights.end_summary, by=by)


def notifications__change_preferences():
    return partial(notifications.change_preferences, choices={"unit_passed": "digest"}, by=UserFactory())


def qualifications__load_catalogue():
    OrganisationFactory(code="DWP")
    RegionFactory(code="WLS")
    return partial(qualifications.load_catalogue, data=our_catalogue())


def qualifications__start_enrolment():
    return partial(qualifications.start_enrolment, qualification=QualificationFactory(), by=MemberFactory().user)


def qualifications__choose_units():
    draft = _own(Status.DRAFT)
    units = [row.unit for row in draft["enrolment"].enrolled_units.all()]
    return partial(qualifications.choose_units, units=units, **draft)


def qualifications__propose_study_time():
    return partial(qualifications.propose_study_time, **_own(Status.DRAFT), **PLAN)


def qualifications__say_purpose():
    return partial(qualifications.say_purpose, purpose="To lead a team.", **_own(Status.DRAFT))


def qualifications__submit_enrolment():
    return partial(qualifications.submit_enrolment, **_own(Status.DRAFT))


def qualifications__decide_study_time():
    manager = MemberFactory()
    enrolment = enrolment_in(Status.SUBMITTED, member__line_manager=manager)
    said = {"decision": Decision.CHANGED, "plan": PLAN | {"hours_a_week": Decimal(1)}}
    return partial(qualifications.decide_study_time, asked=enrolment, by=manager.user, **said)


def qualifications__decide_study_times():
    manager = MemberFactory()
    enrolment = enrolment_in(Status.SUBMITTED, member__line_manager=manager)
    return partial(qualifications.decide_study_times, tasks=[enrolment.task], by=manager.user)


def qualifications__appeal_study_time():
    declined = enrolment_in(Status.DECLINED)
    return partial(qualifications.appeal_study_time, asked=declined, why_again="Look again.", by=declined.member.user)


def qualifications__reopen_study_time():
    declined = enrolment_in(Status.DECLINED)
    said = {"case": CaseFactory(task=declined.task), "answer": "We look at it."}
    return partial(qualifications.reopen_study_time, asked=declined, by=central_user(), **said)


def qualifications__ask_study_change():
    return partial(qualifications.ask_study_change, why="Busy weeks.", **_own(Status.IN_PROGRESS), **PLAN)


def qualifications__withdraw_study_change():
    change = StudyChangeFactory()
    return partial(qualifications.withdraw_study_change, change=change, by=change.enrolment.member.user)


def qualifications__log_study_time():
    return partial(qualifications.log_study_time, on=TODAY, hours=Decimal("1.5"), **_own(Status.IN_PROGRESS))


def qualifications__strike_study_log():
    log = StudyLogFactory()
    return partial(qualifications.strike_study_log, log=log, by=log.member.user)


def qualifications__accept_changes():
    changed = enrolment_in(Status.CHANGED)
    return partial(qualifications.accept_changes, asked=changed, by=changed.member.user)


def qualifications__start_learning():
    return partial(qualifications.start_learning, **_own(Status.APPROVED))


def qualifications__achieve_unit():
    studied = studying()
    member, unit = studied["by"].member, studied["enrolled_unit"].unit
    return partial(qualifications.achieve_unit, member=member, unit=unit, how="passing its test", by=studied["by"])


def qualifications__withdraw_enrolment():
    return partial(qualifications.withdraw_enrolment, reason="work", **_own(Status.SUBMITTED))


def qualifications__ask_outcomes():
    enrolment_in(Status.COMPLETED, completed_at=timezone.now() - datetime.timedelta(weeks=14))
    return partial(qualifications.ask_outcomes, on=TODAY)


def qualifications__answer_outcome():
    outcome = OutcomeFactory()
    said = {"helped": "lot", "changed": "I explain decisions better."}
    return partial(qualifications.answer_outcome, outcome=outcome, by=outcome.asked.user, **said)
