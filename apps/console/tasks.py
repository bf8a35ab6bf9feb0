"""Handlers of jobs whose work spans apps: it is done outside any transaction; the action returned keeps its result."""

from functools import partial

from apps.console import invariants
from apps.core import files, jobs
from apps.home import queries
from apps.home.documents import held_pdf
from apps.members.actions import store_download
from apps.members.documents import download_name
from apps.members.models import Download
from apps.members.states import DownloadStatus

MOST_LINES = 20  # of what is wrong: the command says all of it
MOST_ROWS = 200  # of a table in the document: the JSON has all of them


@jobs.handler("make_download")
def make_download(*, download):
    """Draw the document of everything held about somebody, unless it is not wanted any more."""
    download = Download.objects.select_related("user").get(pk=download)
    if download.status != DownloadStatus.REQUESTED:
        return None
    pdf = held_pdf(
        download.user,
        queries.latest_about(download.user, MOST_ROWS),
        most_rows=MOST_ROWS,
        left_out=sorted(set(queries.LEFT_OUT.values())),
        identifier=str(download.pk),
    )
    return partial(store_download, download=download, file=files.store(pdf, name=download_name(download.pk)))


@jobs.handler("check_invariants")
def check_invariants():
    """Look at all data once. The job fails with what is wrong, so that somebody sees it."""
    if lines := invariants.broken():
        raise invariants.InvariantBroken("\n".join(lines[:MOST_LINES]))
