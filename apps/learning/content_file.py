"""What a unit's content file must be: each error names the path of the value that is wrong. It reads no database."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug

from apps.core.forms import HIDDEN_CHARACTERS
from apps.learning.states import QuestionKind
from apps.qualifications.states import Provenance

LONGEST_PAGE = 400  # words: a page is read between two customers
LONGEST_TEXT = 10_000  # letters, as a limit for everything that has no other
FEWEST_QUESTIONS, MOST_OPTIONS = 8, 10


def errors_of(data):
    """Every error of one file as "path: what is wrong"."""
    if not isinstance(data, dict):
        return ["file: must be a table"]
    found = []
    for key, longest in (("suite", 20), ("unit", 20), ("about", LONGEST_TEXT)):
        _text(found, key, data.get(key), longest)
    if data.get("provenance") not in Provenance.values:
        found.append(f"provenance: must be one of: {', '.join(Provenance.values)}")
    _number(found, "pass_mark", data.get("pass_mark"), 100)
    if "attempts" in data:
        _number(found, "attempts", data["attempts"], 100)
    outcomes = data.get("outcomes", [])
    if not isinstance(outcomes, list):
        found.append("outcomes: must be a list of texts")
        outcomes = []
    for number, outcome in enumerate(outcomes):
        _text(found, f"outcomes[{number}]", outcome, 500)
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


def _text(found, path, value, longest=LONGEST_TEXT):
    if not isinstance(value, str) or not value.strip():
        found.append(f"{path}: must be a text")
    elif len(value) > longest:
        found.append(f"{path}: must be {longest} characters or fewer")
    elif HIDDEN_CHARACTERS.search(value):
        found.append(f"{path}: must not contain hidden control characters")
    else:
        return value
    return ""


def _number(found, path, value, most):
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        found.append(f"{path}: must be a whole number from 1 to {most}")


def _once(found, rows, name, key):
    values = [row.get(key) for row in rows]
    for number, value in enumerate(values):
        if isinstance(value, str) and values.index(value) < number:
            found.append(f"{name}[{number}].{key}: “{value[:100]}” is there twice")


def _page(found, path, page):
    _text(found, f"{path}.title", page.get("title"), 200)
    _number(found, f"{path}.minutes", page.get("minutes"), 60)
    if len(_text(found, f"{path}.body", page.get("body")).split()) > LONGEST_PAGE:
        found.append(f"{path}.body: must be {LONGEST_PAGE} words or fewer")
    if slug := _text(found, f"{path}.slug", page.get("slug"), 100):
        try:
            validate_slug(slug)
        except ValidationError:
            found.append(f"{path}.slug: must be letters, numbers and hyphens only")


def _question(found, path, question):
    _text(found, f"{path}.code", question.get("code"), 20)
    for key in ("scenario", "text", "why"):
        _text(found, f"{path}.{key}", question.get(key))
    if question.get("kind") not in QuestionKind.values:
        found.append(f"{path}.kind: must be one of: {', '.join(QuestionKind.values)}")
    options = question.get("options")
    if not isinstance(options, list) or not 2 <= len(options) <= MOST_OPTIONS:
        found.append(f"{path}.options: must be a list of 2 to {MOST_OPTIONS}")
        return
    are_sound = [_option(found, f"{path}.options[{number}]", option) for number, option in enumerate(options)]
    if all(are_sound):
        _right(found, path, question.get("kind"), [option.get("correct", False) for option in options])


def _option(found, path, option):
    if not isinstance(option, dict):
        found.append(f"{path}: must be a table")
        return False
    _text(found, f"{path}.text", option.get("text"), 1000)
    if not isinstance(option.get("correct", False), bool):
        found.append(f"{path}.correct: must be true or false")
        return False
    return True


def _right(found, path, kind, correct):
    right = sum(correct)
    if kind == QuestionKind.SINGLE and right != 1:
        found.append(f"{path}.options: one option must be correct, not {right}")
    elif kind == QuestionKind.MULTIPLE and not 1 <= right < len(correct):
        found.append(f"{path}.options: at least one option must be correct and one not")
