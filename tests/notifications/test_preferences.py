"""How messages reach people: by kind, as they choose; at night and on days off not at all, or later."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection
from django.utils import timezone

from apps.console.queries import delivery_of
from apps.core.models import AuditEvent, Job, JobState
from apps.core.rules import RuleBroken
from apps.core.schedule import sweep
from apps.notifications import actions, states
from apps.notifications.models import DIGEST_JOB, SEND_JOB, Digest, Message, Preference
from apps.notifications.schedule import send_digests
from apps.notifications.states import CHOSEN, PROPERTIES, STATUTORY, How, Kind
from tests.accounts.factories import UserFactory
from tests.console.central import sign_in_central
from tests.members.factories import MemberFactory
from tests.members.test_models import break_it
from tests.notifications.factories import DigestFactory, MessageFactory, PreferenceFactory
from tests.reading import words_of

pytestmark = pytest.mark.django_db
PAGE = "/me/notifications/preferences/"
LONDON = ZoneInfo("Europe/London")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def tell(user, kind=Kind.UNIT_PASSED, occasion="passed", **options):
    actions.send_message(
        recipient=user,
        kind=kind,
        about=user,
        occasion=occasion,
        subject="You passed a unit",
        sentence=f"You passed a unit, {occasion}.",
        link="/enrolments/",
        link_text="See it",
        **options,
    )
    return Message.objects.latest("pk")


def wants(user, how, *kinds):
    for kind in kinds or [Kind.UNIT_PASSED]:
        PreferenceFactory(user=user, kind=kind, how=how)
    return user


def digest_at(text):
    """What the clock does at that moment, and the worker afterwards."""
    with time_machine.travel(at(text), tick=False):
        send_digests()
        sweep()


def states_of(kind):
    return list(Job.objects.filter(kind=kind).values_list("state", flat=True))


# --- The table of kinds ----------------------------------------------------------------------------------------------


def test_every_kind_has_its_properties():
    assert set(PROPERTIES) == set(Kind) == {*STATUTORY, *CHOSEN}


def test_decisions_and_answers_are_statutory():
    always = {Kind.DECISION_WAITING, Kind.DECISION_MADE, Kind.CASE, Kind.STAND_IN, Kind.ASSIGNMENT, Kind.UPLOAD}
    of_learning = {Kind.CERTIFICATE_CHANGED, Kind.PRIOR_LEARNING, Kind.PLACE, Kind.RETIRED}
    of_work_elsewhere = {Kind.OPPORTUNITY, Kind.APPLICATION, Kind.PLACEMENT, Kind.SURGE, Kind.SURGE_OFFER}
    assert set(STATUTORY) == always | of_learning | of_work_elsewhere


# --- As they choose --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "jobs", "mails"), [(None, 1, 1), (How.NOW, 1, 1), (How.DIGEST, 0, 0), (How.HERE, 0, 0)]
)
def test_a_message_comes_as_its_recipient_wants_that_kind(how, jobs, mails):
    user = UserFactory()
    if how:
        wants(user, how)
    message = tell(user)
    sweep()
    assert message.how == (how or How.NOW)
    assert Job.objects.filter(kind=SEND_JOB).count() == jobs and len(mail.outbox) == mails
    assert list(Message.objects.to(user)) == [message]  # it is in the portal in any case


def test_another_kind_and_another_person_are_not_meant():
    user = wants(UserFactory(), How.HERE)
    assert tell(user, Kind.STUDY_ENDS).how == How.NOW
    assert tell(UserFactory()).how == How.NOW


@pytest.mark.parametrize("kind", STATUTORY)
def test_what_is_statutory_comes_at_once(kind):
    assert tell(UserFactory(), kind).how == How.NOW


@pytest.mark.parametrize("kind", [Kind.CASE, Kind.UNIT_PASSED])
def test_telling_costs_two_queries_for_one_person_as_for_many(kind, django_assert_num_queries):
    """The rows, and the jobs that mail them: what each of them wants is looked up on the way."""
    about, letter = UserFactory(), {"kind": kind, "subject": "x", "sentence": "x", "link": "/", "link_text": "x"}
    for number in (1, 30):
        letters = [(user, "today", letter | {"about": about}) for user in UserFactory.create_batch(number)]
        with django_assert_num_queries(2 + 2):  # and a savepoint
            assert actions.send_messages(letters=letters) == number


@pytest.mark.parametrize("kind", STATUTORY)
def test_what_is_statutory_cannot_be_switched_off(kind):
    user = UserFactory()
    with pytest.raises(RuleBroken, match="cannot be switched off"):
        actions.change_preferences(choices={kind: How.HERE}, by=user)
    with pytest.raises(IntegrityError, match="preference_not_for_what_is_statutory"):
        break_it(
            "INSERT INTO notifications_preference (user_id, kind, how, changed_at) VALUES (%s, %s, 'here', now())",
            user.pk,
            str(kind),
        )


@pytest.mark.parametrize(
    ("make", "change", "constraint"),
    [
        (MessageFactory, "UPDATE notifications_message SET how = 'here', sent_at = now()", "kept_here_is_not_sent"),
        (
            lambda: (MessageFactory(), DigestFactory()),
            "UPDATE notifications_message SET digest_id = (SELECT id FROM notifications_digest)",
            "message_in_a_digest_only_where_wanted",
        ),
        (
            DigestFactory,
            "INSERT INTO notifications_digest (recipient_id, day, created_at) SELECT recipient_id, day, now() "
            "FROM notifications_digest",
            "digest_one_a_day",
        ),
        (
            PreferenceFactory,
            "INSERT INTO notifications_preference (user_id, kind, how, changed_at) "
            "SELECT user_id, kind, how, now() FROM notifications_preference",
            "preference_one_per_kind",
        ),
    ],
)
def test_it_cannot_be_so(make, change, constraint):
    make()
    with pytest.raises(IntegrityError, match=constraint):
        break_it(change)


def test_code_from_before_can_still_write_messages():
    message = MessageFactory()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notifications_message (recipient_id, kind, object_type, object_id, occasion, subject, "
            "sentence, facts, link, link_text, created_at) SELECT recipient_id, kind, object_type, object_id, 'x', "
            "subject, sentence, facts, link, link_text, now() FROM notifications_message"
        )
    assert Message.objects.exclude(pk=message.pk).get().how == How.NOW


def test_change_preferences():
    user = UserFactory()
    choices = dict.fromkeys(CHOSEN, How.NOW) | {Kind.UNIT_PASSED: How.DIGEST}
    actions.change_preferences(choices=choices, by=user)
    assert list(Preference.objects.values_list("kind", "how")) == [("unit_passed", "digest")]
    actions.change_preferences(choices=choices, by=user)  # nothing has changed
    actions.change_preferences(choices=choices | {Kind.UNIT_PASSED: How.NOW}, by=user)
    assert Preference.objects.get().how == How.NOW
    events = AuditEvent.objects.filter(event="preferences.changed").order_by("pk")
    assert [event.details for event in events] == [{"unit_passed": "digest"}, {"unit_passed": "now"}]
    assert {event.by for event in events} == {user}


def test_what_waits_for_a_digest_that_is_not_wanted_any_more_stays_here():
    user = wants(UserFactory(), How.DIGEST, Kind.UNIT_PASSED, Kind.STUDY_ENDS)
    dropped, kept = tell(user), tell(user, Kind.STUDY_ENDS)
    actions.change_preferences(choices={Kind.UNIT_PASSED: How.HERE}, by=user)
    dropped.refresh_from_db()
    kept.refresh_from_db()
    assert (dropped.how, kept.how) == (How.HERE, How.DIGEST)


# --- One mail a day --------------------------------------------------------------------------------------------------


def test_a_digest_has_all_that_is_new_and_comes_once_a_day():
    user = wants(UserFactory(email="amara@work.example"), How.DIGEST)
    for occasion in ("first", "second"):
        tell(user, occasion=occasion)
    for hour in ("08:00", "08:15", "12:00"):
        digest_at(f"2026-11-25 {hour}")
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["amara@work.example"], "2 new messages – ODP portal")
    assert letter.body.index("first") < letter.body.index("second")
    assert letter.extra_headers["Message-ID"] == f"<digest-{Digest.objects.get().pk}@localhost>"
    assert all(message.sent_at for message in Message.objects.all())
    assert Digest.objects.get().sent_at


def test_nothing_new_is_no_mail():
    user = wants(UserFactory(), How.DIGEST)
    digest_at("2026-11-25 09:00")
    tell(user)
    actions.mark_messages_read(by=user)  # in the portal, meanwhile
    digest_at("2026-11-25 10:00")
    assert mail.outbox == [] and not Digest.objects.exists()


def test_what_comes_after_the_digest_is_in_the_next_one():
    user = wants(UserFactory(), How.DIGEST)
    tell(user, occasion="first")
    digest_at("2026-11-25 08:00")
    tell(user, occasion="second")
    digest_at("2026-11-25 17:00")
    assert len(mail.outbox) == 1
    digest_at("2026-11-26 08:00")
    assert [("first" in letter.body, "second" in letter.body) for letter in mail.outbox] == [
        (True, False),
        (False, True),
    ]


def test_not_before_eight():
    tell(wants(UserFactory(), How.DIGEST))
    digest_at("2026-11-25 07:59")
    assert not Digest.objects.exists()


def test_a_missed_day_is_caught_up(settings):
    settings.QUIET_HOURS = (19, 7)
    user = wants(MemberFactory(working_days="MT---").user, How.DIGEST)
    tell(user, occasion="of Monday")
    digest_at("2026-11-25 08:00")  # a Wednesday, on which they do not work; nor do they until Monday
    digest_at("2026-11-28 08:00")
    assert mail.outbox == []
    tell(user, occasion="of Friday")
    digest_at("2026-11-30 18:30")  # the morning's beat did not come
    [letter] = mail.outbox
    assert "of Monday" in letter.body and "of Friday" in letter.body


def test_a_digest_that_is_late_waits_for_the_morning(settings):
    """It was made in time, and the mail server was away until the evening."""
    settings.QUIET_HOURS = (19, 7)
    tell(wants(MemberFactory().user, How.DIGEST))
    with time_machine.travel(at("2026-11-25 18:55"), tick=False):
        send_digests()
    with time_machine.travel(at("2026-11-25 19:05"), tick=False):
        sweep()
    assert mail.outbox == []
    job = Job.objects.get(kind=DIGEST_JOB)
    assert (job.state, job.attempts, job.available_at) == (JobState.PENDING, 0, at("2026-11-26 07:00"))
    with time_machine.travel(at("2026-11-26 07:00"), tick=False):
        sweep()
    assert len(mail.outbox) == 1


def test_two_beats_at_once_make_one_digest_for_each():
    """The second finds the rows of the first; a message that came between the two is in none, and in the next."""
    users = [wants(UserFactory(), How.DIGEST) for _ in range(3)]
    for user in users:
        tell(user)
    now = at("2026-11-25 09:00")
    people = [user.pk for user in users]
    assert actions._make_digests(people, now.date()) == 3
    late = tell(users[0], occasion="late")
    assert actions._make_digests(people, now.date()) == 0
    late.refresh_from_db()
    assert late.digest is None
    assert Digest.objects.count() == Job.objects.filter(kind=DIGEST_JOB).count() == 3


def test_whoever_has_left_or_is_out_gets_none():
    left = MemberFactory(status="left", email=None, user__email="a@b.example").user
    for user in (left, UserFactory(is_active=False)):
        tell(wants(user, How.DIGEST))
    assert actions.send_digests(now=at("2026-11-25 09:00")) == 0


def test_many_people_are_few_statements(django_assert_max_num_queries):
    for _ in range(20):
        tell(wants(UserFactory(), How.DIGEST))
    with django_assert_max_num_queries(5):  # who, digests with their messages, jobs, and the transaction
        assert actions.send_digests(now=at("2026-11-25 09:00")) == 20


def test_the_subject_of_a_digest_names_nobody_and_one_is_one():
    tell(wants(UserFactory(), How.DIGEST))
    digest_at("2026-11-25 08:00")
    assert mail.outbox[0].subject == "1 new message – ODP portal"


# --- Quiet hours -----------------------------------------------------------------------------------------------------


@pytest.fixture
def quiet(settings):
    settings.QUIET_HOURS = (19, 7)


def sweep_at(text):
    with time_machine.travel(at(text), tick=False):
        sweep()


def test_mail_of_the_evening_comes_in_the_morning_of_the_next_working_day(quiet):
    with time_machine.travel(at("2026-11-27 20:00"), tick=False):
        tell(MemberFactory().user)
    for moment in ("2026-11-27 20:00", "2026-11-28 12:00", "2026-11-30 06:59"):
        sweep_at(moment)
    assert mail.outbox == []
    assert Job.objects.get().available_at == at("2026-11-30 07:00")
    sweep_at("2026-11-30 07:00")
    assert len(mail.outbox) == 1
    assert states_of(SEND_JOB) == [JobState.DONE]


def test_what_is_statutory_waits_too_but_not_what_is_urgent(quiet, monkeypatch):
    monkeypatch.setitem(states.PROPERTIES, Kind.CASE, states.Properties(statutory=True, urgent=True))
    with time_machine.travel(at("2026-11-28 23:00"), tick=False):
        waiting = tell(MemberFactory().user, Kind.DECISION_WAITING)
        urgent = tell(MemberFactory().user, Kind.CASE)
        sweep()
    assert [letter.to for letter in mail.outbox] == [[urgent.recipient.email]]
    waiting.refresh_from_db()
    assert waiting.sent_at is None


def test_what_would_come_too_late_then_is_not_mailed(quiet):
    with time_machine.travel(at("2026-11-27 20:00"), tick=False):
        tell(MemberFactory().user, not_after=timezone.now() + timedelta(hours=10))
    for moment in ("2026-11-27 20:00", "2026-11-30 07:00"):
        sweep_at(moment)
    assert mail.outbox == [] and states_of(SEND_JOB) == [JobState.SUPPRESSED]


def test_in_the_demonstration_and_in_tests_there_are_none(settings):
    assert settings.QUIET_HOURS == ()


# --- The page --------------------------------------------------------------------------------------------------------


def test_the_page_has_each_kind_and_says_what_cannot_be_switched_off(client, settings):
    user = MemberFactory().user
    client.force_login(user)
    response = client.get(PAGE)
    words = words_of(response)
    assert all(kind.label in words for kind in Kind)
    assert "These cannot be switched off" in words and "between" not in words
    assert response.text.count('type="radio"') == len(CHOSEN) * len(How)
    assert not any(f'name="{kind}"' in response.text for kind in STATUTORY)
    settings.QUIET_HOURS = (19, 7)
    assert "between 7pm and 7am or on days on which you do not work" in words_of(client.get(PAGE))


def test_the_choice_is_saved_and_shown(client):
    user = MemberFactory().user
    client.force_login(user)
    choices = {kind.value: "now" for kind in CHOSEN} | {"unit_passed": "here"}
    response = client.post(PAGE, choices, follow=True)
    assert response.redirect_chain == [("/me/notifications/", 302)] and "Your choice is saved." in response.text
    assert Preference.objects.get(user=user).how == How.HERE
    assert client.get(PAGE).context["form"].initial["unit_passed"] == How.HERE


@pytest.mark.parametrize("how", ["", "never", "now\0"])
def test_what_is_no_choice_is_not_saved(client, how):
    client.force_login(MemberFactory().user)
    choices = {kind.value: "now" for kind in CHOSEN} | {"unit_passed": how}
    response = client.post(PAGE, choices | {"decision_made": "here"})
    assert response.status_code == 422 and "<title>Error: " in response.text
    assert not Preference.objects.exists()


def test_the_mails_lead_to_the_page(client):
    tell(UserFactory())
    sweep()
    assert PAGE in mail.outbox[0].body


# --- What the console says of it -------------------------------------------------------------------------------------


def delivery(message):
    row = Message.objects.with_delivery().get(pk=message.pk)
    return delivery_of(row, row.delivery)[0]


def shown(client, query):
    return list(client.get(f"/console/messages/{query}").context["page"])


def test_the_console_says_what_became_of_each(client):
    sign_in_central(client)
    user = wants(wants(UserFactory(), How.DIGEST), How.HERE, Kind.STUDY_ENDS)
    here, digest, now = tell(user, Kind.STUDY_ENDS), tell(user), tell(user, Kind.CASE)
    assert delivery(here) == "No email, as they chose"
    assert delivery(digest) == "Waiting for the daily email"
    assert delivery(now) == "Waiting to be sent"
    assert shown(client, "?delivery=waiting") == [now, digest]
    digest_at("2026-11-25 09:00")
    sweep()
    assert delivery(digest) == "Sent, in the daily email" and delivery(now) == "Sent"
    assert shown(client, "?delivery=sent") == [now, digest]
    page = client.get(f"/console/messages/{digest.pk}/")
    assert "Sent, in the daily email" in page.text
    assert f'href="/console/jobs/{Job.objects.get(kind=DIGEST_JOB).pk}/"' in page.text
    assert "No email, as they chose" in client.get(f"/console/messages/{here.pk}/").text


def test_a_digest_that_failed_is_among_what_was_not_sent(client):
    sign_in_central(client)
    message = tell(wants(UserFactory(), How.DIGEST))
    actions.send_digests(now=at("2026-11-25 09:00"))
    Job.objects.update(state=JobState.FAILED, last_error="x", finished_at=timezone.now())
    assert shown(client, "?delivery=not_sent") == [message]
    assert delivery(message) == "Not sent, in the daily email"
    waiting = {row["what"]: row["number"] for row in client.get("/console/").context["waiting"]}
    assert waiting["Messages not sent"] == 1
    job = Job.objects.get()
    assert f'href="/console/messages/{message.pk}/"' in client.get(f"/console/jobs/{job.pk}/").text


def test_what_was_read_before_the_digest_waits_for_nothing(client):
    sign_in_central(client)
    user = wants(UserFactory(), How.DIGEST)
    message = tell(user)
    actions.mark_messages_read(by=user)
    assert delivery(message) == "Read before the daily email"
    assert shown(client, "?delivery=waiting") == []
