"""A placement, as its member, their manager at home and the host see it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.rules import require
from apps.members import looks
from apps.secondments import actions, permissions, queries
from apps.secondments.forms import EndForm, ReturnForm, ReturnPlanForm, ReviewForm
from apps.secondments.models import Placement
from apps.secondments.states import Party, PlacementStatus


def _seen(request, pk):
    return get_object_or_404(Placement.objects.visible_to(request.user).for_page(), pk=pk)


@require_safe
def placement_detail(request, pk):
    """Where it stands, until when, and what is to be done by whom."""
    placement = _seen(request, pk)
    looks.note(request, placement.member, "your placement")
    party = permissions.party_of(request.user, placement.agreement.application)
    reviews = queries.reviews_of(placement)
    side = permissions.review_side_of(request.user, placement)
    status = placement.status
    context = {
        "placement": placement,
        "party": party,
        "is_member": party == Party.MEMBER,
        "can_end": party is not None and status == PlacementStatus.RUNNING,
        "sees_plan": party in (Party.MEMBER, Party.HOME),
        "can_plan": party in (Party.MEMBER, Party.HOME)
        and status not in (PlacementStatus.RETURNED, PlacementStatus.CALLED_OFF),
        "can_return": party in (Party.MEMBER, Party.HOME) and status == PlacementStatus.ENDED,
        "can_review": side is not None and placement.can_be_reviewed and side not in [row.side for row in reviews],
        "can_keep": party == Party.MEMBER and not placement.evidence_id and any(row.side == "host" for row in reviews),
        "reviews": reviews,
    }
    return render(request, "secondments/placement_detail.html", context)


@require_http_methods(["GET", "POST"])
def placement_end(request, pk):
    """Before its day, after a page that says who is told."""
    placement = _seen(request, pk)
    require(permissions.can_end_placement(request.user, placement))
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.end_placement(placement=placement, by=request.user, **form.cleaned_data)
        return _done(request, placement, "It ends early. The others have been told.")
    return _form_page(request, "placement_end", placement, form)


@require_http_methods(["GET", "POST"])
def return_plan(request, pk):
    placement = _seen(request, pk)
    require(permissions.can_plan_return(request.user, placement))
    initial = {"plan": placement.return_plan}
    form = ReturnPlanForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        actions.plan_return(placement=placement, by=request.user, **form.cleaned_data)
        return _done(request, placement, "Saved.")
    return _form_page(request, "return_plan", placement, form)


@require_http_methods(["GET", "POST"])
def return_confirm(request, pk):
    placement = _seen(request, pk)
    require(permissions.can_plan_return(request.user, placement))
    initial = {"on": timezone.localdate()}
    form = ReturnForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        actions.confirm_return(placement=placement, by=request.user, **form.cleaned_data)
        return _done(request, placement, "The return is confirmed.")
    return _form_page(request, "return_confirm", placement, form)


@require_http_methods(["GET", "POST"])
def placement_review(request, pk):
    placement = _seen(request, pk)
    require(permissions.review_side_of(request.user, placement) is not None)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.review_placement(placement=placement, by=request.user, **form.cleaned_data)
        return _done(request, placement, "Thank you. The others can read it.")
    return _form_page(request, "placement_review", placement, form)


def _done(request, placement, words):
    messages.success(request, words)
    return redirect(placement)


def _form_page(request, name, placement, form):
    context = {"placement": placement, "form": form}
    return render(request, f"secondments/{name}.html", context, status=422 if form.errors else 200)


@require_POST
def review_keep(request, pk):
    """As evidence of one's own."""
    placement = _seen(request, pk)
    placement = actions.keep_review(placement=placement, by=request.user)
    messages.success(request, "It is among your evidence now. Only you can see it until you share it.")
    return redirect(placement.evidence)
