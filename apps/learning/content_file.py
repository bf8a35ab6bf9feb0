"""What a unit's content file must be: each error names the path of the value that is wrong. Nothing here reads the database."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug

from apps.learning.states import QuestionKind
from apps.qualifications.states import Provenance

LONGEST_PAGE = 400  # words: a page is read between two customers
FEWEST_QUESTIONS = 8


def errors_of(data):
    """Every error of one file as "path: what is wrong"."""
    found = []
    for key in ("suite", "unit", "about"):
        _text(found, key, data.get(key))
    if data.get("provenance") not in Provenance.values:
        found.append(f"provenance: must be one of: {', '.join(Provenance.values)}")
    if not isinstance(data.get("pass_mark"), int) or not 1 <= data["pass_mark"] <= 100:
        found.append("pass_mark: must be a whole number from 1 to 100")
    pages, questions = _rows(found, data, "pages"), _rows(found, data, "questions")
    if not pages:
        found.append("pages: there must be at least one")
    if len(questions) < FEWEST_QUESTIONS:
        found.append(f"questions: there must be at least {FEWEST_QUESTIONS}")
    _once(found, pages, "pages", "slug")
    _once(found, questions, "questions", "code")
    for number, page in enumerate(pages):
        _page(found, f"pages[{number}]", page)
    for number, question in enumerate(questions):
        _question(found, f"questions[{number}]", question)
    return found


def _rows(found, data, key):
    rows = data.get(key)
    if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
        return rows
    found.append(f"{key}: must be a list of tables")
    return []


def _text(found, path, value):
    if not isinstance(value, str) or not value.strip():
        found.append(f"{path}: must be a text")
        return ""
    return value


def _once(found, rows, name, key):
    seen = set()
    for number, row in enumerate(rows):
        if row.get(key) in seen:
            found.append(f"{name}[{number}].{key}: “{str(row[key])[:100]}” is there twice")
        seen.add(row.get(key))


def _page(found, path, page):
    _text(found, f"{path}.title", page.get("title"))
    if not isinstance(page.get("minutes"), int) or page["minutes"] < 1:
        found.append(f"{path}.minutes: must be a whole number from 1")
    if len(_text(found, f"{path}.body", page.get("body")).split()) > LONGEST_PAGE:
        found.append(f"{path}.body: must be {LONGEST_PAGE} words or fewer")
    try:
        validate_slug(_text(found, f"{path}.slug", page.get("slug")))
    except ValidationError:
        found.append(f"{path}.slug: must be letters, numbers and hyphens only")


def _question(found, path, question):
    for key in ("code", "scenario", "text", "why"):
        _text(found, f"{path}.{key}", question.get(key))
    options = question.get("options")
    if not isinstance(options, list) or len(options) < 2 or not all(isinstance(option, dict) for option in options):
        found.append(f"{path}.options: must be a list of two or more")
        return
    for number, option in enumerate(options):
        _text(found, f"{path}.options[{number}].text", option.get("text"))
    right = sum(1 for option in options if option.get("correct"))
    if question.get("kind") not in QuestionKind.values:
        found.append(f"{path}.kind: must be one of: {', '.join(QuestionKind.values)}")
    elif question["kind"] == QuestionKind.SINGLE and right != 1:
        found.append(f"{path}.options: one option must be correct, not {right}")
    elif question["kind"] == QuestionKind.MULTIPLE and not 1 <= right < len(options):
        found.append(f"{path}.options: at least one option must be correct and one not")
