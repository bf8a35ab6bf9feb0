from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from apps.members import actions
from apps.members.models import Download
from apps.members.states import DownloadStatus


@require_POST
def download_request(request):
    """Ask for the document; the page of the download says how far it is."""
    actions.request_download(by=request.user)
    return redirect("home:held_detail")


@require_safe
def download_file(request, pk):
    """The document, for the person themselves, always as a file to save."""
    download = get_object_or_404(Download.objects.visible_to(request.user), pk=pk)
    if download.status != DownloadStatus.READY:
        raise Http404
    return FileResponse(download.file.open(), as_attachment=True, filename="everything-held-about-me.pdf")
