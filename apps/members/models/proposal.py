from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from apps.core.rules import check_move
from apps.members.models.member import Member
from apps.members.states import (
    AGREED_PROPOSALS,
    LIVE_PROPOSALS,
    PROPOSAL_COLOURS,
    PROPOSAL_MOVES,
    DeclineReason,
    ProposalStatus,
)

NOT_AGREED = [ProposalStatus.PROPOSED, ProposalStatus.DECLINED, ProposalStatus.WITHDRAWN]


class ManagerProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever proposed, whoever is proposed, and the central team; the manager of before once it has an effect."""
        if user.is_central:
            return self
        own = user.member_or_none
        formerly = Q(former=own) & (Q(proposed=None) | ~Q(status__in=NOT_AGREED))
        return self.filter(Q(member=own) | Q(proposed=own) | formerly) if own else self.none()

    def of(self, member):
        return self.filter(member=member)

    def live(self):
        return self.filter(status__in=LIVE_PROPOSALS)

    def disputed(self):
        return self.filter(status=ProposalStatus.DISPUTED)

    def for_list(self):
        return self.select_related(
            "member__organisation", "member__line_manager", "proposed", "former", "settled_by"
        ).order_by("proposed_at", "pk")

    def locked(self):
        return self.select_for_update(of=["self"], no_key=True)


class ManagerProposal(models.Model):
    """A member says who their line manager is, or (`proposed` is None) that they have none.

    Whoever is proposed confirms it; that there is none, the manager of before (`former`). Then it holds until the next
    HR feed, which is right in the end: if it says otherwise, there is a dispute for the central team to settle.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="manager_proposals")
    proposed = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    former = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=20, choices=ProposalStatus, default=ProposalStatus.PROPOSED, editable=False)
    proposed_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    reason = models.CharField(max_length=20, choices=DeclineReason, blank=True, editable=False)
    comment = models.TextField(max_length=1000, blank=True, editable=False)
    disputed_at = models.DateTimeField(null=True, editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    note = models.TextField(max_length=2000, blank=True, editable=False)

    objects = ManagerProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(status__in=LIVE_PROPOSALS), name="proposal_one_live_per_member"
            ),
            models.CheckConstraint(condition=~Q(proposed=F("member")), name="proposal_not_of_oneself"),
            models.CheckConstraint(
                condition=Q(proposed__isnull=False) | Q(former__isnull=False), name="proposal_has_somebody_to_confirm"
            ),
            models.CheckConstraint(
                condition=Q(status__in=AGREED_PROPOSALS, confirmed_at__isnull=False, confirmed_by__isnull=False)
                | Q(status__in=NOT_AGREED, confirmed_at=None, confirmed_by=None)
                | Q(status__in=[ProposalStatus.IN_FEED, ProposalStatus.LAPSED]),
                name="proposal_agreed_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(status=ProposalStatus.DECLINED) & ~Q(reason="")
                | ~Q(status=ProposalStatus.DECLINED) & Q(reason=""),
                name="proposal_declined_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[ProposalStatus.DISPUTED, ProposalStatus.SETTLED])
                | Q(disputed_at__isnull=False),
                name="proposal_disputed_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(status=ProposalStatus.SETTLED, settled_at__isnull=False, settled_by__isnull=False)
                & ~Q(note="")
                | ~Q(status=ProposalStatus.SETTLED) & Q(settled_at=None, settled_by=None, note=""),
                name="proposal_settled_says_when_by_whom_and_how",
            ),
        ]
        indexes = [
            models.Index(fields=["disputed_at"], condition=Q(status=ProposalStatus.DISPUTED), name="proposal_disputed")
        ]

    def __str__(self):
        return f"{self.member}: {self.proposed or 'no line manager'}"

    def get_absolute_url(self):
        return reverse("members:proposal_detail", args=[self.pk])

    @property
    def confirmer(self):
        """Who is asked: the manager proposed, or, where there is said to be none, the one on record."""
        return self.proposed or self.former

    @property
    def colour(self):
        return PROPOSAL_COLOURS[ProposalStatus(self.status)]

    def move_to(self, status):
        check_move(PROPOSAL_MOVES, ProposalStatus(self.status), status)
        self.status = status
