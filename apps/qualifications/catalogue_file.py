"""What a catalogue file must be: each error names the path of the value that is wrong and what would be right.

Nothing here reads the database. The format is that of data/qualifications.json: suites with units, qualifications with
rules of combination (combination.py).
"""

from dataclasses import dataclass

from django.utils.text import slugify

from apps.core.forms import HIDDEN_CHARACTERS
from apps.qualifications import combination
from apps.qualifications.states import Availability, Level, Provenance, Size

MOST_UNITS = 100  # of a suite: the search for an impossible rule looks at them all
LONGEST_NOTE = 2000
REQUIREMENTS = {"organisations", "grade_from", "grade_to", "contract_past_end", "prerequisites", "funded_once"}


@dataclass(frozen=True)
class FileUnit:
    """A unit as the rules see it, before there is a row of it."""

    code: str
    credits: int | None
    tut_hours: int | None


def errors_of(data, *, departments, regions, organisations=(), grades=()):
    """Every error of the file as "path: what is wrong"; an empty list if it can be loaded.

    `grades`: their codes from the lowest to the highest.
    """
    checker = _Checker(set(departments), set(regions), set(organisations), list(grades))
    checker.check(data)
    return [f"{path}: {problem}" for path, problem in checker.errors]


def errors_of_qualification(row, *, units, codes, departments, regions, organisations, grades):
    """Every error of one row as (path within it, what is wrong), with the units of its suite as they are.

    `codes`: of all qualifications.
    """
    checker = _Checker(set(departments), set(regions), set(organisations), list(grades))
    checker.suites = {row.get("suite"): {unit.code: unit for unit in units}}
    checker.qualification("", row, set(), set())
    checker.successor(".successor", row, set(codes))
    checker.requirements(".requirements", row, set(codes))
    return [(path.removeprefix("."), problem) for path, problem in checker.errors]


def errors_of_unit(row, *, assumed_credits, units, rules):
    """The same of a unit. `units`: the others of its suite; `rules`: {title: data} of the qualifications made of them,
    which must stay possible with it.
    """
    checker = _Checker(set(), set(), set(), [])
    unit = checker.unit("", row, set(), assumed_credits)
    if len(units) >= MOST_UNITS:
        checker.say("code", f"would be one too many: a suite has {MOST_UNITS} units at most")
    if not checker.errors:
        together = [*units, unit]
        for title, data in rules.items():
            if combination.least_units(combination.Rule.from_data(data), together) is None:
                checker.say(
                    "credits", f"would make “{_cut(title)}” impossible: no choice of units could meet its rule"
                )
    return [(path.removeprefix("."), problem) for path, problem in checker.errors]


def slug_of(title):
    return slugify(title)[:200]


class _Checker:
    def __init__(self, departments, regions, organisations, grades):
        self.departments, self.regions = departments, regions
        self.organisations, self.grades = organisations, grades
        self.errors = []
        self.suites = {}

    def check(self, data):
        if not isinstance(data, dict) or not all(
            isinstance(data.get(key), list) for key in ("suites", "qualifications")
        ):
            self.say("file", "must be an object with the lists “suites” and “qualifications”")
            return
        for number, suite in enumerate(data["suites"]):
            self.suite(f"suites[{number}]", suite)
        codes, slugs = set(), set()
        for number, qualification in enumerate(data["qualifications"]):
            path = f"qualifications[{number}]"
            self.qualification(path, qualification, codes, slugs)
        for number, qualification in enumerate(data["qualifications"]):
            if isinstance(qualification, dict):
                self.successor(f"qualifications[{number}].successor", qualification, codes)
                self.requirements(f"qualifications[{number}].requirements", qualification, codes)

    def say(self, path, problem):
        self.errors.append((path, problem))

    # --- values ---------------------------------------------------------------------------------------------------

    def text(self, path, row, key, longest=250, required=True):
        value = row.get(key)
        if value is None and not required:
            return None
        if not isinstance(value, str) or not value.strip():
            self.say(f"{path}.{key}", "must be a text")
        elif len(value) > longest:
            self.say(f"{path}.{key}", f"must be {longest} characters or fewer")
        elif HIDDEN_CHARACTERS.search(value) or len(value.splitlines()) > 1:
            self.say(f"{path}.{key}", "must be on one line, without control characters")
        else:
            return value
        return None

    def number(self, path, row, key, least=1, most=10_000):
        value = row.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.say(f"{path}.{key}", f"must be a whole number from {least} to {most}")
            return None
        return value

    def choice(self, path, row, key, choices, required=True):
        value = row.get(key)
        if value is None and not required:
            return
        if value not in choices.values:
            self.say(f"{path}.{key}", f"must be one of: {', '.join(str(choice) for choice in choices.values)}")

    def unique(self, path, value, seen):
        if value is not None and value in seen:
            self.say(path, f"“{_cut(value)}” is there twice")
        seen.add(value)

    # --- rows -----------------------------------------------------------------------------------------------------

    def suite(self, path, suite):
        if not isinstance(suite, dict):
            self.say(path, "must be an object")
            return
        code = self.text(path, suite, "code", 20)
        self.unique(f"{path}.code", code, set(self.suites))
        self.text(path, suite, "title", 200)
        self.text(path, suite, "awarding_body", 100)
        self.text(path, suite, "note", LONGEST_NOTE, required=False)
        assumed = self.number(path, suite, "assumed_unit_credits")
        units, codes = {}, set()
        for number, unit in enumerate(self.listed(path, suite, "units", required=True)):
            unit_path = f"{path}.units[{number}]"
            if isinstance(unit, dict):
                found = self.unit(unit_path, unit, codes, assumed)
                units[found.code] = found
            else:
                self.say(unit_path, "must be an object")
        if len(units) > MOST_UNITS:
            self.say(f"{path}.units", f"must be {MOST_UNITS} or fewer")
        self.suites[code] = units

    def unit(self, path, unit, codes, assumed):
        code = self.text(path, unit, "code", 20)
        self.unique(f"{path}.code", code, codes)
        self.text(path, unit, "title")
        self.choice(path, unit, "level", Level)
        self.choice(path, unit, "provenance", Provenance)
        credits = self.number(path, unit, "credits")
        tut_hours = self.number(path, unit, "tut_hours")
        return FileUnit(code, credits if credits is not None else assumed, tut_hours)

    def listed(self, path, row, key, required=False):
        value = row.get(key, None if required else [])
        if isinstance(value, list):
            return value
        self.say(f"{path}.{key}", "must be a list")
        return []

    def qualification(self, path, row, codes, slugs):
        if not isinstance(row, dict):
            self.say(path, "must be an object")
            return
        code = self.text(path, row, "code", 40)
        self.unique(f"{path}.code", code, codes)
        title = self.text(path, row, "title")
        if title and not slug_of(title):
            self.say(f"{path}.title", "must have letters or numbers: the address of its page is made of them")
        self.unique(f"{path}.title", title and slug_of(title), slugs)
        self.choice(path, row, "level", Level)
        self.choice(path, row, "size", Size)
        self.choice(path, row, "status", Availability)
        self.choice(path, row, "provenance", Provenance)
        for key in ("size_provenance", "rules_provenance", "totals_provenance"):
            self.choice(path, row, key, Provenance, required=False)
        self.text(path, row, "note", LONGEST_NOTE, required=False)
        self.text(path, row, "accreditation_number", 40, required=False)
        self.text(path, row, "glh_range", 20, required=False)
        for key in ("glh", "tqt", "credits_on_record"):
            self.number(path, row, key)
        for name in ("price_gbp", "outside_price_gbp"):
            self.price(f"{path}.{name}", row.get(name))
        self.codes(path, row, "eligible_departments", self.departments, "department")
        self.codes(path, row, "eligible_regions", self.regions, "region")
        if row.get("status") == Availability.OPEN and row.get("rules") is None:
            self.say(f"{path}.rules", "must be known for a qualification that is open")
        if not isinstance(row.get("suite"), str) or row["suite"] not in self.suites:
            self.say(f"{path}.suite", f"“{_cut(row.get('suite'))}” is no suite of this file")
        elif row.get("rules") is not None:
            self.rule(f"{path}.rules", row["rules"], self.suites[row["suite"]])

    def successor(self, path, row, codes):
        code = row.get("successor")
        if code is None:
            return
        if not isinstance(code, str) or code not in codes:
            self.say(path, f"“{_cut(code)}” is no qualification of this file")
        elif code == row.get("code"):
            self.say(path, "must be another qualification")

    def requirements(self, path, row, codes):
        asked = row.get("requirements", {})
        if not isinstance(asked, dict):
            self.say(path, "must be an object")
            return
        for key in sorted(set(asked) - REQUIREMENTS):
            self.say(f"{path}.{_cut(key)}", f"is no requirement: those are {', '.join(sorted(REQUIREMENTS))}")
        if "organisations" in asked:
            self.codes(path, asked, "organisations", self.organisations, "organisation")
        for key in ("grade_from", "grade_to"):
            if key in asked and asked[key] not in self.grades:
                self.say(f"{path}.{key}", f"“{_cut(asked[key])}” is no grade of ours")
        least, most = asked.get("grade_from"), asked.get("grade_to")
        if least in self.grades and most in self.grades and self.grades.index(least) > self.grades.index(most):
            self.say(f"{path}.grade_to", "must be the same grade as grade_from or a higher one")
        if "prerequisites" in asked:
            self.codes(
                path,
                asked,
                "prerequisites",
                {code for code in codes if code != row.get("code")},
                "other qualification",
            )
        for key in ("contract_past_end", "funded_once"):
            if key in asked and asked[key] is not True:
                self.say(f"{path}.{key}", "must be true, or left out")

    def price(self, path, price):
        if price is None:
            return
        pounds, _, pence = price.partition(".") if isinstance(price, str) else ("", "", "")
        if not (pounds.isascii() and pounds.isdigit() and len(pounds) <= 6 and pence.isascii() and pence.isdigit()
                and len(pence) == 2 and float(price) > 0):  # fmt: skip
            self.say(path, "must be a text such as “168.00”, or null where the price is not known")

    def codes(self, path, row, key, known, word):
        value = row.get(key, "all")
        if value == "all" and key.startswith("eligible_"):
            return
        if not isinstance(value, list) or not value:
            all_or = "“all” or " if key.startswith("eligible_") else ""
            self.say(f"{path}.{key}", f"must be {all_or}a list of {word} codes")
            return
        for number, code in enumerate(value):
            if not isinstance(code, str) or code not in known:
                self.say(f"{path}.{key}[{number}]", f"“{_cut(code)}” is no {word} of ours")

    def rule(self, path, data, units):
        before = len(self.errors)
        if not isinstance(data, dict):
            self.say(path, "must be an object")
            return
        for key in sorted(set(data) - combination.KEYS):
            self.say(f"{path}.{key}", f"is no part of a rule: those are {', '.join(sorted(combination.KEYS))}")
        self.unit_codes(f"{path}.mandatory", data.get("mandatory", []), units)
        for number, group in enumerate(self.listed(path, data, "groups")):
            self.group(f"{path}.groups[{number}]", group, units)
        for number, pair in enumerate(self.listed(path, data, "barred")):
            pair_path = f"{path}.barred[{number}]"
            if not isinstance(pair, dict):
                self.say(pair_path, "must be an object with “unit” and “not_with”")
                continue
            self.unit_code(f"{pair_path}.unit", pair.get("unit"), units)
            self.unit_codes(f"{pair_path}.not_with", pair.get("not_with"), units)
            if isinstance(pair.get("not_with"), list) and pair.get("unit") in pair["not_with"]:
                self.say(f"{pair_path}.not_with", "must be other units than the one that they bar")
        for key in ("min_credits", "min_tut_hours", "min_units"):
            self.number(path, data, key)
        if len(self.errors) > before:
            return
        rule = combination.Rule.from_data(data)
        if not rule.codes and not rule.is_open_choice:
            self.say(path, "asks for nothing: name mandatory units, groups or a total")
        elif combination.least_units(rule, list(units.values())) is None:
            self.say(path, "is impossible: no choice of the suite’s units can meet it")

    def group(self, path, group, units):
        if not isinstance(group, dict):
            self.say(path, "must be an object")
            return
        self.text(path, group, "title", 100)
        choose = self.number(path, group, "choose")
        codes = group.get("units")
        self.unit_codes(f"{path}.units", codes, units)
        if group.get("choose") is None:
            self.say(f"{path}.choose", "must say how many")
        elif choose and isinstance(codes, list) and choose > len(codes):
            self.say(f"{path}.choose", f"is impossible: {choose} of {len(codes)} units")

    def unit_codes(self, path, codes, units):
        if not isinstance(codes, list):
            self.say(path, "must be a list of unit codes")
            return
        for number, code in enumerate(codes):
            if self.unit_code(f"{path}[{number}]", code, units) and codes.index(code) < number:
                self.say(f"{path}[{number}]", f"“{_cut(code)}” is there twice")

    def unit_code(self, path, code, units):
        if isinstance(code, str) and code in units:
            return True
        self.say(path, f"“{_cut(code)}” is no unit of this suite")
        return False


def _cut(value):
    return str(value)[:100]
