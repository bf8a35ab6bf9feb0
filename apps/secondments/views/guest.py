from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.asked import page_of
from apps.secondments import actions, permissions
from apps.secondments.forms import GuestForm
from apps.secondments.models import Guest


def _only_for(user):
    if not permissions.can_invite_guest(user):
        raise Http404


@require_safe
def guest_list(request):
    """Who has an account from outside, and until when."""
    _only_for(request.user)
    page = page_of(Guest.objects.visible_to(request.user).for_list(), request.GET.get("page"))
    return render(request, "secondments/guest_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def guest_invite(request):
    _only_for(request.user)
    form = GuestForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        guest = actions.invite_guest(by=request.user, **form.cleaned_data)
        messages.success(request, f"{guest.user} has an account now, and has been told.")
        return redirect("secondments:guest_list")
    return render(request, "secondments/guest_invite.html", {"form": form}, status=422 if form.errors else 200)
