"""More time: asked for with a reason, answered by the central team, and the clock stands still meanwhile."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.core.rules import RuleBroken
from apps.learning import actions
from apps.learning.models import Circumstances, Work
from apps.learning.queries import clock
from apps.members.states import Purpose
from apps.notifications.models import Message
from tests.learning.assignments import assigned_unit, mark, marker, send_in
from tests.members.factories import ConsentFactory, LearningNeedsFactory, MemberFactory, central_user

pytestmark = pytest.mark.django_db
FIRST, LAST = "2027-04-05T10:00:00+00:00", date(2027, 5, 4)  # twenty working days without the bank holiday in May


@pytest.fixture
def row():
    """Not yet met, on 5 April."""
    row = assigned_unit()
    with time_machine.travel(FIRST, tick=False):
        marker()
        send_in(row)
        mark(row, True, False)
    assert Work.objects.get().resubmit_by == LAST
    return row


def ask(row):
    return actions.ask_circumstances(
        enrolled_unit=row, reason="My father is in hospital.", by=row.enrolment.member.user
    )


def test_ask_circumstances_stops_the_clock(row):
    with time_machine.travel("2027-04-12T10:00:00+00:00", tick=False):
        ask(row)
        with pytest.raises(RuleBroken, match="asked for more time already"):
            ask(row)
    assert Work.objects.get().clock_stopped_on == date(2027, 4, 12)
    with time_machine.travel("2027-05-25T10:00:00+00:00", tick=False):
        assert not clock.is_over(Work.objects.get())
        assert send_in(row, ["Changed", "Both"])


def test_ask_circumstances_needs_a_day_to_move():
    row = assigned_unit()
    send_in(row)
    with pytest.raises(RuleBroken, match="There is no day by which"):
        ask(row)


@pytest.mark.parametrize(
    ("asked_on", "decided_on", "days", "last"),
    [
        ("2027-04-12", "2027-04-12", 5, date(2027, 5, 11)),  # answered at once: five more
        ("2027-04-12", "2027-04-19", 5, date(2027, 5, 18)),  # and the five on which it stood still
        ("2027-04-12", "2027-04-19", None, date(2027, 5, 11)),  # those also where the answer is no
        ("2027-05-10", "2027-05-12", 5, date(2027, 5, 19)),  # asked too late: from the answer on
        ("2027-05-10", "2027-05-12", None, date(2027, 5, 6)),  # too late it stays
    ],
)
def test_decide_circumstances(asked_on, decided_on, days, last, row):
    with time_machine.travel(f"{asked_on}T10:00:00+00:00", tick=False):
        asked = ask(row)
    with time_machine.travel(f"{decided_on}T10:00:00+00:00", tick=False):
        actions.decide_circumstances(circumstances=asked, days=days, answer="We wish him well.", by=central_user())
    work = Work.objects.get()
    assert (work.resubmit_by, work.clock_stopped_on) == (last, None)
    message = Message.objects.filter(recipient=row.enrolment.member.user).latest("pk")
    assert ["Answer", "We wish him well."] in message.facts
    with pytest.raises(RuleBroken, match="cannot become"):
        actions.decide_circumstances(circumstances=asked, days=5, answer="x", by=central_user())


def test_decide_circumstances_is_the_central_team_s_but_not_for_oneself(row):
    asked = ask(row)
    for user in (MemberFactory().user, row.enrolment.member.user, marker()):
        with pytest.raises(PermissionDenied):
            actions.decide_circumstances(circumstances=asked, days=5, answer="x", by=user)
    with pytest.raises(IntegrityError, match="circumstances_not_decided_by_who_asked"), transaction.atomic():
        Circumstances.objects.update(decided_by=asked.asked_by, status="refused", decided_at=timezone.now())


@pytest.mark.parametrize("days", [0, -1, 101])
def test_decide_circumstances_within_reason(days, row):
    with pytest.raises(RuleBroken, match="from 1 to 100"):
        actions.decide_circumstances(circumstances=ask(row), days=days, answer="x", by=central_user())


@pytest.mark.parametrize(
    ("adjustments", "purpose", "extra"),
    [
        (["extra_time"], Purpose.ADJUSTMENTS_ASSESSORS, 5),
        (["extra_time"], Purpose.ADJUSTMENTS_TESTS, 0),
        (["braille"], Purpose.ADJUSTMENTS_ASSESSORS, 0),
        (None, Purpose.ADJUSTMENTS_ASSESSORS, 0),
    ],
)
def test_adjustments_give_days_where_their_owner_agreed(adjustments, purpose, extra):
    member = MemberFactory()
    if adjustments is not None:
        LearningNeedsFactory(member=member, adjustments=adjustments)
    consent = ConsentFactory(member=member, purpose=purpose)
    assert clock.extra_days(member, 20) == extra
    consent.withdrawn_at = timezone.now()
    consent.save()
    assert clock.extra_days(member, 20) == 0
