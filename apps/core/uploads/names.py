"""Names of files as others may see them: one line of ordinary characters, no path, the ending that fits."""

import re
import unicodedata
from pathlib import PurePosixPath

from apps.core.forms import without_hidden_characters

LONGEST = 100
PATH = re.compile(r"[/\\]")
FORBIDDEN = re.compile(r'[<>:"|?*%;\x00-\x1f]')
# Names that stand for devices on Windows, whatever their ending is.
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}


def ending_of(name):
    """The ending as it would be seen once all that hides in the name is gone: ".pdf", in small letters, or nothing."""
    return PurePosixPath(_plain(name)).suffix.lower()


def safe_name(name, endings, ending):
    """`endings`: those that fit the content; `ending`: which one is added where the name has none."""
    plain = _plain(name)
    stem, found = PurePosixPath(plain).stem, PurePosixPath(plain).suffix.lower()
    stem = stem.strip(". ")[: LONGEST - len(ending)].strip(". ")
    if not stem or stem.split(".")[0].lower() in DEVICES:
        stem = f"file {stem}".strip()
    return f"{stem}{found if found in endings else ending}"


def _plain(name):
    name = PATH.split(without_hidden_characters(unicodedata.normalize("NFC", name)))[-1]
    return " ".join(FORBIDDEN.sub(" ", name).split()).strip(". ")
