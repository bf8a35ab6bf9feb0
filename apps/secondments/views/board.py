from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.core.asked import search_words
from apps.core.rules import require
from apps.secondments import actions, permissions, queries
from apps.secondments.models import Opportunity, SavedSearch

RESULTS_A_PAGE = 20


def _asked(sent):
    """What was typed and chosen: the search and a value or "" for each filter."""
    q = search_words(sent)
    return q, {name: sent.get(name, "")[:100] for name in queries.FILTERS}


@require_safe
def opportunity_list(request):
    """The board: search on top, filters with counts, what closes soonest first."""
    if request.user.member_or_none is None and not request.user.is_central:
        if permissions.can_write_opportunity(request.user):
            return redirect("secondments:hosted_list")
        raise Http404
    q, chosen = _asked(request.GET)
    found = queries.find(q=q, chosen=chosen)
    page = Paginator(found.rows, RESULTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "q": q,
        "found": found,
        "page": page,
        "results": queries.page_of(page.object_list, request.user.member_or_none),
        "without_filters": f"?{urlencode({'q': q})}" if q else "?",
        "can_save": permissions.can_save_search(request.user) and (q or found.is_narrowed),
        "publishes": permissions.is_publisher(request.user),
    }
    return render(request, "secondments/opportunity_list.html", context)


@require_safe
def opportunity_detail(request, slug):
    """One opportunity: what one would do and learn, what happens to one's job meanwhile, and who to ask."""
    opportunities = Opportunity.objects.visible_to(request.user).with_is_host(request.user).for_page()
    opportunity = get_object_or_404(opportunities, slug=slug)
    context = {
        "opportunity": opportunity,
        "can_apply": permissions.can_apply(request.user, opportunity),
        "application": queries.own_application(request.user, opportunity),
        "publishes": permissions.is_publisher(request.user) and opportunity.status == "submitted",
        "applicants": queries.applicants_of(opportunity) if opportunity.is_host else None,
    }
    return render(request, "secondments/opportunity_detail.html", context)


# --- Saved searches --------------------------------------------------------------------------------------------------


@require_safe
def search_list(request):
    require(permissions.can_save_search(request.user))
    return render(request, "secondments/search_list.html", {"searches": queries.searches_of(request.user)})


@require_POST
def search_save(request):
    """Be told of what is new and fits."""
    require(permissions.can_save_search(request.user))
    q, chosen = _asked(request.POST)
    found = queries.find(q=q, chosen=chosen)
    words = ", ".join([f"“{q}”"] * bool(q) + found.words)[:300] or "Every opportunity"
    actions.save_search(q=q, chosen=chosen, words=words, by=request.user)
    messages.success(request, "Saved. You will be told once a day of what is new and fits.")
    return redirect("secondments:search_list")


@require_POST
def search_end(request, pk):
    search = get_object_or_404(SavedSearch.objects.visible_to(request.user), pk=pk)
    actions.end_search(search=search, by=request.user)
    messages.success(request, "Removed. You are told of it no more.")
    return redirect("secondments:search_list")
