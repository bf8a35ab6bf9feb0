"""A certificate is one page, whoever it is for, and says what the row says."""

import datetime
import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from django.apps import apps
from pypdf import PdfReader

from apps.certificates.documents import certificate_pdf
from tests.certificates.factories import CertificateFactory

SIXTY = "Wilhelmina-Konstantinopolitanska Featherstonehaugh-Wolverton"
CATALOGUE = Path(apps.get_app_config("qualifications").path, "data", "qualifications.json")


def draw(**fields):
    """The reader of a certificate's document."""
    return PdfReader(BytesIO(certificate_pdf(CertificateFactory.build(holder=None, **fields))))


def text_of(reader):
    return " ".join(reader.pages[0].extract_text().split())


def places(reader):
    """[(how far from the foot of the page, text)]"""
    found = []

    def visit(text, matrix, text_matrix, font, size):
        if text.strip():
            found.append((matrix[5] + text_matrix[5] * matrix[3], text.strip()))

    reader.pages[0].extract_text(visitor_text=visit)
    return found


def test_it_says_what_the_row_says(settings):
    settings.SITE_URL = "https://portal.example"
    reader = draw(
        holder_name="Amara Okafor",
        number="ODP-2026-000123",
        code="ABCDEFGH2345",
        title="Level 2 Award in Operational Delivery (Principles)",
        awarded_on=datetime.date(2026, 11, 22),
        units=[{"code": "201", "title": "Principles"}, {"code": "202", "title": "Customers"}],
    )
    text = text_of(reader)
    for words in [
        "Amara Okafor",
        "Level 2 Award in Operational Delivery (Principles)",
        "Level 2, City & Guilds",
        "201 Principles",
        "202 Customers",
        "ODP-2026-000123",
        "ABCD-EFGH-2345",
        "22 November 2026",
        "City & Guilds issues its own certificate.",
    ]:
        assert words in text
    assert "https://portal.example/verify/ABCDEFGH2345/" in text.replace(" ", "")
    assert reader.metadata.title == "Certificate ODP-2026-000123"


def test_it_is_landscape_a4():
    box = draw(holder_name="Amara Okafor").pages[0].mediabox
    assert (round(box.width), round(box.height)) == (842, 595)


@pytest.mark.parametrize(
    "name",
    [
        "Al",
        "Łukasz Żak-O'Brien",
        "Siân Llŷr Ó Súilleabháin",
        "Nguyễn Thị Ánh Nguyệt",
        SIXTY,
        "W" * 100,
        f"{'Wilhelmina ' * 9}{'Featherstonehaugh ' * 6}"[:201],
    ],
)
def test_each_name_fits_on_the_one_page(name):
    reader = draw(holder_name=name)
    assert len(reader.pages) == 1
    assert "".join(name.split()) in text_of(reader).replace(" ", "")


def test_a_name_without_a_space_goes_on_in_the_next_line():
    lines = {round(height) for height, text in places(draw(holder_name="W" * 100)) if "WW" in text}
    assert len(lines) > 1


def test_a_long_name_is_set_smaller():
    def size(name):
        sizes = []
        draw(holder_name=name).pages[0].extract_text(
            visitor_text=lambda text, cm, tm, font, size: sizes.append(size) if text.startswith(name[:5]) else None
        )
        return sizes[0]

    assert size("Amara Okafor") > size("Wilhelmina Featherstonehaugh-Woods") > size(SIXTY)


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "{{7*7}} {% now 'Y' %}", "<img src=file:///etc/passwd>", "A&amp;B <b>x</b>", "=1+1"],
)
def test_a_hostile_name_is_only_a_name(name):
    reader = draw(holder_name=name, title=f"Award of {name}", units=[{"code": "1", "title": name}])
    assert len(reader.pages) == 1
    assert text_of(reader).replace(" ", "").count("".join(name.split())) == 3
    assert not reader.attachments


def suites():
    data = json.loads(CATALOGUE.read_text())
    return {
        suite["code"]: [{"code": u["code"], "title": u["title"]} for u in suite["units"]] for suite in data["suites"]
    }


@pytest.mark.parametrize(("suite", "units"), suites().items())
def test_all_units_of_a_suite_fit_above_the_foot(suite, units):
    reader = draw(holder_name=SIXTY, title="Level 6 Certificate in Advanced Management and Leadership", units=units)
    assert len(reader.pages) == 1
    foot = next(height for height, text in places(reader) if text == "Check code")
    codes = {unit["code"] for unit in units}
    lowest = min(height for height, text in places(reader) if re.split(r"\s", text)[0] in codes)
    assert lowest > foot + 10  # points
    for unit in units:
        assert unit["title"].replace(" ", "") in text_of(reader).replace(" ", "")


def test_the_same_certificate_is_the_same_bytes():
    certificate = CertificateFactory.build(holder=None, holder_name="Amara Okafor")
    assert certificate_pdf(certificate) == certificate_pdf(certificate)
