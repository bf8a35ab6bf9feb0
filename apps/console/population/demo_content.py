"""What an author writes in the demonstration: pages and a test that wait for review."""

import tomllib
from decimal import Decimal
from pathlib import Path

from apps.console.population.people import BY_KEY
from apps.learning.actions import draft_content, edit_content, save_part, submit_content
from apps.learning.states import Part
from apps.qualifications.models import Unit

WRITTEN = Path(__file__).with_name("demo_content.toml")


def make_demo_content(demo):
    """Of the first unit of the author's department. `demo`: {staff number: member} of the demo people."""
    author = demo[BY_KEY["champion"].staff_number].user
    written = tomllib.loads(WRITTEN.read_text(encoding="utf-8"), parse_float=Decimal)
    unit = Unit.objects.written_by(author).order_by("code").first()
    content = draft_content(unit=unit, by=author)
    edit_content(content=content, values=written["settings"], by=author)
    for part in (Part.PAGES, Part.COURSES, Part.QUESTIONS):
        for row in written[part]:
            save_part(content=content, part=part, values=row, by=author)
    submit_content(content=content, by=author)
