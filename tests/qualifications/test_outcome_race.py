"""Did it help? Two at once: each is asked once, and the first answer counts."""

import datetime
from functools import partial

import pytest
from django.utils import timezone

from apps.core.models import AuditEvent
from apps.notifications.models import Message
from apps.qualifications import actions
from apps.qualifications.models import Outcome
from tests.members.factories import MemberFactory
from tests.qualifications.factories import EnrolmentFactory, OutcomeFactory
from tests.qualifications.racing import ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()


def ask():
    actions.ask_outcomes(on=TODAY)


def test_two_beats_ask_everybody_once():
    for number in range(1, ROUNDS + 1):
        EnrolmentFactory(
            completed=True,
            completed_at=timezone.now() - datetime.timedelta(weeks=14),
            with_units=False,
            member__line_manager=MemberFactory(),
        )
        assert at_once(ask, ask) == ["done"] * 2
        asked = AuditEvent.objects.filter(event="outcome.asked").count()
        assert Outcome.objects.count() == Message.objects.count() == asked == 2 * number


def test_answer_at_once_the_first_counts():
    for number in range(1, ROUNDS + 1):
        outcome = OutcomeFactory()

        def answer(helped, outcome=outcome):
            actions.answer_outcome(outcome=outcome, helped=helped, changed=helped, by=outcome.asked.user)

        assert sorted(at_once(partial(answer, "lot"), partial(answer, "no"))) == ["done", "refused"]
        outcome.refresh_from_db()
        assert outcome.helped == outcome.changed
        assert AuditEvent.objects.filter(event="outcome.answered").count() == number
