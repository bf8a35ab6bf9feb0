"""The catalogue that ships with the portal, as its file has it."""

import json
from copy import deepcopy
from functools import cache
from pathlib import Path

from apps import qualifications
from apps.qualifications.catalogue_file import FileUnit
from apps.qualifications.combination import Rule

FILE = Path(qualifications.__file__).parent / "data" / "qualifications.json"


@cache
def _read():
    return json.loads(FILE.read_text())


def our_catalogue():
    """A copy, to be spoiled."""
    return deepcopy(_read())


_rows = {row["code"]: row for row in _read()["qualifications"]}
OUR_RULES = [code for code, row in _rows.items() if row["rules"]]


def rule_of(code):
    return Rule.from_data(_rows[code]["rules"])


def units_for(code):
    """The units of the suite, with the credits that the suite assumes."""
    suite = next(suite for suite in _read()["suites"] if suite["code"] == _rows[code]["suite"])
    assumed = suite.get("assumed_unit_credits")
    return [FileUnit(unit["code"], unit.get("credits") or assumed, unit.get("tut_hours")) for unit in suite["units"]]
