"""The catalogue and its drafts, for those who write it. Reading only."""

from django.db.models import Count, OuterRef, Q, Subquery

from apps.members.models import Grade, Organisation, Region
from apps.qualifications.models import CatalogueDraft
from apps.qualifications.states import OPEN_DRAFTS, Availability, DraftKind, DraftStatus

# What one can narrow the list of drafts to, by the name in the address.
DRAFTS = {
    "open": ("Not finished", OPEN_DRAFTS),
    "review": ("Waiting for review", [DraftStatus.IN_REVIEW]),
    "back": ("Sent back", [DraftStatus.SENT_BACK]),
    "done": ("Published or put away", [DraftStatus.PUBLISHED, DraftStatus.DISCARDED]),
}


def drafts_of(drafts, *, show):
    """Those that wait for review first come longest waiting first, the others by their last change."""
    rows = drafts.for_list().filter(status__in=DRAFTS[show][1])
    return rows.order_by("submitted_at", "pk") if show == "review" else rows


def draft_parts(drafts):
    """[(name, words, number)] of the list's filters."""
    counts = {name: Count("pk", filter=Q(status__in=statuses)) for name, (_, statuses) in DRAFTS.items()}
    found = drafts.aggregate(**counts)
    return [(name, words, found[name]) for name, (words, _) in DRAFTS.items()]


def entries_of(qualifications, *, q, status):
    """Qualifications as their writers list them: each with `open_draft`, the key of its draft, or None."""
    drafts = CatalogueDraft.objects.open().filter(kind=DraftKind.QUALIFICATION, code=OuterRef("code"))
    rows = qualifications.select_related("suite__department", "version")
    rows = rows.annotate(open_draft=Subquery(drafts.values("pk")[:1]))
    if q:
        rows = rows.filter(Q(code__icontains=q) | Q(title__icontains=q))
    if status:
        rows = rows.filter(availability=status)
    return rows.order_by("suite__code", "level", "code")


def entry_parts(qualifications):
    counts = {status.value: Count("pk", filter=Q(availability=status)) for status in Availability}
    found = qualifications.aggregate(all=Count("pk"), **counts)
    return [("", "All", found["all"]), *((one.value, one.label, found[one.value]) for one in Availability)]


def places_for(draft):
    """Codes with names that a draft can choose from, by the field that does."""
    grades = [(grade.code, grade.name) for grade in Grade.objects.exclude(code="")]
    organisations = Organisation.objects.exclude(department=None).order_by("name")
    if draft.department_id:
        organisations = organisations.filter(department=draft.department_id)
    departments = Organisation.objects.departments()
    return {
        "eligible_departments": [(one.code, one.name) for one in departments],
        "organisations": [(one.code, one.name) for one in organisations],
        "eligible_regions": [(one.code, one.name) for one in Region.objects.exclude(code="").order_by("name")],
        "grade_from": grades,
        "grade_to": grades,
    }
