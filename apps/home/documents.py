"""Everything that is held about a person, as JSON and as a document."""

from datetime import date, datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from apps.core.pdf import render_pdf
from apps.core.words import date_words, time_words

MOST_COLUMNS = 6  # that can be read beside each other on a page
ENCODER = DjangoJSONEncoder(ensure_ascii=False)


def held_json(user, tables):
    """The parts of a JSON text, one after the other: a row is forgotten as soon as it is on its way.

    `tables`: (title, rows as {label: value}), any number of them.
    """
    yield f'{{"of": {ENCODER.encode(user.email)}, "as_of": {ENCODER.encode(timezone.now())}, "tables": ['
    for number, (title, rows) in enumerate(tables):
        yield f'{", " * bool(number)}\n{{"title": {ENCODER.encode(title)}, "rows": ['
        for place, row in enumerate(rows):
            yield f"{', ' * bool(place)}\n{ENCODER.encode(row)}"
        yield "]}"
    yield "]}\n"


def held_pdf(user, tables, *, most_rows, left_out, identifier):
    """A tagged document with a section for each table.

    `tables`: (title, rows, whether there are more than `most_rows`); `left_out`: why some are not here.
    """
    sections = [_section(*table) for table in tables]
    context = {
        "name": user.name,
        "today": timezone.localdate(),
        "filled": [section for section in sections if section["rows"]],
        "empty": [section["title"] for section in sections if not section["rows"]],
        "most_rows": most_rows,
        "left_out": left_out,
    }
    return render_pdf("home/pdf/held.html", context, identifier=identifier)


def _section(title, rows, is_cut):
    labels = list(rows[0]) if rows else []
    said = [{label: plain(value) for label, value in row.items()} for row in rows]
    return {"title": title, "labels": labels, "rows": said, "is_wide": len(labels) > MOST_COLUMNS, "is_cut": is_cut}


def plain(value):
    """A value in words, of one line or several."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return f"{date_words(value)}, {time_words(value)}"
    if isinstance(value, date):
        return date_words(value)
    if isinstance(value, dict):
        return "\n".join(f"{key}: {plain(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return "\n".join(_line(part) for part in value)
    return str(value)


def _line(part):
    """Of a list: facts are pairs of a label and its words."""
    if isinstance(part, list | tuple) and len(part) == 2:
        return f"{part[0]}: {plain(part[1])}"
    return plain(part)
