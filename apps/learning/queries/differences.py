"""What one version of a unit's content changes against another, part by part. Reading only."""

from typing import NamedTuple

from apps.learning import content_data
from apps.learning.queries.changes import Piece, changes_between
from apps.learning.states import Part

NAMED_BY = {Part.PAGES: "slug", Part.COURSES: "link", Part.QUESTIONS: "code", Part.CRITERIA: "code"}
SETTING_WORDS = {
    "about": "What the unit is about",
    "outcomes": "What you will be able to do",
    "provenance": "Whose material it is",
    "pass_mark": "Per cent to pass",
    "attempts": "Attempts in 24 hours",
    "draw": "Questions in a test",
    "minutes": "Minutes for a test",
    "reflection": "A conversation about what was learnt",
    "hours_elsewhere": "Hours of learning elsewhere",
    "title": "Title of the assignment",
    "brief": "What to do",
    "achieved_by": "What achieves the unit",
    "mark_days": "Working days until it is marked",
    "resubmit_days": "Working days to send it again",
}


class Change(NamedTuple):
    """One thing that differs: "added", "removed", "changed" or "moved", with its text in pieces."""

    kind: str
    title: str
    pieces: list


def differences(before, version):
    """[(which part, its changes)], those parts only that differ."""
    groups = [
        ("The unit and its test", _settings(content_data.settings_of(before), content_data.settings_of(version)))
    ]
    old, new = content_data.parts_of(before), content_data.parts_of(version)
    groups += [(part.label, _rows(part, old[part], new[part])) for part in (Part.PAGES, Part.COURSES, Part.QUESTIONS)]
    (fields, criteria), (new_fields, new_criteria) = [
        content_data.assignment_of(one) or ({}, []) for one in (before, version)
    ]
    groups.append(("Assignment", _settings(fields, new_fields)))
    groups.append((Part.CRITERIA.label, _rows(Part.CRITERIA, criteria, new_criteria)))
    return [(title, changes) for title, changes in groups if changes]


def _settings(old, new):
    return [
        Change("changed", words, changes_between(_text(old.get(name)), _text(new.get(name))))
        for name, words in SETTING_WORDS.items()
        if old.get(name) != new.get(name)
    ]


def _rows(part, old, new):
    by_name, later = [{row[NAMED_BY[part]]: row for row in rows} for rows in (old, new)]
    found = []
    for name, row in later.items():
        if name not in by_name:
            found.append(Change("added", _title(row), [Piece("same", _row_text(row))]))
        elif by_name[name] != row:
            pieces = changes_between(_row_text(by_name[name]), _row_text(row))
            found.append(Change("changed", _title(row), pieces))
    found += [
        Change("removed", _title(row), [Piece("same", _row_text(row))])
        for name, row in by_name.items()
        if name not in later
    ]
    places = [[name for name in rows if name in by_name and name in later] for rows in (by_name, later)]
    if places[0] != places[1]:
        found.append(Change("moved", "The order", []))
    return found


def _title(row):
    return row.get("title") or row["text"]


def _row_text(row):
    """Everything that people read of it, a line for each."""
    hidden = {"slug", "kind"}
    return "\n".join(filter(None, (_text(value) for name, value in row.items() if name not in hidden)))


def _text(value):
    if value in (None, "", []):
        return ""
    if isinstance(value, list):
        return "\n".join(_text(one) for one in value)
    if isinstance(value, dict):
        return f"{value['text']} (right)" if value.get("correct") else value["text"]
    return str(value)
