from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import transaction
from django.utils import timezone

from apps.certificates import actions
from apps.certificates.documents import Credential
from apps.certificates.models import Certificate
from apps.certificates.states import Status
from apps.core.files import StoredFile
from apps.core.models import AuditEvent, Job
from apps.members.models import Member
from apps.notifications.models import Message
from tests.accounts.factories import UserFactory
from tests.certificates.factories import CertificateFactory
from tests.helpers import closing
from tests.members.factories import MemberFactory

SIGNED = Credential('{"signed": true}', "z6MkKey")
UNITS = [{"code": "201", "title": "Principles of working in operational delivery"}]


def award(holder, by=None):
    return actions.award_certificate(
        holder=holder, title="Level 2 Award", level=2, awarding_body="City & Guilds", units=UNITS, by=by
    )


@pytest.mark.django_db
def test_award_certificate():
    holder, by = MemberFactory(given_name="Amara", family_name="Okafor"), UserFactory(name="Amara Okafor")
    award(holder, by)
    certificate = Certificate.objects.get()
    assert (certificate.holder, certificate.holder_name, certificate.units) == (holder, "Amara Okafor", UNITS)
    assert (certificate.title, certificate.level, certificate.awarding_body) == ("Level 2 Award", 2, "City & Guilds")
    assert (certificate.status, certificate.awarded_on) == (Status.VALID, timezone.localdate())
    assert (certificate.file.name, certificate.sha256) == ("", "")
    event = AuditEvent.objects.get()
    assert (event.event, event.by) == ("certificate.awarded", by)
    assert event.sentence == f"Amara Okafor awarded certificate {certificate.number}"
    job = Job.objects.get()
    assert (job.kind, job.key, job.payload) == (
        "make_certificate",
        str(certificate.pk),
        {"certificate": str(certificate.pk)},
    )
    assert not Message.objects.exists()  # there is nothing to download yet


@pytest.mark.django_db
def test_award_certificate_keeps_the_name_of_its_day():
    holder = MemberFactory(given_name="Amara", family_name="Okafor")
    certificate = award(holder)
    Member.objects.update(family_name="Okafor-Reed")
    certificate.refresh_from_db()
    assert certificate.holder_name == "Amara Okafor"


@pytest.mark.django_db
def test_award_certificate_takes_the_longest_name_that_a_record_can_have():
    holder = MemberFactory(given_name="G" * 100, family_name="F" * 100, user=None)
    assert award(holder).holder_name == f"{'G' * 100} {'F' * 100}"


@pytest.mark.django_db
def test_numbers_count_up_within_the_year():
    first, second = (award(MemberFactory()).number for _ in range(2))
    year = timezone.localdate().year
    assert first.startswith(f"ODP-{year}-")
    assert int(second[-6:]) == int(first[-6:]) + 1


@pytest.mark.django_db(transaction=True)
def test_two_awards_at_once_have_numbers_of_their_own():
    holders = MemberFactory.create_batch(10)
    barrier = Barrier(2)

    @closing
    def award_five(mine):
        barrier.wait(timeout=10)
        return [award(holder).number for holder in mine]

    with ThreadPoolExecutor(2) as pool:
        halves = list(pool.map(award_five, [holders[:5], holders[5:]]))
    assert len({number for half in halves for number in half}) == 10


@pytest.mark.django_db(transaction=True)
def test_award_certificate_that_is_rolled_back_was_never_made():
    holder = MemberFactory()
    with pytest.raises(ValueError, match="undone"), transaction.atomic():
        award(holder)
        raise ValueError("undone")
    assert not Certificate.objects.exists()
    assert not Job.objects.exists()


# --- The document ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_store_certificate():
    certificate = CertificateFactory()
    actions.store_certificate(certificate=certificate, credential=SIGNED, file=StoredFile("7.pdf", "hash"))
    certificate.refresh_from_db()
    assert (certificate.file.name, certificate.sha256) == ("7.pdf", "hash")
    event = AuditEvent.objects.get()
    assert (event.event, event.by, event.details) == ("certificate.stored", None, {"sha256": "hash"})
    assert event.sentence == "The portal made the certificate’s document"
    message = Message.objects.get()
    assert message.recipient == certificate.holder.user
    assert ["Certificate number", certificate.number] in message.facts
    assert ["Check code", certificate.code_in_groups] in message.facts


@pytest.mark.django_db
def test_store_certificate_twice_keeps_the_first():
    certificate = CertificateFactory()
    for name in ("first", "second"):
        actions.store_certificate(
            certificate=certificate, credential=SIGNED, file=StoredFile(f"{name}.pdf", f"hash of {name}")
        )
    certificate.refresh_from_db()
    assert (certificate.file.name, certificate.sha256) == ("first.pdf", "hash of first")
    assert AuditEvent.objects.count() == Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_store_certificate_waits_for_another_that_is_not_committed_yet():
    """Without the lock the second would not see that there is a document, and put its own in its place."""
    certificate = CertificateFactory()

    def store(name):
        actions.store_certificate(
            certificate=certificate, credential=SIGNED, file=StoredFile(f"{name}.pdf", f"hash of {name}")
        )

    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            store("first")
            other = pool.submit(closing(store), "second")
            with pytest.raises(TimeoutError):
                other.result(timeout=0.3)
        other.result(timeout=5)
    certificate.refresh_from_db()
    assert (certificate.file.name, certificate.sha256) == ("first.pdf", "hash of first")
    assert AuditEvent.objects.count() == Message.objects.count() == 1


@pytest.mark.django_db
def test_store_certificate_of_somebody_without_an_account_tells_nobody():
    certificate = CertificateFactory(holder=MemberFactory(user=None))
    actions.store_certificate(certificate=certificate, credential=SIGNED, file=StoredFile("7.pdf", "hash"))
    assert AuditEvent.objects.count() == 1
    assert not Message.objects.exists()
