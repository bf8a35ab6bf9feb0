"""Being asked, and being there."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.rules import RuleBroken, require
from apps.members import looks
from apps.surge import actions, permissions, queries
from apps.surge.forms import AnswerForm, DeclineForm, EarlyForm, ExtensionForm, ReviewForm
from apps.surge.models import Deployment, Offer
from apps.surge.states import ON_THE_WAY, DeploymentStatus, ExtensionStatus, OfferStatus, Side


def _offer(request, pk):
    return get_object_or_404(Offer.objects.visible_to(request.user).for_page(), pk=pk)


@require_safe
def offer_detail(request, pk):
    """What it is, when, where, why it is my turn, and until when to answer."""
    offer = _offer(request, pk)
    looks.note(request, offer.member, "what you were asked in a surge")
    is_own = permissions.can_answer_offer(request.user, offer)
    context = {
        "offer": offer,
        "is_own": is_own,
        "can_answer": is_own and offer.status == OfferStatus.OFFERED,
        "deployment": getattr(offer, "deployment", None),
    }
    return render(request, "surge/offer_detail.html", context)


@require_POST
def offer_accept(request, pk):
    offer = _offer(request, pk)
    require(permissions.can_answer_offer(request.user, offer))
    if offer.status == OfferStatus.ACCEPTED:  # a second click
        return redirect(offer.deployment)
    deployment = actions.accept_offer(offer=offer, by=request.user)
    messages.success(request, "You go. Your manager and the department have been told.")
    return redirect(deployment)


@require_http_methods(["GET", "POST"])
def offer_decline(request, pk):
    offer = _offer(request, pk)
    require(permissions.can_answer_offer(request.user, offer))
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        actions.decline_offer(offer=offer, reason=said["reason"], note=said["note"] or "", by=request.user)
        messages.success(request, "You have declined. You keep your turn for the next request.")
        return redirect("surge:surge_home")
    if offer.status != OfferStatus.OFFERED:
        raise RuleBroken(f"This is now “{offer.get_status_display().lower()}”, so there is nothing to decline.")
    context = {"offer": offer, "form": form}
    return render(request, "surge/offer_decline.html", context, status=422 if form.errors else 200)


def _seen(request, pk):
    return get_object_or_404(Deployment.objects.visible_to(request.user).for_page(), pk=pk)


@require_safe
def deployment_detail(request, pk):
    """Where it stands, until when, and what is to be done by whom."""
    deployment = _seen(request, pk)
    looks.note(request, deployment.member, "your deployment")
    user, status = request.user, deployment.status
    side, reviews = permissions.review_side_of(user, deployment), queries.reviews_of(deployment)
    extensions = queries.extensions_of(deployment)
    open_one = next((row for row in extensions if row.status == ExtensionStatus.ASKED), None)
    is_running = status == DeploymentStatus.RUNNING and not deployment.early_why
    context = {
        "deployment": deployment,
        "is_member": side == Side.MEMBER,
        "extensions": extensions,
        "can_extend": is_running and not open_one and permissions.is_host(user, deployment),
        "can_answer": open_one and _may_still_answer(user, deployment, open_one),
        "can_return": status in ON_THE_WAY
        and not deployment.early_why
        and permissions.can_return_early(user, deployment),
        "reviews": reviews,
        "can_review": side and deployment.can_be_reviewed and side not in [row.side for row in reviews],
        "can_keep": side == Side.MEMBER
        and not deployment.evidence_id
        and any(row.side == Side.HOST for row in reviews),
    }
    return render(request, "surge/deployment_detail.html", context)


def _may_still_answer(user, deployment, extension):
    if deployment.member.user_id == user.pk:
        return extension.member_agreed_at is None
    return extension.manager_agreed_at is None and permissions.is_manager(user, deployment)


@require_http_methods(["GET", "POST"])
def deployment_return(request, pk):
    """Before its day, or not at all, after a page that says who is told."""
    deployment = _seen(request, pk)
    require(permissions.can_return_early(request.user, deployment))
    has_begun = deployment.status != DeploymentStatus.AGREED
    form = EarlyForm(request.POST if request.method == "POST" else None, has_begun=has_begun)
    if form.is_valid():
        actions.return_early(deployment=deployment, by=request.user, **form.said)
        return _done(request, deployment, "Saved. The others have been told.")
    return _form_page(request, "deployment_return", deployment, form, has_begun=has_begun)


@require_http_methods(["GET", "POST"])
def extension_ask(request, pk):
    deployment = _seen(request, pk)
    require(permissions.is_host(request.user, deployment))
    form = ExtensionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.ask_extension(deployment=deployment, by=request.user, **form.cleaned_data)
        return _done(request, deployment, "Asked. It lasts longer when both have agreed.")
    return _form_page(request, "extension_ask", deployment, form)


@require_http_methods(["GET", "POST"])
def extension_answer(request, pk):
    """The member for themselves, the manager for the team."""
    deployment = _seen(request, pk)
    require(permissions.can_answer_extension(request.user, deployment))
    form = AnswerForm(request.POST if request.method == "POST" else None)
    extension = next((row for row in queries.extensions_of(deployment) if row.status == ExtensionStatus.ASKED), None)
    if extension is None:
        raise RuleBroken("Nobody has asked for it to last longer, or it was answered already.")
    if form.is_valid():
        actions.answer_extension(extension=extension, by=request.user, **form.said)
        return _done(request, deployment, "Your answer is saved.")
    return _form_page(request, "extension_answer", deployment, form, extension=extension)


@require_http_methods(["GET", "POST"])
def deployment_review(request, pk):
    deployment = _seen(request, pk)
    require(permissions.review_side_of(request.user, deployment) is not None)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.review_deployment(deployment=deployment, by=request.user, **form.cleaned_data)
        return _done(request, deployment, "Thank you. The others can read it.")
    return _form_page(request, "deployment_review", deployment, form)


def _done(request, deployment, words):
    messages.success(request, words)
    return redirect(deployment)


def _form_page(request, name, deployment, form, **more):
    context = {"deployment": deployment, "form": form} | more
    return render(request, f"surge/{name}.html", context, status=422 if form.errors else 200)


@require_POST
def review_keep(request, pk):
    """As evidence of one's own."""
    deployment = actions.keep_deployment_review(deployment=_seen(request, pk), by=request.user)
    messages.success(request, "It is among your evidence now. Only you can see it until you share it.")
    return redirect(deployment.evidence)
