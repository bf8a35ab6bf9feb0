from django.db import models
from django.db.models import F, Q

from apps.approvals.states import Kind
from apps.members.models import Organisation

LONGEST_WAIT = 60  # working days
MOST_MANAGERS = 10


class LadderQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.is_central else self.none()

    def for_list(self):
        return self.select_related("department").order_by(F("department__name").asc(nulls_first=True), "kind")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)

    def rules(self):
        """All of them in memory, from the closest to the widest: there are few."""
        return sorted(self, key=lambda rule: (rule.department_id is None, rule.kind == ""))


class Ladder(models.Model):
    """How long somebody has to decide, and who is asked next: for a department and a kind, or for all of them."""

    department = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=40, choices=Kind, blank=True)
    remind_first = models.PositiveSmallIntegerField(default=2, help_text="Working days")
    remind_second = models.PositiveSmallIntegerField(default=4, help_text="Working days")
    step_up_after = models.PositiveSmallIntegerField(default=5, help_text="Working days")
    most_managers = models.PositiveSmallIntegerField(default=2, help_text="Filled posts of the line that are asked")
    with_head = models.BooleanField(default=True, help_text="Whether the head of profession is asked")

    objects = LadderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["department", "kind"], nulls_distinct=False, name="ladder_one_per_department_and_kind"
            ),
            models.CheckConstraint(
                condition=Q(remind_first__gte=1)
                & Q(remind_second__gt=F("remind_first"))
                & Q(step_up_after__gt=F("remind_second"))
                & Q(step_up_after__lte=LONGEST_WAIT),
                name="ladder_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(most_managers__gte=1, most_managers__lte=MOST_MANAGERS), name="ladder_asks_a_manager"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display() or 'Every kind'} in {self.department or 'every department'}"

    @staticmethod
    def of(task, rules):
        """The rule for this request among `rules()`, or the usual one. The same choice as models/route.py makes."""
        department = task.requester.organisation.department_code
        fitting = (rule for rule in rules if rule.department_id in (None, department) and rule.kind in ("", task.kind))
        return next(fitting, Ladder())

    @property
    def reminders(self):
        return self.remind_first, self.remind_second
