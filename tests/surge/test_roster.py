from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from apps.approvals.models import Case
from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from apps.members.actions import withdraw_consent
from apps.members.models import Consent
from apps.notifications.models import Message
from apps.surge import actions, queries
from apps.surge.models import Away, Offer, RosterEntry, StandingRelease
from apps.surge.states import OfferStatus
from tests.approvals.factories import CaseFactory
from tests.members.factories import MemberFactory, central_user
from tests.surge.factories import SOON, TERMS, TODAY, asked_release, manager_of, offered, released, rostered, steering

pytestmark = pytest.mark.django_db
SAID = {"base": "", "reach": "region", "skills": []}


def of_a_team():
    """Their manager has a manager."""
    return MemberFactory(line_manager=MemberFactory(line_manager=MemberFactory()))


def agree(release, **terms):
    by = manager_of(release.member)
    return actions.decide_standing_release(release=release, decision="approved", by=by, **terms)


def refuse(release, by=None):
    said = {"decision": "refused", "reason": "notice", "comment": "Ask again in May."}
    return actions.decide_standing_release(release=release, by=by or manager_of(release.member), **said)


def test_join_roster_is_to_agree_to_it_and_once_more_changes_it():
    by = MemberFactory().user
    entry = actions.join_roster(by=by, **SAID)
    assert RosterEntry.objects.ready().get() == entry
    assert Consent.objects.live().get().purpose == "surge_roster"
    actions.join_roster(by=by, **(SAID | {"reach": "anywhere"}))
    assert RosterEntry.objects.get().reach == "anywhere"
    assert list(AuditEvent.objects.filter(subject_type="surge.RosterEntry").values_list("event", flat=True)) == [
        "entry.joined",
        "entry.changed",
    ]


def test_join_roster_is_not_for_whom_nobody_may_see():
    with pytest.raises(RuleBroken, match="restricted"):
        actions.join_roster(by=MemberFactory(restricted=True).user, **SAID)


def test_leave_roster_and_taking_the_agreement_back_both_mean_that_nobody_asks():
    by = rostered().member.user
    actions.leave_roster(by=by)
    assert not RosterEntry.objects.live().exists() and not Consent.objects.live().exists()
    with pytest.raises(RuleBroken, match="not on the roster"):
        actions.leave_roster(by=by)
    entry = actions.join_roster(by=by, **SAID)
    withdraw_consent(purpose="surge_roster", by=by)
    assert not queries.is_ready(entry) and queries.entry_of(by) == entry


def test_the_database_keeps_one_live_entry_and_a_base_to_keep_to():
    entry = rostered()
    with pytest.raises(IntegrityError, match="roster_entry_one_live"):
        RosterEntry.objects.create(member=entry.member, reach="region")


def test_the_database_wants_a_base_for_who_keeps_to_it():
    with pytest.raises(IntegrityError, match="roster_entry_has_the_base_it_keeps_to"):
        RosterEntry.objects.create(member=MemberFactory(), reach="base")


def test_add_away_and_remove_away_are_ones_own():
    member = rostered().member
    away = actions.add_away(starts_on=SOON, ends_on=SOON, by=member.user)
    with pytest.raises(PermissionDenied):
        actions.remove_away(away=away, by=steering())
    actions.remove_away(away=away, by=member.user)
    assert not Away.objects.ahead().exists() and Away.objects.count() == 1


# --- Standing release ------------------------------------------------------------------------------------------------


def test_whoever_answers_for_a_member_ends_all_that_holds_and_nobody_else():
    first = agree(asked_release())
    member, by = first.member, manager_of(first.member)
    second = agree(actions.ask_standing_release(cover="", by=member.user, **TERMS))
    offer = offered(member=member)
    for other in (member.user, steering(), MemberFactory().user):
        with pytest.raises(PermissionDenied):
            actions.end_standing_release(release=second, why="Two are away.", by=other)
    assert queries.releases_in_team(by) == [second]
    actions.end_standing_release(release=second, why="Two are away.", by=by)
    assert not StandingRelease.objects.holding().exists() and queries.releases_in_team(by) == []
    assert Offer.objects.get(pk=offer.pk).status == OfferStatus.CALLED_OFF
    assert Message.objects.filter(recipient=member.user, occasion="ended").get().facts == [["Why", "Two are away."]]
    with pytest.raises(RuleBroken, match="does not hold any more"):
        actions.end_standing_release(release=second, why="Two are away.", by=by)
    agree(actions.ask_standing_release(cover="", by=member.user, **TERMS))
    assert StandingRelease.objects.holding().exists()


def test_a_standing_release_holds_when_the_manager_has_agreed():
    release = asked_release()
    with pytest.raises(RuleBroken, match="asked already"):
        actions.ask_standing_release(cover="", by=release.member.user, **TERMS)
    with pytest.raises(PermissionDenied):
        actions.decide_standing_release(release=release, decision="approved", by=release.member.user)
    assert not StandingRelease.objects.holding().exists()
    agree(release)
    assert StandingRelease.objects.holding().get() == release
    assert AuditEvent.objects.filter(event="standing_release.decided").count() == 1


def test_other_limits_are_for_the_member_to_accept():
    release = asked_release()
    agree(release, **(TERMS | {"days_a_year": 10}))
    release.refresh_from_db()
    changes = [["Working days in a calendar year", "Up to 10 instead of up to 60"]]
    assert (release.task.status, release.task.changes, release.days_a_year) == ("changed", changes, 10)
    assert not StandingRelease.objects.holding().exists()
    actions.accept_standing_release(release=release, by=release.member.user)
    assert StandingRelease.objects.holding().get() == release


def test_a_refusal_is_appealed_once_and_the_second_opens_a_case():
    release = asked_release(of_a_team())
    member = release.member
    refuse(release)
    actions.appeal_standing_release(release=release, why_again="Ben covers.", by=member.user)
    refuse(release, by=manager_of(member.line_manager))
    assert Case.objects.filter(opened_by=None).count() == 1
    release.refresh_from_db()
    with pytest.raises(PermissionDenied):
        actions.appeal_standing_release(release=release, why_again="Again.", by=member.user)


def test_reopen_standing_release_is_decided_by_the_central_team():
    release, central = asked_release(), central_user()
    refuse(release)
    release.refresh_from_db()
    case = CaseFactory(task=release.task)
    again = actions.reopen_standing_release(asked=release, case=case, answer="We look at it.", by=central)
    actions.decide_standing_release(release=again, decision="approved", by=central)
    assert StandingRelease.objects.holding().get() == again


def test_withdraw_standing_release_once():
    release = asked_release()
    actions.withdraw_standing_release(release=release, by=release.member.user)
    with pytest.raises(RuleBroken, match="answered already"):
        actions.withdraw_standing_release(release=release, by=release.member.user)


def test_decide_standing_releases_leaves_what_was_answered():
    one, other = asked_release(of_a_team()), asked_release(of_a_team())
    manager = manager_of(one.member)
    other.member.line_manager = one.member.line_manager
    other.member.save()
    agree(one)
    agreed = actions.decide_standing_releases(tasks=[one.task, other.task], by=manager)
    assert agreed == [other] and StandingRelease.objects.holding().count() == 2


def test_of_two_that_hold_the_one_agreed_last_counts():
    member = rostered(release=False).member
    released(member, days_a_year=100)
    last = released(member, days_a_year=5)
    assert queries.releases_of(member.user)[0] == last


@pytest.mark.parametrize("wrong", [{"days_a_year": 0}, {"weeks_at_once": 53}, {"notice_days": 29}])
def test_the_database_keeps_a_release_within_bounds(wrong):
    with pytest.raises(IntegrityError, match="standing_release_within_bounds"):
        released(MemberFactory(), **wrong)


def test_one_that_is_over_does_not_hold():
    released(MemberFactory(), until_on=TODAY - timedelta(days=1))
    assert not StandingRelease.objects.holding().exists()
