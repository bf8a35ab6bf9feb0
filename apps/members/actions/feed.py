import os
from contextlib import nullcontext
from datetime import timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from apps.core.rules import require
from apps.core.words import date_words
from apps.members import permissions
from apps.members.actions.upload_end import end_upload
from apps.members.feed import changes, checks, proposals, staging
from apps.members.feed.apply import apply
from apps.members.feed.faults import Busy, Faults, Refused
from apps.members.feed.reader import Reader
from apps.members.models import FeedImport, FeedUpload, Member
from apps.members.states import EmploymentStatus, UploadStatus

LOCK = 20_150_401  # any number that nobody else locks
A_YEAR = timedelta(days=366)
USUAL = 5  # per cent: if more would leave, or fewer come, the file is taken for broken


class Outcome(NamedTuple):
    """What the feed changes, or would: {kind: people}, [kind, fields, people] of those whose record it touches, and
    what to look at although it is no error. The fingerprint stands for all of it, where somebody may confirm it."""

    as_of: object
    rows: int
    counts: dict
    warnings: list
    details: list
    is_repeat: bool
    fingerprint: str
    applied: FeedImport | None

    @property
    def words(self):
        return "This file was applied before: nothing was written." if self.is_repeat else "All of it was written."


@transaction.atomic
def import_feed(
    *,
    path,
    by=None,
    as_of=None,
    dry_run=False,
    allow_leavers=None,
    allow_fewer=None,
    report=None,
    progress=None,
    upload=None,
):
    """Take over the HR feed in this file: all of it or, if anything is wrong, nothing.

    `as_of` is the day it describes (today). `allow_leavers` and `allow_fewer` are per cent, for when more people leave
    or fewer rows come than usual. `report` is the path of a CSV file for all errors. `progress` is told how far it is,
    from 0 to 1. `upload` is where the file comes from if two people have seen what it changes: if that is something
    else by now, it is refused.
    """
    require(permissions.can_import_feed(by))
    as_of, tell = as_of or timezone.localdate(), progress or (lambda share: None)
    last = _last_import(as_of)
    with _open_report(report, path) as file:
        faults = Faults(file)
        reader = Reader(path, faults)
        staging.drop()
        staging.fill(_telling(reader, tell))
        proposals.hold()
        changes.find()
        checks.check(faults, reader.warnings, reader.may_repeat)
    tell(0.8)
    if faults.count:
        raise Refused(_count_words(faults.count), faults)
    counts, fingerprint = changes.count(reader.rows), changes.fingerprint() if dry_run or upload else ""
    if upload and upload.fingerprint != fingerprint:
        raise Refused("The records have changed since this file was checked, so it would change something else now.")
    _check_size(counts, reader.rows, last, allow_leavers, allow_fewer)
    is_repeat = last and last.sha256 == reader.sha256 and counts["unchanged"] == reader.rows == sum(counts.values())
    details, applied = changes.details(), None
    if not dry_run and not is_repeat:
        applied = FeedImport.objects.create(as_of=as_of, sha256=reader.sha256, rows=reader.rows, counts=counts)
        apply(applied, by)
        _put_uploads_aside(upload)
    staging.drop()
    tell(1)
    return Outcome(as_of, reader.rows, counts, reader.warnings, details, bool(is_repeat), fingerprint, applied)


def _put_uploads_aside(upload):
    """What somebody saw of a file that waits in the console was true before this feed."""
    for former in FeedUpload.objects.live().exclude(pk=upload and upload.pk).locked():
        end_upload(former, UploadStatus.SUPERSEDED, None, "A newer HR feed was taken over since.")


def _last_import(as_of):
    """The last feed applied. From here to the end of the transaction no other import runs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        [is_ours] = cursor.fetchone()
    if not is_ours:
        raise Busy("Another HR feed is being imported now. Wait until it has ended, then try again.")
    if as_of > timezone.localdate() + A_YEAR:
        raise Refused(f"{date_words(as_of)} is more than a year ahead. Check the year: no earlier feed could follow.")
    last = FeedImport.objects.order_by("-as_of", "-pk").first()
    if last and as_of < last.as_of:
        raise Refused(
            f"The HR feed of {date_words(last.as_of)} was applied already, and this one is older: {date_words(as_of)}."
        )
    return last


def _check_size(counts, rows, last, allow_leavers, allow_fewer):
    """A file that lost many people is more likely broken than true."""
    leavers_allowed = USUAL if allow_leavers is None else allow_leavers
    fewer_allowed = max(USUAL, leavers_allowed) if allow_fewer is None else allow_fewer
    here = Member.objects.exclude(status=EmploymentStatus.LEFT).count()
    if counts["left"] * 100 > leavers_allowed * here:
        raise Refused(
            f"{counts['left']} of {here} people would leave, more than {leavers_allowed:g}%. "
            "If that is right, allow it with --allow-leavers."
        )
    if last and rows * 100 < (100 - fewer_allowed) * last.rows:
        raise Refused(
            f"The file has {rows} rows and the last one had {last.rows}: more than {fewer_allowed:g}% are missing. "
            "If that is right, allow it with --allow-fewer."
        )


def _telling(reader, tell):
    """The reader's lines; after each block somebody is told how much of the file is read: a good half of the work."""
    for block in reader.copy_lines():
        tell(reader.source.done / max(reader.source.size, 1) * 0.6)
        yield block


def _open_report(report, path):
    if not report:
        return nullcontext()
    if os.path.exists(report) and os.path.exists(path) and os.path.samefile(report, path):
        raise Refused("The report would be written over the HR feed: give it another name.")
    try:
        return open(report, "w", encoding="utf-8", newline="")
    except OSError as error:
        raise Refused(f"The report {report} cannot be written: {error.strerror}.") from error


def _count_words(count):
    return f"Nothing was written: the file has {count} {'error' if count == 1 else 'errors'}."
