"""Talent search: people who agreed to be found, for whoever has a place to offer. Reading only.

Nobody is found by their own line manager, or by who stands in for one: who looks around is no business of theirs.
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils import timezone

from apps.approvals.models.task import posts_of
from apps.capability.models import AgreedLevel
from apps.capability.states import OutcomeStatus
from apps.members.models import Member
from apps.members.states import Purpose
from apps.secondments.models import Approach, Opportunity


def people_for(user):
    """Whom this host may find, each with the slugs of what they agreed with their manager in `agreed`."""
    found = Member.objects.consenting(Purpose.TALENT_SEARCH).exclude(user=user).exclude(user=None)
    others = found.exclude(line_manager__in=posts_of(user.member))
    levels = _agreed().filter(outcome__assessment__member=OuterRef("pk")).values("capability__slug").distinct()
    return others.select_related("organisation", "grade", "region", "job_family", "aims").annotate(
        agreed=ArraySubquery(levels)
    )


def found_people(user, *, capability="", next_move="", work="", region="", grade=""):
    """Those with all of what is asked, the latest aims first. Each is a value of its list, or "" for any."""
    people = people_for(user)
    if capability:
        people = people.filter(
            pk__in=_agreed().filter(capability__slug=capability).values("outcome__assessment__member")
        )
    if work:
        people = people.filter(aims__work__contains=[work])
    same = {"aims__next_move": next_move, "region": region, "grade": grade}
    people = people.filter(**{field: value for field, value in same.items() if value})
    return people.order_by("-aims__changed_at", "pk")


def _agreed():
    """Levels that a member and their manager agreed on, and that still hold."""
    return AgreedLevel.objects.filter(
        outcome__status=OutcomeStatus.CONFIRMED, outcome__held_until__gte=timezone.localdate(), level__isnull=False
    )


def offered_by(user):
    """What this host has open now: that for which they look for people."""
    return Opportunity.objects.hosted_by(user).open().for_page().order_by("deadline")


def asked_already(user, member):
    """The opportunities of this host about which the member was asked."""
    return set(Approach.objects.filter(member=member).values_list("opportunity", flat=True))
