"""What came of a conversation between a member and their manager."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.capability.models.assessment import Assessment
from apps.capability.models.framework import Capability, Level
from apps.capability.states import OUTCOME_MOVES, OutcomeStatus
from apps.core.rules import check_move


class OutcomeQuerySet(models.QuerySet):
    def shown_to(self, user):
        """Without what the other one is still writing. Which assessment it is of says whether one sees it at all."""
        return self.exclude(~Q(written_by=user), status=OutcomeStatus.DRAFT)

    def for_page(self):
        return self.select_related("written_by", "answered_by").order_by("-started_at", "pk")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class Outcome(models.Model):
    """The levels that one of the two writes down after the talk, for the other to agree to. Each attempt is kept.

    `held_until`: the last day on which what was agreed counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="outcomes")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=OutcomeStatus, default=OutcomeStatus.DRAFT, editable=False)
    held_until = models.DateField(null=True)
    started_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, editable=False)
    comment = models.TextField(max_length=1000, blank=True, editable=False)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "written_by"],
                condition=Q(status=OutcomeStatus.DRAFT),
                name="outcome_one_draft_of_each",
            ),
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(status__in=[OutcomeStatus.PROPOSED, OutcomeStatus.CONFIRMED]),
                name="outcome_one_that_stands",
            ),
            models.CheckConstraint(condition=~Q(answered_by=F("written_by")), name="outcome_agreed_by_the_other_one"),
            models.CheckConstraint(
                condition=Q(status=OutcomeStatus.DRAFT, proposed_at=None, answered_at=None, answered_by=None)
                | Q(status=OutcomeStatus.PROPOSED, proposed_at__isnull=False, answered_at=None, answered_by=None)
                & Q(held_until__isnull=False)
                | Q(
                    status__in=[OutcomeStatus.CONFIRMED, OutcomeStatus.RETURNED],
                    proposed_at__isnull=False,
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                    held_until__isnull=False,
                ),
                name="outcome_says_when_and_by_whom",
            ),
        ]

    def __str__(self):
        return f"Outcome {self.pk}"

    def move_to(self, status):
        check_move(OUTCOME_MOVES, OutcomeStatus(self.status), status)
        self.status = status


class AgreedLevel(models.Model):
    """Of one capability: the level, “not yet”, or that the two see it differently; and what is done next."""

    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="levels")
    capability = models.ForeignKey(Capability, models.PROTECT, db_index=False, related_name="+")
    level = models.ForeignKey(Level, models.PROTECT, null=True, db_index=False, related_name="+")
    not_yet = models.BooleanField(default=False)
    differs = models.BooleanField(default=False)
    next_step = models.TextField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outcome", "capability"], name="agreed_level_one_for_each_capability"),
            models.CheckConstraint(
                condition=Q(level=None, not_yet=False)
                | Q(level=None, differs=False)
                | Q(not_yet=False, differs=False),
                name="agreed_level_is_one_thing",
            ),
        ]

    def __str__(self):
        return f"Agreed level {self.pk}"
