from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.evidence.models import Evidence


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    """That there is some and where it stands. What it says is read by those with whom it is shared, not here."""

    person = "member"
    list_display = ["id", "kind", "status", "added_at", "shared_at"]
    fields = ["member", "kind", "status", "added_at", "shared_at", "withdrawn_at"]
    search_fields = ["=id", "=member__staff_number"]
    ordering = ["-added_at", "pk"]
