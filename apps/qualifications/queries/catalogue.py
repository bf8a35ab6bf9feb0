"""What the pages of the catalogue show. Reading only."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from apps.core.facets import Found, band_of, facet_of, matches
from apps.qualifications import combination
from apps.qualifications.models import Offering, Qualification, SavedQualification, UnitAchievement
from apps.qualifications.queries.development import is_closing
from apps.qualifications.states import Level, Size

SOON = timedelta(days=92)
# name: (the highest price in it, its words)
BANDS = {
    "low": (250, "Up to £250"),
    "middle": (1000, "£250 to £1,000"),
    "high": (None, "More than £1,000"),
}
PRICES = {band: words for band, (_, words) in BANDS.items()} | {"unknown": "To be confirmed"}


def find(*, q, chosen, member):
    """Search and filter the catalogue in one query; each filter counts what it would find with the others as they are.

    `chosen`: a value or "" for each filter: {"level": "3", "body": "CMI", "size": "Award", "price": "low",
    "starts": "soon", "mine": "yes", "closes": "yes"}.
    """
    qualifications = Qualification.objects.all()
    qualifications = qualifications.search(q) if q else qualifications.order_by("level", "suite__code", "pk")
    qualifications = _with_starts(qualifications.with_is_mine(member)).annotate(closes=is_closing(member))
    columns = ["level", "size", "suite__awarding_body", "least_price", "starts_soon", "is_mine", "closes"]
    # There are few combinations of what can be filtered by, however many qualifications there are.
    alike = defaultdict(list)
    for place, (pk, *values) in enumerate(qualifications.values_list("pk", *columns)):
        alike[tuple(values)].append((place, pk))
    groups = [_group(found, *values) for values, found in alike.items()]
    facets = [
        facet_of("level", "Level", groups, chosen, {str(level): level.label.split(",")[0] for level in Level}),
        facet_of("size", "Size", groups, chosen, {size: size.label for size in Size}),
        facet_of("body", "Awarding body", groups, chosen, {group["body"]: group["body"] for group in groups}),
        facet_of("price", "Price", groups, chosen, PRICES),
        facet_of("starts", "Starts", groups, chosen, {"soon": "In the next three months"}),
        facet_of("mine", "Open to you", groups, chosen, {"yes": "Open to me now"}),
        facet_of("closes", "What you need next", groups, chosen, {"yes": "Closes a gap of mine"}),
    ]
    found = sorted(
        (place, pk, group["mine"]) for group in groups if matches(group, chosen) for place, pk in group["found"]
    )
    return Found([{"pk": pk, "mine": mine} for _, pk, mine in found], facets)


def _group(found, level, size, body, price, starts_soon, mine, closes):
    return {
        "found": found,
        "of": len(found),
        "level": str(level),
        "body": body,
        "size": size,
        "price": "unknown" if price is None else band_of(price, BANDS),
        "starts": "soon" if starts_soon else "",
        "mine": "yes" if mine else "no",
        "closes": "yes" if closes else "no",
    }


def _with_starts(qualifications):
    """`least_price`: of the start dates that can be asked for, else the qualification's own, None if neither is known;
    `starts_soon`: whether one of them is within three months.
    """
    starts = Offering.objects.upcoming().filter(qualification=OuterRef("pk"))
    cheapest = starts.exclude(price_gbp=None).order_by("price_gbp").values("price_gbp")[:1]
    return qualifications.annotate(
        least_price=Coalesce(Subquery(cheapest), "price_gbp"),
        starts_soon=Exists(starts.filter(starts_on__lte=timezone.localdate() + SOON)),
    )


def page_of(rows, member):
    """The qualifications of one page, in the order found, each with `is_mine`: whether it is open to the person, and
    `is_saved`: whether they put it aside.
    """
    by_pk = with_is_saved(Qualification.objects.for_list(), member).in_bulk([row["pk"] for row in rows])
    for row in rows:
        by_pk[row["pk"]].is_mine = row["mine"] == "yes"
    return [by_pk[row["pk"]] for row in rows]


def with_is_saved(qualifications, member):
    """`is_saved`: whether this person put it aside."""
    return qualifications.annotate(
        is_saved=Exists(SavedQualification.objects.filter(member=member, qualification=OuterRef("pk")))
    )


def units_of(qualification, member=None):
    """The units that can count: mandatory ones, those of the groups, or any of the suite.

    Each with the `part` of the rule that it belongs to, whether the member has achieved it: `is_achieved`, and the
    `outcomes` of what there is to learn it with in the portal, or None.
    """
    banked = UnitAchievement.objects.filter(member=member, unit=OuterRef("pk"))
    units = list(
        qualification.suite.units.select_related("suite").annotate(
            is_achieved=Exists(banked),
            published=FilteredRelation("contents", condition=Q(contents__status="published")),
            outcomes=F("published__outcomes"),
        )
    )
    rule = qualification.combination
    for unit in units:
        unit.part = combination.part_of(rule, unit.code) if rule else "To be confirmed"
    return combination.allowed_units(rule, units) if rule else units
