"""Two at once. Each pair is let loose together several times, and one of the two must lose each time."""

import datetime
from collections import Counter
from functools import partial

import pytest
from django.utils import timezone

from apps.approvals.models import Task
from apps.approvals.states import Status as Decision
from apps.certificates.models import Certificate
from apps.core.models import AuditEvent, Job
from apps.notifications.models import Message
from apps.qualifications import actions
from apps.qualifications.models import Enrolment
from apps.qualifications.states import Status, WithdrawalReason
from tests.members.factories import MemberFactory
from tests.promises.together import browser_of
from tests.qualifications.factories import (
    EnrolmentFactory,
    QualificationFactory,
    StudyPlanFactory,
    UnitAchievementFactory,
    enrolment_in,
)
from tests.qualifications.racing import ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def count(event):
    return AuditEvent.objects.filter(event=event).count()


def test_start_at_once_makes_one_draft():
    qualification = QualificationFactory()
    for number in range(ROUNDS):
        member = MemberFactory()

        def start(member=member):
            actions.start_enrolment(qualification=qualification, by=member.user)

        assert at_once(start, start, start) == ["done"] * 3
        enrolment = Enrolment.objects.get(member=member)
        assert (enrolment.status, enrolment.enrolled_units.count()) == (Status.DRAFT, 2)
        assert count("enrolment.started") == number + 1


def test_submit_at_once_asks_once():
    for number in range(1, ROUNDS + 1):
        draft = EnrolmentFactory(draft=True)

        def submit(draft=draft):
            actions.submit_enrolment(enrolment=draft, by=draft.member.user)

        assert sorted(at_once(submit, submit)) == ["done", "refused"]
        assert Task.objects.count() == count("task.requested") == count("enrolment.submitted") == number


def test_two_clicks_at_once_lead_to_the_same_page():
    for number in range(1, ROUNDS + 1):
        draft = EnrolmentFactory(draft=True)
        browsers, answers = [browser_of(draft.member.user) for _ in range(2)], []

        def click(browser, draft=draft, answers=answers):
            answers.append(browser.post(f"{draft.get_absolute_url()}check/").headers.get("Location"))

        assert at_once(*(partial(click, browser) for browser in browsers)) == ["done"] * 2
        assert answers == [f"{draft.get_absolute_url()}?sent=1"] * 2
        assert Task.objects.count() == count("enrolment.submitted") == number


def test_decide_and_withdraw_at_once_one_wins():
    boss = MemberFactory()
    outcomes = Counter()
    for _ in range(ROUNDS):
        enrolment = enrolment_in(Status.SUBMITTED, member__line_manager=boss)

        def agree(enrolment=enrolment):
            actions.decide_study_time(asked=enrolment, decision=Decision.APPROVED, by=boss.user)

        def withdraw(enrolment=enrolment):
            actions.withdraw_enrolment(enrolment=enrolment, reason=WithdrawalReason.WORK, by=enrolment.member.user)

        agreed, withdrawn = at_once(agree, withdraw)
        enrolment.refresh_from_db()
        outcomes[agreed, withdrawn, enrolment.status, enrolment.task.status] += 1
    assert set(outcomes) <= {
        ("refused", "done", "withdrawn", "withdrawn"),
        ("done", "done", "withdrawn", "approved"),  # agreed first: what is agreed may be given up
    }
    assert count("enrolment.decided") == sum(number for outcome, number in outcomes.items() if outcome[0] == "done")


def test_agree_and_refuse_at_once_one_wins():
    boss = MemberFactory()
    for number in range(1, ROUNDS + 1):
        enrolment = enrolment_in(Status.SUBMITTED, member__line_manager=boss)

        def decide(decision, enrolment=enrolment, **said):
            return lambda: actions.decide_study_time(asked=enrolment, decision=decision, by=boss.user, **said)

        refuse = decide(Decision.REFUSED, reason="cover", comment="In May.")
        assert sorted(at_once(decide(Decision.APPROVED), refuse)) == ["done", "refused"]
        enrolment.refresh_from_db()
        fitting = {Status.APPROVED: Decision.APPROVED, Status.DECLINED: Decision.REFUSED}
        assert enrolment.task.status == fitting[enrolment.status]
        assert count("task.decided") == count("enrolment.decided") == number


def achieving(member, unit):
    return lambda: actions.achieve_unit(member=member, unit=unit, how="passing its test", by=member.user)


def test_the_last_two_units_at_once_complete_it_once():
    for number in range(1, ROUNDS + 1):
        enrolment = EnrolmentFactory()
        units = [row.unit for row in enrolment.enrolled_units.select_related("unit")]
        assert at_once(*(achieving(enrolment.member, unit) for unit in units)) == ["done", "done"]
        enrolment.refresh_from_db()
        assert enrolment.status == Status.COMPLETED
        assert Certificate.objects.count() == Job.objects.count() == count("enrolment.completed") == number


def test_the_same_unit_twice_at_once_is_banked_once():
    for number in range(1, ROUNDS + 1):
        enrolment = EnrolmentFactory(qualification__rule={"mandatory": ["1"]})
        achieve = achieving(enrolment.member, enrolment.enrolled_units.get().unit)
        assert at_once(achieve, achieve) == ["done", "done"]
        assert count("unit.achieved") == Certificate.objects.count() == Job.objects.count() == number


def test_to_start_while_the_last_unit_is_achieved_completes_it():
    """The unit is achieved in another size; whichever of the two comes second sees what the first did."""
    for _ in range(ROUNDS):
        enrolment = enrolment_in(Status.APPROVED)
        first, last = (row.unit for row in enrolment.enrolled_units.select_related("unit"))
        UnitAchievementFactory(member=enrolment.member, unit=first)

        def start(enrolment=enrolment):
            actions.start_learning(enrolment=enrolment, by=enrolment.member.user)

        assert at_once(start, achieving(enrolment.member, last)) == ["done", "done"]
        enrolment.refresh_from_db()
        assert enrolment.status == Status.COMPLETED


def test_two_clocks_at_once_remind_once():
    ends_on = timezone.localdate() + datetime.timedelta(days=200)
    for _ in range(ROUNDS):
        StudyPlanFactory(ends_on=ends_on)
    on = ends_on - datetime.timedelta(days=7)

    def remind():
        actions.remind_learners(on=on)

    assert at_once(remind, remind) == ["done", "done"]
    assert Message.objects.count() == Job.objects.count() == ROUNDS
