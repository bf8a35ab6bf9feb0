"""How a version comes to be: rows are written into a draft, and one that is published takes the place of the last."""

from django.db.models import Max
from django.utils import timezone

from apps.learning.models import Assignment, Course, Criterion, Page, Question, UnitContent
from apps.learning.states import ContentStatus
from apps.qualifications.models import Unit

MODELS = {"pages": Page, "courses": Course, "questions": Question}


def lock_unit(unit):
    """What there is for a unit changes one thing after the other: its row is locked before its versions."""
    return Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)


def new_draft(unit, settings, parts, assignment, *, by=None):
    """A draft with these rows, as content_data gives them. The unit is locked."""
    last = UnitContent.objects.filter(unit=unit).aggregate(last=Max("version"))["last"] or 0
    content = UnitContent.objects.create(unit=unit, version=last + 1, drafted_by=by, changed_by=by, **settings)
    for name, rows in parts.items():
        model = MODELS[name]
        model.objects.bulk_create(model(content=content, order=order, **row) for order, row in enumerate(rows, 1))
    if assignment is not None:
        fields, criteria = assignment
        made = Assignment.objects.create(content=content, **fields)
        Criterion.objects.bulk_create(
            Criterion(assignment=made, order=order, **row) for order, row in enumerate(criteria, 1)
        )
    return content


def release(content, *, by=None):
    """Publish it in the place of the one that is published: whoever has begun with that one keeps it. The unit is
    locked, and all that holds the one before is waited for."""
    before = UnitContent.objects.locked().published().filter(unit=content.unit_id).first()
    if before:
        before.move_to(ContentStatus.SUPERSEDED)
        before.save(update_fields=["status"])
    content.move_to(ContentStatus.PUBLISHED)
    content.published_at, content.published_by = timezone.now(), by
    content.save(update_fields=["status", "published_at", "published_by"])
    return before
