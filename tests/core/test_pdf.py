"""Documents are readable by everybody, the same each time, and made from our own files alone."""

import re
import subprocess
import sys
from copy import deepcopy
from io import BytesIO
from urllib.parse import quote

import pytest
import time_machine
from django.conf import settings as django_settings
from pypdf import PdfReader

from apps.core.pdf import FOLDER, OutsideAddress, render_pdf

PAGE = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8"><title>A page about {{ thing }}</title>
    <meta name="dcterms.created" content="2026-11-22">{{ head }}
  </head>
  <body><h1>About {{ thing }}</h1><p>It has <strong>words</strong>.</p>{{ body }}</body>
</html>"""


@pytest.fixture
def templates(settings, tmp_path):
    """A folder for the templates of a test."""
    changed = deepcopy(django_settings.TEMPLATES)
    changed[0]["DIRS"] = [tmp_path]
    settings.TEMPLATES = changed
    return tmp_path


@pytest.fixture
def draw(templates):
    def _draw(thing="boats", head="", body="", identifier="7"):
        page = PAGE.replace("{{ head }}", head).replace("{{ body }}", body)
        (templates / "page.html").write_text(page)
        return render_pdf("page.html", {"thing": thing}, identifier=identifier)

    return _draw


# --- For everybody ---------------------------------------------------------------------------------------------------


def test_a_document_claims_and_has_what_pdf_ua_asks_for(draw):
    reader = PdfReader(BytesIO(draw()))
    root = reader.trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfuaid:part(>|=\")1", xmp)
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en"
    assert reader.metadata.title == "A page about boats"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_a_document_is_tagged(draw):
    reader = PdfReader(BytesIO(draw()))

    def tags(element):
        element = element.get_object()
        if not hasattr(element, "get"):
            return
        if "/S" in element:
            yield element["/S"]
        children = element.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            yield from tags(child)

    found = list(tags(reader.trailer["/Root"]["/StructTreeRoot"]))
    assert {"/Document", "/H1", "/P"} <= set(found)


def test_every_font_is_in_the_file(draw):
    reader = PdfReader(BytesIO(draw(thing="Łódź")))
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        for descendant in font["/DescendantFonts"]:
            descriptor = descendant.get_object()["/FontDescriptor"]
            assert "Source-Sans-3" in descriptor["/FontName"]
            assert descriptor.keys() & {"/FontFile2", "/FontFile3"}


def test_letters_are_letters_when_the_text_is_read(draw):
    text = PdfReader(BytesIO(draw(thing="Łukasz Żak-O'Brien & fi"))).pages[0].extract_text()
    assert "Łukasz Żak-O'Brien & fi" in text


# --- The same --------------------------------------------------------------------------------------------------------


def test_the_same_input_is_the_same_bytes_on_another_day(draw):
    with time_machine.travel("2026-01-01 09:00", tick=False):
        first = draw()
    with time_machine.travel("2027-06-01 17:30", tick=False):
        assert draw() == first


def test_the_same_input_is_the_same_bytes_in_another_process(draw, templates):
    first = draw()
    code = f"""
import sys
import django
django.setup()
from django.conf import settings
settings.TEMPLATES[0]["DIRS"] = [{str(templates)!r}]
from apps.core.pdf import render_pdf
sys.stdout.buffer.write(render_pdf("page.html", {{"thing": "boats"}}, identifier="7"))
"""
    python = [sys.executable, "-c", code]
    other = subprocess.run(python, cwd=django_settings.BASE_DIR, capture_output=True, check=True)
    assert other.stdout == first


def test_other_input_is_other_bytes(draw):
    assert len({draw(), draw(thing="trains"), draw(identifier="8")}) == 3


# --- From our own files ----------------------------------------------------------------------------------------------

ADDRESSES = [
    "http://127.0.0.1:9/x.png",
    "https://example.com/x.png",
    "//example.com/x.png",
    "ftp://127.0.0.1/x.png",
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
    "../../../../../../etc/passwd",
    "fonts/../../../manage.py",
    "%2e%2e/%2e%2e/manage.py",
    "/etc/passwd",
    "gopher://127.0.0.1/x",
]
PLACES = [
    '<img alt="" src="{}">',
    '<p style="background: url({})">x</p>',
    '<object data="{}">x</object>',
    '<embed src="{}">',
]
HEADS = [
    '<link rel="stylesheet" href="{}">',
    '<link rel="attachment" href="{}">',
    "<style>@import url({});</style>",
    "<style>@font-face {{ font-family: x; src: url({}) }} body {{ font-family: x }}</style>",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("place", PLACES)
def test_an_outside_address_in_the_text_fails_loudly(draw, address, place):
    with pytest.raises(OutsideAddress, match="own files"):
        draw(body=place.format(address))


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x", "file:///etc/passwd", "../../manage.py"])
@pytest.mark.parametrize("place", HEADS)
def test_an_outside_address_in_the_head_fails_loudly(draw, address, place):
    with pytest.raises(OutsideAddress, match="own files"):
        draw(head=place.format(address))


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.png", "file:///etc/passwd"])
def test_a_picture_within_a_picture_fails_loudly(draw, address):
    inner = f"<image href='{address}' width='9' height='9'/>"
    svg = quote(f"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{inner}</svg>")
    body = f'<img alt="" src="data:image/svg+xml,{svg}">'
    with pytest.raises(OutsideAddress, match="own files"):
        draw(body=body)


def test_a_link_is_not_fetched(draw):
    assert draw(body='<a href="http://127.0.0.1:9/">there</a>')


def test_our_own_files_and_data_are_taken(draw):
    own = sorted(path.name for path in (FOLDER / "fonts").glob("*.ttf"))[0]
    dot = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    assert draw(
        head=f"<style>@font-face {{ font-family: x; src: url(fonts/{own}) }}</style>",
        body=f'<img alt="A dot" src="{dot}">',
    )


# --- What people type ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        '<img src="file:///etc/passwd">',
        "<link rel=attachment href=file:///etc/passwd>",
        "{{ 7|add:7 }} {{7*7}} {% include 'x' %}",
        "</h1><h1>Other",
        "&lt;b&gt; &#60;",
    ],
)
def test_what_people_type_is_shown_as_they_typed_it(draw, templates, name):
    text = PdfReader(BytesIO(draw(thing=name))).pages[0].extract_text()
    assert "".join(name.split()) in "".join(text.split())
