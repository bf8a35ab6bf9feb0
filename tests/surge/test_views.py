from datetime import timedelta

import pytest
from django.utils import timezone

from apps.capability.models import FrameworkVersion
from apps.capability.states import VersionStatus
from apps.core.models import AuditEvent
from apps.surge import actions
from apps.surge.models import Away, Deployment, Line, Offer, RosterEntry, StandingRelease, SurgeRequest
from apps.surge.states import RequestStatus
from tests.console.central import sign_in
from tests.helpers import assert_flat_queries
from tests.members.factories import MemberFactory, RegionFactory, central_user
from tests.reading import budget, reading_only, words_of
from tests.secondments.factories import CapabilityFactory
from tests.surge.factories import (
    DONE,
    LATER,
    SAID,
    SOON,
    TODAY,
    asked_release,
    begun_ago,
    deployed,
    ended,
    lead,
    lead_of,
    line_of,
    manager_of,
    offered,
    request_of,
    rostered,
    steering,
)

pytestmark = pytest.mark.django_db
WAITS, DRAFT = RequestStatus.SUBMITTED, RequestStatus.DRAFT
BOARD, ROSTER, ME = "/surge/requests/", "/surge/roster/", "/surge/me/"


def date_of(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


TERMS = {"days_a_year": "30", "weeks_at_once": "4", "notice_days": "2", **date_of("until_on", LATER)}


def page_of(client, user, path):
    sign_in(client, user)
    with reading_only():
        return words_of(client.get(path))


# --- The roster ------------------------------------------------------------------------------------------------------


def test_entry_join_then_ask_for_release_and_say_when_one_cannot(client):
    member = MemberFactory(line_manager=MemberFactory())
    skill = CapabilityFactory()
    FrameworkVersion.objects.update(status=VersionStatus.PUBLISHED, published_at=timezone.now())
    sign_in(client, member.user)
    assert "Select your base" in words_of(client.post("/surge/me/join/", {"reach": "base"}))
    client.post("/surge/me/join/", {"reach": "region", "skills": [skill.pk]})
    assert list(RosterEntry.objects.get().skills.all()) == [skill]
    assert "You are not asked yet" in words_of(client.get(ME))
    client.post("/surge/me/release/", TERMS)
    assert StandingRelease.objects.get().days_a_year == 30
    span = date_of("starts_on", SOON) | date_of("ends_on", SOON - timedelta(days=1))
    assert "The last day must be the first day or later" in words_of(client.post("/surge/me/away/", span))
    client.post("/surge/me/away/", date_of("starts_on", TODAY) | date_of("ends_on", TODAY))
    assert " away " in words_of(client.get(ME))
    client.post(f"/surge/me/away/{Away.objects.get().pk}/remove/")
    assert " away " not in words_of(client.get(ME))
    client.post("/surge/me/leave/")
    assert client.get(ME).status_code == 302


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"decision": "approved"}, "approved"),
        ({"decision": "changed", **TERMS}, "changed"),
        ({"decision": "refused", "reason": "notice", "comment": "In May."}, "refused"),
    ],
)
def test_release_decide_in_each_way(client, sent, status):
    release = asked_release()
    sign_in(client, manager_of(release.member))
    client.post(release.task.decide_url, sent)
    release.refresh_from_db()
    assert release.task.status == status


def test_the_task_page_of_a_standing_release_offers_all_three(client):
    release = asked_release()
    page = page_of(client, manager_of(release.member), release.task.get_absolute_url())
    assert "Agree with changes" in page and "Up to 60" in page and "They can always say no" in page


def test_roster_list_asks_no_more_for_more_people(client):
    sign_in(client, steering())
    rostered()
    with budget(8):
        client.get(ROSTER)
    assert_flat_queries(client, ROSTER, rostered)


def test_whoever_takes_the_agreement_back_is_not_on_the_list(client):
    member = rostered().member
    actions.leave_roster(by=member.user)
    assert str(member) not in page_of(client, steering(), ROSTER)


# --- Requests --------------------------------------------------------------------------------------------------------


def test_request_write_line_by_line_and_submit(client):
    by, region = lead(), RegionFactory()
    sign_in(client, by)
    response = client.post("/surge/requests/write/", SAID | {"organisation": by.member.organisation_id})
    request = SurgeRequest.objects.get()
    assert response.url == f"/surge/requests/{request.pk}/lines/"
    typed = {"role": "Answer calls", "region": region.pk, "base": "peterlee"}
    assert "a base or a region, not both" in words_of(client.post(response.url, typed))
    client.post(response.url, {"role": "Answer calls", "region": region.pk})
    assert "Line 1: does not say how many people, from when and until when" in words_of(
        client.get(request.get_absolute_url())
    )
    line = Line.objects.get()
    days = date_of("starts_on", SOON) | date_of("ends_on", LATER)
    client.post(f"/surge/lines/{line.pk}/change/", {"role": "Answer calls", "region": region.pk, "people": 3, **days})
    client.post(f"/surge/requests/{request.pk}/submit/")
    request.refresh_from_db()
    assert request.status == "submitted"
    assert "Incomplete" not in page_of(client, steering(), BOARD)


def test_a_request_with_gaps_is_shown_with_them_and_cannot_be_agreed(client):
    line = line_of(request_of(status=WAITS), ends_on=None)
    assert "Incomplete Line 1: does not say until when" in page_of(client, steering(), BOARD)
    page = words_of(client.get(f"{line.request.get_absolute_url()}decide/"))
    assert "Line 1: how many" not in page and "does not say until when" in page


def test_request_decide_wants_a_reason_for_nothing(client):
    line = line_of(request_of(status=WAITS))
    sign_in(client, steering())
    path = f"{line.request.get_absolute_url()}decide/"
    response = client.post(path, {f"line_{line.pk}": "0"})
    assert response.status_code == 422 and "Select why you do not agree" in words_of(response)
    assert client.post(path, {f"line_{line.pk}": "9"}).status_code == 422
    client.post(path, {f"line_{line.pk}": "1", "reason": "nobody"})
    line.refresh_from_db()
    assert (line.granted, SurgeRequest.objects.get().status) == (1, "part")


def test_the_board_shows_what_is_short_by_department(client):
    line = line_of()
    deployed(line)
    page = page_of(client, steering(), BOARD)
    assert "1 of 2 still open" in page and "1 of 2 filled" in page and "Department HMPO" in page
    assert "still open" not in page_of(client, lead("DVSA"), BOARD)


def test_the_board_asks_no_more_for_more_requests(client):
    sign_in(client, central_user())
    for status in (WAITS, RequestStatus.APPROVED, DRAFT):
        line_of(request_of(lead(status), status))
    with budget(12):
        client.get(BOARD)
    assert_flat_queries(client, BOARD, lambda: line_of(request_of(lead("DVSA"))))


def test_line_detail_explains_who_comes_next_but_not_to_the_department(client):
    line, fits = line_of(), rostered().member
    other = rostered(release=False).member
    path = line.get_absolute_url()
    page = page_of(client, steering(), path)
    assert page.index(str(fits)) < page.index(str(other)) and "Has no standing release" in page
    assert str(fits) not in page_of(client, lead_of(line), path)


def test_line_detail_asks_no_more_for_more_people(client):
    line = line_of()
    sign_in(client, steering())
    assert_flat_queries(client, line.get_absolute_url(), rostered)


# --- Offers and deployments ------------------------------------------------------------------------------------------


def test_offer_accept_and_once_more_leads_to_the_same(client):
    offer = offered()
    page = page_of(client, offer.member.user, offer.get_absolute_url())
    assert "Can you help?" in page and "Not deployed yet" in page and "Twice as many" in page
    for _ in range(2):
        response = client.post(f"{offer.get_absolute_url()}accept/")
        assert response.url == Deployment.objects.get().get_absolute_url()
    assert AuditEvent.objects.filter(event="offer.accepted").count() == 1


def test_offer_decline_wants_a_reason(client):
    offer = offered()
    sign_in(client, offer.member.user)
    path = f"{offer.get_absolute_url()}decline/"
    assert "Say what the other reason is" in words_of(client.post(path, {"reason": "other"}))
    client.post(path, {"reason": "other", "note": "A wedding."})
    assert Offer.objects.get().note == "A wedding."
    assert client.get(path).status_code == 409


def test_surge_home_shows_what_waits_for_me(client):
    offer = offered()
    page = page_of(client, offer.member.user, "/surge/")
    assert "You are asked" in page and "Answer calls" in page
    assert "Join the surge roster" in page_of(client, MemberFactory().user, "/surge/")


def test_a_deployment_is_seen_by_its_four_and_by_nobody_else(client):
    deployment = begun_ago(3)
    for user in (deployment.member.user, manager_of(deployment.member), lead_of(deployment), steering()):
        assert "Under way" in page_of(client, user, deployment.get_absolute_url())
    for user in (MemberFactory().user, lead("DVSA")):
        sign_in(client, user)
        assert client.get(deployment.get_absolute_url()).status_code == 404


def test_longer_by_both_then_home_early(client):
    deployment = begun_ago(3)
    path, longer = deployment.get_absolute_url(), deployment.absence.ends_on + timedelta(days=7)
    sign_in(client, lead_of(deployment))
    client.post(f"{path}extend/", date_of("ends_on", longer) | {"why": "Still long."})
    for user in (deployment.member.user, manager_of(deployment.member)):
        assert "Say whether it can last longer" in page_of(client, user, path)
        client.post(f"{path}extend/answer/", {"answer": "yes"})
    deployment.absence.refresh_from_db()
    assert deployment.absence.ends_on == longer
    client.post(f"{path}return/", date_of("on", timezone.localdate()) | {"why": "home"})
    deployment.absence.refresh_from_db()
    assert deployment.absence.ends_on == timezone.localdate()


def test_whoever_has_not_begun_is_not_asked_for_a_last_day(client):
    deployment = deployed()
    sign_in(client, deployment.member.user)
    path = f"{deployment.get_absolute_url()}return/"
    assert "last day there" not in words_of(client.get(path))
    client.post(path, {"why": "personal"})
    assert Deployment.objects.get().status == "called_off"


def test_both_say_how_it_went_and_it_is_kept(client):
    deployment = ended()
    path = deployment.get_absolute_url()
    for user in (lead_of(deployment), deployment.member.user):
        sign_in(client, user)
        assert client.post(f"{path}review/", {"did": ""}).status_code == 422
        client.post(f"{path}review/", DONE)
    assert "Answered 400 calls." in words_of(client.get(path))
    client.post(f"{path}review/keep/")
    assert "It is among your evidence" in words_of(client.get(path))


def test_request_stand_down_says_how_many_come_back(client):
    line = begun_ago(3).line
    sign_in(client, lead_of(line))
    path = f"{line.request.get_absolute_url()}stand-down/"
    assert "1 person now" in words_of(client.get(path))
    client.post(path, date_of("on", timezone.localdate()))
    assert SurgeRequest.objects.get().status == "stood_down"
