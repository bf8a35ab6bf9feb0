import io

import pikepdf

from apps.core.uploads.refusal import Refused

MOST_PAGES = 200
MOST_OBJECTS = 50_000
DEEPEST = 30
# The objects of a PDF may themselves be folded up: these hold for the whole process, and say when to give up.
MEMORY = 64 * 1024 * 1024  # bytes
pikepdf.settings.set_qpdf_limits(
    max_stream_filters=3,
    flate_max_memory=MEMORY,
    run_length_max_memory=MEMORY,
    png_max_memory=MEMORY,
    tiff_max_memory=MEMORY,
    parser_max_container_size=MOST_OBJECTS,
)
# What runs, opens, sends or hides something. Links to a web page (/URI) are what documents have, and run nothing.
ACTIVE = {"/JS", "/JavaScript", "/AA", "/XFA", "/EmbeddedFiles", "/EF", "/RichMedia", "/RichMediaContent"}
ACTIONS = {
    *["/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound"],
    *["/RichMediaExecute", "/SetOCGState", "/Trans", "/GoTo3DView"],
}
ACTIVE_CONTENT = "The PDF has parts that can run, open or attach something. Print it to a new PDF, then select that"


def look_into(data):
    """The same bytes, if nothing in any of its objects is active. Links to web addresses are fine."""
    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as document:
            if document.is_encrypted:
                raise Refused("The PDF is protected by a password. Save it without one")
            if len(document.objects) > MOST_OBJECTS or len(document.pages) > MOST_PAGES:
                raise Refused(f"The PDF must have {MOST_PAGES} pages or fewer")
            for thing in document.objects:
                _refuse_active(thing, 0)
            _refuse_active(document.trailer, 0)
    except pikepdf.PasswordError as error:
        raise Refused("The PDF is protected by a password. Save it without one") from error
    except (pikepdf.PdfError, ValueError, RecursionError, OverflowError) as error:
        raise Refused("The PDF is damaged. Save it again, then select the new file") from error
    return data


def _refuse_active(thing, depth):
    """Objects that are referred to come by themselves: only what lies within this one is followed."""
    if depth > DEEPEST:
        raise Refused(ACTIVE_CONTENT)
    if isinstance(thing, pikepdf.Array):
        for part in thing:
            if not getattr(part, "is_indirect", False):
                _refuse_active(part, depth + 1)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key in thing.keys():  # noqa: SIM118 - a stream is not iterable
            part = thing.get(key)
            if key in ACTIVE or (key == "/S" and str(part) in ACTIONS):
                raise Refused(ACTIVE_CONTENT)
            if not getattr(part, "is_indirect", False):
                _refuse_active(part, depth + 1)
