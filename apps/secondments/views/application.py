"""An application, as its member writes it and as its host reads it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.asked import is_autosave, page_of
from apps.core.downloads import private_file
from apps.core.rules import RuleBroken, require, second_click
from apps.evidence.queries import evidence_to_link
from apps.members import looks
from apps.secondments import actions, permissions, queries
from apps.secondments.documents import submission_content
from apps.secondments.forms import ChooseForm, DeclineForm, EvidencePartForm, TextPartForm, WithdrawForm
from apps.secondments.models import Application, Opportunity
from apps.secondments.queries import EVIDENCE, TEAM, WHY
from apps.secondments.states import APPLICATION_MOVES, ApplicationStatus, PlacementStatus

MOST_BESIDE = 50  # agreements and placements beside one's applications
ASKS = {
    WHY: ("Why do you want this, and what do you offer?", "Say it in your own words. The host reads this first."),
    TEAM: (
        "What does your team gain when you come back?",
        "Your manager reads this when they decide about your release. The host does not see it.",
    ),
}
SHOW = "Give an example: what you did, why, and what came of it."


def _seen(request, pk):
    return get_object_or_404(Application.objects.visible_to(request.user).for_page(), pk=pk)


def _own(request, pk):
    application = _seen(request, pk)
    require(permissions.can_edit_application(request.user, application))
    return application


def _draft(request, pk):
    application = _own(request, pk)
    if application.status != ApplicationStatus.DRAFT:
        status = application.get_status_display().lower()
        raise RuleBroken(f"You can no longer change or send this: it is now “{status}”.")
    return application


@require_safe
def application_list(request):
    """What I have applied for, and the agreements and placements in which I have a part."""
    require(permissions.can_write_opportunity(request.user))
    applications = Application.objects.visible_to(request.user).of(request.user).for_list()
    page = page_of(applications, request.GET.get("page"))
    context = {
        "page": page,
        "agreements": queries.to_sign_by(request.user)[:MOST_BESIDE],
        "placements": queries.placements_of(request.user)[:MOST_BESIDE],
    }
    return render(request, "secondments/application_list.html", context)


@require_POST
def application_start(request, slug):
    opportunity = get_object_or_404(Opportunity.objects.visible_to(request.user), slug=slug)
    return redirect(actions.start_application(opportunity=opportunity, by=request.user))


@require_safe
def application_detail(request, pk):
    """The task list while it is written; then where it stands, and what comes next; to the host what was sent."""
    application = _seen(request, pk)
    if application.member.user_id != request.user.pk:
        return _read_by_host(request, application)
    releases = queries.releases_of(application)
    if application.status == ApplicationStatus.DRAFT:
        return render(request, "secondments/application_draft.html", _task_list(application))
    agreed = _agreed(application)
    has_begun = agreed["placement"] and agreed["placement"].status != PlacementStatus.AGREED
    context = {
        "application": application,
        "content": application.submission.content if hasattr(application, "submission") else None,
        "releases": releases,
        **agreed,
        "can_ask": queries.next_stage(application, releases),
        "is_released": queries.is_firmly_released(releases),
        "can_withdraw": ApplicationStatus.WITHDRAWN in APPLICATION_MOVES[application.status] and not has_begun,
    }
    return render(request, "secondments/application_detail.html", context)


def _task_list(application):
    statements = queries.statements_of(application)
    missing = queries.steps_missing(application, [wanted for wanted, text in statements if text])
    return {
        "application": application,
        "statements": [(number, wanted, bool(text)) for number, (wanted, text) in enumerate(statements, 1)],
        "missing": missing,
        "evidence": application.evidence.count(),
    }


def _read_by_host(request, application):
    """Only what was sent, and no more of it once it was withdrawn."""
    looks.note(request, application.member, "your application to work elsewhere")
    is_readable = application.status not in (ApplicationStatus.WITHDRAWN, ApplicationStatus.CALLED_OFF)
    context = {
        "application": application,
        "opportunity": application.opportunity,
        "submission": application.submission,
        "content": application.submission.content if is_readable else None,
        "release": queries.release_words(queries.releases_of(application)),
        **_agreed(application),
        "can_choose": _decisions(application) and permissions.can_choose_application(request.user, application),
    }
    return render(request, "secondments/application_read.html", context)


def _agreed(application):
    """What came of an offer that was accepted."""
    agreement = queries.agreement_of(application) if application.status == ApplicationStatus.ACCEPTED else None
    return {"agreement": agreement, "placement": queries.placement_of(agreement) if agreement else None}


def _decisions(application):
    return APPLICATION_MOVES[application.status] & set(ChooseForm.WORDS)


@require_http_methods(["GET", "POST"])
def application_write(request, pk, part):
    """One part. What is typed is saved as it is typed, and without a script by each of the buttons."""
    application = _draft(request, pk)
    if part == EVIDENCE:
        return _write_evidence(request, application)
    parts = [WHY, *(str(number) for number in range(1, len(queries.statements_of(application)) + 1)), TEAM, EVIDENCE]
    if part not in parts:
        raise Http404
    asks, hint, text, save = _part(application, part)
    posted = request.POST if request.method == "POST" else None
    form = TextPartForm(posted, initial={"text": text}, asks=asks, hint=hint)
    if form.is_valid():
        save(request.user, form.cleaned_data["text"])
        if is_autosave(request):
            return HttpResponse(status=204)
        return redirect(*_after(request, application, parts, part))
    context = {"application": application, "form": form, "part": part}
    return render(request, "secondments/application_write.html", context, status=422 if form.errors else 200)


def _part(application, part):
    """(label, hint, what is there, how it is saved)."""
    if part in ASKS:
        name = {WHY: "why", TEAM: "benefit"}[part]

        def keep(by, text):
            actions.save_words(application=application, by=by, **{name: text})

        return *ASKS[part], getattr(application, name), keep
    wanted, text = queries.statements_of(application)[int(part) - 1]

    def keep_statement(by, text):
        actions.save_statement(application=application, wanted=wanted, text=text, by=by)

    return f"How do you show this: {wanted}?", f"{wanted.capability.summary} {SHOW}", text, keep_statement


def _after(request, application, parts, part):
    if "later" in request.POST:
        return (application,)
    following = parts[parts.index(part) + 1]
    return "secondments:application_write", application.pk, following


def _write_evidence(request, application):
    own = list(evidence_to_link(request.user))
    initial = {"chosen": [str(pk) for pk in application.evidence.values_list("pk", flat=True)]}
    form = EvidencePartForm(request.POST if request.method == "POST" else None, initial=initial, evidence=own)
    if form.is_valid():
        actions.choose_evidence(application=application, evidence=form.pieces, by=request.user)
        return redirect(application)
    context = {"application": application, "form": form, "has_some": bool(own)}
    return render(request, "secondments/application_evidence.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def application_check(request, pk):
    """What the host and the manager will see, and the sending."""
    if request.method == "POST":
        application = _own(request, pk)
        with second_click(application, ApplicationStatus.SUBMITTED):
            actions.submit_application(application=application, by=request.user)
            messages.success(request, "Sent. Your line manager has been asked to release you in principle.")
        return redirect(application)
    application = _draft(request, pk)
    if _task_list(application)["missing"]:
        return redirect(application)
    context = {"application": application, "content": _preview(application)}
    return render(request, "secondments/application_check.html", context)


def _preview(application):
    return submission_content(application, queries.statements_of(application), queries.evidence_of(application))


@require_http_methods(["GET", "POST"])
def application_withdraw(request, pk):
    application = _own(request, pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.withdraw_application(application=application, by=request.user, **form.cleaned_data)
        messages.success(request, "You have withdrawn.")
        return redirect("secondments:application_list")
    context = {"application": application, "form": form}
    return render(request, "secondments/application_withdraw.html", context, status=422 if form.errors else 200)


@require_safe
def evidence_download(request, pk, evidence):
    """A file that was sent with it, as long as it is shared."""
    application = _seen(request, pk)
    piece = get_object_or_404(queries.shared_evidence(application), pk=evidence)
    return private_file(piece.upload)


# --- What becomes of it ----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def application_choose(request, pk):
    """The host decides, and says why."""
    application = _seen(request, pk)
    require(permissions.can_choose_application(request.user, application))
    decisions = _decisions(application)
    form = ChooseForm(request.POST if request.method == "POST" else None, decisions=decisions)
    if form.is_valid():
        actions.choose_application(application=application, by=request.user, **_chosen(form.cleaned_data))
        messages.success(request, f"{application.submission.content['name']} has been told.")
        return redirect(application.opportunity)
    if not decisions:
        status = application.get_status_display().lower()
        raise RuleBroken(f"This application is now “{status}”, so there is nothing to decide.")
    context = {"application": application, "form": form, "name": application.submission.content["name"]}
    return render(request, "secondments/application_choose.html", context, status=422 if form.errors else 200)


def _chosen(data):
    return {"decision": ApplicationStatus(data["decision"]), "reason": data["reason"] or "", "note": data["note"]}


@require_POST
def offer_accept(request, pk):
    application = _own(request, pk)
    if application.status != ApplicationStatus.ACCEPTED:
        actions.accept_offer(application=application, by=request.user)
        messages.success(request, "You have accepted. The host writes the agreement next.")
    return redirect(application)


@require_http_methods(["GET", "POST"])
def offer_decline(request, pk):
    application = _own(request, pk)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.decline_offer(application=application, by=request.user, **form.cleaned_data)
        messages.success(request, "You have declined. The host has been told.")
        return redirect(application)
    context = {"application": application, "form": form}
    return render(request, "secondments/offer_decline.html", context, status=422 if form.errors else 200)
