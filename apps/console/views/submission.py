"""Work that is late or that nobody has, more time that somebody asks for, and who marks what."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.console import queries
from apps.console.forms import AllocationForm, CircumstancesAnswerForm, SuitesForm
from apps.console.views.door import central_team_only
from apps.learning.actions import allocate_task, decide_circumstances, set_marking_suites
from apps.learning.models import Circumstances, MarkingTask
from apps.learning.permissions import can_allocate_task, can_decide_circumstances, can_set_marking_suites
from apps.learning.queries import eligible_for
from apps.learning.states import OPEN_TASKS, CircumstancesStatus
from apps.members import looks
from apps.members.models import Grant


@require_safe
@central_team_only
def submission_list(request):
    """Submissions, checks and appeals that are late or that nobody has, the most urgent first."""
    show = request.GET.get("show")
    show = show if show in queries.SUBMISSIONS else "attention"
    tasks = queries.submissions_of(MarkingTask.objects.visible_to(request.user), show=show)
    page = queries.page_of(tasks, request.GET.get("page"))
    context = {"page": page, "show": show, "parts": queries.SUBMISSIONS.items()}
    return render(request, "console/submission_list.html", context)


@require_http_methods(["GET", "POST"])
@central_team_only
def submission_allocate(request, pk):
    """One of them: where it is, and somebody else to have it. What is in it is for those who mark."""
    task = get_object_or_404(MarkingTask.objects.visible_to(request.user).for_list().with_learner(), pk=pk)
    member = task.work.enrolled_unit.enrolment.member
    looks.note(request, member, "where your assignment is")
    people = eligible_for(task) if task.status in OPEN_TASKS else []
    can_allocate = bool(people) and can_allocate_task(request.user, task)
    form = AllocationForm(request.POST if request.method == "POST" else None, people=people, holder=task.holder)
    if form.is_valid():
        holder = form.cleaned_data["holder"]
        allocate_task(task=task, holder=holder, by=request.user)
        messages.success(request, f"{holder} has work {task.work.reference} now.")
        return redirect("console:submission_list")
    context = {"task": task, "member": member, "form": form, "can_allocate": can_allocate}
    return render(request, "console/submission_allocate.html", context, status=422 if form.errors else 200)


@require_safe
@central_team_only
def circumstances_list(request):
    """Who asks for more time for an assignment, the longest waiting first; then what was answered."""
    asked = queries.circumstances_of(Circumstances.objects.visible_to(request.user))
    page = queries.page_of(asked, request.GET.get("page"))
    return render(request, "console/circumstances_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
@central_team_only
def circumstances_decide(request, pk):
    """Why somebody needs more time, and how much they get."""
    asked = get_object_or_404(Circumstances.objects.visible_to(request.user).for_list(), pk=pk)
    member = asked.work.enrolled_unit.enrolment.member
    looks.note(request, member, "why you need more time")
    form = CircumstancesAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        days = form.cleaned_data["days"] if form.cleaned_data["decision"] == "agree" else None
        decide_circumstances(circumstances=asked, days=days, answer=form.cleaned_data["answer"], by=request.user)
        messages.success(request, f"You have answered {member}.")
        return redirect("console:circumstances_list")
    is_open = asked.status == CircumstancesStatus.ASKED
    context = {
        "asked": asked,
        "member": member,
        "form": form,
        "can_decide": is_open and can_decide_circumstances(request.user, asked),
        "is_open": is_open,
    }
    return render(request, "console/circumstances_decide.html", context, status=422 if form.errors else 200)


@require_safe
@central_team_only
def assessor_list(request):
    """Who marks and who checks, what they have before them, and for which suites they are there."""
    grants = queries.marking_grants(Grant.objects.visible_to(request.user))
    return render(request, "console/assessor_list.html", {"page": queries.page_of(grants, request.GET.get("page"))})


@require_http_methods(["GET", "POST"])
@central_team_only
def assessor_suites(request, pk):
    """Say for which suites somebody marks or checks."""
    grant = queries.marking_grants(Grant.objects.visible_to(request.user)).filter(pk=pk).first()
    if grant is None:
        raise Http404
    chosen = [str(row.suite_id) for row in grant.marking_suites.all()]
    suites = queries.suites()
    data = request.POST if request.method == "POST" else None
    form = SuitesForm(data, suites=suites, initial={"suites": chosen})
    if form.is_valid():
        wanted = [suite for suite in suites if str(suite.pk) in form.cleaned_data["suites"]]
        set_marking_suites(grant=grant, suites=wanted, by=request.user)
        messages.success(request, f"The suites of {grant.user} are kept.")
        return redirect("console:assessor_list")
    context = {"grant": grant, "form": form, "can_set": can_set_marking_suites(request.user, grant)}
    return render(request, "console/assessor_suites.html", context, status=422 if form.errors else 200)
