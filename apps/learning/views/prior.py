"""Recognition of prior learning: the learner's side, and the reviewer's."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.asked import page_of
from apps.core.downloads import private_file
from apps.core.rules import require
from apps.evidence.states import Kind
from apps.learning import actions, permissions, queries
from apps.learning.forms import EvidenceForm, OwnEvidenceForm, PriorLearningForm, ReviewForm
from apps.learning.models import PriorLearning
from apps.learning.states import PriorStatus
from apps.qualifications.models import Enrolment


def _enrolment(request, pk):
    """One's own: whoever may read somebody's enrolment may not claim for them."""
    enrolment = get_object_or_404(Enrolment.objects.visible_to(request.user).for_list(), pk=pk)
    if not permissions.can_claim_prior(request.user, enrolment):
        raise Http404
    return enrolment


def _prior(request, pk):
    """One's own: whoever reviews has a page of their own."""
    return get_object_or_404(PriorLearning.objects.visible_to(request.user).of(request.user).for_page(), pk=pk)


@require_safe
def prior_list(request, pk):
    """What was claimed for one qualification, and a way to claim."""
    enrolment = _enrolment(request, pk)
    claims = queries.claims_for(enrolment, request.user).for_page()
    context = {
        "enrolment": enrolment,
        "claims": claims,
        "can_claim": permissions.is_claimable(enrolment)
        and queries.claimable_units(enrolment)
        and not any(claim.is_open for claim in claims),
    }
    return render(request, "learning/prior_list.html", context)


@require_http_methods(["GET", "POST"])
def prior_claim(request, pk):
    """Put down what was learnt, and for which units. It is kept as a draft."""
    enrolment = _enrolment(request, pk)
    draft = queries.claims_for(enrolment, request.user).filter(status=PriorStatus.DRAFT).first()
    form = PriorLearningForm(
        request.POST if request.method == "POST" else None,
        units=queries.claimable_units(enrolment),
        today=timezone.localdate(),
        initial=_initial(draft) if draft else None,
    )
    if form.is_valid():
        return redirect(actions.claim_prior_learning(enrolment=enrolment, by=request.user, **form.cleaned_data))
    context = {"enrolment": enrolment, "form": form}
    return render(request, "learning/prior_claim.html", context, status=422 if form.errors else 200)


def _initial(draft):
    said = {name: getattr(draft, name) for name in ("kind", "title", "gained_at", "ended_on", "description")}
    return said | {"units": [str(pk) for pk in draft.units.values_list("unit", flat=True)]}


@require_safe
def prior_detail(request, pk):
    """One claim: what was said, the evidence, where it stands and what to do next."""
    return _shown(request, _prior(request, pk))


def _shown(request, prior, form=None, own_form=None):
    form = form or EvidenceForm()
    own_form = own_form or OwnEvidenceForm(own=queries.evidence_to_add(prior, request.user))
    context = {
        "prior": prior,
        "form": form,
        "own_form": own_form,
        "units": prior.units.select_related("unit"),
        "files": prior.files.select_related("upload"),
        "linked": queries.linked_evidence(prior),
    }
    status = 422 if form.errors or own_form.errors else 200
    return render(request, "learning/prior_detail.html", context, status=status)


@require_POST
def evidence_add(request, pk):
    """One file of evidence more."""
    prior = _prior(request, pk)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        actions.add_evidence(prior=prior, file=form.cleaned_data["file"], by=request.user)
        return redirect(prior)
    return _shown(request, prior, form=form)


@require_POST
def evidence_remove(request, pk, upload):
    """Take a file out again."""
    prior = _prior(request, pk)
    file = get_object_or_404(prior.files.select_related("upload"), upload=upload)
    actions.remove_evidence(prior=prior, upload=file.upload, by=request.user)
    return redirect(prior)


@require_safe
def evidence_download(request, pk, upload):
    """For the learner, and for whoever may review it as long as it waits."""
    prior = get_object_or_404(PriorLearning.objects.visible_to(request.user), pk=pk)
    return private_file(get_object_or_404(prior.files.select_related("upload"), upload=upload).upload)


@require_POST
def evidence_link(request, pk):
    """Add a piece of one's own evidence."""
    prior = _prior(request, pk)
    form = OwnEvidenceForm(request.POST, own=queries.evidence_to_add(prior, request.user))
    if form.is_valid():
        actions.link_evidence(prior=prior, by=request.user, **form.cleaned_data)
        return redirect(prior)
    return _shown(request, prior, own_form=form)


@require_POST
def evidence_unlink(request, pk, evidence):
    """Leave it out again."""
    prior = _prior(request, pk)
    row = get_object_or_404(queries.linked_evidence(prior), evidence=evidence)
    actions.unlink_evidence(prior=prior, evidence=row.evidence, by=request.user)
    return redirect(prior)


@require_safe
def linked_file(request, pk, evidence):
    """The file of it: for the learner, and for whoever may review it as long as it waits."""
    prior = get_object_or_404(PriorLearning.objects.visible_to(request.user), pk=pk)
    return private_file(
        get_object_or_404(queries.linked_evidence(prior), evidence=evidence, evidence__kind=Kind.FILE).evidence.upload
    )


def _answered(request, pk, action, said):
    prior = _prior(request, pk)
    action(prior=prior, by=request.user)
    messages.success(request, said)
    return redirect(prior)


@require_POST
def prior_send(request, pk):
    """To a reviewer."""
    said = "You have sent it. A reviewer looks at it, and you get a message."
    return _answered(request, pk, actions.submit_prior_learning, said)


@require_POST
def prior_withdraw(request, pk):
    """Take it back, until it has been reviewed."""
    return _answered(request, pk, actions.withdraw_prior_learning, "You have withdrawn it.")


@require_POST
def prior_accept(request, pk):
    """Take what the review gave."""
    return _answered(request, pk, actions.accept_exemptions, "These units count. You need not study them.")


@require_POST
def prior_decline(request, pk):
    """Leave it, and study the units all the same."""
    said = "You have left it. The units are still to be studied."
    return _answered(request, pk, actions.decline_exemptions, said)


# --- Whoever reviews -------------------------------------------------------------------------------------------------


@require_safe
def review_list(request):
    """What waits to be reviewed by this person, the oldest first."""
    if not queries.reviews_prior(request.user):
        raise Http404
    waiting = (
        PriorLearning.objects.visible_to(request.user)
        .reviewable_by(request.user)
        .for_page()
        .order_by("submitted_at", "pk")
    )
    context = {"claims": page_of(waiting, request.GET.get("page"))}
    return render(request, "learning/review_list.html", context)


@require_http_methods(["GET", "POST"])
def prior_review(request, pk):
    """The evidence, and for each unit whether it meets it."""
    prior = get_object_or_404(
        PriorLearning.objects.visible_to(request.user).reviewable_by(request.user).for_page(), pk=pk
    )
    require(permissions.can_review_prior(request.user, prior))
    rows = list(prior.units.select_related("unit"))
    form = ReviewForm(request.POST if request.method == "POST" else None, rows=rows)
    if form.is_valid():
        actions.review_prior_learning(prior=prior, answers=form.answers, by=request.user)
        messages.success(request, f"You have reviewed it. {prior.enrolment.member} has been told.")
        return redirect("learning:review_list")
    context = {
        "prior": prior,
        "form": form,
        "files": prior.files.select_related("upload"),
        "linked": queries.linked_evidence(prior),
    }
    return render(request, "learning/prior_review.html", context, status=422 if form.errors else 200)
