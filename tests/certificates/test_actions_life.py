"""What becomes of a certificate: replaced, revoked, lost and made again."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from apps.certificates import actions
from apps.certificates.documents import sign_credential
from apps.certificates.models import Certificate
from apps.certificates.states import RevocationReason, Status
from apps.core import files
from apps.core.models import AuditEvent, Job, JobState
from apps.core.rules import RuleBroken
from apps.core.schedule import sweep
from apps.notifications.models import Message
from apps.notifications.states import Kind
from tests.certificates.factories import CertificateFactory
from tests.helpers import closing
from tests.members.factories import MemberFactory, central_user


def made(**fields):
    """A certificate with a document on the disk."""
    certificate = CertificateFactory(**fields)
    file = files.store(b"%PDF-1.7", name=f"certificates/{certificate.pk}.pdf")
    return actions.store_certificate(certificate=certificate, credential=sign_credential(certificate), file=file)


def reissue(certificate, name="Amara Reed", by=None):
    return actions.reissue_certificate(certificate=certificate, name=name, by=by or central_user())


def revoke(certificate, by=None):
    said = {"reason": RevocationReason.MISTAKE, "note": "Two people were mixed up."}
    return actions.revoke_certificate(certificate=certificate, by=by or central_user(), **said)


# --- Replaced --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_reissue_certificate():
    old, by = made(holder_name="Amara Okafor"), central_user()
    AuditEvent.objects.all().delete()
    new = reissue(old, by=by)
    old.refresh_from_db()
    assert (old.status, old.replaced_by, old.holder_name) == (Status.REPLACED, new, "Amara Okafor")
    assert old.replaced_at
    assert (new.status, new.holder_name, new.holder) == (Status.VALID, "Amara Reed", old.holder)
    assert (new.title, new.units, new.awarded_on, new.award) == (old.title, old.units, old.awarded_on, old.award)
    assert len({new.number, old.number, new.code, old.code, new.status_index, old.status_index}) == 6
    assert not new.file
    lines = [(event.event, event.subject_id, event.by) for event in AuditEvent.objects.order_by("pk")]
    assert lines == [("certificate.replaced", str(old.pk), by), ("certificate.awarded", str(new.pk), by)]
    assert Job.objects.get(kind="make_certificate").payload == {"certificate": str(new.pk)}
    message = Message.objects.get(kind=Kind.CERTIFICATE_CHANGED)
    assert message.recipient == old.holder.user
    assert ["New check code", new.code_in_groups] in message.facts
    sweep()
    ready = Message.objects.get(kind=Kind.CERTIFICATE_READY, object_id=str(new.pk))
    assert ready.sentence == f"Your new certificate for the {old.title} is ready."


@pytest.mark.django_db
def test_reissue_certificate_is_one_award_to_claim_and_not_two():
    old = made(awarding_body="CMI")
    export = actions.export_claims(awarding_body="CMI", purpose="November", by=central_user())
    old.refresh_from_db()
    assert reissue(old).claimed_in == export
    with pytest.raises(RuleBroken, match="nothing new to claim"):
        actions.export_claims(awarding_body="CMI", purpose="December", by=central_user())


@pytest.mark.django_db
def test_reissue_certificate_needs_another_name():
    with pytest.raises(RuleBroken, match="on the certificate already"):
        reissue(made(holder_name="Amara Reed"))


@pytest.mark.django_db
@pytest.mark.parametrize("act", [reissue, revoke])
def test_only_the_central_team_ends_a_certificate_and_not_one_of_its_own(act):
    certificate = made()
    for by in (certificate.holder.user, MemberFactory().user):
        with pytest.raises(PermissionDenied):
            act(certificate, by=by)
    by = central_user()
    own = CertificateFactory(holder=by.member)
    with pytest.raises(PermissionDenied):
        act(own, by=by)
    assert set(Certificate.objects.values_list("status", flat=True)) == {Status.VALID}


@pytest.mark.django_db
@pytest.mark.parametrize("first", [reissue, revoke])
@pytest.mark.parametrize("then", [reissue, revoke])
def test_what_has_ended_stays_as_it_is(first, then):
    certificate = made()
    first(certificate)
    with pytest.raises(RuleBroken, match="cannot become"):
        then(certificate)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_end_it_at_once_one_does():
    certificate, by = made(), central_user()
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            reissue(certificate, by=by)
            other = pool.submit(closing(revoke), certificate, by)
            with pytest.raises(TimeoutError):
                other.result(timeout=0.3)
        with pytest.raises(RuleBroken):
            other.result(timeout=5)
    assert sorted(Certificate.objects.values_list("status", flat=True)) == ["replaced", "valid"]


# --- Revoked ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_revoke_certificate():
    certificate, by = made(), central_user()
    AuditEvent.objects.all().delete()
    revoke(certificate, by=by)
    certificate.refresh_from_db()
    assert (certificate.status, certificate.revoked_by, certificate.revocation_reason) == ("revoked", by, "mistake")
    assert certificate.revoked_at
    assert certificate.revocation_note == "Two people were mixed up."
    event = AuditEvent.objects.get()
    assert (event.event, event.by, event.details) == ("certificate.revoked", by, {"reason": "mistake"})
    message = Message.objects.get(kind=Kind.CERTIFICATE_CHANGED)
    assert ["What the central team says", "Two people were mixed up."] in message.facts


@pytest.mark.django_db
@pytest.mark.parametrize("act", [reissue, revoke])
def test_of_a_leaver_nobody_is_told(act):
    act(made(holder=MemberFactory(user=None)))
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_a_document_made_after_the_end_is_no_news():
    """It was revoked before a worker came to it."""
    certificate = CertificateFactory()
    revoke(certificate)
    file = files.store(b"%PDF-1.7", name=f"certificates/{certificate.pk}.pdf")
    actions.store_certificate(certificate=certificate, credential=sign_credential(certificate), file=file)
    assert not Message.objects.filter(kind=Kind.CERTIFICATE_READY).exists()


# --- The walls -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("status = 'replaced'", "certificate_replaced_says_by_what_and_when"),
        ("replaced_at = now()", "certificate_replaced_says_by_what_and_when"),
        ("status = 'revoked'", "certificate_revoked_says_why_by_whom_and_when"),
        ("revoked_at = now()", "certificate_revoked_says_why_by_whom_and_when"),
        ("revocation_note = 'x'", "certificate_revoked_says_why_by_whom_and_when"),
        ("credential = '{}'", "certificate_credential_has_its_key"),
        ("status_index = 7", "status_index"),
    ],
)
def test_the_database_refuses_half_an_end(change, constraint):
    CertificateFactory(), CertificateFactory()
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match=constraint):
        cursor.execute(f"UPDATE certificates_certificate SET {change}")


@pytest.mark.django_db
def test_the_database_refuses_two_valid_ones_of_one_award():
    first = CertificateFactory()
    with pytest.raises(IntegrityError, match="certificate_one_valid_per_award"):
        CertificateFactory(award=first.award)


# --- Lost and made again ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("loss", ["unlink", "spoil"])
def test_remake_certificate_that_is_gone_or_spoiled(media, loss):
    certificate = made()
    sweep()
    told = Message.objects.count()
    path = media / certificate.file.name
    path.unlink() if loss == "unlink" else path.write_bytes(b"%PDF-1.7 other")
    actions.remake_certificate(certificate=certificate, by=certificate.holder.user)
    actions.remake_certificate(certificate=certificate, by=certificate.holder.user)  # a second click
    event = AuditEvent.objects.get(event="certificate.lost")
    assert (event.by, event.details) == (certificate.holder.user, {"sha256": certificate.sha256})
    credential = certificate.credential
    sweep()
    certificate.refresh_from_db()
    assert files.sha256_of(certificate.file.name) == certificate.sha256
    assert certificate.credential == credential
    assert Job.objects.filter(kind="make_certificate", state=JobState.DONE).count() == 1
    assert Message.objects.count() == told


@pytest.mark.django_db
def test_remake_certificate_that_is_whole_changes_nothing():
    certificate = made()
    actions.remake_certificate(certificate=certificate, by=certificate.holder.user)
    assert not AuditEvent.objects.filter(event="certificate.lost").exists()
    assert not Job.objects.filter(kind="make_certificate").exists()


@pytest.mark.django_db
def test_the_document_made_again_is_the_same_bytes(media):
    certificate = actions.award_certificate(
        holder=MemberFactory(), title="Award", level=2, awarding_body="CMI", units=[], by=None
    )
    sweep()
    certificate.refresh_from_db()
    was, path = certificate.sha256, media / certificate.file.name
    path.unlink()
    actions.remake_certificate(certificate=certificate, by=certificate.holder.user)
    sweep()
    certificate.refresh_from_db()
    assert (certificate.sha256, path.exists()) == (was, True)


@pytest.mark.django_db
def test_remake_certificate_is_for_its_holder_and_the_central_team():
    certificate = made()
    with pytest.raises(PermissionDenied):
        actions.remake_certificate(certificate=certificate, by=MemberFactory().user)
    actions.remake_certificate(certificate=certificate, by=central_user())
