"""The manager's view, and what the two of them write down."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.capability import actions, permissions, queries
from apps.capability.forms import OutcomeAnswerForm, OutcomeForm, ViewForm
from apps.capability.models import Assessment
from apps.capability.states import AssessmentStatus
from apps.capability.views.assessment import ABOUT, seen_by
from apps.core.asked import is_autosave, page_of
from apps.core.rules import require
from apps.members import looks


@require_safe
def shared_list(request):
    """What people of one's team have shared, those first that wait for something."""
    rows = Assessment.objects.visible_to(request.user).of_reports(request.user).open_first()
    return render(request, "capability/shared_list.html", {"page": page_of(rows, request.GET.get("page"))})


def _to_view(request, pk):
    assessment = seen_by(request.user, pk)
    require(permissions.can_view_assessment(request.user, assessment))
    looks.note(request, assessment.member, ABOUT)
    return assessment


@require_http_methods(["GET", "POST"])
def view_give(request, pk, number):
    """One capability: what the member says, and how their manager sees it."""
    assessment = _to_view(request, pk)
    progress = queries.progress_of(assessment)
    if not 1 <= number <= progress.total:
        raise Http404
    line = progress.lines[number - 1]
    view = queries.view_on(assessment, line.capability, request.user)
    is_open = assessment.status == AssessmentStatus.SHARED and not (view and view.sent_at)
    if request.method == "GET" and not is_open:
        return redirect(assessment)
    form = ViewForm(
        request.POST if request.method == "POST" else None,
        first_name=assessment.member.first_name,
        initial={"stance": view.stance, "comment": view.comment} if view else {},
    )
    if form.is_valid():
        said = {"assessment": assessment, "capability": line.capability}
        actions.save_view(by=request.user, **said, **form.cleaned_data)
        if is_autosave(request):
            return HttpResponse(status=204)
        return redirect(*_after(request, pk, number, progress.total))
    context = {
        "assessment": assessment,
        "line": line,
        "statements": [
            (level, [row for row in rows if line.answer and row.code in line.answer.ticked])
            for level, rows in progress.content.columns_of(line.capability)
        ],
        "view": view,
        "form": form,
        "number": number,
        "total": progress.total,
    }
    return render(request, "capability/view_give.html", context, status=422 if form.errors else 200)


def _after(request, pk, number, total):
    if "later" in request.POST:
        return "capability:assessment_detail", pk
    return ("capability:view_give", pk, number + 1) if number < total else ("capability:views_send", pk)


@require_http_methods(["GET", "POST"])
def views_send(request, pk):
    """Check how one sees it, then send it to the member."""
    assessment = _to_view(request, pk)
    if request.method == "POST":
        actions.send_views(assessment=assessment, by=request.user)
        messages.success(request, f"{assessment.member} has been told. Now have your conversation.")
        return redirect(assessment)
    conversation = queries.conversation_of(assessment, request.user)
    if conversation.are_sent or assessment.status != AssessmentStatus.SHARED:
        return redirect(assessment)
    return render(request, "capability/views_send.html", {"assessment": assessment, "conversation": conversation})


@require_http_methods(["GET", "POST"])
def outcome_write(request, pk):
    """Write down what came of the talk: kept as it is typed, sent to the other one when it is complete."""
    assessment = seen_by(request.user, pk)
    looks.note(request, assessment.member, ABOUT)
    require(permissions.can_write_outcome(request.user, assessment))
    conversation = queries.conversation_of(assessment, request.user)
    is_open = assessment.status == AssessmentStatus.SHARED and conversation.are_sent and not conversation.standing
    if request.method == "GET" and not is_open:
        return redirect(assessment)
    content, is_final = conversation.progress.content, "send" in request.POST
    form = OutcomeForm(
        request.POST if request.method == "POST" else None,
        content=content,
        is_final=is_final,
        initial=OutcomeForm.initial_of(assessment, content, request.user),
    )
    if form.is_valid():
        said = {"assessment": assessment, "by": request.user}
        actions.save_outcome(**said, **form.said)
        if is_autosave(request):
            return HttpResponse(status=204)
        if is_final:
            actions.propose_outcome(**said)
            messages.success(request, "You have sent it. It counts once the other one agrees.")
        return redirect(assessment)
    rows = zip(conversation.pairs, form.rows(), strict=True)
    context = {
        "assessment": assessment,
        "is_own": permissions.can_change_assessment(request.user, assessment),
        "rows": [(pair, level, step) for pair, (_, level, step) in rows],
        "prompts": queries.PROMPTS,
        "form": form,
    }
    return render(request, "capability/outcome_write.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def outcome_answer(request, pk):
    """Read what the other one has written down, and agree to it or not."""
    assessment = seen_by(request.user, pk)
    looks.note(request, assessment.member, ABOUT)
    outcome = queries.proposed_of(assessment, request.user)
    if outcome is None or assessment.status != AssessmentStatus.SHARED:
        return redirect(assessment)
    require(permissions.can_answer_outcome(request.user, assessment, outcome))
    form = OutcomeAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if form.cleaned_data["decision"] == "confirm":
            actions.confirm_outcome(outcome=outcome, by=request.user)
            messages.success(request, "You have both agreed. The levels count from today.")
        else:
            actions.return_outcome(outcome=outcome, comment=form.cleaned_data["comment"], by=request.user)
            messages.success(request, f"{outcome.written_by} has been told.")
        return redirect(assessment)
    context = {
        "assessment": assessment,
        "outcome": outcome,
        "levels": queries.levels_of(outcome, assessment),
        "form": form,
    }
    return render(request, "capability/outcome_answer.html", context, status=422 if form.errors else 200)
