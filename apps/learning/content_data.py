"""A version as its files say it, and as rows: what is compared, checked and copied is the same in each direction."""

import hashlib
from decimal import Decimal

from apps.learning.states import CHOICES, Needed, QuestionKind

ATTEMPTS_A_DAY = 3  # illustrative, like the pass marks: the awarding body's own figures are not on record
SETTINGS = [
    "about",
    "outcomes",
    "provenance",
    "pass_mark",
    "attempts",
    "draw",
    "minutes",
    "reflection",
    "hours_elsewhere",
]
PAGE = ["slug", "title", "minutes", "body"]
COURSE = ["title", "link", "provider", "hours"]
QUESTION = ["code", "kind", "scenario", "text", "options", "value", "tolerance", "unit", "accepted", "why"]
ASSIGNMENT = ["title", "brief", "achieved_by", "mark_days", "resubmit_days", "provenance"]
CRITERION = ["code", "outcome", "text", "guidance"]


NAMES = {
    "UnitContent": SETTINGS,
    "Page": PAGE,
    "Course": COURSE,
    "Question": QUESTION,
    "Assignment": ASSIGNMENT,
    "Criterion": CRITERION,
}


def stamp_of(row):
    """Another one as soon as anything that the row says has changed: who writes shows which one they have seen."""
    said = [str(getattr(row, name)) for name in NAMES[type(row).__name__]]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


# --- Of a file that has no errors ------------------------------------------------------------------------------------


def settings_in(data):
    return {
        "about": data["about"],
        "outcomes": data.get("outcomes", []),
        "provenance": data["provenance"],
        "pass_mark": data["pass_mark"],
        "attempts": data.get("attempts", ATTEMPTS_A_DAY),
        "draw": data.get("draw"),
        "minutes": data.get("minutes"),
        "reflection": data.get("reflection", Needed.OPTIONAL),
        "hours_elsewhere": Decimal(str(data.get("hours_elsewhere", 0))),
    }


def parts_in(data):
    """The rows of pages, courses and questions, by their name on the version."""
    return {
        "pages": [{**_only(row, PAGE), "body": row["body"].strip()} for row in data["pages"]],
        "courses": [_course(row) for row in data.get("courses", ())],
        "questions": [_question(row) for row in data["questions"]],
    }


def assignment_in(data):
    """The fields of the assignment, and the rows of its criteria."""
    fields = {name: data[name].strip() if isinstance(data[name], str) else data[name] for name in ASSIGNMENT}
    return fields, [
        {"outcome": row["outcome"], **{key: row[key].strip() for key in ("code", "text", "guidance")}}
        for row in data["criteria"]
    ]


def _only(row, names):
    return {name: row[name] for name in names}


def _course(row):
    hours = row.get("hours")
    said = {name: row[name].strip() for name in ("title", "link", "provider")}
    return said | {"hours": None if hours is None else Decimal(str(hours))}


def _question(row):
    number = row["kind"] == QuestionKind.NUMERIC
    return {
        "code": row["code"],
        "kind": row["kind"],
        "options": [{"text": o["text"], "correct": bool(o.get("correct"))} for o in row.get("options", ())],
        "value": Decimal(str(row["value"])) if number else None,
        "tolerance": Decimal(str(row.get("tolerance", 0))) if number else None,
        "unit": row.get("unit", "").strip(),
        "accepted": [text.strip() for text in row.get("accepted", ())],
        **{key: row[key].strip() for key in ("scenario", "text", "why")},
    }


# --- Of a version in the database ------------------------------------------------------------------------------------


def settings_of(content):
    return {name: getattr(content, name) for name in SETTINGS}


def parts_of(content):
    """As parts_in, without the questions that were retired."""
    return {
        "pages": list(content.pages.order_by("order").values(*PAGE)),
        "courses": list(content.courses.order_by("order").values(*COURSE)),
        "questions": list(content.questions.live().order_by("order").values(*QUESTION)),
    }


def assignment_of(content):
    """As assignment_in; None where the version has none."""
    assignment = content.assignment_or_none
    if assignment is None:
        return None
    fields = {name: getattr(assignment, name) for name in ASSIGNMENT}
    return fields, list(assignment.criteria.order_by("order").values(*CRITERION))


def all_of(content):
    return settings_of(content), parts_of(content), assignment_of(content)


def file_of(content):
    """The file that would bring this version, to be checked by the rules for files."""
    settings = {name: value for name, value in settings_of(content).items() if value is not None}
    parts = parts_of(content)
    return {
        **settings,
        "hours_elsewhere": float(content.hours_elsewhere),
        "suite": content.unit.suite.code,
        "unit": content.unit.code,
        "pages": parts["pages"],
        "courses": [_file_course(row) for row in parts["courses"]],
        "questions": [_file_question(row) for row in parts["questions"]],
    }


def assignment_file_of(content):
    """As file_of, for the assignment; None where the version has none."""
    found = assignment_of(content)
    if found is None:
        return None
    fields, criteria = found
    return {**fields, "suite": content.unit.suite.code, "unit": content.unit.code, "criteria": criteria}


def _file_course(row):
    hours = {} if row["hours"] is None else {"hours": float(row["hours"])}
    return _only(row, ["title", "link", "provider"]) | hours


def _file_question(row):
    said = _only(row, ["code", "kind", "scenario", "text", "why"])
    if row["kind"] in CHOICES:
        return said | {"options": row["options"]}
    if row["kind"] == QuestionKind.SHORT:
        return said | {"accepted": row["accepted"]}
    unit = {"unit": row["unit"]} if row["unit"] else {}
    return said | {"value": float(row["value"]), "tolerance": float(row["tolerance"])} | unit
