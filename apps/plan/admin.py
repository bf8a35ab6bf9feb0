from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.plan.models import NotInterested, PlanAction


@admin.register(PlanAction)
class PlanActionAdmin(ReadOnlyAdmin):
    """That there is one and where it stands. What it says is the member's alone."""

    person = "member"
    list_display = ["id", "status", "added_at", "done_at"]
    fields = ["member", "status", "added_at", "done_at", "dropped_at"]
    search_fields = ["=id", "=member__staff_number"]
    ordering = ["-added_at", "pk"]


@admin.register(NotInterested)
class NotInterestedAdmin(ReadOnlyAdmin):
    person = "member"
    list_display = ["id", "said_at", "withdrawn_at"]
    fields = ["member", "said_at", "withdrawn_at"]
    search_fields = ["=member__staff_number"]
    ordering = ["-pk"]
