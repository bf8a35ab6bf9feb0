from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.insights.models import CapabilityFigures, Snapshot


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnlyAdmin):
    list_display = ["as_of", "published_at"]
    ordering = ["-as_of"]


@admin.register(CapabilityFigures)
class CapabilityFiguresAdmin(ReadOnlyAdmin):
    list_display = ["snapshot", "scope"]
    ordering = ["-snapshot__as_of", "scope"]
