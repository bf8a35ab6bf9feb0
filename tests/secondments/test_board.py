import datetime

import pytest
from django.db import IntegrityError
from django.utils import timezone

from apps.core.rules import RuleBroken
from apps.notifications.models import Message
from apps.secondments import actions, queries
from apps.secondments.actions import search as search_actions
from apps.secondments.models import Alert, OpportunityCapability, SavedSearch
from apps.secondments.states import Side, Status
from tests.members.factories import MemberFactory, RegionFactory
from tests.secondments.factories import CapabilityFactory, opportunity_of

pytestmark = pytest.mark.django_db
NOTHING = dict.fromkeys(queries.FILTERS, "")
TODAY = timezone.localdate()


def titles(q="", **chosen):
    found = queries.find(q=q, chosen=NOTHING | chosen)
    return [row.title for row in queries.page_of(found.rows)]


def test_the_board_has_what_is_open_and_what_closes_soonest_first():
    later = opportunity_of(title="Later")
    opportunity_of(title="Soon", deadline=timezone.now() + datetime.timedelta(days=1))
    opportunity_of(title="Over", deadline=timezone.now())
    for status in (Status.DRAFT, Status.SUBMITTED, Status.CLOSED, Status.FILLED):
        opportunity_of(title=str(status), status=status)
    assert titles() == ["Soon", later.title]


@pytest.mark.parametrize("q", ["court", "listing court", "courts", "listng officr", "Leeds"])
def test_search_forgives_typing_errors(q):
    opportunity_of()
    opportunity_of(title="Passport examiner", work="You look at passports.", place="Peterborough")
    assert titles(q) == ["Listing officer at a busy court"]


def test_filters_count_and_leave_out_what_finds_nothing():
    one, two = opportunity_of(title="One", region=RegionFactory()), opportunity_of(title="Two", months=18)
    gained = CapabilityFactory(slug="care", title="Care")
    OpportunityCapability.objects.create(opportunity=one, capability=gained, side=Side.GAINED)
    facets = {facet.name: facet.choices for facet in queries.find(q="", chosen=NOTHING).facets}
    assert facets["length"] == [("half", "4 to 6 months", 1), ("long", "More than a year", 1)]
    assert facets["gain"] == [("care", "Care", 1)]
    assert ("anywhere", "Anywhere", 1) in facets["region"]
    assert titles(gain="care") == titles(region="NW") == [one.title]
    assert titles(length="long") == [two.title]
    assert titles(length="short") == []


# --- Saved searches --------------------------------------------------------------------------------------------------


def saved(by, q="", **chosen):
    return actions.save_search(q=q, chosen=NOTHING | chosen, words="x", by=by)


def test_whoever_saved_a_search_is_told_once_of_what_is_new_and_fits():
    by = MemberFactory().user
    opportunity_of(title="Before it")
    saved(by, "court"), saved(by, kind="loan")
    opportunity_of(title="Court usher")
    opportunity_of(title="A project", work="x", kind="project", week=20)
    assert actions.tell_of_new(on=TODAY) == 1
    message = Message.objects.get()
    assert [label for label, _ in message.facts] == ["Court usher"]
    assert actions.tell_of_new(on=TODAY + datetime.timedelta(days=1)) == 0
    assert Alert.objects.count() == 1


def test_what_comes_later_on_the_day_is_told_the_next_day():
    by = MemberFactory().user
    saved(by, "court")
    opportunity_of()
    actions.tell_of_new(on=TODAY)
    second = opportunity_of(title="Court usher")
    assert actions.tell_of_new(on=TODAY) == 0
    assert actions.tell_of_new(on=TODAY + datetime.timedelta(days=1)) == 1
    assert Message.objects.latest("pk").facts[0][0] == second.title


def test_a_search_is_saved_once_and_ended():
    by = MemberFactory().user
    first = saved(by, "court")
    assert saved(by, "court") == first
    actions.end_search(search=first, by=by)
    opportunity_of()
    assert actions.tell_of_new(on=TODAY) == 0
    with pytest.raises(SavedSearch.DoesNotExist):
        actions.end_search(search=first, by=MemberFactory().user)


def test_saved_searches_end_somewhere(monkeypatch):
    by = MemberFactory().user
    monkeypatch.setattr(search_actions, "MOST_SAVED", 1)
    saved(by, "court")
    with pytest.raises(RuleBroken, match="You have 1 saved searches"):
        saved(by, "usher")


def test_the_database_refuses_the_same_search_twice():
    search = saved(MemberFactory().user, "court")
    with pytest.raises(IntegrityError, match="saved_search_once"):
        SavedSearch.objects.create(user=search.user, q=search.q, chosen=search.chosen, words="x")
