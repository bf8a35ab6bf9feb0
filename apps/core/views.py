from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.core.files import has_room


@login_not_required
@require_safe
def health_live(request):
    """The process answers."""
    return HttpResponse("live\n", content_type="text/plain")


@login_not_required
@require_safe
def health_ready(request):
    """The database answers and has the schema this code needs, and files can be written."""
    try:
        executor = MigrationExecutor(connection)
    except OperationalError:
        return HttpResponse("the database does not answer\n", content_type="text/plain", status=503)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return HttpResponse("migrations are waiting\n", content_type="text/plain", status=503)
    if not has_room(settings.MEDIA_ROOT):
        return HttpResponse("files cannot be written, or the disk is full\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)
