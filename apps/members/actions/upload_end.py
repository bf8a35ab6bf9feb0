"""How an uploaded HR feed ends, whoever ends it: a part of the actions on it, and of taking over another feed."""

from django.utils import timezone

from apps.core import audit, jobs
from apps.members.states import UploadStatus

CHANGED = ["status", "file", "reason", "ended_at", "ended_by", "faults", "fault_count", "applied"]
SAYS = {
    UploadStatus.APPLIED: "took it over",
    UploadStatus.REFUSED: "checked it and found something wrong",
    UploadStatus.CANCELLED: "cancelled it",
    UploadStatus.SUPERSEDED: "put it aside: it does not fit any more",
}


def end_upload(upload, status, by, reason=""):
    """The row speaks of no file any more, and a job removes it from the disk."""
    upload.move_to(status)
    upload.file, upload.reason = "", reason
    upload.ended_at, upload.ended_by = timezone.now(), by
    upload.save(update_fields=CHANGED)
    audit.record(f"upload.{status}", subject=upload, by=by, says=SAYS[status])
    jobs.enqueue("remove_feed_upload", key=str(upload.pk), upload=str(upload.pk))
    return upload
