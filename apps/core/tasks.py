from datetime import timedelta
from functools import partial

from django.utils import timezone

from apps.core import files, jobs, scanner
from apps.core.models import Scan, Upload
from apps.core.uploads.keep import SCAN_JOB, conclude_scan

AGAIN = timedelta(minutes=1)


@jobs.handler(SCAN_JOB)
def scan_upload(*, upload):
    """As long as the scanner is not there the file waits: no attempt is lost, and it is opened by nobody."""
    row = Upload.objects.filter(pk=upload, scan=Scan.CHECKING).first()
    if row is None:
        return None
    try:
        with row.file.open() as file:
            found = scanner.found_in(file)
    except scanner.Unreachable as error:
        raise jobs.NotYet(timezone.now() + AGAIN) from error
    return partial(conclude_scan, upload=row, found=found)


@jobs.handler("remove_upload")
def remove_upload(*, upload, ending):
    """After the commit that forgot it, and for certain: the bytes of a file that nothing holds."""
    files.remove(f"uploads/{upload}.{ending}")
