"""What prior learning can be claimed for, and what counting it changes. Reading only."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import ceil

from django.utils import timezone

from apps.accounts.roles import Role
from apps.core.words import date_words, hours_words, price_words
from apps.evidence.queries import evidence_to_link
from apps.learning.models import PriorLearning
from apps.qualifications.queries import units_of

PENNY = Decimal("0.01")
WEEK = timedelta(weeks=1)


def reviews_prior(user):
    """Whether there is a list of prior learning to review for this person."""
    return user.is_central or user.has_role(Role.ASSESSOR)


def claimable_units(enrolment):
    """The units of the qualification that the learner has not achieved: those chosen, or all that can be."""
    units = [unit for unit in units_of(enrolment.qualification, enrolment.member) if not unit.is_achieved]
    chosen = set(enrolment.enrolled_units.values_list("unit", flat=True))
    return [unit for unit in units if not chosen or unit.pk in chosen]


def effect_of(prior, accepted):
    """[{"what", "before", "after"}]: what it changes if these units need not be studied, in words.

    All in proportion to the credits that are left (to the units, where one has no credits): no provider has put down a
    rule, so the page says that it is an estimate. What is not known is left out.
    """
    enrolment = prior.enrolment
    share = _share_left(enrolment, {unit.pk for unit in accepted})
    rows = [{"what": "Units to study", "before": str(share[1]), "after": str(share[0])}]
    left = share[2]
    priced = enrolment.offering or enrolment.qualification
    if (price := priced.price_gbp) is not None:
        less = (price * left).quantize(PENNY, ROUND_HALF_UP)
        rows.append({"what": "Price", "before": price_words(price), "after": price_words(less)})
    if plan := enrolment.plans.order_by("-version").first():
        hours = (plan.total_hours * left).quantize(Decimal("0.5"), ROUND_HALF_UP)
        rows.append({"what": "Hours of study", "before": hours_words(plan.total_hours), "after": hours_words(hours)})
        rows.append(
            {"what": "Last day", "before": date_words(plan.ends_on), "after": date_words(_ends_on(plan, left))}
        )
    return rows


def ends_on(prior, accepted):
    """The last day of the study time that is proposed, if these units need not be studied; None without a plan."""
    plan = prior.enrolment.plans.order_by("-version").first()
    return _ends_on(plan, _share_left(prior.enrolment, {unit.pk for unit in accepted})[2]) if plan else None


def _ends_on(plan, left):
    """At the same hours a week: whole weeks less, one at least, and no day that has passed."""
    weeks = max(1, ceil(round(plan.weeks * left, 2)))
    last = plan.starts_on + weeks * WEEK - timedelta(days=1)
    return min(plan.ends_on, max(last, timezone.localdate()))


def _share_left(enrolment, accepted):
    """Of what is still to be studied: (units left, units now, the part of it that is left)."""
    units = claimable_units(enrolment)
    left = [unit for unit in units if unit.pk not in accepted]
    by_credits = all(unit.credits for unit in units)
    weight = (lambda unit: unit.credits) if by_credits else (lambda unit: 1)
    total = sum(map(weight, units))
    return len(left), len(units), Decimal(sum(map(weight, left))) / total if total else Decimal(0)


def evidence_to_add(prior, user):
    """What of their own evidence the learner can still add to a claim."""
    return evidence_to_link(user).exclude(pk__in=prior.evidence.values("evidence"))


def linked_evidence(prior):
    """The pieces of the learner's own evidence in a claim."""
    return prior.evidence.select_related("evidence__upload")


def claims_for(enrolment, user):
    """This person's own claims for one qualification, the last first."""
    return PriorLearning.objects.of(user).filter(enrolment=enrolment).order_by("-created_at")
