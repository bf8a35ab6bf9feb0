from django.db import connection, transaction
from django.utils import timezone

from apps.certificates import emails
from apps.certificates.models import Certificate
from apps.core import audit, jobs
from apps.notifications.actions import send_message


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
def store_certificate(*, certificate, file):
    """Keep the document that was made, unless there is one already, and tell the holder."""
    certificate = Certificate.objects.locked().select_related("holder__user").get(pk=certificate.pk)
    if certificate.file:
        return certificate
    certificate.file, certificate.sha256 = file.name, file.sha256
    certificate.save(update_fields=["file", "sha256"])
    audit.record(
        "certificate.stored", subject=certificate, by=None, says="made the certificate’s document", sha256=file.sha256
    )
    if certificate.holder.user:
        send_message(recipient=certificate.holder.user, **emails.certificate_ready(certificate))
    return certificate
