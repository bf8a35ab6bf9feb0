"""Did it help? Who is asked, once; what an answer leaves behind; the pages; what may be counted."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.core.rules import RuleBroken
from apps.members.models import Look
from apps.members.states import EmploymentStatus
from apps.notifications.models import Message
from apps.qualifications import actions, schedule
from apps.qualifications.models import Outcome
from apps.qualifications.states import Helped, Side, Status
from tests.console.central import sign_in_central
from tests.members.factories import MemberFactory
from tests.qualifications.factories import EnrolmentFactory, OutcomeFactory, enrolment_in
from tests.qualifications.trail import events, forget, jobs, messages
from tests.reading import budget, reading_only, words_of

pytestmark = pytest.mark.django_db

DONE = datetime.datetime(2026, 8, 3, 16, 30, tzinfo=datetime.UTC)
ASKED = datetime.date(2026, 11, 2)  # 13 weeks later


def completed(**fields):
    fields = {"member__line_manager": MemberFactory(), "completed_at": DONE, "with_units": False} | fields
    enrolment = EnrolmentFactory(completed=True, **fields)
    forget()
    return enrolment


def ask(*days):
    return [actions.ask_outcomes(on=ASKED + datetime.timedelta(days=number)) for number in days]


# --- Asking ----------------------------------------------------------------------------------------------------------


def test_ask_outcomes_asks_the_learner_and_their_manager_once_after_three_months():
    enrolment = completed(qualification__title="Level 2 Award", member__given_name="Amara")
    assert ask(-1, 0, 0, 1) == [0, 2, 0, 0]
    member = enrolment.member
    assert {(row.side, row.asked) for row in Outcome.objects.all()} == {
        (Side.LEARNER, member),
        (Side.MANAGER, member.line_manager),
    }
    assert events() == ["outcome.asked", "outcome.asked"]
    assert jobs() == ["send_message", "send_message"]
    assert messages() == [
        (member.user, "Has your qualification helped at work?"),
        (member.line_manager.user, "Has a qualification helped at work?"),
    ]
    to_learner, to_manager = Message.objects.order_by("pk")
    assert to_learner.sentence.startswith("You completed the Level 2 Award on 3 August 2026.")
    assert to_manager.sentence.startswith(f"{member} completed the Level 2 Award on 3 August 2026.")
    assert to_learner.link == Outcome.objects.get(side=Side.LEARNER).get_absolute_url()


@pytest.mark.parametrize(("days", "told"), [(0, 2), (40, 2), (91, 2), (92, 0)])
def test_a_missed_time_is_caught_up_but_nobody_is_asked_about_what_is_long_past(days, told):
    completed()
    assert ask(days) == [told]


def test_the_day_is_london_s():
    completed(completed_at=datetime.datetime(2026, 8, 3, 23, 30, tzinfo=datetime.UTC))  # 4 August in London
    assert ask(0, 1) == [0, 2]


@pytest.mark.parametrize("status", [status for status in Status if status != Status.COMPLETED])
def test_only_what_was_completed_is_asked_about(status):
    enrolment_in(status, with_units=False)
    assert actions.ask_outcomes(on=timezone.localdate() + datetime.timedelta(weeks=14)) == 0


def test_whoever_is_away_is_asked_on_return_and_so_is_their_manager():
    member = completed(member__status=EmploymentStatus.ABSENT).member
    assert ask(0) == [0]
    member.status = EmploymentStatus.IN_POST
    member.save()
    assert ask(30, 31) == [2, 0]


@pytest.mark.parametrize("manager", [None, {"status": "absent"}, {"status": "left", "email": None, "user": None}])
def test_without_a_manager_at_work_only_the_learner_is_asked(manager):
    completed(member__line_manager=manager and MemberFactory(**manager))
    assert ask(0, 1) == [1, 0]
    assert Outcome.objects.get().side == Side.LEARNER


def test_a_manager_who_never_signed_in_is_asked_too():
    enrolment = completed(member__line_manager=MemberFactory(user=None))
    assert ask(0) == [2]
    enrolment.member.line_manager.refresh_from_db()
    assert messages()[1][0] == enrolment.member.line_manager.user


def test_many_are_asked_in_parts(monkeypatch):
    monkeypatch.setattr("apps.qualifications.actions.outcome.ASKED_AT_ONCE", 2)
    for _ in range(3):
        completed()
    assert ask(0, 0) == [6, 0]


@pytest.mark.parametrize(("hour", "number"), [(6, 0), (7, 2)])
def test_the_clock_asks_from_seven_in_the_morning(hour, number):
    completed()
    with time_machine.travel(datetime.datetime(2026, 11, 2, hour, tzinfo=datetime.UTC)):
        schedule.ask_outcomes()
    assert Message.objects.count() == number


# --- Answering -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["learner", "manager"])
def test_answer_outcome(side):
    outcome = OutcomeFactory(of_manager=side == "manager")
    forget()
    actions.answer_outcome(outcome=outcome, helped=Helped.LOT, changed="Fewer complaints.", by=outcome.asked.user)
    outcome.refresh_from_db()
    assert (outcome.helped, outcome.changed, outcome.is_answered) == (Helped.LOT, "Fewer complaints.", True)
    assert events() == ["outcome.answered"]


def test_the_audit_trail_does_not_say_what_was_answered():
    outcome = OutcomeFactory()
    actions.answer_outcome(outcome=outcome, helped=Helped.NO, changed="Nothing.", by=outcome.asked.user)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(event::text, ' ') FROM core_auditevent event WHERE event = 'outcome.answered'"
        )
        (line,) = cursor.fetchone()
    assert "Nothing" not in line and '"no"' not in line


def test_answer_outcome_counts_once():
    outcome = OutcomeFactory(answered=True)
    with pytest.raises(RuleBroken, match="already"):
        actions.answer_outcome(outcome=outcome, helped=Helped.NO, changed="", by=outcome.asked.user)
    outcome.refresh_from_db()
    assert outcome.helped == Helped.LITTLE


def test_nobody_answers_for_another():
    outcome = OutcomeFactory(of_manager=True)
    for somebody in (outcome.enrolment.member, MemberFactory()):
        with pytest.raises(PermissionDenied):
            actions.answer_outcome(outcome=outcome, helped=Helped.LOT, changed="", by=somebody.user)


@pytest.mark.parametrize(
    "broken",
    [
        {"helped": "lot"},
        {"changed": "Much."},
        {"answered_at": DONE},
        {"answered_at": DONE, "helped": "perhaps"},
    ],
)
def test_the_database_refuses_half_an_answer(broken):
    outcome = OutcomeFactory()
    with pytest.raises(IntegrityError, match="outcome_answered"), transaction.atomic():
        Outcome.objects.filter(pk=outcome.pk).update(**broken)


def test_the_database_refuses_a_second_question_to_the_same_side():
    outcome = OutcomeFactory()
    with pytest.raises(IntegrityError, match="outcome_one_answer_per_side"), transaction.atomic():
        OutcomeFactory(enrolment=outcome.enrolment)


# --- Pages -----------------------------------------------------------------------------------------------------------


def sign_in(client, outcome):
    client.force_login(outcome.asked.user)
    return outcome.get_absolute_url()


def test_outcome_answer_of_the_learner(client):
    url = sign_in(client, OutcomeFactory(enrolment__qualification__title="Level 2 Award"))
    with reading_only():
        page = words_of(client.get(url))
    assert "Level 2 Award What has changed at work?" in page
    assert "your manager does not see it" in page
    response = client.post(url, {"helped": "little", "changed": "I listen longer."}, follow=True)
    assert response.redirect_chain == [(f"{url}thanks/", 302)]
    assert "Thank you You have told us whether it helped at work" in words_of(response)
    assert "I listen longer." not in words_of(response)


def test_outcome_answer_of_the_manager_and_the_learner_sees_who_looked(client):
    outcome = OutcomeFactory(of_manager=True)
    url, member = sign_in(client, outcome), outcome.enrolment.member
    assert f"What has changed in {member}’s work?" in words_of(client.get(url))
    assert Look.objects.get(by=outcome.asked.user).member == member
    assert "See your team" in words_of(client.post(url, {"helped": "no"}, follow=True))


def test_outcome_answer_without_a_choice_says_what_to_do_and_keeps_the_text(client):
    outcome = OutcomeFactory()
    response = client.post(sign_in(client, outcome), {"changed": "I listen longer."})
    assert response.status_code == 422
    assert "Select whether it has helped at work" in words_of(response)
    assert "I listen longer." in words_of(response)
    outcome.refresh_from_db()
    assert not outcome.is_answered


@pytest.mark.parametrize("data", [{"helped": "perhaps"}, {"helped": "lot", "changed": "x" * 1001}])
def test_outcome_answer_refuses_what_cannot_be(client, data):
    outcome = OutcomeFactory()
    assert client.post(sign_in(client, outcome), data).status_code == 422
    outcome.refresh_from_db()
    assert not outcome.is_answered


def test_a_second_answer_leads_where_the_first_led_and_changes_nothing(client):
    outcome = OutcomeFactory(answered=True)
    url = sign_in(client, outcome)
    for response in (client.post(url, {"helped": "no"}), client.get(url)):
        assert response["Location"] == f"{url}thanks/"
    outcome.refresh_from_db()
    assert outcome.helped == Helped.LITTLE


def test_thanks_come_after_the_answer(client):
    outcome = OutcomeFactory()
    url = sign_in(client, outcome)
    assert client.get(f"{url}thanks/")["Location"] == url


def test_nobody_else_sees_an_answer_the_central_team_neither(client):
    outcome = OutcomeFactory(of_manager=True, answered=True)
    client.force_login(outcome.enrolment.member.user)
    assert client.get(outcome.get_absolute_url()).status_code == 404
    sign_in_central(client)
    assert client.get(f"{outcome.get_absolute_url()}thanks/").status_code == 404


def test_outcome_answer_queries(client):
    url = sign_in(client, OutcomeFactory(of_manager=True))
    client.get(url)
    with budget(6):
        client.get(url)


# --- Counting --------------------------------------------------------------------------------------------------------


def test_counted_by_qualification_side_and_answer():
    first = OutcomeFactory(answered=True, enrolment__qualification__code="A")
    OutcomeFactory(answered=True, enrolment__qualification=first.enrolment.qualification)
    OutcomeFactory(answered=True, of_manager=True, helped="no", enrolment__qualification__code="B")
    OutcomeFactory(enrolment__qualification__code="C")
    assert [tuple(row[name] for name in ("qualification", "side", "helped", "number")) for row in _counted()] == [
        ("A", "learner", "little", 2),
        ("B", "manager", "no", 1),
    ]


def _counted():
    return list(Outcome.objects.counted())


def test_whoever_is_restricted_is_in_no_count():
    OutcomeFactory(answered=True, enrolment__member__restricted=True)
    OutcomeFactory(answered=True, of_manager=True, enrolment__member__restricted=True)
    OutcomeFactory(answered=True, of_manager=True, enrolment__member__line_manager=MemberFactory(restricted=True))
    assert _counted() == []
