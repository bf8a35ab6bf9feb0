from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from apps.accounts.roles import Role
from apps.core.models import Upload
from apps.core.rules import check_move
from apps.core.words import date_words
from apps.evidence.models import Evidence
from apps.learning.states import ANSWERED, OPEN_PRIOR, PRIOR_COLOURS, PRIOR_MOVES, VERIFIED, PriorKind, PriorStatus
from apps.members.models import Grant, Member
from apps.qualifications.models import Enrolment, Unit

MOST_EVIDENCE = 5  # files of one claim, and pieces of one's own evidence
LONGEST_NAME = 200
LONGEST_DESCRIPTION = 5000


class PriorLearningQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; and as long as it waits, what one may review."""
        return self.filter(
            Q(enrolment__member__user=user) | Q(pk__in=PriorLearning.objects.reviewable_by(user).values("pk"))
        )

    def of(self, user):
        return self.filter(enrolment__member__user=user)

    def reviewable_by(self, user):
        """What was sent and this person may review: by a grant for the suite and the place, or as the central team.

        Never their own, nor that of somebody whom they manage or are managed by.
        """
        found = self.filter(status=PriorStatus.SUBMITTED).exclude(enrolment__member__user=user)
        if user.member_or_none:
            found = found.exclude(enrolment__member__in=Member.objects.in_line_of(user.member))
        if user.is_central:
            return found
        grants = (
            Grant.objects.current()
            .filter(user=user, role=Role.ASSESSOR)
            .filter(
                Q(organisation=None)
                | Q(organisation=OuterRef("enrolment__member__organisation"))
                | Q(organisation=OuterRef("enrolment__member__organisation__department"))
            )
            .filter(Q(marking_suites=None) | Q(marking_suites__suite=OuterRef("enrolment__qualification__suite")))
        )
        return found.filter(Exists(grants))

    def for_page(self):
        return self.select_related(
            "enrolment__member__user",
            "enrolment__member__organisation",
            "enrolment__qualification__suite",
            "reviewed_by",
        )

    def open(self):
        return self.filter(status__in=OPEN_PRIOR)

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class PriorLearning(models.Model):
    """What somebody learnt elsewhere and claims for units of the qualification they take (recognition of prior
    learning). Self-declared until a reviewer has verified it.

    `effect`: what counting the accepted units changes, as it was shown before the learner took it (queries.effect_of).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="prior_learning")
    kind = models.CharField(max_length=20, choices=PriorKind)
    title = models.CharField(max_length=LONGEST_NAME)
    gained_at = models.CharField(max_length=LONGEST_NAME, help_text="The awarding body, or where the experience was")
    ended_on = models.DateField(help_text="When it was awarded, or the experience ended")
    description = models.TextField(max_length=LONGEST_DESCRIPTION)
    status = models.CharField(max_length=20, choices=PriorStatus, default=PriorStatus.DRAFT, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, editable=False)
    reviewed_at = models.DateTimeField(null=True, editable=False)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    effect = models.JSONField(default=list, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)

    objects = PriorLearningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(status__in=OPEN_PRIOR), name="prior_learning_one_open_per_enrolment"
            ),
            models.CheckConstraint(
                condition=Q(status__in=ANSWERED, reviewed_at__isnull=False, reviewed_by__isnull=False)
                | Q(~Q(status__in=ANSWERED), reviewed_at=None, reviewed_by=None),
                name="prior_learning_reviewed_by_somebody",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("learning:prior_detail", args=[self.pk])

    def move_to(self, status):
        check_move(PRIOR_MOVES, PriorStatus(self.status), status)
        self.status = status

    @property
    def colour(self):
        return PRIOR_COLOURS[PriorStatus(self.status)]

    @property
    def is_open(self):
        return self.status in OPEN_PRIOR

    @property
    def standing(self):
        """What it is worth, to be said wherever it is named."""
        if self.status in VERIFIED:
            return f"verified by {self.reviewed_by} on {date_words(self.reviewed_at)}"
        return "self-declared"


class PriorUnit(models.Model):
    """A unit that prior learning is claimed for, and whether it was accepted."""

    prior = models.ForeignKey(PriorLearning, models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    accepted = models.BooleanField(null=True)
    feedback = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["unit__code"]
        constraints = [models.UniqueConstraint(fields=["prior", "unit"], name="prior_unit_once")]

    def __str__(self):
        return str(self.unit)


class PriorEvidence(models.Model):
    """A piece of the learner's own evidence, which the reviewer reads as long as the claim waits."""

    prior = models.ForeignKey(PriorLearning, models.CASCADE, related_name="evidence")
    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["prior", "evidence"], name="prior_evidence_once")]

    def __str__(self):
        return f"Evidence of claim {self.prior_id}"


class PriorFile(models.Model):
    """Evidence: a certificate, a reference, a piece of work."""

    prior = models.ForeignKey(PriorLearning, models.CASCADE, related_name="files")
    upload = models.OneToOneField(Upload, models.PROTECT, related_name="+")

    def __str__(self):
        return str(self.upload)
