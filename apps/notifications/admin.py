from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.notifications.models import Digest, Message, Preference


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    person = "recipient"
    list_display = ["subject", "recipient", "kind", "occasion", "created_at", "sent_at", "read_at"]
    list_select_related = ["recipient"]
    list_filter = ["kind"]
    search_fields = ["=recipient__email", "=object_id"]
    ordering = ["-pk"]


@admin.register(Digest)
class DigestAdmin(ReadOnlyAdmin):
    person = "recipient"
    list_display = ["recipient", "day", "sent_at"]
    list_select_related = ["recipient"]
    search_fields = ["=recipient__email"]
    ordering = ["-pk"]


@admin.register(Preference)
class PreferenceAdmin(ReadOnlyAdmin):
    person = "user"
    list_display = ["user", "kind", "how", "changed_at"]
    list_select_related = ["user"]
    list_filter = ["kind", "how"]
    search_fields = ["=user__email"]
    ordering = ["-pk"]
