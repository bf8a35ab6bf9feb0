from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.insights.models import Snapshot


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnlyAdmin):
    list_display = ["as_of", "published_at"]
    ordering = ["-as_of"]
