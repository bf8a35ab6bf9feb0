from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.console import queries
from apps.console.views.door import central_team_only
from apps.core import jobs
from apps.core.models import Job, JobState
from apps.members import looks
from apps.notifications.models import Message


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
    message = queries.message_of(job, Message.objects.visible_to(request.user))
    if message:
        looks.note(request, message.recipient.member_or_none, "a message to you")
    return job, message


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
