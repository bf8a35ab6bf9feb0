from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apps.approvals.actions import answer_case
from apps.approvals.models import Case
from apps.approvals.permissions import can_answer_case
from apps.approvals.states import CaseStatus
from apps.console import queries
from apps.console.forms import AnswerForm, MessageFilterForm
from apps.console.permissions import can_see_console
from apps.core import jobs
from apps.core.models import Job, JobState
from apps.notifications.emails import message_email
from apps.notifications.models import Message


def central_team_only(view):
    """To everybody else there is no such page."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not can_see_console(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@central_team_only
def overview(request):
    """What waits for the central team, and how old the data is."""
    return render(request, "console/overview.html", queries.overview())


@require_safe
@central_team_only
def case_list(request):
    """Questions to the central team, open ones first."""
    status = request.GET.get("status", "")
    status = status if status in CaseStatus.values else ""
    cases = queries.cases_of(Case.objects.visible_to(request.user), status=status)
    page = queries.page_of(cases, request.GET.get("page"))
    context = {"page": page, "status": status, "statuses": CaseStatus.choices}
    return render(request, "console/case_list.html", context)


@require_http_methods(["GET", "POST"])
@central_team_only
def case_detail(request, pk):
    """One question with all that is known about it, and the answer to it."""
    cases = Case.objects.visible_to(request.user).for_list().select_related("task__decided_by")
    case = get_object_or_404(cases, pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answer_case(case=case, by=request.user, **form.cleaned_data)
        messages.success(request, f"You have answered {case.opened_by}.")
        return redirect("console:case_list")
    context = {
        "case": case,
        "task": case.task,
        "form": form,
        "can_answer": can_answer_case(request.user, case),
        "history": queries.history_of(case, case.task),
    }
    return render(request, "console/case_detail.html", context, status=422 if form.errors else 200)


@require_safe
@central_team_only
def message_list(request):
    """Every message the portal sent, or has yet to send."""
    form = MessageFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = queries.messages_of(Message.objects.visible_to(request.user), **chosen)
    page = queries.page_of(rows, request.GET.get("page"))
    shown = [(message, *queries.delivery_of(message, message.delivery)) for message in page]
    context = {"page": page, "rows": shown, "form": form}
    return render(request, "console/message_list.html", context, status=422 if form.errors else 200)


@require_safe
@central_team_only
def message_detail(request, pk):
    """One message, word for word as it is mailed."""
    message = get_object_or_404(Message.objects.visible_to(request.user).select_related("recipient"), pk=pk)
    job = queries.job_of(message)
    delivery, colour = queries.delivery_of(message, job and job.state)
    context = {"message": message, "email": message_email(message), "job": job, "delivery": delivery, "colour": colour}
    return render(request, "console/message_detail.html", context)


@require_safe
@central_team_only
def job_list(request):
    """Work handed over, by state."""
    state = request.GET.get("state", "")
    state = state if state in JobState.values else ""
    page = queries.page_of(queries.jobs_of(Job.objects.visible_to(request.user), state=state), request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(job, queries.kind_words(job), queries.JOB_COLOURS[job.state]) for job in page],
        "state": state,
        "states": queries.job_states(),
    }
    return render(request, "console/job_list.html", context)


def _job(request, pk):
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    return job, queries.message_of(job, Message.objects.visible_to(request.user))


@require_safe
@central_team_only
def job_detail(request, pk):
    """One piece of work: what became of it, how often it was tried, and why it failed."""
    job, message = _job(request, pk)
    context = {
        "job": job,
        "kind": queries.kind_words(job),
        "message": message,
        "colour": queries.JOB_COLOURS[job.state],
        "can_retry": job.state in queries.RETRIABLE,
        "history": queries.history_of(job),
    }
    return render(request, "console/job_detail.html", context)


@require_http_methods(["GET", "POST"])
@central_team_only
def job_retry(request, pk):
    """Try a job again, after a page that says what will happen."""
    job, message = _job(request, pk)
    if request.method == "POST":
        jobs.retry(job=job, by=request.user)
        messages.success(request, "The portal tries this job again now.")
        return redirect("console:job_detail", job.pk)
    if job.state not in queries.RETRIABLE:
        return redirect("console:job_detail", job.pk)
    context = {"job": job, "kind": queries.kind_words(job), "message": message}
    return render(request, "console/job_retry.html", context)


@require_safe
@central_team_only
def health_deep(request):
    """For a monitor that signs in: whether work is being done. 503 where it is not."""
    health, now = queries.health(), timezone.now()
    waited = int((now - health["oldest_due"]).total_seconds()) if health["oldest_due"] else 0
    is_swept = health["swept_at"] and now - health["swept_at"] < queries.LATE
    lines = [
        f"last sweep: {health['swept_at'].isoformat() if health['swept_at'] else 'never'}",
        f"oldest due job: {waited} seconds",
        f"failed jobs: {health['failed']}",
        f"jobs that may have been done: {health['unknown']}",
    ]
    status = 200 if is_swept and waited <= queries.LATE.total_seconds() else 503
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain", status=status)


@login_not_required
def admin_login(request, **kwargs):
    """The admin has no sign-in of its own: one is of the central team, or there is no such page."""
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.GET.get("next", "/admin/"))
