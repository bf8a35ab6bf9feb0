"""Start dates of qualifications: what there is, how full, what is paid for, and who waits."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.console import queries
from apps.console.forms import NewOfferingForm, OfferingForm
from apps.console.views.door import central_team_only
from apps.qualifications.actions import add_offering, edit_offering
from apps.qualifications.models import Offering, Place, Qualification


@require_safe
@central_team_only
def offering_list(request):
    """Start dates with their fill, those to come first or all."""
    show = request.GET.get("show", "")
    show = show if show in queries.OFFERINGS else "coming"
    rows = queries.offerings_of(Offering.objects.visible_to(request.user), show=show)
    page = queries.page_of(rows, request.GET.get("page"))
    context = {"page": page, "show": show, "parts": queries.OFFERINGS.items()}
    return render(request, "console/offering_list.html", context)


@require_http_methods(["GET", "POST"])
@central_team_only
def offering_add(request):
    form = NewOfferingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        qualification = Qualification.objects.visible_to(request.user).filter(code=form.cleaned_data["code"]).first()
        if qualification is None:
            form.add_error("code", "No qualification has this code. The page of each says its code")
        else:
            offering = add_offering(qualification=qualification, by=request.user, **form.fields_of_offering())
            messages.success(request, f"The start on {offering} is added.")
            return redirect("console:offering_detail", offering.pk)
    return render(request, "console/offering_add.html", {"form": form}, status=422 if form.errors else 200)


def _offering(request, pk):
    return get_object_or_404(Offering.objects.visible_to(request.user).for_list(), pk=pk)


@require_safe
@central_team_only
def offering_detail(request, pk):
    """One start date: places, funding, and the people in their turn."""
    offering = _offering(request, pk)
    places = queries.places_of(Place.objects.visible_to(request.user), offering)
    page = queries.page_of(places, request.GET.get("page"))
    context = {"offering": offering, "page": page, "history": queries.history_of(offering)}
    return render(request, "console/offering_detail.html", context)


@require_http_methods(["GET", "POST"])
@central_team_only
def offering_change(request, pk):
    offering = _offering(request, pk)
    form = OfferingForm(request.POST if request.method == "POST" else None, initial=OfferingForm.initial_of(offering))
    if form.is_valid():
        edit_offering(offering=offering, by=request.user, **form.fields_of_offering())
        messages.success(request, "The start date is changed.")
        return redirect("console:offering_detail", offering.pk)
    context = {"offering": offering, "form": form}
    return render(request, "console/offering_change.html", context, status=422 if form.errors else 200)
