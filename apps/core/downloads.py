from django.http import FileResponse

from apps.core.uploads import TYPES


def private_file(upload):
    """An upload, after the view has asked whether the person may have it: a file to save, never part of a page."""
    response = FileResponse(
        upload.file.open(), as_attachment=True, filename=upload.name, content_type=TYPES[upload.kind]
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store, private"
    return response
