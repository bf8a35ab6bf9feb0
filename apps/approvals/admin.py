from django.contrib import admin

from apps.approvals.models import Case, Task
from apps.core.admin import ReadOnlyAdmin


@admin.register(Task)
class TaskAdmin(ReadOnlyAdmin):
    list_display = ["title", "requester", "kind", "status", "asked_at", "decided_at", "decided_by"]
    list_select_related = ["requester", "decided_by"]
    list_filter = ["status", "kind"]
    search_fields = ["=id", "=requester__staff_number"]
    ordering = ["-asked_at", "pk"]


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    list_display = ["task", "opened_by", "opened_at", "status", "closed_at", "closed_by"]
    list_select_related = ["task", "opened_by", "closed_by"]
    list_filter = ["status"]
    search_fields = ["=id", "=task__id"]
    ordering = ["-opened_at", "pk"]
