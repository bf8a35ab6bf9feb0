"""What there is to learn a unit with, version by version, for those who write and review it. Reading only."""

import re
from typing import NamedTuple

from django.db.models import OuterRef, Q, Subquery

from apps.learning import assignment_file, content_data, content_file
from apps.learning.models import UnitContent, UnitStart
from apps.learning.states import OPEN_CONTENT, ContentStatus, Part

PATH = re.compile(
    r"(?P<part>pages|courses|questions|criteria)(\[(?P<place>\d+)\])?(\.(?P<field>[^:]+))?: (?P<words>.*)"
)
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


# Parts of the list of units: name → (words, which).
SHOWN = {
    "all": ("All units", Q()),
    "review": ("Waiting for review", Q(draft_status=ContentStatus.IN_REVIEW)),
    "drafts": ("Drafts", Q(draft_status=ContentStatus.DRAFT)),
    "published": ("Published", Q(published_version__isnull=False)),
    "nothing": ("Nothing to learn with yet", Q(published_version=None, draft_status=None)),
}


def units_to_write(units, *, show):
    """Units by code, each with the number of its published version, and how what is written of it stands."""
    contents = UnitContent.objects.filter(unit=OuterRef("pk"))
    written = contents.filter(status__in=OPEN_CONTENT)
    _, which = SHOWN[show]
    return (
        units.select_related("suite")
        .annotate(
            published_version=Subquery(contents.filter(status=ContentStatus.PUBLISHED).values("version")[:1]),
            draft_status=Subquery(written.values("status")[:1]),
            draft_changed_at=Subquery(written.values("changed_at")[:1]),
        )
        .filter(which)
        .order_by("suite__code", "code")
    )


def begun_with(version):
    """How many have begun with it and have not achieved the unit yet."""
    return UnitStart.objects.filter(content=version).not_achieved().count()


def before(version):
    """The version that learners have, or had, before this one."""
    released = UnitContent.objects.released().filter(unit=version.unit_id, version__lt=version.version)
    return released.order_by("-version").first()


class Task(NamedTuple):
    """A part of a draft to look after. `to`: the name of its page; `part`: which rows, where it is a list."""

    to: str
    part: str
    title: str
    hint: str
    faults: list


def tasks_of(draft):
    """The parts of a draft, each with what must be put right in it."""
    found = faults_of(draft)
    by_part = {part: [fault for fault in found if fault.part == part] for part in {fault.part for fault in found}}
    assignment = draft.assignment_or_none
    numbers = {part: rows_of(draft, part).count() for part in (Part.PAGES, Part.QUESTIONS, Part.COURSES)}
    tasks = [Task("content_edit", "", "The unit and its test", _test_words(draft), by_part.get(SETTINGS, []))]
    tasks += [
        Task("part_list", part, part.label, _many(number, part.one), by_part.get(part, []))
        for part, number in numbers.items()
    ]
    hint = assignment.title if assignment else "None: the unit is achieved by its test"
    tasks.append(Task("assignment_edit", "", "Assignment", hint, by_part.get(ASSIGNMENT, [])))
    if assignment:
        number = assignment.criteria.count()
        hint = f"{number} {'criterion' if number == 1 else 'criteria'}"
        tasks.append(Task("part_list", Part.CRITERIA, Part.CRITERIA.label, hint, by_part.get(Part.CRITERIA, [])))
    return tasks


def _test_words(draft):
    asked = f"{_many(draft.draw, 'question')} drawn" if draft.draw else "all questions asked"
    time = f", {_many(draft.minutes, 'minute')}" if draft.minutes else ""
    return f"{draft.pass_mark}% to pass, {asked}{time}"


def _many(number, word):
    return f"{number} {word}{'' if number == 1 else 's'}"


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
