from django.db import transaction

from apps.approvals import permissions
from apps.approvals.models import Ladder
from apps.core import audit
from apps.core.rules import RuleBroken, require


@transaction.atomic
def set_ladder(*, department, kind, by, **rule):
    """How long deciders of a department have for a kind, and who is asked next. None and "" stand for all.

    It holds for turns that begin from now on; the rungs hold at once.
    """
    require(permissions.can_set_ladder(by))
    before = Ladder.objects.locked().filter(department=department, kind=kind).first()
    ladder = before or Ladder(department=department, kind=kind)
    for name, value in rule.items():
        setattr(ladder, name, value)
    ladder.save()
    audit.record("ladder.set", subject=ladder, by=by, says=f"set how requests step up: {ladder}", **rule)
    return ladder


@transaction.atomic
def remove_ladder(*, ladder, by):
    """Back to the wider rule, or the usual one."""
    require(permissions.can_set_ladder(by))
    ladder = Ladder.objects.locked().filter(pk=ladder.pk).first()
    if not ladder:
        raise RuleBroken("This rule has been removed already.")
    audit.record("ladder.removed", subject=ladder, by=by, says=f"removed how requests step up: {ladder}")
    ladder.delete()
