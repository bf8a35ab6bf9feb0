"""Files that somebody adds: kept with a row of what they are, and forgotten again with their bytes."""

from contextlib import contextmanager
from uuid import uuid4

from django.db import transaction

from apps.core import files, jobs
from apps.core.models import Upload


@contextmanager
def kept(file, by):
    """A transaction with the row of `file`, as uploads.checked() made it: `with kept(file, by) as upload`.

    The bytes are there before their row is, and go again if what is done within fails.
    """
    pk = uuid4()
    name = f"uploads/{pk}.{file.kind}"
    stored = files.store(file.data, name=name)
    try:
        with transaction.atomic():
            yield Upload.objects.create(
                pk=pk, owner=by, name=file.name, kind=file.kind, size=file.size, file=stored.name, sha256=stored.sha256
            )
    except BaseException:
        files.remove(name)
        raise


def forget(upload):
    """The row now; the bytes by a job, after the commit."""
    Upload.objects.filter(pk=upload.pk).delete()
    jobs.enqueue("remove_upload", key=str(upload.pk), upload=str(upload.pk), ending=upload.kind)
