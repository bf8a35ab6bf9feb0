from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.notifications import actions
from apps.notifications.models import Message

MESSAGES_A_PAGE = 20


@require_safe
def message_list(request):
    """My messages, newest first. Looking at them changes nothing: one says that they are read."""
    own = Message.objects.visible_to(request.user).to(request.user)
    page = Paginator(own.order_by("-created_at", "-pk"), MESSAGES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/message_list.html", {"page": page, "has_unread": own.unread().exists()})


@require_POST
def messages_mark_read(request):
    actions.mark_messages_read(by=request.user)
    messages.success(request, "All your messages are marked as read.")
    return redirect("notifications:message_list")
