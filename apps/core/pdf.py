"""The one place where documents are made. Nothing is fetched but our own files and data: addresses."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

FOLDER = Path(settings.BASE_DIR, "static", "pdf")


class OutsideAddress(Exception):
    """A document named an address that is neither a file of ours nor data."""


class Attached(NamedTuple):
    """A text that a document carries as a file: its name, what is in it, what it is, and its moment."""

    name: str
    text: str
    words: str
    at: datetime


class OwnFilesOnly(URLFetcher):
    """A document that names any other address fails: what people type must never make us read files or hosts."""

    has_refused = False

    def fetch(self, url, headers=None):
        parts = urlsplit(url)
        own = parts.scheme == "file" and Path(unquote(parts.path)).resolve().is_relative_to(FOLDER)
        if parts.scheme == "data" or own:
            return super().fetch(url, headers)
        self.has_refused = True
        raise FatalURLFetchingError


@cache
def _style():
    """Fonts and style sheet, read once for each process."""
    fonts = FontConfiguration()
    return CSS(filename=FOLDER / "document.css", font_config=fonts, url_fetcher=OwnFilesOnly()), fonts


def render_pdf(template, context, *, identifier, attached=()):
    """A tagged document (PDF/UA-1). With the same identifier the same input gives the same bytes."""
    style, fonts = _style()
    fetcher = OwnFilesOnly()
    attachments = [
        Attachment(
            string=file.text,
            name=file.name,
            description=file.words,
            created=file.at.astimezone(UTC),
            modified=file.at.astimezone(UTC),
            relationship="Data",
            url_fetcher=fetcher,
        )
        for file in attached
    ]
    html = HTML(string=render_to_string(template, context), base_url=f"{FOLDER}/", url_fetcher=fetcher)
    try:
        pdf = html.write_pdf(
            stylesheets=[style],
            font_config=fonts,
            pdf_variant="pdf/ua-1",
            pdf_identifier=identifier.encode(),
            attachments=attachments,
        )
    except FatalURLFetchingError:  # no Exception: it would end the worker
        pdf = None
    if fetcher.has_refused:  # a picture within a picture is left out without an error
        raise OutsideAddress("A document may only use its own files.")
    return pdf
