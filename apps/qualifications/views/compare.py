from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from apps.qualifications import actions, queries
from apps.qualifications.models import Qualification


@require_safe
def qualification_compare(request):
    """Up to three side by side. What was chosen is in the address, so that it can be kept and sent."""
    chosen = list(dict.fromkeys(request.GET.getlist("of")))
    sides = queries.sides_of(Qualification.objects.visible_to(request.user), chosen, request.user.member_or_none)
    context = {
        "sides": sides,
        "facts": queries.facts_of(sides),
        "most": queries.MOST_COMPARED,
        "too_many": len(chosen) > queries.MOST_COMPARED,
    }
    return render(request, "qualifications/qualification_compare.html", context)


@require_safe
def saved_list(request):
    """What one put aside in the catalogue."""
    context = {"results": queries.saved_by(request.user.member_or_none), "member": request.user.member_or_none}
    return render(request, "qualifications/saved_list.html", context)


@require_POST
def qualification_save(request, slug):
    """Put aside, or taken back out; then back to where one was."""
    qualification = get_object_or_404(Qualification.objects.visible_to(request.user), slug=slug)
    if request.POST.get("keep") == "no":
        actions.unsave_qualification(qualification=qualification, by=request.user)
        messages.success(request, f"{qualification} is not among what you saved any more.")
    else:
        actions.save_qualification(qualification=qualification, by=request.user)
        messages.success(request, f"{qualification} is saved. Find it under “Saved”.")
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if is_ours else qualification)
