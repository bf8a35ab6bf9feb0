"""The member's side: from the first page to the result."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.capability import actions, documents, permissions, queries
from apps.capability.forms import AnswerForm, EvidenceChoiceForm
from apps.capability.models import Assessment, FrameworkVersion
from apps.core.asked import is_autosave
from apps.core.downloads import private_file
from apps.core.rules import require
from apps.evidence.queries import evidence_to_link
from apps.members import looks

ABOUT = "your self-assessment"


def seen_by(user, pk):
    """An assessment that this person may see: their own, or one that was shared with them."""
    return get_object_or_404(Assessment.objects.visible_to(user).for_page(), pk=pk)


def owned_by(user, pk):
    """One's own. Whoever may only read it is told so."""
    assessment = seen_by(user, pk)
    require(permissions.can_change_assessment(user, assessment))
    return assessment


@require_safe
def assessment_list(request):
    """Where one stands: what one may use, what one has begun, what was agreed, and what waits from one's team."""
    require(permissions.can_assess(request.user))
    mine = list(Assessment.objects.visible_to(request.user).of(request.user).for_list())
    versions = FrameworkVersion.objects.visible_to(request.user)
    context = {
        "offers": queries.offers_for(request.user, versions, mine),
        "ended": [row for row in mine if row.ended_at and not row.is_practice],
        "shared": Assessment.objects.visible_to(request.user).of_reports(request.user).numbers(),
    }
    return render(request, "capability/assessment_list.html", context)


@require_http_methods(["GET", "POST"])
def assessment_start(request, slug):
    """What happens with the answers; then begin, or begin for practice."""
    require(permissions.can_assess(request.user))
    versions = FrameworkVersion.objects.visible_to(request.user).published()
    version = get_object_or_404(versions, framework__slug=slug)
    if request.method == "POST":
        practice = "practice" in request.POST
        assessment = actions.start_assessment(version=version, practice=practice, by=request.user)
        return redirect(assessment)
    grade = request.user.member.grade_id
    context = {
        "version": version,
        "content": queries.content_of(version),
        "is_mine": not grade or grade in version.grades,
    }
    return render(request, "capability/assessment_start.html", context)


@require_safe
def assessment_detail(request, pk):
    """What is still to be said of each capability; once it is shared, what both say, side by side."""
    assessment = seen_by(request.user, pk)
    looks.note(request, assessment.member, ABOUT)
    is_own = permissions.can_change_assessment(request.user, assessment)
    context = {"assessment": assessment, "is_own": is_own}
    if assessment.is_private:
        progress = queries.progress_of(assessment)
        return render(request, "capability/assessment_detail.html", context | {"progress": progress})
    conversation = queries.conversation_of(assessment, request.user)
    context |= {
        "conversation": conversation,
        "prompts": queries.PROMPTS,
        "can_answer": bool(conversation.standing)
        and permissions.can_answer_outcome(request.user, assessment, conversation.standing),
    }
    return render(request, "capability/conversation_detail.html", context)


@require_http_methods(["GET", "POST"])
def answer_give(request, pk, number):
    """One capability. What is typed is saved as it is typed, and without a script by each of the buttons."""
    assessment = owned_by(request.user, pk)
    progress = queries.progress_of(assessment) if assessment.is_private else None
    content = progress.content if progress else queries.content_of(assessment.version)
    if not 1 <= number <= len(content.capabilities):
        raise Http404
    capability = content.capabilities[number - 1]
    told = {"content": content, "capability": capability}
    if request.method == "POST":
        form = AnswerForm(request.POST, **told)
    elif progress is None:
        return redirect(assessment)
    else:
        form = AnswerForm(initial=AnswerForm.initial_of(progress.lines[number - 1].answer), **told)
    if form.is_valid():
        actions.save_answer(assessment=assessment, capability=capability, by=request.user, **form.said)
        return HttpResponse(status=204) if is_autosave(request) else _after(request, assessment, number, content)
    context = {
        "assessment": assessment,
        "progress": progress,
        "line": progress and progress.lines[number - 1],
        "capability": capability,
        "columns": content.columns_of(capability),
        "ticked": set(form["ticked"].value() or ()),
        "form": form,
        "number": number,
        "total": len(content.capabilities),
    }
    return render(request, "capability/answer_give.html", context, status=422 if form.errors else 200)


def _after(request, assessment, number, content):
    if "later" in request.POST:
        return redirect(assessment)
    if "evidence" in request.POST:
        return redirect("capability:evidence_choose", assessment.pk, number)
    if number < len(content.capabilities):
        return redirect("capability:answer_give", assessment.pk, number + 1)
    return redirect("capability:assessment_share", assessment.pk)


@require_http_methods(["GET", "POST"])
def evidence_choose(request, pk, number):
    """Which of one's evidence belongs to an answer."""
    assessment = owned_by(request.user, pk)
    progress = queries.progress_of(assessment)
    if not assessment.is_private or not 1 <= number <= progress.total:
        raise Http404
    line = progress.lines[number - 1]
    linked = [row["pk"] for row in line.answer.linked] if line.answer else []
    form = EvidenceChoiceForm(
        request.POST if request.method == "POST" else None,
        evidence=evidence_to_link(request.user),
        initial={"evidence": linked},
    )
    if form.is_valid():
        said = {"assessment": assessment, "capability": line.capability, "evidence": form.chosen}
        actions.choose_evidence(by=request.user, **said)
        return redirect("capability:answer_give", pk, number)
    context = {"assessment": assessment, "line": line, "form": form}
    return render(request, "capability/evidence_choose.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def assessment_share(request, pk):
    """Check what one says, then share it."""
    assessment = owned_by(request.user, pk)
    if request.method == "POST":
        actions.share_assessment(assessment=assessment, by=request.user)
        messages.success(request, "You have shared it with your line manager, who has been told.")
        return redirect(assessment)
    if not assessment.is_private:
        return redirect(assessment)
    manager = assessment.member.line_manager
    context = {"assessment": assessment, "progress": queries.progress_of(assessment), "manager": manager}
    return render(request, "capability/assessment_share.html", context)


@require_http_methods(["GET", "POST"])
def assessment_withdraw(request, pk):
    """Take it back, after a page that says what that means."""
    assessment = owned_by(request.user, pk)
    if request.method == "POST":
        actions.withdraw_assessment(assessment=assessment, by=request.user)
        messages.success(request, "You have taken it back.")
        return redirect("capability:assessment_list")
    if assessment.ended_at:
        return redirect(assessment)
    return render(request, "capability/assessment_withdraw.html", {"assessment": assessment})


@require_http_methods(["GET", "POST"])
def assessment_revise(request, pk):
    """Say it anew, after a page that says what becomes of what was said."""
    assessment = owned_by(request.user, pk)
    if request.method == "POST":
        return redirect(actions.revise_assessment(assessment=assessment, by=request.user))
    if assessment.is_private:
        return redirect(assessment)
    return render(request, "capability/assessment_revise.html", {"assessment": assessment})


SERIES = [  # name in the result, words, mark in the chart
    ("expected", "Expected", ""),
    ("own", "Own view", "circle"),
    ("agreed", "Agreed", "square"),
    ("before", "Last time", "triangle"),
]


@require_safe
def assessment_result(request, pk):
    """Where somebody stands, in a chart and a table, and the largest gaps."""
    assessment = seen_by(request.user, pk)
    looks.note(request, assessment.member, ABOUT)
    result = queries.result_of(assessment)
    series = [
        documents.Series(words, result.values_of(name), look=name, mark=mark)
        for name, words, mark in SERIES
        if result.has(name)
    ]
    context = {
        "assessment": assessment,
        "is_own": permissions.can_change_assessment(request.user, assessment),
        "result": result,
        "series": [(row, documents.mark(row.mark) if row.mark else "") for row in series],
        "table": result.table([(name, words) for name, words, _ in SERIES if result.has(name)]),
        "expects": result.has("expected"),
        "develops": queries.develops_into(result.content),
        "chart": documents.radar(
            title="Where you stand",
            axes=[row.capability.title for row in result.standings],
            rings=[level.title for level in result.content.levels],
            series=series,
        ),
    }
    return render(request, "capability/assessment_result.html", context)


def _evidence(request, pk, evidence):
    assessment = seen_by(request.user, pk)
    looks.note(request, assessment.member, ABOUT)
    piece = queries.evidence_of(assessment, evidence)
    if piece is None:
        raise Http404
    return assessment, piece


@require_safe
def evidence_read(request, pk, evidence):
    """A piece of evidence that belongs to an answer, for whoever may read the answer."""
    assessment, piece = _evidence(request, pk, evidence)
    return render(request, "capability/evidence_read.html", {"assessment": assessment, "evidence": piece})


@require_safe
def evidence_download(request, pk, evidence):
    """Its file."""
    _, piece = _evidence(request, pk, evidence)
    if piece.upload is None:
        raise Http404
    return private_file(piece.upload)
