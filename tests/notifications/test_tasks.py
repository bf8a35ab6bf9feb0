"""A message is mailed at most once and never silently lost, whatever the mail server or the worker does."""

import os
import socket
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from multiprocessing import get_context
from signal import SIGKILL
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from apps.core import jobs
from apps.core.models import Job, JobState
from apps.core.schedule import sweep
from apps.notifications import actions
from apps.notifications.actions import send_message
from apps.notifications.models import Message
from apps.notifications.states import Kind
from tests.accounts.factories import UserFactory
from tests.helpers import assert_killed, closing, die
from tests.members.factories import MemberFactory, central_user
from tests.notifications.mail_server import running


@pytest.fixture
def post(settings):
    """The mail server that the portal is set to use."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 5
    with running() as server:
        settings.EMAIL_PORT = server.port
        yield server


def tell(recipient=None, occasion="decided"):
    send_message(
        recipient=recipient or UserFactory(),
        kind=Kind.DECISION_MADE,
        about=UserFactory(),
        occasion=occasion,
        subject="Your request was agreed",
        sentence="Priya Shah agreed.",
        link="/approvals/",
        link_text="See it",
    )
    return Message.objects.latest("pk")


def state():
    return Job.objects.get().state


def again():
    """Time goes by: leases run out, and what is to be tried again is due."""
    Job.objects.filter(state=JobState.CLAIMED).update(leased_until=timezone.now())
    jobs.settle()
    Job.objects.filter(state=JobState.PENDING).update(available_at=timezone.now())
    sweep()


# --- It goes out -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_send_message_is_delivered_once(post):
    message = tell(UserFactory(email="amara@work.example"))
    for _ in range(3):
        again()
    [letter] = post.letters
    assert letter.rcpt_tos == ["amara@work.example"]
    mail = message_from_bytes(letter.content, policy=policy.default)
    assert mail["Subject"] == "Your request was agreed – ODP portal"
    assert "Priya Shah agreed." in mail.get_body(["plain"]).get_content()
    assert "Priya Shah agreed." in mail.get_body(["html"]).get_content()
    assert state() == JobState.DONE
    message.refresh_from_db()
    assert message.sent_at


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_deliver_each_message_once(post):
    for _ in range(12):
        tell()
    barrier = Barrier(2)

    @closing
    def worker(_):
        barrier.wait(timeout=10)
        sweep()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(worker, range(2)))
    ids = [message_from_bytes(letter.content)["Message-ID"] for letter in post.letters]
    assert len(ids) == len(set(ids)) == 12
    assert set(Job.objects.values_list("state", "attempts")) == {(JobState.DONE, 1)}


@pytest.mark.django_db
def test_what_came_too_late_is_not_mailed(post):
    send_message(
        recipient=UserFactory(),
        kind=Kind.STUDY_ENDS,
        about=UserFactory(),
        occasion="30 days",
        subject="Your study time ends soon",
        sentence="It ends in 30 days.",
        link="/",
        link_text="See it",
        not_after=timezone.now(),
    )
    sweep()
    assert post.letters == []
    assert state() == JobState.SUPPRESSED
    assert Message.objects.get().sent_at is None


# --- It was refused: tried again -------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["451 Try later", "550 No"])
@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_refused_letter_certainly_stayed_here_and_is_tried_again(post, command, answer):
    message = tell()
    post.refuses = {command: answer}
    sweep()
    assert (state(), post.letters) == (JobState.PENDING, [])
    job = Job.objects.get()
    assert "NotSent" in job.last_error
    assert message.recipient.email not in job.last_error
    post.refuses = {}
    again()
    assert (state(), len(post.letters)) == (JobState.DONE, 1)
    message.refresh_from_db()
    assert message.sent_at


@pytest.mark.django_db
def test_a_letter_that_is_always_refused_fails_for_a_person_to_see(post):
    tell()
    post.refuses = {"RCPT": "550 No such person"}
    for _ in range(jobs.ATTEMPTS + 2):
        again()
    assert (state(), Job.objects.get().attempts) == (JobState.FAILED, jobs.ATTEMPTS)
    assert Message.objects.get().sent_at is None


def greet_and_leave(listener, greeting):
    caller, _ = listener.accept()
    caller.sendall(greeting)
    caller.close()


@pytest.mark.django_db
@pytest.mark.parametrize("greeting", [None, b"", b"421 Too busy\r\n", b"554 No\r\n"])
def test_a_server_that_cannot_be_reached_is_tried_again(post, settings, greeting):
    tell()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.EMAIL_PORT = listener.getsockname()[1]
        if greeting is not None:
            Thread(target=greet_and_leave, args=[listener, greeting], daemon=True).start()
        else:
            listener.close()  # nobody listens there now
        sweep()
    assert state() == JobState.PENDING
    assert "could not be reached" in Job.objects.get().last_error
    settings.EMAIL_PORT = post.port
    again()
    assert (state(), len(post.letters)) == (JobState.DONE, 1)


@pytest.mark.django_db
def test_a_server_that_takes_no_password_is_tried_again(post, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portal", "secret"
    tell()
    sweep()
    assert (state(), post.letters) == (JobState.PENDING, [])


# --- Nobody can know: left to a person -------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("breaks", ["drop", "hang"])
def test_a_server_that_breaks_off_after_the_letter_leaves_a_doubt(post, settings, breaks):
    settings.EMAIL_TIMEOUT = 0.3
    tell()
    post.breaks = breaks
    for _ in range(3):
        again()
    assert (state(), len(post.letters)) == (JobState.UNKNOWN, 1)
    assert Message.objects.get().sent_at is None


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_sending_leaves_a_doubt(post):
    """The letter is with the server, whose answer the worker does not live to hear."""
    tell()
    post.breaks = "hang"
    connection.close()
    worker = get_context("fork").Process(target=sweep)
    worker.start()
    assert post.has_letter.wait(timeout=20)
    os.kill(worker.pid, SIGKILL)
    worker.join(timeout=10)
    assert worker.exitcode == -SIGKILL
    post.breaks = None
    assert state() == JobState.CLAIMED
    for _ in range(3):
        again()
    assert (state(), len(post.letters)) == (JobState.UNKNOWN, 1)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_after_sending_leaves_a_doubt(post, monkeypatch):
    tell()
    with monkeypatch.context() as patch:
        patch.setattr(actions, "mark_sent", die)
        assert_killed(sweep)
    for _ in range(3):
        again()
    assert (state(), len(post.letters)) == (JobState.UNKNOWN, 1)
    assert Message.objects.get().sent_at is None


@pytest.mark.django_db
def test_a_person_may_have_a_doubtful_letter_sent_again(post):
    tell()
    post.breaks = "drop"
    sweep()
    post.breaks = None
    jobs.retry(job=Job.objects.get(), by=central_user())
    sweep()
    assert (state(), len(post.letters)) == (JobState.DONE, 2)
    ids = {message_from_bytes(letter.content)["Message-ID"] for letter in post.letters}
    assert len(ids) == 1  # a mail server can tell the repetition
    assert Message.objects.get().sent_at


# --- A mailbox that is gone ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_letter_goes_to_the_address_of_today(post):
    """The message was written before the person's email address changed."""
    member = MemberFactory()
    tell(member.user)
    member.user.email = "new@work.example"
    member.user.save()
    sweep()
    assert [letter.rcpt_tos for letter in post.letters] == [["new@work.example"]]
