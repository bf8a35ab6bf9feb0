"""Handlers of jobs: the slow work is done here, outside any transaction."""

from datetime import timedelta
from functools import partial

from django.core.cache import cache
from django.utils import timezone

from apps.core import files, jobs
from apps.members import actions
from apps.members.actions.uploads import GONE
from apps.members.documents import download_name, upload_name
from apps.members.feed.faults import Busy, Refused
from apps.members.models import FeedUpload
from apps.members.queries import progress_key
from apps.members.states import UploadStatus

A_MOMENT = timedelta(seconds=20)
SHOWN_FOR = 120  # seconds: a worker that goes on says so more often


@jobs.handler("remove_download")
def remove_download(*, download):
    """Remove the document from the disk, with what a worker that was killed may have left of it."""
    files.remove(download_name(download))


@jobs.handler("check_upload")
def check_upload(*, upload):
    """Find out what an uploaded HR feed would change, or what is wrong with it. Nothing is written."""
    row = FeedUpload.objects.get(pk=upload)
    if row.status != UploadStatus.CHECKING:
        return None
    path = files.path_of(row.file.name)
    if not path.exists():
        return partial(actions.refuse_upload, upload=row, refusal=Refused(GONE))
    try:
        outcome = actions.import_feed(path=path, as_of=row.as_of, dry_run=True, progress=teller(upload))
    except Busy as busy:
        raise jobs.NotYet(timezone.now() + A_MOMENT) from busy
    except Refused as refusal:
        return partial(actions.refuse_upload, upload=row, refusal=refusal)
    return partial(actions.store_check, upload=row, outcome=outcome)


@jobs.handler("apply_upload")
def apply_upload(*, upload):
    """Take over an HR feed that a second person has confirmed: all of it is done in the commit that ends the job."""
    return partial(_apply, upload)


def _apply(upload):
    try:
        actions.apply_upload(upload=upload, progress=teller(upload))
    except Busy as busy:
        raise jobs.NotYet(timezone.now() + A_MOMENT) from busy


@jobs.handler("remove_feed_upload")
def remove_feed_upload(*, upload):
    """An uploaded HR feed is needed no more."""
    files.remove(upload_name(upload))


def teller(upload):
    """Tells the pages how far it is, beside the transaction, which nobody can look into."""
    shown = -1

    def tell(share):
        nonlocal shown
        if (percent := int(share * 100)) != shown:
            shown = percent
            cache.set(progress_key(upload), percent, SHOWN_FOR)

    return tell
