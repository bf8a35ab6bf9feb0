"""Two at once: one begins, one proposal stands, and what is shared is what was said."""

from functools import partial

import pytest

from apps.capability import actions
from apps.capability.models import Answer, Assessment, Outcome
from apps.core.models import AuditEvent
from tests.capability.factories import (
    answer,
    answered,
    manager_of,
    next_year,
    published,
    reporting,
    rows_of,
    viewed,
)
from tests.qualifications.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_tabs_begin_one():
    member = reporting()
    start = partial(actions.start_assessment, version=published(), practice=False, by=member.user)
    assert at_once(start, start, start) == ["done"] * 3
    assert Assessment.objects.count() == AuditEvent.objects.filter(event="assessment.started").count() == 1


def test_both_send_what_they_wrote_and_one_of_them_stands():
    one = viewed()
    calls = []
    for by in (one.member.user, manager_of(one)):
        actions.save_outcome(assessment=one, rows=rows_of(one), held_until=next_year(), by=by)
        calls.append(partial(actions.propose_outcome, assessment=one, by=by))
    assert sorted(at_once(*calls)) == ["done", "refused"]
    assert Outcome.objects.filter(status="proposed").count() == 1


def test_an_answer_that_comes_while_it_is_shared_is_in_it_or_refused():
    one = answered(place=1)
    share = partial(actions.share_assessment, assessment=one, by=one.member.user)
    shared, saved = at_once(share, partial(answer, one, 1, 3))
    assert shared == "done"
    one.refresh_from_db()
    place = Answer.objects.select_related("level").get(assessment=one, capability__code="CON").level.order
    assert (one.status, place) == ("shared", 3 if saved == "done" else 1)
