from django.db import transaction

from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.learning import permissions
from apps.learning.assignment_file import errors_of
from apps.learning.models import Assignment, UnitContent, Work
from apps.qualifications.models import Unit

FIELDS = ["title", "brief", "achieved_by", "mark_days", "resubmit_days", "provenance"]
CRITERION = ["order", "code", "outcome", "text", "guidance"]


@transaction.atomic
def load_assignment(*, data, by=None):
    """Take over the assignment of one unit: all of it or, with any error, nothing.

    Raises RuleBroken with a line for each error. Each of the unit's outcomes is shown by a criterion. Criteria do not
    change, nor what achieves the unit, once somebody has begun to answer them.
    """
    require(permissions.can_load_content(by))
    if errors := errors_of(data):
        raise RuleBroken("\n".join(errors))
    unit = Unit.objects.filter(suite__code=data["suite"], code=data["unit"]).first()
    content = UnitContent.objects.filter(unit=unit).first() if unit else None
    if content is None:
        raise RuleBroken(
            f"unit: there is no content for unit {data['unit']} of suite {data['suite']}, so load it first"
        )
    _require_outcomes(content.outcomes, data["criteria"])
    criteria = [_criterion(order, row) for order, row in enumerate(data["criteria"], 1)]
    before = Assignment.objects.filter(unit=unit).first()
    is_same = before and list(before.criteria.order_by("order").values(*CRITERION)) == criteria
    if before and not (is_same and before.achieved_by == data["achieved_by"]) and _is_begun(unit):
        raise RuleBroken("criteria: someone has begun this assignment, so what it asks for cannot be changed")
    values = {name: data[name].strip() if isinstance(data[name], str) else data[name] for name in FIELDS}
    assignment, _ = Assignment.objects.update_or_create(unit=unit, defaults=values)
    if not is_same:
        assignment.criteria.all().delete()
        for row in criteria:
            assignment.criteria.create(**row)
    audit.record("unit.assignment_loaded", subject=unit, by=by, says="loaded its assignment from a file")
    return assignment


def _require_outcomes(outcomes, criteria):
    shown = {row["outcome"] for row in criteria}
    errors = [f"criteria: the unit has no outcome {number}" for number in sorted(shown) if number > len(outcomes)]
    errors += [
        f"criteria: nothing shows the unit’s outcome {number}, “{text}”"
        for number, text in enumerate(outcomes, 1)
        if number not in shown
    ]
    if errors:
        raise RuleBroken("\n".join(errors))


def _criterion(order, row):
    return {
        "order": order,
        "outcome": row["outcome"],
        **{key: row[key].strip() for key in ("code", "text", "guidance")},
    }


def _is_begun(unit):
    return Work.objects.filter(enrolled_unit__unit=unit).exists()
