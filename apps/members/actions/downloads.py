from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core import audit, jobs
from apps.core.rules import require
from apps.members import permissions
from apps.members.models import Download
from apps.members.states import DownloadStatus


@transaction.atomic
def request_download(*, by):
    """Ask for a document of everything that is held about oneself. Asked while one is being made, it is that one.

    One that is ready is removed: the new one says what is held now.
    """
    require(permissions.can_request_download(by))
    user = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    live = Download.objects.visible_to(user).live().locked().first()
    if live and live.status == DownloadStatus.REQUESTED:
        return live
    if live:
        _remove(live, by)
    download = Download.objects.create(user=user)
    audit.record("download.requested", subject=download, by=by, says="asked for a copy of everything held about them")
    jobs.enqueue("make_download", key=str(download.pk), download=str(download.pk))
    return download


@transaction.atomic
def store_download(*, download, file):
    """Keep the document that was made and tell the person; if its time is over by now, have it removed again."""
    download = Download.objects.locked().get(pk=download.pk)
    if download.status == DownloadStatus.READY:
        return download
    if download.status == DownloadStatus.REMOVED:
        jobs.enqueue("remove_download", key=f"{download.pk} {file.sha256[:16]}", download=str(download.pk))
        return download
    download.move_to(DownloadStatus.READY)
    download.ready_at, download.file, download.sha256 = timezone.now(), file.name, file.sha256
    download.save(update_fields=["status", "ready_at", "file", "sha256"])
    audit.record("download.stored", subject=download, by=None, says="made the copy of everything held about somebody")
    jobs.enqueue("tell_of_download", key=str(download.pk), download=str(download.pk))
    return download


def remove_downloads():
    """End those whose week is over, each in a transaction of its own. Returns how many there were."""
    return sum(_end(pk) for pk in Download.objects.over().values_list("pk", flat=True))


@transaction.atomic
def _end(pk):
    download = Download.objects.over().locked().filter(pk=pk).first()
    if download:
        _remove(download, None)
    return bool(download)


def _remove(download, by):
    """The row speaks of no file any more, and a job removes it from the disk: after the commit, and for certain."""
    download.move_to(DownloadStatus.REMOVED)
    download.file, download.sha256 = "", ""
    download.save(update_fields=["status", "file", "sha256"])
    audit.record("download.removed", subject=download, by=by, says="removed a copy of everything held about somebody")
    jobs.enqueue("remove_download", key=str(download.pk), download=str(download.pk))
