"""HR feeds that are uploaded here: one person brings the file, another one has it taken over."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.console import queries
from apps.console.forms import ImportForm
from apps.console.views.door import central_team_only
from apps.members.actions import cancel_upload, confirm_upload, upload_feed
from apps.members.models import FeedUpload
from apps.members.permissions import can_cancel_upload, can_confirm_upload
from apps.members.states import UploadStatus


@require_safe
@central_team_only
def import_list(request):
    """Files that were uploaded, and what became of them."""
    status = request.GET.get("status", "")
    status = status if status in UploadStatus.values else ""
    uploads = queries.uploads_of(FeedUpload.objects.visible_to(request.user), status=status)
    page = queries.page_of(uploads, request.GET.get("page"))
    context = {"page": page, "status": status, "statuses": UploadStatus.choices}
    return render(request, "console/import_list.html", context)


@require_http_methods(["GET", "POST"])
@central_team_only
def import_upload(request):
    """Bring a file, to be checked."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(*sent, initial={"as_of": timezone.localdate()})
    if form.is_valid():
        file = form.cleaned_data["file"]
        upload = upload_feed(parts=file.chunks(), as_of=form.cleaned_data["as_of"], by=request.user)
        return redirect("console:import_detail", upload.pk)
    return render(request, "console/import_upload.html", {"form": form}, status=422 if form.errors else 200)


def _upload(request, pk):
    return get_object_or_404(FeedUpload.objects.visible_to(request.user).for_list(), pk=pk)


@require_safe
@central_team_only
def import_detail(request, pk):
    """What a file would change, or what is wrong with it, and who confirms it."""
    upload = _upload(request, pk)
    context = {
        "upload": upload,
        "can_confirm": upload.status == UploadStatus.WAITING and can_confirm_upload(request.user, upload),
        "can_cancel": upload.is_live and can_cancel_upload(request.user, upload),
        "percent": queries.progress_of(upload) if upload.is_live else None,
        "history": queries.history_of(upload),
    }
    return render(request, "console/import_detail.html", context)


@require_POST
@central_team_only
def import_confirm(request, pk):
    """Have it taken over."""
    confirm_upload(upload=_upload(request, pk), by=request.user)
    messages.success(request, "You have confirmed the HR feed. It is taken over now.")
    return redirect("console:import_detail", pk)


@require_POST
@central_team_only
def import_cancel(request, pk):
    """It is not taken over, and the file is removed."""
    cancel_upload(upload=_upload(request, pk), by=request.user)
    messages.success(request, "You have cancelled the HR feed. Nothing of it was written.")
    return redirect("console:import_detail", pk)
