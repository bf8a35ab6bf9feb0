"""Files that somebody adds: kept with a row of what they are, and forgotten again with their bytes."""

from contextlib import contextmanager
from uuid import uuid4

from django.db import transaction

from apps.core import audit, files, jobs, scanner
from apps.core.models import Scan, Upload
from apps.core.rules import check_move

SCAN_JOB = "scan_upload"
MOVES = {Scan.CHECKING: {Scan.CLEAN, Scan.HARMFUL}}


@contextmanager
def kept(file, by):
    """A transaction with the row of `file`, as uploads.checked() made it: `with kept(file, by) as upload`.

    The bytes are there before their row is, and go again if what is done within fails. Where there is a scanner, a job
    asks it, and nobody can open the file until it has answered.
    """
    pk = uuid4()
    name = f"uploads/{pk}.{file.kind}"
    stored = files.store(file.data, name=name)
    try:
        with transaction.atomic():
            upload = Upload(pk=pk, owner=by, name=file.name, kind=file.kind, size=file.size)
            upload.file, upload.sha256 = stored.name, stored.sha256
            if scanner.is_there():
                upload.scan = Scan.CHECKING
                jobs.enqueue(SCAN_JOB, key=str(pk), upload=str(pk))
            upload.save(force_insert=True)
            yield upload
    except BaseException:
        files.remove(name)
        raise


@transaction.atomic
def conclude_scan(*, upload, found):
    """Keep what the scanner says: `found` is its name for what is harmful, or nothing. The bytes of a harmful file go,
    and whoever added it is told; the row stays for what speaks of it."""
    row = Upload.objects.locked().filter(pk=upload.pk, scan=Scan.CHECKING).first()
    if row is None:
        return  # removed meanwhile, or a second worker was quicker
    outcome = Scan.HARMFUL if found else Scan.CLEAN
    check_move(MOVES, Scan(row.scan), outcome)
    row.scan = outcome
    row.save(update_fields=["scan"])
    if found:
        audit.record(
            "upload.harmful", subject=row, by=None, says="removed a file in which a virus was found", found=found
        )
        _remove_bytes(row)
        jobs.enqueue("tell_of_harmful_upload", key=str(row.pk), upload=str(row.pk))


def forget(upload):
    """The row now; the bytes by a job, after the commit."""
    Upload.objects.filter(pk=upload.pk).delete()
    _remove_bytes(upload)


def _remove_bytes(upload):
    jobs.enqueue("remove_upload", key=str(upload.pk), upload=str(upload.pk), ending=upload.kind)
