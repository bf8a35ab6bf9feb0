"""The portal's own filters and tags."""

from django import template
from django.utils.html import format_html

from apps.core import words
from apps.core.models import Scan

register = template.Library()
register.filter("date_words", words.date_words)
register.filter("hours_words", words.hours_words)
register.filter("time_words", words.time_words)


@register.simple_tag
def file_link(upload, href):
    """A file that somebody added: what it is, and a way to it if it may be opened."""
    if upload.scan == Scan.HARMFUL:
        return format_html(
            '<span class="app-break">{}</span> <span class="app-muted">was removed: a virus was found in it</span>',
            upload.name,
        )
    says = f"{upload.kind.upper()}, {upload.size_words}"
    if not upload.may_be_opened:
        return format_html(
            '<span class="app-break">{}</span> <span class="app-muted">{}, being checked for viruses</span>',
            upload.name,
            says,
        )
    return format_html(
        '<a class="govuk-link app-break" href="{}">{}</a> <span class="app-muted">{}</span>', href, upload.name, says
    )
