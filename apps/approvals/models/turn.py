from django.db import models
from django.db.models import Q

from apps.approvals.states import Rung, TurnEnd
from apps.members.models import Member


class TurnQuerySet(models.QuerySet):
    def open(self):
        """Those that go on, or went on when the request was closed."""
        return self.filter(ended_at=None)


class Turn(models.Model):
    """A time for which a request waited at one rung of its ladder: the clock of reminders, and who had their time.

    Nobody may decide because of a row here: who may is worked out from who is in post. A rung that is `passed` is not
    asked again, and whoever was there keeps the right to read.
    """

    task = models.ForeignKey("approvals.Task", models.PROTECT, related_name="turns")
    rung = models.PositiveSmallIntegerField(choices=Rung)
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, related_name="turns", help_text="The manager whose post it is"
    )
    asked = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="The manager, or who stands in: who was told last",
    )
    begun_at = models.DateTimeField()
    due_on = models.DateField(help_text="The last day on which an answer is in time")
    reminded = models.PositiveSmallIntegerField(default=0, help_text="Working days after which the last reminder went")
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=20, choices=TurnEnd, blank=True)
    passed = models.BooleanField(default=False)

    objects = TurnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(ended_at=None), name="turn_one_open_per_task"),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | Q(ended_at__isnull=False) & ~Q(end=""),
                name="turn_ended_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(passed=False) & ~Q(end__in=[TurnEnd.TIME, TurnEnd.REFUSED])
                | Q(passed=True, end__in=[TurnEnd.TIME, TurnEnd.REFUSED]),
                name="turn_passed_when_time_is_up_or_refused",
            ),
            models.CheckConstraint(
                condition=Q(rung=Rung.LINE, member__isnull=False, asked__isnull=False)
                | ~Q(rung=Rung.LINE) & Q(member=None, asked=None),
                name="turn_of_the_line_names_the_manager",
            ),
        ]
        indexes = [
            models.Index(fields=["member"], name="turn_by_member"),
            models.Index(fields=["task"], condition=Q(passed=True), name="turn_passed"),
        ]

    def __str__(self):
        return f"{self.task}: {self.get_rung_display()}"
