"""What there is to learn a unit with, version by version, for those who write and review it. Reading only."""

import re
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Subquery

from apps.learning import assignment_file, content_data, content_file
from apps.learning.models import UnitContent
from apps.learning.states import OPEN_CONTENT, ContentStatus, Part

PATH = re.compile(r"(?P<part>pages|courses|questions|criteria)(\[(?P<place>\d+)\])?(\.(?P<field>[^:]+))?: (?P<words>.*)")
SETTINGS, ASSIGNMENT = "settings", "assignment"


class Fault(NamedTuple):
    """What must be put right before a draft can be sent for review. `part`: where; `row`: which of its rows."""

    part: str
    row: int | None
    words: str


def latest_of(unit):
    """The version that learners have, or had last; None where there was never one."""
    return UnitContent.objects.released().filter(unit=unit).order_by("-version").first()


def rows_of(content, part):
    """The pages, courses, questions or criteria of a version, as its related manager."""
    return content.assignment.criteria if part == Part.CRITERIA else getattr(content, part)


def units_to_write(units):
    """Units by code, each with the number of its published version and of its draft, and how that one stands."""
    contents = UnitContent.objects.filter(unit=OuterRef("pk"))
    published = contents.filter(status=ContentStatus.PUBLISHED)
    draft = contents.filter(status__in=OPEN_CONTENT)
    return (
        units.select_related("suite")
        .annotate(
            published_version=Subquery(published.values("version")[:1]),
            draft_status=Subquery(draft.values("status")[:1]),
            draft_changed_at=Subquery(draft.values("changed_at")[:1]),
            is_retired=Exists(contents.filter(status=ContentStatus.RETIRED)) & ~Exists(published),
        )
        .order_by("suite__code", "code")
    )


def faults_of(content):
    """What the rules for files say against this version, each where it is put right."""
    found = [_fault(content, error, SETTINGS) for error in content_file.errors_of(content_data.file_of(content))]
    assignment = content_data.assignment_file_of(content)
    if assignment is not None:
        errors = assignment_file.errors_of(assignment)
        errors = errors or assignment_file.outcome_errors(content.outcomes, assignment["criteria"])
        found += [_fault(content, error, ASSIGNMENT) for error in errors]
    return found


def _fault(content, error, otherwise):
    """ "questions[2].why: must be a text" is of the third question: "Question 3, why: must be a text"."""
    match = PATH.fullmatch(error)
    if match is None:
        return Fault(otherwise, None, _words(error))
    part, place = Part(match["part"]), match["place"]
    if place is None:
        return Fault(part, None, _words(f"{part.label}: {match['words']}"))
    rows = rows_of(content, part)
    rows = rows.live() if part == Part.QUESTIONS else rows
    row = rows.order_by("order").values_list("pk", flat=True)[int(place)]
    field = f", {_words(match['field'])}" if match["field"] else ""
    return Fault(part, row, f"{part.one.capitalize()} {int(place) + 1}{field}: {match['words']}")


def _words(path):
    """hours_elsewhere → hours elsewhere, options[2].text → options 3 text"""
    path = re.sub(r"\[(\d+)\]", lambda match: f" {int(match[1]) + 1}", path)
    return re.sub(r"[_.](?=\w)", " ", path)


def is_the_same_test(content, before):
    """Whether what a learner is asked and what the unit needs are the same: then pages may be renewed under them."""
    return _asked(content) == _asked(before)


def _asked(content):
    settings, parts, assignment = content_data.all_of(content)
    del settings["about"]
    return settings, parts["questions"], assignment
