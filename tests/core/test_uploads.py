"""P16: uploads cannot harm. Content decides what a file is; what could run or call out is refused, with why."""

import io

import pytest
from PIL import Image

from apps.core import uploads
from apps.core.uploads import office, pictures
from tests.core.upload_files import GOOD, HOSTILE, docx, pdf, photo_with_a_place


@pytest.mark.parametrize("name", GOOD)
def test_good_files_pass(name):
    file = uploads.checked(name, GOOD[name])
    assert file.name.lower() == name.lower()
    assert file.name.lower().endswith(tuple(uploads.ENDINGS[file.kind]))
    if file.kind in ("png", "jpeg"):
        assert Image.open(io.BytesIO(file.data)).size == Image.open(io.BytesIO(GOOD[name])).size
    else:
        assert file.data == GOOD[name]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_a_reason(name):
    called, data, reason = HOSTILE[name]
    with pytest.raises(uploads.Refused, match=reason):
        uploads.checked(called, data)


def test_a_checker_that_does_not_look_would_let_them_pass(monkeypatch):
    """So it is the looking that refuses them, and nothing that happens to be wrong with the files."""
    monkeypatch.setattr(office, "_refuse_relations", lambda tree: None)
    called, data, _ = HOSTILE["docx with a template elsewhere"]
    assert uploads.checked(called, data).data == data


def test_a_picture_loses_what_is_hidden_in_it():
    data = photo_with_a_place()
    assert b"taken at home" in data
    kept = uploads.checked("photo.jpg", data).data
    assert b"taken at home" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_a_picture_is_turned_as_its_camera_said():
    exif = Image.Exif()
    exif[0x0112] = 6
    data = io.BytesIO()
    Image.new("RGB", (40, 30)).save(data, "JPEG", exif=exif)
    assert Image.open(io.BytesIO(uploads.checked("a.jpg", data.getvalue()).data)).size == (30, 40)


def test_what_follows_the_end_of_a_photo_is_not_kept():
    data = GOOD["photo.jpg"] + b"#!/bin/sh\nrm -rf /\n"
    assert b"/bin/sh" not in uploads.checked("photo.jpg", data).data


def test_the_most_pixels_are_just_allowed(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PIXELS", 40 * 30)
    assert uploads.checked("screen.png", GOOD["screen.png"])
    monkeypatch.setattr(pictures, "MOST_PIXELS", 40 * 30 - 1)
    with pytest.raises(uploads.Refused, match="too many pixels"):
        uploads.checked("screen.png", GOOD["screen.png"])


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\answer.PDF", "answer.pdf"),
        ("my answer", "my answer.pdf"),
        (".pdf", "pdf.pdf"),
        ("", "file.pdf"),
        ("CON.pdf", "file CON.pdf"),
        ("a\u202efdp\u202c.pdf", "afdp.pdf"),
        ('a"b;c%00\r\nX-Evil: 1.pdf', "a b c 00 X-Evil 1.pdf"),
        ("Łukasz’s  work — 1.pdf", "Łukasz’s work — 1.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("🙂.pdf", "🙂.pdf"),
    ],
)
def test_odd_names_are_made_safe(name, safe):
    assert uploads.checked(name, pdf()).name == safe


def test_a_document_at_its_limits_passes():
    """Pages of ordinary text fold up well: that alone is no bomb."""
    text = "<w:t>" + "Customers who were told when they would hear did not call again. " * 3000 + "</w:t>"
    assert uploads.checked("a.docx", docx(text=text))
