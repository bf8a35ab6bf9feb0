"""The frameworks that ship with the portal, as their files have them."""

import json
from copy import deepcopy
from functools import cache
from pathlib import Path

from apps import capability
from apps.members.models import Grade
from apps.members.reference import workforce
from tests.members.factories import GradeFactory

DATA = Path(capability.__file__).parent / "data"
CORE, SENIOR = DATA / "core_skills_framework.json", DATA / "capability_framework.json"


@cache
def _read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def our_framework(path=CORE):
    """A copy, to be spoiled."""
    return deepcopy(_read(path))


def our_grades():
    for row in workforce()["grades"]:
        if row["code"]:
            GradeFactory(code=row["code"], name=row["name"], order=row["order"])
    return list(Grade.objects.exclude(code="").values_list("code", flat=True))
