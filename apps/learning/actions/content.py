from django.db import transaction

from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.learning import assignment_file, content_data, content_file, permissions
from apps.learning.actions.version import lock_unit, new_draft, release
from apps.learning.models import Question, UnitContent
from apps.learning.states import ContentStatus
from apps.qualifications.models import Unit


@transaction.atomic
def load_content(*, data, assignment=None, by=None):
    """Take over the pages and the test of one unit, and its assignment where that comes with them: all of it or, with
    any error, nothing.

    Raises RuleBroken with a line for each error. Where anything differs from the version that is published, it becomes
    the next one; whoever has begun keeps theirs.
    """
    require(permissions.can_load_content(by))
    _refuse(content_file.errors_of(data))
    if assignment is not None:
        _refuse(assignment_file.errors_of(assignment))
    unit = _unit_of(data)
    if unit is None:
        raise RuleBroken(f"unit: there is no unit {data['unit']} in suite {data['suite']}")
    before = UnitContent.objects.published().filter(unit=unit).first()
    work = content_data.assignment_in(assignment) if assignment else before and content_data.assignment_of(before)
    return _publish(unit, before, content_data.settings_in(data), content_data.parts_in(data), work, by)


@transaction.atomic
def load_assignment(*, data, by=None):
    """Take over the assignment of one unit, beside what is published for it: all of it or, with any error, nothing.

    Raises RuleBroken with a line for each error. Each of the unit's outcomes is shown by a criterion. It makes the
    next version; whoever has begun keeps theirs.
    """
    require(permissions.can_load_content(by))
    _refuse(assignment_file.errors_of(data))
    unit = _unit_of(data)
    before = UnitContent.objects.published().filter(unit=unit).first() if unit else None
    if before is None:
        raise RuleBroken(
            f"unit: there is no content for unit {data['unit']} of suite {data['suite']}, so load it first"
        )
    settings, parts = content_data.settings_of(before), content_data.parts_of(before)
    return _publish(unit, before, settings, parts, content_data.assignment_in(data), by).assignment


def _refuse(errors):
    if errors:
        raise RuleBroken("\n".join(errors))


def _unit_of(data):
    unit = Unit.objects.filter(suite__code=data["suite"], code=data["unit"]).first()
    return unit and lock_unit(unit)


def _publish(unit, before, settings, parts, assignment, by):
    """The next version, or the one that is published where that says the same."""
    if assignment:
        _refuse(assignment_file.outcome_errors(settings["outcomes"], assignment[1]))
    parts = parts | {"questions": _without_retired(unit, parts["questions"])}
    if before and (settings, parts, assignment) == content_data.all_of(before):
        return before
    if UnitContent.objects.open().filter(unit=unit).exists():
        raise RuleBroken(f"unit: somebody is writing a draft for unit {unit}. Publish or discard that first")
    content = new_draft(unit, settings, parts, assignment)
    content.move_to(ContentStatus.IN_REVIEW)
    content.save(update_fields=["status"])
    release(content)
    says = f"loaded version {content.version} of its content from a file"
    audit.record("unit.content_loaded", subject=unit, by=by, says=says)
    return content


def _without_retired(unit, rows):
    """A question that was found bad does not come back as it was."""
    retired = Question.objects.filter(content__unit=unit, retired_at__isnull=False).values(*content_data.QUESTION)
    bad = {row["code"]: row for row in retired}
    return [row for row in rows if bad.get(row["code"]) != row]
