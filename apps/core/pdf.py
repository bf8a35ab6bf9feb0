"""The one place where documents are made. Nothing is fetched but our own files and data: addresses."""

from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

FOLDER = Path(settings.BASE_DIR, "static", "pdf")


class OwnFilesOnly(URLFetcher):
    """A document that names any other address fails: what people type must never make us read files or hosts."""

    def fetch(self, url, headers=None):
        parts = urlsplit(url)
        own = parts.scheme == "file" and Path(unquote(parts.path)).resolve().is_relative_to(FOLDER)
        if parts.scheme == "data" or own:
            return super().fetch(url, headers)
        raise FatalURLFetchingError("A document may only use its own files.")


@cache
def _style():
    """Fonts and style sheet, read once for each process."""
    fonts = FontConfiguration()
    return CSS(filename=FOLDER / "document.css", font_config=fonts, url_fetcher=OwnFilesOnly()), fonts


def render_pdf(template, context, *, identifier):
    """A tagged document (PDF/UA-1). With the same identifier the same input gives the same bytes."""
    style, fonts = _style()
    html = HTML(string=render_to_string(template, context), base_url=f"{FOLDER}/", url_fetcher=OwnFilesOnly())
    return html.write_pdf(
        stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode()
    )
