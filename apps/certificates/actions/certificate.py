from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone

from apps.certificates import emails, permissions
from apps.certificates.models import Certificate, Finding, SigningKey
from apps.certificates.states import FindingStatus, Status
from apps.core import audit, jobs
from apps.core.rules import RuleBroken, require
from apps.notifications.actions import send_message

WORDS = ("award", "holder", "title", "level", "awarding_body", "units", "awarded_on", "claimed_in")


def next_number():
    """ODP-2026-000123, from the database, so that no two are alike."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('certificates_number')")
        (number,) = cursor.fetchone()
    return f"ODP-{timezone.localdate().year}-{number:06}"


@transaction.atomic
def award_certificate(*, holder, title, level, awarding_body, units, by):
    """Record that a member earned something, and have the document made. `units`: a list of {"code", "title"}."""
    certificate = Certificate.objects.create(
        number=next_number(),
        holder=holder,
        holder_name=holder.name,
        title=title,
        level=level,
        awarding_body=awarding_body,
        units=units,
        awarded_on=timezone.localdate(),
    )
    audit.record("certificate.awarded", subject=certificate, by=by, says=f"awarded certificate {certificate.number}")
    jobs.enqueue("make_certificate", key=str(certificate.pk), certificate=str(certificate.pk))
    return certificate


@transaction.atomic
def store_certificate(*, certificate, credential, file):
    """Keep the credential and the document that were made, unless there is a document already; tell the holder once.

    Whatever the nightly check found wrong with the document is put right by it.
    """
    certificate = _locked(certificate)
    if certificate.file:
        return certificate
    SigningKey.objects.get_or_create(public_key=credential.key)
    certificate.credential, certificate.signed_by_id = credential.text, credential.key
    certificate.file, certificate.sha256 = file.name, file.sha256
    certificate.save(update_fields=["credential", "signed_by", "file", "sha256"])
    audit.record(
        "certificate.stored", subject=certificate, by=None, says="made the certificate’s document", sha256=file.sha256
    )
    for finding in Finding.objects.open().filter(certificate=certificate):
        finding.move_to(FindingStatus.MENDED)
        finding.mended_at = timezone.now()
        finding.save(update_fields=["status", "mended_at"])
    if certificate.holder.user and certificate.status == Status.VALID:
        corrects = Certificate.objects.filter(replaced_by=certificate).exists()
        send_message(recipient=certificate.holder.user, **emails.certificate_ready(certificate, corrects=corrects))
    return certificate


@transaction.atomic
def reissue_certificate(*, certificate, name, by):
    """Give out a new certificate with the right name. The old one says that it was replaced, and by which."""
    certificate = _locked(certificate)
    require(permissions.can_reissue(by, certificate))
    certificate.move_to(Status.REPLACED)
    if name == certificate.holder_name:
        raise RuleBroken("This name is on the certificate already. Enter the name as it should be.")
    certificate.replaced_by_id, certificate.replaced_at = uuid4(), timezone.now()
    certificate.save(update_fields=["status", "replaced_by", "replaced_at"])
    new = Certificate.objects.create(
        pk=certificate.replaced_by_id,
        number=next_number(),
        holder_name=name,
        **{field: getattr(certificate, field) for field in WORDS},
    )
    audit.record("certificate.replaced", subject=certificate, by=by, says=f"replaced certificate {certificate.number}")
    says = f"awarded certificate {new.number} with the corrected name"
    audit.record("certificate.awarded", subject=new, by=by, says=says, replaces=certificate.number)
    jobs.enqueue("make_certificate", key=str(new.pk), certificate=str(new.pk))
    if certificate.holder.user:
        send_message(recipient=certificate.holder.user, **emails.certificate_replaced(certificate, new))
    return new


@transaction.atomic
def revoke_certificate(*, certificate, reason, note, by):
    """Take a certificate back. Anyone who checks it sees that and since when; only the holder is told why."""
    certificate = _locked(certificate)
    require(permissions.can_revoke(by, certificate))
    certificate.move_to(Status.REVOKED)
    certificate.revoked_at, certificate.revoked_by = timezone.now(), by
    certificate.revocation_reason, certificate.revocation_note = reason, note
    certificate.save(update_fields=["status", "revoked_at", "revoked_by", "revocation_reason", "revocation_note"])
    says = f"revoked certificate {certificate.number}"
    audit.record("certificate.revoked", subject=certificate, by=by, says=says, reason=reason)
    if certificate.holder.user:
        send_message(recipient=certificate.holder.user, **emails.certificate_revoked(certificate))
    return certificate


@transaction.atomic
def remake_certificate(*, certificate, by):
    """Have a document made again that is gone or is not the one that was made. One that is whole stays as it is."""
    certificate = _locked(certificate)
    require(permissions.can_remake(by, certificate))
    if certificate.file and certificate.fault():
        have_made_again(certificate, by)
    return certificate


def have_made_again(certificate, by):
    """The row speaks of no document any more, and a job makes it. The certificate's row is locked."""
    was = certificate.sha256
    certificate.file, certificate.sha256 = "", ""
    certificate.save(update_fields=["file", "sha256"])
    event = audit.record(
        "certificate.lost", subject=certificate, by=by, says="had the certificate’s document made again", sha256=was
    )
    pk = str(certificate.pk)
    jobs.enqueue("make_certificate", key=f"{pk} {event.pk}", certificate=pk)


def _locked(certificate):
    return Certificate.objects.locked().select_related("holder__user").get(pk=certificate.pk)
