from datetime import timedelta
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone

from apps.core import audit, files, jobs
from apps.core.rules import RuleBroken, require
from apps.core.words import date_words
from apps.members import permissions
from apps.members.actions.feed import import_feed
from apps.members.actions.upload_end import end_upload
from apps.members.documents import UPLOADS, upload_name
from apps.members.feed.faults import Busy, Refused
from apps.members.models import FeedUpload
from apps.members.states import UploadStatus

GONE = "The file is not there any more. Upload it again."
STRAY_AFTER = timedelta(days=1)  # longer than any upload takes
CHECKED = ["status", "rows", "counts", "details", "warnings", "fingerprint"]


def upload_feed(*, parts, as_of, by):
    """Keep an HR feed that comes in parts, and have it checked. One that waited before does not fit any more."""
    require(permissions.can_upload_feed(by))
    pk = uuid4()
    file = files.store_parts(parts, name=upload_name(pk))
    try:
        return _keep(pk, file, as_of, by)
    except Exception:
        files.remove(upload_name(pk))
        raise


@transaction.atomic
def _keep(pk, file, as_of, by):
    with connection.cursor() as cursor:  # of two uploads at once, the second finds the first
        cursor.execute("LOCK TABLE members_feedupload IN SHARE ROW EXCLUSIVE MODE")
    for former in FeedUpload.objects.live().locked():
        if former.status == UploadStatus.CONFIRMED:
            raise RuleBroken(
                "Another HR feed has been confirmed and is being taken over. Upload yours when it is done."
            )
        end_upload(former, UploadStatus.SUPERSEDED, by, "A newer file was uploaded.")
    upload = FeedUpload.objects.create(pk=pk, as_of=as_of, file=file.name, sha256=file.sha256, uploaded_by=by)
    says = f"uploaded an HR feed of {date_words(as_of)}"
    audit.record("upload.uploaded", subject=upload, by=by, says=says, sha256=file.sha256)
    jobs.enqueue("check_upload", key=str(pk), upload=str(pk))
    return upload


@transaction.atomic
def store_check(*, upload, outcome):
    """Keep what the file would change. It waits for a second person, unless it would change nothing."""
    upload = FeedUpload.objects.locked().get(pk=upload.pk)
    if upload.status != UploadStatus.CHECKING:
        return upload
    upload.rows, upload.counts, upload.warnings = outcome.rows, outcome.counts, outcome.warnings
    upload.details, upload.fingerprint = outcome.details, outcome.fingerprint
    if outcome.is_repeat:
        upload.save(update_fields=CHECKED)
        return end_upload(upload, UploadStatus.REFUSED, None, "This file was taken over before. It changes nothing.")
    upload.move_to(UploadStatus.WAITING)
    upload.save(update_fields=CHECKED)
    audit.record("upload.checked", subject=upload, by=None, says="checked it: nothing is wrong", **outcome.counts)
    return upload


@transaction.atomic
def refuse_upload(*, upload, refusal):
    """Keep what is wrong with the file."""
    upload = FeedUpload.objects.locked().get(pk=upload.pk)
    if upload.status != UploadStatus.CHECKING:
        return upload
    if refusal.faults:
        upload.faults, upload.fault_count = [list(fault) for fault in refusal.faults.first], refusal.faults.count
    return end_upload(upload, UploadStatus.REFUSED, None, str(refusal))


@transaction.atomic
def confirm_upload(*, upload, by):
    """A second person says that the file is right: it is taken over as soon as a worker is free."""
    upload = FeedUpload.objects.locked().get(pk=upload.pk)
    require(permissions.can_confirm_upload(by, upload))
    upload.move_to(UploadStatus.CONFIRMED)
    upload.confirmed_by, upload.confirmed_at = by, timezone.now()
    upload.save(update_fields=["status", "confirmed_by", "confirmed_at"])
    audit.record("upload.confirmed", subject=upload, by=by, says="confirmed that it is to be taken over")
    jobs.enqueue("apply_upload", key=str(upload.pk), upload=str(upload.pk))
    return upload


@transaction.atomic
def apply_upload(*, upload, progress=None):
    """Take over the file that was confirmed, if it still changes just what the two have seen."""
    upload = FeedUpload.objects.locked().get(pk=upload)
    if upload.status != UploadStatus.CONFIRMED:
        return upload
    path = files.path_of(upload.file.name)
    if problem := _why_not_now(upload, path):
        return end_upload(upload, UploadStatus.SUPERSEDED, None, problem)
    asked = {"as_of": upload.as_of, "by": upload.confirmed_by, "upload": upload, "progress": progress}
    try:
        with transaction.atomic():
            outcome = import_feed(path=path, **asked)
    except Busy:
        raise
    except Refused as refusal:
        return end_upload(upload, UploadStatus.SUPERSEDED, None, str(refusal))
    upload.applied = outcome.applied
    return end_upload(upload, UploadStatus.APPLIED, None)


def _why_not_now(upload, path):
    if not permissions.can_import_feed(upload.confirmed_by):
        return "Whoever confirmed it is no longer in the central team."
    return "" if path.exists() else GONE


@transaction.atomic
def cancel_upload(*, upload, by):
    """The file is not taken over."""
    upload = FeedUpload.objects.locked().get(pk=upload.pk)
    require(permissions.can_cancel_upload(by, upload))
    return end_upload(upload, UploadStatus.CANCELLED, by)


def remove_uploads():
    """End those that nobody confirmed for a week, forget what was wrong with old ones, and clear up after a crash."""
    for pk in FeedUpload.objects.forgotten().values_list("pk", flat=True):
        _forget(pk)
    FeedUpload.objects.with_old_faults().update(faults=[])
    names = set(FeedUpload.objects.live().values_list("file", flat=True))
    files.remove_strays(UPLOADS, keep=names, before=timezone.now() - STRAY_AFTER)


@transaction.atomic
def _forget(pk):
    if upload := FeedUpload.objects.forgotten().locked().filter(pk=pk).first():
        end_upload(upload, UploadStatus.SUPERSEDED, None, "Nobody confirmed it for a week.")
