from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404

from apps.console.permissions import can_see_console
from apps.qualifications.permissions import can_see_drafts


def central_team_only(view):
    """To everybody else there is no such page."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not can_see_console(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def catalogue_writers_only(view):
    """The central team, and authors of a department: each sees what they may. To others there is no such page."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not can_see_drafts(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@login_not_required
def admin_login(request, **kwargs):
    """The admin has no sign-in of its own: one is of the central team, or there is no such page."""
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.GET.get("next", "/admin/"))
