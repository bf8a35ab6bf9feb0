"""What people may upload: five kinds of file, told by their content, with nothing in them that could run or call out.

`checked()` reads bytes and writes nothing. What comes out of it may be kept by `apps.core.files` and handed to others,
always as a file to save and never shown within a page.
"""

from dataclasses import dataclass

from apps.core.uploads import office, pdf, pictures
from apps.core.uploads.names import ending_of, safe_name
from apps.core.uploads.refusal import Refused
from apps.core.uploads.shapes import refuse_two_in_one

__all__ = ["ENDINGS", "LARGEST", "TYPES", "Checked", "Refused", "checked"]

LARGEST = 10 * 1024 * 1024  # bytes
KINDS_IN_WORDS = "a PDF, a Word document (DOCX), an OpenDocument text (ODT), a PNG or a JPEG"
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "png": "image/png",
    "jpeg": "image/jpeg",
}
ENDINGS = {"pdf": {".pdf"}, "docx": {".docx"}, "odt": {".odt"}, "png": {".png"}, "jpeg": {".jpg", ".jpeg"}}
LOOK_INTO = {
    "pdf": pdf.look_into,
    "docx": office.look_into_docx,
    "odt": office.look_into_odt,
    "png": pictures.drawn_again,
    "jpeg": pictures.drawn_again,
}


@dataclass(frozen=True)
class Checked:
    """A file that was looked into. `data` is what to keep: a picture is drawn again, without hidden parts."""

    name: str
    kind: str
    data: bytes

    @property
    def size(self):
        return len(self.data)


def checked(name, data):
    """The file with a safe name, if it is what its name says and there is no harm in it; else Refused, with why."""
    if not data:
        raise Refused("The file is empty. Select another file")
    if len(data) > LARGEST:
        raise Refused("The file must be 10 MB or smaller")
    kind = _kind_of(data)
    if kind is None:
        raise Refused(f"The file must be {KINDS_IN_WORDS}")
    ending = ending_of(name)
    if ending and ending not in ENDINGS[kind]:
        raise Refused(f"The name of the file ends in “{ending}”, but its content is {_words(kind)}. Save it again")
    refuse_two_in_one(kind, data)
    kept = LOOK_INTO[kind](data)
    if len(kept) > LARGEST:
        raise Refused("The picture is too detailed. Save it smaller, then try again")
    return Checked(safe_name(name, ENDINGS[kind], sorted(ENDINGS[kind])[-1]), kind, kept)


def _kind_of(data):
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"PK\x03\x04"):
        return office.kind_of(data)
    return None


def _words(kind):
    return {"pdf": "a PDF", "docx": "a Word document", "odt": "an OpenDocument text"}.get(kind, f"a {kind.upper()}")
