"""What the portal's reference data must look like. Errors name the place, such as departments[3].code."""

import json
from pathlib import Path

from apps.core.forms import HIDDEN_CHARACTERS

FOLDER = Path(__file__).parent / "data"
LARGEST_HEADCOUNT = 2**31 - 1
LARGEST_ORDER = 2**15 - 1


def workforce():
    """Organisations, grades and regions with headcounts, as the official statistics have them."""
    return json.loads((FOLDER / "workforce.json").read_text(encoding="utf-8"))


def job_families():
    """The four job families the profession publishes; the roles within them are illustrative."""
    return json.loads((FOLDER / "job_families.json").read_text(encoding="utf-8"))


def workforce_errors(data):
    check = Check()
    data = check.object(data, "")
    for path, grade in check.rows(data, "", "grades"):
        check.code(grade, path, "grades", 10, may_be_empty=True)
        check.text(grade, path, "name", 100)
        check.number(grade, path, "order", LARGEST_ORDER)
        check.once(grade, path, "order", "orders of grades")
        check.headcount(grade, path)
    for path, region in check.rows(data, "", "regions"):
        check.code(region, path, "regions", 10, may_be_empty=True)
        check.text(region, path, "name", 100)
        check.headcount(region, path)
    for path, department in check.rows(data, "", "departments"):
        _check_organisation(check, department, path)
        for inner, organisation in check.rows(department, path, "organisations"):
            _check_organisation(check, organisation, inner)
    return check.errors


def job_family_errors(data):
    check = Check()
    for path, family in check.rows(check.object(data, ""), "", "job_families"):
        check.code(family, path, "job families", 10)
        check.text(family, path, "title", 200)
    return check.errors


def _check_organisation(check, row, path):
    check.code(row, path, "organisations", 20)  # departments and organisations share their codes
    check.text(row, path, "name", 200)
    check.headcount(row, path)


class Check:
    """Collects what is wrong. Whatever is missing or of the wrong type is taken as empty, to find the rest too."""

    def __init__(self):
        self.errors, self.seen = [], {}

    def say(self, path, words):
        self.errors.append(f"{path or 'the file'}: {words}")

    def object(self, value, path):
        if isinstance(value, dict):
            return value
        self.say(path, "must be an object")
        return {}

    def rows(self, parent, path, name):
        path = f"{path}.{name}" if path else name
        value = parent.get(name)
        if not isinstance(value, list):
            self.say(path, "is missing" if name not in parent else "must be a list")
            value = []
        return [(f"{path}[{place}]", self.object(row, f"{path}[{place}]")) for place, row in enumerate(value)]

    def code(self, row, path, kind, length, *, may_be_empty=False):
        if (may_be_empty and row.get("code") == "") or self.text(row, path, "code", length):
            self.once(row, path, "code", f"codes of {kind}")

    def once(self, row, path, name, kind):
        first = self.seen.setdefault((kind, str(row.get(name))), f"{path}.{name}")
        if first != f"{path}.{name}":
            self.say(f"{path}.{name}", f"repeats {row[name]!r} of {first}")

    def text(self, row, path, name, length):
        value, path = row.get(name), f"{path}.{name}"
        if name not in row:
            self.say(path, "is missing")
        elif not isinstance(value, str):
            self.say(path, "must be text")
        elif not value.strip():
            self.say(path, "must not be empty")
        elif len(value) > length:
            self.say(path, f"must have {length} characters or fewer")
        elif HIDDEN_CHARACTERS.search(value):
            self.say(path, "must not have hidden control characters")
        else:
            return True
        return False

    def number(self, row, path, name, largest):
        value, path = row.get(name), f"{path}.{name}"
        if name not in row:
            self.say(path, "is missing")
        elif type(value) is not int:  # not isinstance: true and false are ints too
            self.say(path, "must be a whole number")
        elif not 0 <= value <= largest:
            self.say(path, f"must be between 0 and {largest}")

    def headcount(self, row, path):
        """Null where the statistics hide a small number."""
        if "headcount" not in row or row["headcount"] is not None:
            self.number(row, path, "headcount", LARGEST_HEADCOUNT)
