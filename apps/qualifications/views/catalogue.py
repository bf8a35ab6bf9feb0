from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.core.asked import search_words
from apps.qualifications import combination, eligibility, permissions, queries
from apps.qualifications.models import Qualification, standing_of
from apps.qualifications.states import Availability

FILTERS = ("level", "size", "body", "price", "starts", "mine", "closes")
RESULTS_A_PAGE = 20
OUTCOMES_A_UNIT = 2
CLOSED = Availability.CLOSED


@require_safe
def qualification_list(request):
    """The catalogue: search on top, filters with counts, results as rows."""
    q = search_words(request.GET)
    chosen = {name: request.GET.get(name, "")[:100] for name in FILTERS}
    found = queries.find(q=q, chosen=chosen, member=request.user.member_or_none)
    page = Paginator(found.rows, RESULTS_A_PAGE).get_page(request.GET.get("page"))
    ticked = request.GET.getlist("of")[: queries.MOST_COMPARED]
    results = queries.page_of(page.object_list, request.user.member_or_none)
    here = {row.slug for row in results}
    context = {
        "ticked": ticked,
        "kept": [slug for slug in ticked if slug not in here],
        "q": q,
        "found": found,
        "page": page,
        "results": results,
        "without_filters": f"?{urlencode({'q': q})}" if q else "?",
        "member": request.user.member_or_none,
    }
    return render(request, "qualifications/qualification_list.html", context)


@require_safe
def qualification_detail(request, slug):
    """One qualification: what it is, what it takes, whether this person can take it, and the one thing to do next."""
    member = request.user.member_or_none
    catalogue = Qualification.objects.visible_to(request.user).select_related("suite", "successor")
    qualification = get_object_or_404(queries.with_is_saved(catalogue, member), slug=slug)
    standing = standing_of(member, qualification)
    found = eligibility.checks(qualification, member, standing) if member else []
    context = page_context(standing, member, found) | {"can_save": permissions.can_save(request.user)}
    return render(request, "qualifications/qualification_detail.html", context)


def page_context(standing, member, found):
    """What the page of a qualification shows to this person."""
    qualification = standing.qualification
    rule = qualification.combination
    units = queries.units_of(qualification, member)
    with_content = [unit for unit in units if unit.outcomes is not None]
    return {
        "qualification": qualification,
        "outcomes": [outcome for unit in with_content for outcome in unit.outcomes[:OUTCOMES_A_UNIT]],
        "rule": rule,
        "rule_in_words": combination.in_words(rule) if rule else "",
        "units": units,
        "in_portal": len(with_content),
        "can_save": False,
        **_standing_context(standing, member, found),
    }


def _standing_context(standing, member, found):
    """Whether this person can take it, what they have begun, and what they can do where they cannot begin."""
    return {
        "standing": standing,
        "checks": found,
        "is_eligible": bool(member) and eligibility.is_eligible(found),
        "can_wait": bool(member) and eligibility.is_eligible(found, but={"start", "enrolled"}),
        "enrolment": standing.live,
        "can_be_told": bool(member) and not standing.is_open and standing.qualification.availability != CLOSED,
    }


@require_safe
def eligibility_check(request, slug):
    """Every rule with its answer for this person, without applying."""
    qualification = get_object_or_404(
        Qualification.objects.visible_to(request.user).select_related("suite", "successor"), slug=slug
    )
    member = request.user.member_or_none
    standing = standing_of(member, qualification)
    found = eligibility.checks(qualification, member, standing) if member else []
    context = {"qualification": qualification, **_standing_context(standing, member, found)}
    return render(request, "qualifications/eligibility_check.html", context)
