from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.console import queries
from apps.console.forms import MessageFilterForm
from apps.console.views.door import central_team_only
from apps.members import looks
from apps.notifications.emails import message_email
from apps.notifications.models import Message


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
    message = get_object_or_404(Message.objects.visible_to(request.user).select_related("recipient__member"), pk=pk)
    looks.note(request, message.recipient.member_or_none, "a message to you")
    job = queries.job_of(message)
    delivery, colour = queries.delivery_of(message, job and job.state)
    context = {"message": message, "email": message_email(message), "job": job, "delivery": delivery, "colour": colour}
    return render(request, "console/message_detail.html", context)
