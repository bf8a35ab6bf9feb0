from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.members import queries

LOOKS_A_PAGE = 25


@require_safe
def look_list(request):
    """Who looked at my record: who, at what, when, the newest first."""
    page = Paginator(queries.looks_at(request.user), LOOKS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "members/look_list.html", {"page": page})
