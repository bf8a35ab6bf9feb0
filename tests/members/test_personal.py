"""What people say of themselves and agree to: kept, never in the audit trail, and theirs to take back."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied

from apps.core.models import AuditEvent
from apps.members import actions, queries
from apps.members.models import Aims, Consent, LearningNeeds
from apps.members.states import ADJUSTMENT_USES, BEING_FOUND, Purpose
from tests.accounts.factories import UserFactory
from tests.helpers import closing
from tests.members.factories import AimsFactory, ConsentFactory, LearningNeedsFactory, MemberFactory

pytestmark = pytest.mark.django_db
SECRET = "Quillfeather’s secret"
AIMS = {"next_move": "up", "when": "year", "work": ["leading", "casework"], "how_far": "here", "help_wanted": SECRET}
NEEDS = {"needs": SECRET, "adjustments": ["braille"], "other_adjustments": SECRET, "uses": ["adjustments_tests"]}


def lines(event):
    return list(AuditEvent.objects.filter(event=event))


def without_words():
    """Nothing of what was said, nor of what was agreed for adjustments, is in the audit trail."""
    trail = str(list(AuditEvent.objects.values()))
    return not any(word in trail for word in (SECRET, "braille", "leading", "adjustments_"))


def test_change_interests():
    user = MemberFactory().user
    for interests in ("Football.", SECRET):
        actions.change_interests(interests=interests, by=user)
    assert Aims.objects.get().interests == SECRET
    [_, line] = lines("interests.changed")
    assert (line.by, line.subject_id) == (user, str(user.member.pk)) and without_words()


def test_change_aims_keeps_the_interests():
    aims = AimsFactory()
    actions.change_aims(by=aims.member.user, **AIMS)
    aims.refresh_from_db()
    assert {name: getattr(aims, name) for name in AIMS} == AIMS
    assert aims.interests == "Explaining decisions well."
    assert len(lines("aims.changed")) == 1 and without_words()
    assert aims.work_words == ["Leading a team", "Casework and decisions"]


def test_change_learning_needs_with_a_use():
    user = MemberFactory().user
    actions.change_learning_needs(by=user, **NEEDS)
    needs = LearningNeeds.objects.get()
    assert (needs.needs, needs.adjustments, needs.adjustment_words) == (SECRET, ["braille"], ["Braille"])
    assert queries.uses_of(queries.own_consents(user)) == [Purpose.ADJUSTMENTS_TESTS]
    assert len(lines("learning_needs.changed")) == 1 and without_words()
    assert not lines("consent.given")


def test_a_use_that_is_not_selected_any_more_is_withdrawn_and_stays_in_the_history():
    user = MemberFactory().user
    actions.change_learning_needs(by=user, **NEEDS)
    before = Consent.objects.get()
    actions.change_learning_needs(by=user, **NEEDS | {"uses": ["adjustments_tests", "adjustments_events"]})
    before.refresh_from_db()
    assert before.withdrawn_at is None
    actions.change_learning_needs(by=user, **NEEDS | {"uses": []})
    assert Consent.objects.count() == 2 and not Consent.objects.live().exists()


def test_what_is_agreed_for_being_found_is_left_alone_by_it():
    consent = ConsentFactory()
    actions.change_learning_needs(by=consent.member.user, **NEEDS | {"uses": []})
    consent.refresh_from_db()
    assert consent.withdrawn_at is None


@pytest.mark.parametrize("use", ADJUSTMENT_USES)
def test_adjustments_are_for_the_uses_agreed_to_alone(use):
    member = MemberFactory()
    assert queries.adjustments_for(member, use) is None
    actions.change_learning_needs(by=member.user, **NEEDS | {"uses": [use]})
    assert queries.adjustments_for(member, use).adjustments == ["braille"]
    assert all(queries.adjustments_for(member, other) is None for other in ADJUSTMENT_USES if other != use)
    assert queries.adjustments_for(LearningNeedsFactory().member, use) is None
    actions.change_learning_needs(by=member.user, **NEEDS | {"uses": []})
    assert queries.adjustments_for(member, use) is None


# --- Consents --------------------------------------------------------------------------------------------------------


def test_give_consent_and_withdraw_it_and_give_it_again():
    user = MemberFactory().user
    first = actions.give_consent(purpose=Purpose.MENTORING, by=user)
    assert actions.give_consent(purpose=Purpose.MENTORING, by=user) is None
    actions.withdraw_consent(purpose=Purpose.MENTORING, by=user)
    assert actions.withdraw_consent(purpose=Purpose.MENTORING, by=user) is None
    again = actions.give_consent(purpose=Purpose.MENTORING, by=user)
    first.refresh_from_db()
    assert first.withdrawn_at and again.withdrawn_at is None
    assert [line.sentence for line in lines("consent.given")] == [f"{user} agreed to mentoring"] * 2
    assert [line.subject_id for line in lines("consent.withdrawn")] == [str(first.pk)]


def test_agreements_say_what_is_and_what_was():
    user = MemberFactory().user
    for purpose in (Purpose.MENTORING, Purpose.SURGE_ROSTER):
        actions.give_consent(purpose=purpose, by=user)
    actions.withdraw_consent(purpose=Purpose.MENTORING, by=user)
    actions.change_learning_needs(by=user, **NEEDS)
    ConsentFactory(purpose=Purpose.TALENT_SEARCH)
    found = queries.agreements_of(queries.own_consents(user))
    assert [agreement.purpose for agreement in found] == BEING_FOUND
    assert [bool(agreement.live) for agreement in found] == [False, False, True]
    assert [len(agreement.history) for agreement in found] == [0, 1, 1]


@pytest.mark.parametrize("action", [actions.give_consent, actions.withdraw_consent])
def test_the_uses_of_adjustments_have_no_consent_of_their_own(action):
    """It would be in the audit trail, by name."""
    with pytest.raises(PermissionDenied):
        action(purpose=Purpose.ADJUSTMENTS_TESTS, by=MemberFactory().user)


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (actions.change_interests, {"interests": ""}),
        (actions.change_aims, AIMS),
        (actions.change_learning_needs, NEEDS),
        (actions.give_consent, {"purpose": Purpose.MENTORING}),
        (actions.withdraw_consent, {"purpose": Purpose.MENTORING}),
    ],
)
def test_without_an_hr_record_there_is_nothing_to_say(action, said):
    with pytest.raises(PermissionDenied):
        action(by=UserFactory(), **said)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_consent():
    user, barrier = MemberFactory().user, Barrier(2)

    @closing
    def agree(_):
        barrier.wait(timeout=10)
        return actions.give_consent(purpose=Purpose.MENTORING, by=user)

    for _ in range(5):
        with ThreadPoolExecutor(2) as pool:
            given = list(pool.map(agree, range(2)))
        assert sum(consent is not None for consent in given) == 1
        actions.withdraw_consent(purpose=Purpose.MENTORING, by=user)
    assert Consent.objects.count() == 5
