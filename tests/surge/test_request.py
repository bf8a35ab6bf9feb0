from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from apps.accounts.roles import Role
from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from apps.notifications.models import Message
from apps.surge import actions
from apps.surge.models import Line, Offer, SurgeRequest
from apps.surge.states import RequestStatus
from tests.members.factories import GrantFactory, RegionFactory, central_user
from tests.surge.factories import (
    LATER,
    SAID,
    SOON,
    TODAY,
    begun_ago,
    deployed,
    lead,
    lead_of,
    line_of,
    offered,
    request_of,
    rostered,
    steering,
)

pytestmark = pytest.mark.django_db
LINE = {"role": "Answer calls", "skill": None, "people": 2, "base": "", "region": None}
LINE |= {"starts_on": SOON, "ends_on": LATER}
WAITS, DRAFT = RequestStatus.SUBMITTED, RequestStatus.DRAFT


def read(request):
    return SurgeRequest.objects.for_page().get(pk=request.pk)


def decide(line, number, by=None, **said):
    by = by or steering()
    return actions.decide_request(request=line.request, granted={line.pk: number}, by=by, **said)


def test_write_request_is_for_a_lead_of_that_department():
    by, other = lead(), lead("DVSA")
    request = actions.write_request(organisation=by.member.organisation, by=by, **SAID)
    assert request.status == DRAFT
    with pytest.raises(PermissionDenied):
        actions.write_request(organisation=by.member.organisation, by=other, **SAID)
    with pytest.raises(PermissionDenied):
        actions.change_request(request=request, by=other, **SAID)
    assert SurgeRequest.objects.visible_to(by).get() == request
    assert not SurgeRequest.objects.visible_to(other).exists()
    assert not SurgeRequest.objects.visible_to(steering()).exists()  # what was not sent


def test_what_is_missing_is_shown_and_can_be_added_while_it_waits():
    by = lead()
    request = request_of(by, DRAFT, shifts="")
    line = actions.write_line(request=request, by=by, **(LINE | {"people": None, "starts_on": None}))
    assert read(request).gaps == [
        "It does not say the shifts.",
        "Line 1: does not say how many people, where and from when",
    ]
    request = actions.submit_request(request=request, by=by)
    assert read(request) in SurgeRequest.objects.visible_to(steering())
    actions.write_line(request=request, line=line, by=by, **(LINE | {"region": RegionFactory()}))
    actions.change_request(request=request, by=by, **SAID)
    assert read(request).gaps == []


def test_submit_request_tells_the_steering_group_and_comes_last():
    group, first = steering(), line_of(request_of(status=WAITS)).request
    line = line_of(request_of(lead("DVSA"), DRAFT))
    request = actions.submit_request(request=line.request, by=lead_of(line))
    assert request.rank == first.rank + 1
    assert Message.objects.filter(kind="surge", recipient=group).count() == 1
    with pytest.raises(RuleBroken, match="waiting for a decision"):
        actions.submit_request(request=request, by=lead_of(line))


def test_an_empty_request_is_not_sent():
    request = request_of(status=DRAFT)
    with pytest.raises(RuleBroken, match="Add a line first"):
        actions.submit_request(request=request, by=request.asked_by)


def test_drop_line_keeps_it_but_asks_for_nobody():
    line = line_of(request_of(status=DRAFT))
    actions.drop_line(line=line, by=lead_of(line))
    assert read(line.request).board == [] and Line.objects.count() == 1
    again = actions.write_line(request=line.request, by=lead_of(line), **LINE)
    assert again.number == 2
    with pytest.raises(RuleBroken, match="taken out"):
        actions.write_line(request=line.request, line=line, by=lead_of(line), **LINE)


def test_raise_request_changes_places_with_the_one_above():
    one, two, three = (request_of(lead(code), WAITS) for code in ("HMPO", "DVSA", "DVLA"))
    by = steering()
    actions.raise_request(request=three, by=by)
    assert list(SurgeRequest.objects.ranked()) == [one, three, two]
    actions.raise_request(request=one, by=by)
    assert list(SurgeRequest.objects.ranked()) == [one, three, two]
    with pytest.raises(PermissionDenied):
        actions.raise_request(request=three, by=three.asked_by)


@pytest.mark.parametrize(("number", "status"), [(2, "approved"), (1, "part"), (0, "refused")])
def test_decide_request_for_all_a_part_or_nothing(number, status):
    line = line_of(request_of(status=WAITS))
    request = decide(line, number, reason="others_first" if number < 2 else "")
    assert (request.status, read(request).granted) == (status, number)
    told = Message.objects.filter(recipient=lead_of(line), subject="Your surge request was decided")
    assert told.count() == 1
    assert AuditEvent.objects.filter(event="request.decided").count() == 1


def test_a_refusal_says_why():
    with pytest.raises(RuleBroken, match="Say why"):
        decide(line_of(request_of(status=WAITS)), 0)


def test_nobody_decides_for_their_own_department_nor_beyond_what_was_asked():
    line = line_of(request_of(status=WAITS))
    by = GrantFactory(user=lead_of(line), role=Role.STEERING_GROUP).user
    with pytest.raises(PermissionDenied):
        decide(line, 1, by=by)
    with pytest.raises(RuleBroken, match="asks for 2"):
        decide(line, 3)
    incomplete = line_of(line.request, ends_on=None)
    with pytest.raises(RuleBroken, match="Line 2 does not say until when"):
        decide(incomplete, 1)


def test_the_central_team_decides_too_and_the_first_wave_goes_out_at_once():
    member = rostered().member
    line = line_of(request_of(status=WAITS))
    decide(line, 2, by=central_user())
    offer = Offer.objects.get()
    assert (offer.member, offer.wave, offer.starts_on) == (member, 1, line.starts_on)
    assert Message.objects.filter(kind="surge_offer", recipient=member.user).count() == 1


def test_withdraw_request_before_it_is_decided():
    waits, runs = request_of(status=WAITS), request_of(lead("DVSA"))
    assert actions.withdraw_request(request=waits, by=waits.asked_by).status == "withdrawn"
    with pytest.raises(RuleBroken):
        actions.withdraw_request(request=runs, by=runs.asked_by)


def test_stand_down_request_brings_everybody_home():
    line = line_of(people=3)
    there, coming, asked = begun_ago(3, line), deployed(line), offered(line)
    request = actions.stand_down_request(request=line.request, on=TODAY, note="The queue is gone.", by=lead_of(line))
    for thing in (there, coming, asked):
        thing.refresh_from_db()
    assert (request.status, there.status, coming.status) == ("stood_down", "running", "called_off")
    assert (asked.status, there.early_why, coming.freed) == ("called_off", "down", True)
    there.absence.refresh_from_db()
    coming.absence.refresh_from_db()
    assert there.absence.ends_on == TODAY and coming.absence.cancelled_at
    assert actions.send_waves(on=TODAY) == 0
    actions.follow_deployments(on=TODAY + timedelta(days=1))
    there.refresh_from_db()
    assert there.status == "ended"


def test_close_requests_when_the_last_day_has_passed():
    line = line_of()
    actions.close_requests(on=line.ends_on)
    assert SurgeRequest.objects.running().exists()
    assert actions.close_requests(on=line.ends_on + timedelta(days=1)) == 1
    assert SurgeRequest.objects.get().status == "over"


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"ends_on": SOON - timedelta(days=1)}, "surge_line_ends_after_start"),
        ({"people": 0}, "surge_line_asks_for_somebody"),
        ({"granted": 3}, "surge_line_grants_what_was_asked"),
        ({"granted": 1, "starts_on": None}, "surge_line_granted_is_complete"),
    ],
)
def test_the_database_refuses_a_line_that_cannot_be(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        line_of(request_of(status=DRAFT), **fields)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"decided_by": None}, "surge_request_decided_says_when_and_by_whom"),
        ({"status": "refused"}, "surge_request_refused_says_why"),
        ({"submitted_at": None}, "surge_request_sent_says_when"),
    ],
)
def test_the_database_refuses_a_request_that_cannot_be(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        request_of(**fields)


def test_the_database_refuses_who_decides_for_themselves():
    by = lead()
    with pytest.raises(IntegrityError, match="surge_request_decided_by_somebody_else"):
        request_of(by, decided_by=by)
