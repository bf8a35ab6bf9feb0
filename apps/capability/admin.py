from django.contrib import admin

from apps.capability.models import Capability, Cycle, ExpectedLevel, Framework, FrameworkVersion, Level, Statement
from apps.core.admin import ReadOnlyAdmin


@admin.register(Framework)
class FrameworkAdmin(ReadOnlyAdmin):
    list_display = ["slug", "title"]
    ordering = ["slug"]


@admin.register(FrameworkVersion)
class FrameworkVersionAdmin(ReadOnlyAdmin):
    list_display = ["title", "version", "status", "loaded_at", "loaded_by", "published_at", "published_by"]
    list_select_related = ["loaded_by", "published_by"]
    list_filter = ["status"]
    ordering = ["-loaded_at", "pk"]


@admin.register(Level)
class LevelAdmin(ReadOnlyAdmin):
    list_display = ["title", "version", "order", "definition"]
    list_select_related = ["version"]
    ordering = ["version", "order"]


@admin.register(Capability)
class CapabilityAdmin(ReadOnlyAdmin):
    list_display = ["code", "title", "version", "develops_into", "provenance", "statements_provenance"]
    list_select_related = ["version"]
    search_fields = ["=code", "title"]
    ordering = ["version", "order"]


@admin.register(Statement)
class StatementAdmin(ReadOnlyAdmin):
    list_display = ["code", "capability", "level", "text"]
    list_select_related = ["capability", "level"]
    search_fields = ["=code"]
    ordering = ["capability", "order"]


@admin.register(ExpectedLevel)
class ExpectedLevelAdmin(ReadOnlyAdmin):
    list_display = ["version", "grade", "job_family", "role", "capability", "level"]
    list_select_related = ["version", "grade", "job_family", "capability", "level"]
    ordering = ["pk"]


@admin.register(Cycle)
class CycleAdmin(ReadOnlyAdmin):
    person = "opened_by"
    list_display = ["department", "framework", "opens_on", "closes_on", "opened_by"]
    list_select_related = ["department", "framework", "opened_by"]
    ordering = ["-opens_on", "pk"]
