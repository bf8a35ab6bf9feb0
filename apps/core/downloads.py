from django.http import FileResponse

from apps.core.models import Scan
from apps.core.rules import RuleBroken
from apps.core.uploads import TYPES


def private_file(upload):
    """An upload, after the view has asked whether the person may have it: a file to save, never part of a page."""
    if upload.scan == Scan.CHECKING:
        raise RuleBroken("The file is still being checked for viruses. Try again in a minute.")
    if upload.scan == Scan.HARMFUL:
        raise RuleBroken("The file was removed, because a virus was found in it.")
    response = FileResponse(
        upload.file.open(), as_attachment=True, filename=upload.name, content_type=TYPES[upload.kind]
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store, private"
    return response
