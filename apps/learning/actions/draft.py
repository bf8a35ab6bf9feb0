"""Writing a draft of what there is to learn a unit with. Each is refused unless the version is a draft."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from apps.core import audit
from apps.core.rules import RuleBroken, require, said_for
from apps.learning import content_data, permissions
from apps.learning.actions.version import lock_unit, new_draft
from apps.learning.models import Assignment, Question, UnitContent
from apps.learning.queries.content import latest_of, rows_of
from apps.learning.states import Part
from apps.qualifications.states import Provenance

CODE_TAKEN = "Another criterion of this assignment has that code. Give each a code of its own."
OUT_OF_THE_WAY = 30_000  # a place that no row has, so that two can change theirs without meeting
NOTHING_YET = {"about": "", "provenance": Provenance.ILLUSTRATIVE, "pass_mark": 70}
NO_ROWS: dict[str, list] = {"pages": [], "courses": [], "questions": []}


@transaction.atomic
def draft_content(*, unit, by):
    """Begin the next version, as a copy of the last one that learners had; the unit's first one is empty."""
    unit = lock_unit(unit)
    require(permissions.can_write_content(by, unit))
    if UnitContent.objects.open().filter(unit=unit).exists():
        raise RuleBroken("There is a draft for this unit already. Go on with that one.")
    before = latest_of(unit)
    settings = {"attempts": content_data.ATTEMPTS_A_DAY, **NOTHING_YET}
    content = new_draft(unit, *(content_data.all_of(before) if before else (settings, NO_ROWS, None)), by=by)
    says = f"began version {content.version} of the content of unit {unit}"
    audit.record("content.drafted", subject=content, by=by, says=says)
    return content


def _draft(content, by):
    content = UnitContent.objects.locked().get(pk=content.pk)
    require(permissions.can_write_content(by, content.unit))
    if not content.is_draft:
        raise RuleBroken(
            f"This version is {content.get_status_display().lower()}, so it cannot be changed. Begin a new draft, or "
            "have it sent back."
        )
    return content


def _require_seen(row, seen):
    """Nobody writes over what somebody else has written meanwhile."""
    if seen and seen != content_data.stamp_of(row):
        raise RuleBroken("Somebody else has changed this since you opened it. Open it again, and add what is yours.")


def _changed(content, by, says, **details):
    content.changed_by, content.changed_at = by, timezone.now()
    content.save()
    audit.record("content.edited", subject=content, by=by, says=f"{says} in a draft of unit {content.unit}", **details)


@transaction.atomic
def edit_content(*, content, values, by, seen=""):
    """What the unit is about, what its test asks for, and what else it needs. `seen`: the stamp of what was on the
    page on which it was written, here and below."""
    content = _draft(content, by)
    _require_seen(content, seen)
    for name, value in values.items():
        setattr(content, name, value)
    _changed(content, by, "changed the settings")
    return content


@transaction.atomic
def save_part(*, content, part, values, by, row=None, seen=""):
    """Change a page, course, question or criterion; without `row`, add one at the end. The same sent twice is one."""
    content = _draft(content, by)
    rows = _rows(content, part)
    if row is None:
        if there := rows.filter(**values).first():
            return there
        last = rows.aggregate(last=Max("order"))["last"] or 0
        with said_for("criterion_one_per_code", words=CODE_TAKEN):
            row = rows.create(order=last + 1, **_key(content, part, values), **values)
        _changed(content, by, f"added a {Part(part).one}")
        return row
    row = _row(rows, row)
    _require_seen(row, seen)
    for name, value in values.items():
        setattr(row, name, value)
    with said_for("criterion_one_per_code", words=CODE_TAKEN):
        row.save()
    _changed(content, by, f"changed a {Part(part).one}")
    return row


def _rows(content, part):
    if part == Part.CRITERIA and content.assignment_or_none is None:
        raise RuleBroken("Write the assignment first, then its criteria.")
    return rows_of(content, part)


def _row(rows, row):
    found = rows.filter(pk=row.pk).first()
    if found is None:
        raise RuleBroken("Somebody has removed this from the draft meanwhile.")
    if getattr(found, "retired_at", None):
        raise RuleBroken("This question was retired, so it stays as it is. You can remove it.")
    return found


def _key(content, part, values):
    """What names a page in addresses, and a question in figures: given once, so that versions can be compared."""
    if part == Part.PAGES:
        taken = set(content.pages.values_list("slug", flat=True))
        slug = slugify(values["title"])[:90] or "page"
        return {"slug": next(name for name in _numbered(slug, f"{slug}-") if name not in taken)}
    if part == Part.QUESTIONS:
        taken = set(Question.objects.filter(content__unit=content.unit_id).values_list("code", flat=True))
        return {"code": next(code for code in _numbered("q1", "q") if code not in taken)}
    return {}


def _numbered(first, stem):
    yield first
    number = 2
    while True:
        yield f"{stem}{number}"
        number += 1


@transaction.atomic
def move_part(*, content, part, row, up, by):
    """One place up or down; the first stays first, the last last."""
    content = _draft(content, by)
    rows = _rows(content, part)
    row = _row(rows, row)
    others = rows.filter(order__lt=row.order).order_by("-order") if up else rows.filter(order__gt=row.order)
    other = others.first()
    if other is None:
        return row
    place, row.order = row.order, other.order
    rows.filter(pk=other.pk).update(order=OUT_OF_THE_WAY)
    row.save(update_fields=["order"])
    rows.filter(pk=other.pk).update(order=place)
    _changed(content, by, f"moved a {Part(part).one}")
    return row


@transaction.atomic
def remove_part(*, content, part, row, by):
    """Take a row out of the draft. Versions that learners have keep theirs."""
    content = _draft(content, by)
    found = _rows(content, part).filter(pk=row.pk)
    if found.exists():
        found.delete()
        _changed(content, by, f"removed a {Part(part).one}", was=str(row)[:200])


@transaction.atomic
def save_assignment(*, content, values, by, seen=""):
    """Begin the assignment of a draft, or change its title, brief and days."""
    content = _draft(content, by)
    if content.assignment_or_none:
        _require_seen(content.assignment, seen)
    assignment, _ = Assignment.objects.update_or_create(content=content, defaults=values)
    _changed(content, by, "changed the assignment")
    return assignment


@transaction.atomic
def remove_assignment(*, content, by):
    """From then on the unit is achieved by its test."""
    content = _draft(content, by)
    if content.assignment_or_none:
        content.assignment.delete()
        _changed(content, by, "removed the assignment")
