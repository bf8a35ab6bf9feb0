"""What an assignment's file must be: each error names the path of the value that is wrong. It reads no database."""

from apps.core.forms import HIDDEN_CHARACTERS
from apps.learning.states import AchievedBy
from apps.qualifications.states import Provenance

LONGEST_BRIEF = 400  # words
FEWEST_CRITERIA, MOST_CRITERIA = 2, 12
MOST_DAYS = 100


def errors_of(data):
    """Every error of one file as "path: what is wrong"."""
    if not isinstance(data, dict):
        return ["file: must be a table"]
    found = []
    for key, longest in (("suite", 20), ("unit", 20), ("title", 200), ("brief", 10_000)):
        _text(found, key, data.get(key), longest)
    if isinstance(data.get("brief"), str) and len(data["brief"].split()) > LONGEST_BRIEF:
        found.append(f"brief: must be {LONGEST_BRIEF} words or fewer")
    for key, choices in (("provenance", Provenance), ("achieved_by", AchievedBy)):
        if data.get(key) not in choices.values:
            found.append(f"{key}: must be one of: {', '.join(choices.values)}")
    for key in ("mark_days", "resubmit_days"):
        _number(found, key, data.get(key), MOST_DAYS)
    criteria = data.get("criteria")
    if not isinstance(criteria, list) or not FEWEST_CRITERIA <= len(criteria) <= MOST_CRITERIA:
        return [*found, f"criteria: must be a list of {FEWEST_CRITERIA} to {MOST_CRITERIA}"]
    codes = []
    for number, row in enumerate(criteria):
        _criterion(found, f"criteria[{number}]", row, codes)
    return found


def outcome_errors(outcomes, criteria):
    """Each outcome of the unit is shown by a criterion, and each criterion shows one."""
    shown = {row["outcome"] for row in criteria}
    unknown = [f"criteria: the unit has no outcome {number}" for number in sorted(shown) if number > len(outcomes)]
    return unknown + [
        f"criteria: nothing shows the unit’s outcome {number}, “{text}”"
        for number, text in enumerate(outcomes, 1)
        if number not in shown
    ]


def _criterion(found, path, row, codes):
    if not isinstance(row, dict):
        found.append(f"{path}: must be a table")
        return
    for key, longest in (("code", 10), ("text", 300), ("guidance", 500)):
        _text(found, f"{path}.{key}", row.get(key), longest)
    _number(found, f"{path}.outcome", row.get("outcome"), MOST_CRITERIA)
    if row.get("code") in codes:
        found.append(f"{path}.code: “{str(row['code'])[:100]}” is there twice")
    codes.append(row.get("code"))


def _text(found, path, value, longest):
    if not isinstance(value, str) or not value.strip():
        found.append(f"{path}: must be a text")
    elif len(value) > longest:
        found.append(f"{path}: must be {longest} characters or fewer")
    elif HIDDEN_CHARACTERS.search(value):
        found.append(f"{path}: must not contain hidden control characters")


def _number(found, path, value, most):
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        found.append(f"{path}: must be a whole number from 1 to {most}")
