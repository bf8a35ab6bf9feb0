"""The board: what can be applied for now, found by words and filters. Reading only."""

from collections import defaultdict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils import timezone

from apps.core.facets import Found, band_of, facet_of, matches
from apps.secondments.models import Alert, Opportunity, OpportunityCapability, SavedSearch
from apps.secondments.states import Kind, Pattern, Pays, Side

FILTERS = ("kind", "region", "grade", "pattern", "pays", "length", "gain")
# name: (the most months in it, its words)
LENGTHS: dict[str, tuple[int | None, str]] = {
    "short": (3, "Up to 3 months"),
    "half": (6, "4 to 6 months"),
    "year": (12, "7 to 12 months"),
    "long": (None, "More than a year"),
}
ANYWHERE, ANY_GRADE = "anywhere", "any"


def find(*, q, chosen):
    """Search and filter in one query; each filter counts what it would find with the others as they are.

    `chosen`: a value or "" for each of FILTERS.
    """
    rows = _rows(Opportunity.objects.open(), q)
    words = {name: {} for name in FILTERS} | {
        "kind": dict(Kind.choices),
        "pattern": dict(Pattern.choices),
        "pays": dict(Pays.choices),
        "length": {name: text for name, (_, text) in LENGTHS.items()},
    }
    for row in sorted(rows, key=lambda row: (row["grade_order"], row["region_name"])):
        words["region"][row["region"]] = row["region_name"]
        words["grade"][row["grade"]] = row["grade_name"]
        words["gain"] |= dict(row["gains"])
    titles = ["Kind", "Region", "Grade", "Workplace", "Who pays", "How long", "What you gain"]
    facets = [facet_of(name, title, rows, chosen, words[name]) for name, title in zip(FILTERS, titles, strict=True)]
    return Found([row for row in rows if matches(row, chosen)], facets)


def _rows(opportunities, q):
    opportunities = opportunities.search(q) if q else opportunities.order_by("deadline", "pk")
    gains = OpportunityCapability.objects.filter(opportunity=OuterRef("pk"), side=Side.GAINED)
    names = ["pk", "kind", "pattern", "pays", "months", "region", "region__name", "grade", "grade__name"]
    columns = opportunities.annotate(
        gains=ArraySubquery(gains.values("capability__slug")),
        gain_titles=ArraySubquery(gains.values("capability__title")),
    ).values_list(*names, "grade__order", "gains", "gain_titles")
    return [_row(*values) for values in columns]


def _row(pk, kind, pattern, pays, months, region, region_name, grade, grade_name, order, gains, titles):
    return {
        "pk": pk,
        "kind": kind,
        "pattern": pattern,
        "pays": pays,
        "length": band_of(months, LENGTHS),
        "region": region or ANYWHERE,
        "region_name": region_name or "Anywhere",
        "grade": grade or ANY_GRADE,
        "grade_name": grade_name or "Any grade",
        "grade_order": -1 if order is None else order,
        "gain": set(gains),
        "gains": list(zip(gains, titles, strict=True)),
    }


def page_of(rows, member=None):
    """The opportunities of one page, in the order found, each with what it wants and how that fits the member."""
    by_pk = Opportunity.objects.for_list().with_fit(member).in_bulk([row["pk"] for row in rows])
    return [by_pk[row["pk"]] for row in rows]


# --- Saved searches --------------------------------------------------------------------------------------------------


def searches_of(user):
    return SavedSearch.objects.visible_to(user).standing().order_by("-saved_at")


def new_for_searches(*, on):
    """{user's pk: [opportunity, …]}: what fits a search of theirs, is newer than it, and was not told to them yet.
    Whoever was told something on this day hears of the rest on the next."""
    fresh = {row.pk: row for row in Opportunity.objects.open().for_list()}
    told = defaultdict(set)
    for user, opportunity in Alert.objects.filter(opportunity__in=fresh).values_list("user", "opportunity"):
        told[user].add(opportunity)
    found = defaultdict(dict)
    oldest = max((row.published_at for row in fresh.values()), default=timezone.now())
    searches = SavedSearch.objects.standing().filter(saved_at__lt=oldest, user__is_active=True).order_by("pk")
    for search in searches.exclude(user__alerts__told_at__date=on).iterator():
        rows = _rows(Opportunity.objects.open().filter(published_at__gt=search.saved_at), search.q)
        for row in rows:
            if row["pk"] in fresh and row["pk"] not in told[search.user_id] and matches(row, search.chosen):
                found[search.user_id][row["pk"]] = fresh[row["pk"]]
    return {user: sorted(rows.values(), key=lambda row: row.deadline) for user, rows in found.items()}
