from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.notifications.models import Message


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ["subject", "recipient", "kind", "occasion", "created_at", "sent_at", "read_at"]
    list_select_related = ["recipient"]
    list_filter = ["kind"]
    search_fields = ["=recipient__email", "=object_id"]
    ordering = ["-pk"]
