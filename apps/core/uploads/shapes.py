"""Files that are two things at once: to us a picture, to whatever opens them next an archive, a page or a PDF."""

import io
import zipfile

from apps.core.uploads.refusal import Refused

BEGINNING = 1024  # bytes in which readers of PDF and of web pages look for a sign
MARKUP = (b"<script", b"<html", b"<!doctype", b"<svg", b"<?php")
TWO_IN_ONE = "The file is two kinds of file in one. Save the document again, then select the new file"


def refuse_two_in_one(kind, data):
    beginning = data[:BEGINNING].lower()
    is_archive = kind in ("docx", "odt")
    if not is_archive and zipfile.is_zipfile(io.BytesIO(data)):
        raise Refused(TWO_IN_ONE)
    if kind != "pdf" and b"%pdf-" in beginning:
        raise Refused(TWO_IN_ONE)
    if not is_archive and any(sign in beginning for sign in MARKUP):
        raise Refused(TWO_IN_ONE)
    if kind == "pdf" and b"%%EOF" not in data[-BEGINNING:]:
        raise Refused("The PDF is not complete, or something follows its end. Save it again")
    if kind == "png" and not data.rstrip(b"\0").endswith(b"IEND\xaeB`\x82"):
        raise Refused("The picture is not complete, or something follows its end. Save it again")
