from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.core.models import Job, JobState
from apps.notifications import actions
from apps.notifications.models import SEND_JOB, Message
from apps.notifications.states import Kind
from tests.accounts.factories import UserFactory
from tests.helpers import closing
from tests.members.factories import central_user
from tests.notifications.factories import MessageFactory


@pytest.fixture
def letter():
    """The arguments of one message."""
    return {
        "recipient": UserFactory(),
        "kind": Kind.DECISION_MADE,
        "about": UserFactory(),
        "occasion": "decided",
        "subject": "Your request was agreed",
        "sentence": "Priya Shah agreed.",
        "link": "/approvals/",
        "link_text": "See it",
    }


@pytest.mark.django_db
def test_send_message(letter):
    assert actions.send_message(**letter, facts=[("Hours", 3), ("Comment", "Enjoy it.")]) is True
    message = Message.objects.get()
    for name in ("recipient", "kind", "occasion", "subject", "sentence", "link", "link_text"):
        assert getattr(message, name) == letter[name]
    assert (message.object_type, message.object_id) == ("accounts.User", str(letter["about"].pk))
    assert message.facts == [["Hours", "3"], ["Comment", "Enjoy it."]]
    assert (message.read_at, message.sent_at) == (None, None)
    job = Job.objects.get()
    assert (job.kind, job.key, job.payload, job.not_after) == (
        SEND_JOB,
        str(message.pk),
        {"message": message.pk},
        None,
    )


@pytest.mark.django_db
def test_send_message_twice_is_one(letter):
    actions.send_message(**letter)
    assert actions.send_message(**letter | {"subject": "Other words", "link": "/"}) is False
    assert Message.objects.get().subject == "Your request was agreed"
    assert Job.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["recipient", "kind", "about", "occasion"])
def test_send_message_of_another_occasion_is_another(letter, part):
    other = {"recipient": UserFactory, "kind": lambda: Kind.CASE, "about": UserFactory, "occasion": lambda: "asked"}
    actions.send_message(**letter)
    assert actions.send_message(**letter | {part: other[part]()}) is True
    assert Message.objects.count() == Job.objects.count() == 2


@pytest.mark.django_db
def test_send_message_keeps_until_when_it_is_wanted(letter):
    until = timezone.now() + timedelta(hours=1)
    actions.send_message(**letter, not_after=until)
    assert Job.objects.get().not_after == until


@pytest.mark.django_db
def test_the_database_keeps_one_message_for_each_occasion():
    message = MessageFactory()
    with pytest.raises(IntegrityError, match="message_one_per_occasion"):
        MessageFactory(recipient=message.recipient, object_id=message.object_id)


@pytest.mark.django_db(transaction=True)
def test_send_message_that_is_rolled_back_was_never_sent(letter):
    with pytest.raises(ValueError, match="undone"), transaction.atomic():
        actions.send_message(**letter)
        raise ValueError("undone")
    assert not Message.objects.exists()
    assert not Job.objects.exists()
    assert actions.send_message(**letter) is True


@pytest.mark.django_db(transaction=True)
def test_send_message_by_two_at_once_is_one(letter):
    barrier = Barrier(2)

    @closing
    def send(occasion):
        barrier.wait(timeout=10)
        return actions.send_message(**letter | {"occasion": occasion})

    for number in range(10):
        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(send, [f"round {number}"] * 2)) == [False, True]
    assert Message.objects.count() == Job.objects.count() == 10


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_kept", [True, False])
def test_send_message_waits_for_another_that_is_not_committed_yet(letter, is_kept):
    """If that one is undone, this one goes out."""
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            actions.send_message(**letter)
            other = pool.submit(closing(lambda: actions.send_message(**letter)))
            with pytest.raises(TimeoutError):
                other.result(timeout=0.3)
            transaction.set_rollback(not is_kept)
        assert other.result(timeout=5) is not is_kept
    assert Message.objects.count() == Job.objects.count() == 1


@pytest.mark.django_db
def test_mark_sent_keeps_the_first_time():
    message = MessageFactory()
    actions.mark_sent(message=message)
    message.refresh_from_db()
    first = message.sent_at
    assert timezone.now() - first < timedelta(minutes=1)
    actions.mark_sent(message=message)
    message.refresh_from_db()
    assert message.sent_at == first


@pytest.mark.django_db
def test_mark_messages_read_marks_ones_own():
    mine, read, other = MessageFactory(), MessageFactory(), MessageFactory()
    long_ago = timezone.now() - timedelta(days=3)
    Message.objects.filter(pk=read.pk).update(recipient=mine.recipient, read_at=long_ago)
    actions.mark_messages_read(by=mine.recipient)
    for message in (mine, read, other):
        message.refresh_from_db()
    assert mine.read_at
    assert read.read_at == long_ago
    assert other.read_at is None


@pytest.mark.django_db
def test_messages_are_visible_to_the_recipient_and_the_central_team():
    message, central = MessageFactory(), central_user()
    assert list(Message.objects.visible_to(message.recipient)) == [message]
    assert list(Message.objects.visible_to(central)) == [message]
    assert not Message.objects.to(central).exists()
    assert not Message.objects.visible_to(UserFactory()).exists()


@pytest.mark.django_db
def test_with_delivery_says_what_became_of_the_mail(letter):
    actions.send_message(**letter)
    assert Message.objects.with_delivery().get().delivery == JobState.PENDING
    Job.objects.update(state=JobState.UNKNOWN, last_error="x", finished_at=timezone.now())
    assert Message.objects.with_delivery().get().delivery == JobState.UNKNOWN
    MessageFactory()
    assert Message.objects.with_delivery().latest("pk").delivery is None
