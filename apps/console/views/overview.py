from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.console import queries
from apps.console.views.door import central_team_only


@require_safe
@central_team_only
def overview(request):
    """What waits for the central team, and how old the data is."""
    return render(request, "console/overview.html", queries.overview())


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
