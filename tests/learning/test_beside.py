"""Conversations about a unit, and learning elsewhere: written down, confirmed, counted as the unit says."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.core.rules import RuleBroken
from apps.learning import actions
from apps.learning.models import Reflection
from apps.qualifications.models import UnitAchievement
from apps.qualifications.states import Status
from tests.learning.beside import COURSE, TALK, learn_elsewhere, read_all, reflect
from tests.learning.factories import amend
from tests.learning.studying import attempt_at, enrolled_unit
from tests.members.factories import MemberFactory, central_user
from tests.qualifications.racing import ROUNDS, at_once
from tests.qualifications.trail import events, messages, nothing_happened

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return enrolled_unit(member=MemberFactory(line_manager=MemberFactory()))


@pytest.fixture
def learner(row):
    return row.enrolment.member.user


@pytest.fixture
def manager(row):
    return row.enrolment.member.line_manager.user


def unit_needs(**fields):
    amend(**fields)


def is_achieved():
    return UnitAchievement.objects.exists()


# --- A conversation --------------------------------------------------------------------------------------------------


def test_record_reflection_as_one_s_own(row, learner):
    talk = reflect(row)
    assert (talk.status, talk.partner, talk.learner) == ("recorded", None, learner)
    assert events() == ["reflection.recorded"]
    assert messages() == []


def test_record_reflection_asks_the_line_manager(row, manager):
    talk = reflect(row, email="")
    assert (talk.status, talk.partner) == ("asked", manager)
    assert messages() == [(manager, "A conversation to confirm")]


def test_record_reflection_asks_a_mentor_by_their_address(row):
    mentor = MemberFactory()
    assert reflect(row, partner_kind="mentor", email=mentor.user.email.upper()).partner == mentor.user


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"partner_kind": "buddy", "email": ""}, "Enter the work email address"),
        ({"partner_kind": "buddy", "email": "nobody@example.gov.uk"}, "Nobody whom you can ask"),
        ({"held_on": timezone.localdate() + timedelta(days=2)}, "that day has not come yet"),
    ],
)
def test_record_reflection_refuses(fields, reason, row):
    with pytest.raises(RuleBroken, match=reason):
        reflect(row, **fields)
    assert nothing_happened() and not Reflection.objects.exists()


def test_nobody_confirms_their_own_conversation(row, learner):
    with pytest.raises(RuleBroken, match="That is your own email address"):
        reflect(row, partner_kind="buddy", email=learner.email)
    reflect(row)
    with pytest.raises(IntegrityError, match="reflection_not_confirmed_by_the_learner"), transaction.atomic():
        Reflection.objects.update(partner=learner, status="asked")


def test_without_a_line_manager_nobody_can_be_asked():
    with pytest.raises(RuleBroken, match="The portal has no line manager for you"):
        reflect(enrolled_unit(), email="")


def test_whoever_is_away_cannot_be_asked(row, manager):
    manager.member.status = "absent"
    manager.member.save()
    with pytest.raises(RuleBroken, match="cannot confirm this at the moment"):
        reflect(row, email="")


def test_a_conversation_comes_after_the_pages(row, learner):
    with pytest.raises(RuleBroken, match="Read the pages of this unit first"):
        actions.record_reflection(enrolled_unit=row, by=learner, **TALK)


def test_the_same_conversation_is_written_down_once(row):
    reflect(row)
    with pytest.raises(RuleBroken, match="already"):
        reflect(row, learnt="Something else")
    reflect(row, partner_kind="mentor")
    assert Reflection.objects.count() == 2


def test_confirm_reflection(row, learner, manager):
    talk = actions.confirm_reflection(reflection=reflect(row, email=""), comment="Well done.", by=manager)
    assert (talk.status, talk.comment) == ("confirmed", "Well done.")
    assert events()[-1] == "reflection.confirmed"
    assert messages()[-1] == (learner, "Your conversation was confirmed")
    for act in (
        lambda: actions.confirm_reflection(reflection=talk, comment="", by=manager),
        lambda: actions.decline_reflection(reflection=talk, comment="No.", by=manager),
        lambda: actions.withdraw_reflection(reflection=talk, by=learner),
    ):
        with pytest.raises(RuleBroken, match="cannot become"):
            act()


def test_decline_reflection_says_why(row, learner, manager):
    talk = reflect(row, email="")
    with pytest.raises(RuleBroken, match="Say why"):
        actions.decline_reflection(reflection=talk, comment=" ", by=manager)
    actions.decline_reflection(reflection=talk, comment="It was with Ben.", by=manager)
    assert messages()[-1] == (learner, "Your conversation was not confirmed")
    actions.withdraw_reflection(reflection=talk, by=learner)
    assert reflect(row).status == "recorded"  # anew


def test_only_whoever_was_asked_answers(row, learner):
    talk = reflect(row, email="")
    for by in (learner, MemberFactory().user, central_user()):
        for act in (actions.confirm_reflection, actions.decline_reflection):
            with pytest.raises(PermissionDenied):
                act(reflection=talk, comment="No.", by=by)


def test_only_the_learner_takes_it_back(row, manager):
    talk = reflect(row, email="")
    for by in (manager, central_user()):
        with pytest.raises(PermissionDenied):
            actions.withdraw_reflection(reflection=talk, by=by)


def test_who_sees_a_conversation(row, learner, manager):
    talk = reflect(row, email="")
    seen = [Reflection.objects.visible_to(user).exists() for user in (learner, manager, central_user())]
    assert seen == [True, True, False]
    actions.withdraw_reflection(reflection=talk, by=learner)
    assert not Reflection.objects.visible_to(manager).exists()


@pytest.mark.django_db(transaction=True)
def test_confirmed_and_taken_back_at_once():
    for _ in range(ROUNDS):
        row = enrolled_unit(member=MemberFactory(line_manager=MemberFactory()))
        talk = reflect(row, email="")
        outcomes = at_once(
            lambda talk=talk: actions.confirm_reflection(reflection=talk, comment="", by=talk.partner),
            lambda talk=talk: actions.withdraw_reflection(reflection=talk, by=talk.learner),
        )
        talk.refresh_from_db()
        assert (sorted(outcomes), talk.status) in [
            (["done", "refused"], "confirmed"),
            (["done", "refused"], "withdrawn"),
        ]


@pytest.mark.django_db(transaction=True)
def test_the_same_conversation_from_two_devices_at_once():
    for number in range(1, ROUNDS + 1):
        row = enrolled_unit()
        read_all(row)

        def talk(row=row):
            actions.record_reflection(enrolled_unit=row, by=row.enrolment.member.user, **TALK)

        assert sorted(at_once(talk, talk)) == ["done", "refused"]
        assert Reflection.objects.count() == number


# --- What counts -----------------------------------------------------------------------------------------------------


def pass_test(row):
    attempt = attempt_at(row, right=4)
    actions.submit_attempt(attempt=attempt, by=row.enrolment.member.user)


def test_a_unit_that_needs_no_conversation_is_achieved_without(row):
    pass_test(row)
    assert is_achieved()


def test_one_s_own_record_is_enough_where_the_unit_says_so(row):
    unit_needs(reflection="recorded")
    pass_test(row)
    assert not is_achieved()
    reflect(row)
    assert is_achieved()


def test_a_conversation_before_the_test_counts_too(row):
    unit_needs(reflection="recorded")
    reflect(row)
    assert not is_achieved()
    pass_test(row)
    assert is_achieved()


def test_the_other_person_s_word_is_needed_where_the_unit_says_so(row, manager):
    unit_needs(reflection="confirmed")
    pass_test(row)
    talk = reflect(row, email="")
    reflect(row, partner_kind="mentor")
    assert not is_achieved()
    actions.confirm_reflection(reflection=talk, comment="", by=manager)
    assert is_achieved()


def test_what_was_declined_or_taken_back_does_not_count(row, learner, manager):
    unit_needs(reflection="recorded")
    talk = reflect(row, email="")
    actions.decline_reflection(reflection=talk, comment="It was with Ben.", by=manager)
    other = reflect(row, partner_kind="mentor")
    actions.withdraw_reflection(reflection=other, by=learner)
    pass_test(row)
    assert not is_achieved()


def test_hours_elsewhere_count_up_to_what_the_unit_needs(row, learner):
    unit_needs(hours_elsewhere=4)
    pass_test(row)
    first = learn_elsewhere(row, title="A mistake", hours=Decimal(3))
    actions.strike_elsewhere(elsewhere=first, by=learner)
    learn_elsewhere(row)
    assert not is_achieved()
    learn_elsewhere(row, title="A second morning", hours=Decimal("1.5"))
    assert is_achieved()


@pytest.mark.django_db(transaction=True)
def test_two_parts_at_once_make_the_unit():
    """The test is passed at the moment in which the conversation is confirmed: neither overlooks the other."""
    for number in range(1, ROUNDS + 1):
        row = enrolled_unit(member=MemberFactory(line_manager=MemberFactory()))
        unit_needs(reflection="confirmed")
        talk, attempt = reflect(row, email=""), attempt_at(row, right=4)
        at_once(
            lambda talk=talk: actions.confirm_reflection(reflection=talk, comment="", by=talk.partner),
            lambda attempt=attempt, talk=talk: actions.submit_attempt(attempt=attempt, by=talk.learner),
        )
        assert UnitAchievement.objects.count() == number


# --- Learning elsewhere ----------------------------------------------------------------------------------------------


def test_record_elsewhere(row):
    row = learn_elsewhere(row)
    assert (row.title, row.hours, row.upload) == (COURSE["title"], Decimal("2.5"), None)
    assert events() == ["elsewhere.recorded"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [({"done_on": timezone.localdate() + timedelta(days=2)}, "that day has not come yet"), ({}, "already")],
)
def test_record_elsewhere_refuses(fields, reason, row):
    if not fields:
        learn_elsewhere(row)
    with pytest.raises(RuleBroken, match=reason):
        learn_elsewhere(row, **fields)


@pytest.mark.parametrize("hours", [0, -1, 101])
def test_the_database_knows_hours_in_reason_only(hours, row):
    with pytest.raises(IntegrityError, match="elsewhere_hours_in_reason"):
        learn_elsewhere(row, hours=Decimal(hours))


def test_it_is_for_who_studies_and_while_it_is_studied(row, manager):
    read_all(row)
    waiting = enrolled_unit(Status.SUBMITTED)
    for given, by, error in [
        (row, manager, PermissionDenied),
        (row, central_user(), PermissionDenied),
        (waiting, waiting.enrolment.member.user, RuleBroken),
    ]:
        with pytest.raises(error):
            actions.record_elsewhere(enrolled_unit=given, by=by, **COURSE)
        with pytest.raises(error):
            actions.record_reflection(enrolled_unit=given, by=by, **TALK)
    with pytest.raises(PermissionDenied):
        actions.strike_elsewhere(elsewhere=learn_elsewhere(row), by=manager)
