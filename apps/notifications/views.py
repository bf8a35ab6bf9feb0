from datetime import time

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.words import time_words
from apps.notifications import actions
from apps.notifications.forms import PreferencesForm
from apps.notifications.models import Message
from apps.notifications.queries import preferences_of
from apps.notifications.states import STATUTORY

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


@require_http_methods(["GET", "POST"])
def preferences_change(request):
    """How messages of each kind reach me. Those about decisions and answers always come by email."""
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial=preferences_of(request.user))
    if form.is_valid():
        actions.change_preferences(choices=form.cleaned_data, by=request.user)
        messages.success(request, "Your choice is saved.")
        return redirect("notifications:message_list")
    quiet = [time_words(time(hour)) for hour in settings.QUIET_HOURS]
    context = {"form": form, "statutory": STATUTORY, "quiet": quiet}
    return render(request, "notifications/preferences_change.html", context, status=422 if form.errors else 200)
