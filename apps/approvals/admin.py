from django.contrib import admin

from apps.approvals.models import Case, Ladder, StandIn, Task, Turn
from apps.core.admin import ReadOnlyAdmin


@admin.register(Task)
class TaskAdmin(ReadOnlyAdmin):
    person = "requester"
    list_display = ["title", "requester", "kind", "status", "asked_at", "decided_at", "decided_by"]
    list_select_related = ["requester", "decided_by"]
    list_filter = ["status", "kind"]
    search_fields = ["=id", "=requester__staff_number"]
    ordering = ["-asked_at", "pk"]


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    person = "task.requester"
    list_display = ["task", "opened_by", "opened_at", "status", "closed_at", "closed_by"]
    list_select_related = ["task", "opened_by", "closed_by"]
    list_filter = ["status"]
    search_fields = ["=id", "=task__id"]
    ordering = ["-opened_at", "pk"]


@admin.register(Turn)
class TurnAdmin(ReadOnlyAdmin):
    person = "task.requester"
    list_display = ["task", "rung", "member", "begun_at", "due_on", "ended_at", "end"]
    list_select_related = ["task", "member"]
    list_filter = ["rung", "end"]
    search_fields = ["=task__id", "=member__staff_number"]
    ordering = ["-pk"]


@admin.register(StandIn)
class StandInAdmin(ReadOnlyAdmin):
    person = "manager"
    list_display = ["manager", "deputy", "starts_on", "ends_on", "ended_at", "set_by"]
    list_select_related = ["manager", "deputy", "set_by"]
    search_fields = ["=manager__staff_number", "=deputy__staff_number"]
    ordering = ["-pk"]


@admin.register(Ladder)
class LadderAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "remind_first", "remind_second", "step_up_after", "most_managers", "with_head"]
    list_select_related = ["department"]
    ordering = ["pk"]
