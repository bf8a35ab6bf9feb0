"""What a unit's content file must be: each error names the path of the value that is wrong. It reads no database."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_slug

from apps.core.forms import HIDDEN_CHARACTERS
from apps.learning import judging
from apps.learning.states import CHOICES, Needed, QuestionKind
from apps.qualifications.states import Provenance

LONGEST_PAGE = 400  # words: a page is read between two customers
LONGEST_TEXT = 10_000  # letters, as a limit for everything that has no other
FEWEST_QUESTIONS, MOST_OPTIONS, MOST_ACCEPTED = 8, 10, 20
LONGEST_ACCEPTED, LONGEST_UNIT, LONGEST_LINK = 100, 30, 500
is_web_address = URLValidator(schemes=["https"])
MOST_MINUTES, MOST_HOURS = 300, 100
OF_EACH = {"code", "kind", "scenario", "text", "why"}
KEYS_OF = {
    **dict.fromkeys(CHOICES, OF_EACH | {"options"}),
    QuestionKind.NUMERIC: OF_EACH | {"value", "tolerance", "unit"},
    QuestionKind.SHORT: OF_EACH | {"accepted"},
}


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
    if "minutes" in data:
        _number(found, "minutes", data["minutes"], MOST_MINUTES)
    if data.get("reflection", Needed.OPTIONAL) not in Needed.values:
        found.append(f"reflection: must be one of: {', '.join(Needed.values)}")
    if not _is_decimal(data.get("hours_elsewhere", 0), most=MOST_HOURS, places=1):
        found.append(f"hours_elsewhere: must be a number from 0 to {MOST_HOURS}, to one decimal place")
    outcomes = data.get("outcomes", [])
    if not isinstance(outcomes, list):
        found.append("outcomes: must be a list of texts")
        outcomes = []
    for number, outcome in enumerate(outcomes):
        _text(found, f"outcomes[{number}]", outcome, 500)
    pages, questions = _rows(found, data, "pages"), _rows(found, data, "questions")
    courses = _rows(found, data, "courses") if "courses" in data else []
    if not pages:
        found.append("pages: there must be at least one")
    if len(questions) < FEWEST_QUESTIONS:
        found.append(f"questions: there must be at least {FEWEST_QUESTIONS}")
    elif "draw" in data:
        _number(found, "draw", data["draw"], len(questions))
    _once(found, pages, "pages", "slug")
    _once(found, questions, "questions", "code")
    for number, page in enumerate(pages):
        _page(found, f"pages[{number}]", page)
    for number, course in enumerate(courses):
        _course(found, f"courses[{number}]", course)
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


def _course(found, path, course):
    for key in ("title", "provider"):
        _text(found, f"{path}.{key}", course.get(key), 200)
    if link := _text(found, f"{path}.link", course.get("link"), LONGEST_LINK):
        try:
            is_web_address(link)
        except ValidationError:
            found.append(f"{path}.link: must be a web address that begins with https://")
    hours = course.get("hours", 1)
    if hours == 0 or not _is_decimal(hours, most=MOST_HOURS, places=1):
        found.append(f"{path}.hours: must be a number up to {MOST_HOURS}, to one decimal place")


def _question(found, path, question):
    _text(found, f"{path}.code", question.get("code"), 20)
    for key in ("scenario", "text", "why"):
        _text(found, f"{path}.{key}", question.get(key))
    kind = question.get("kind")
    if kind not in QuestionKind.values:
        found.append(f"{path}.kind: must be one of: {', '.join(QuestionKind.values)}")
    answers = {QuestionKind.NUMERIC: _numeric, QuestionKind.SHORT: _short}
    answers.get(kind if isinstance(kind, str) else None, _options)(found, path, question)
    for key in sorted(question.keys() - KEYS_OF.get(kind if isinstance(kind, str) else None, question.keys())):
        found.append(f"{path}.{key}: is not for a question of this kind")


def _numeric(found, path, question):
    """How near is near enough is said by `tolerance`; without it, only the number itself is right."""
    most = 10 ** (judging.DIGITS - judging.PLACES) - 1
    for key, least in (("value", -most), ("tolerance", 0)):
        if not _is_decimal(question.get(key, 0 if key == "tolerance" else None), least, most, judging.PLACES):
            found.append(f"{path}.{key}: must be a number from {least} to {most}, to {judging.PLACES} decimal places")
    if "unit" in question:
        _text(found, f"{path}.unit", question["unit"], LONGEST_UNIT)


def _short(found, path, question):
    accepted = question.get("accepted")
    if not isinstance(accepted, list) or not 1 <= len(accepted) <= MOST_ACCEPTED:
        found.append(f"{path}.accepted: must be a list of 1 to {MOST_ACCEPTED}")
        return
    for number, text in enumerate(accepted):
        text = _text(found, f"{path}.accepted[{number}]", text, LONGEST_ACCEPTED)
        if text and not judging.same_words(text):
            found.append(f"{path}.accepted[{number}]: must have letters or numbers in it")


def _is_decimal(value, least=0, most=0, places=0):
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        return False
    return round(Decimal(str(value)), places) == Decimal(str(value))


def _options(found, path, question):
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
