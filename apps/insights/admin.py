from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.insights.models import Answers, SavedView, Snapshot, Subscription, Watermark


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnlyAdmin):
    list_display = ["as_of", "published_at"]
    ordering = ["-as_of"]


@admin.register(Answers)
class AnswersAdmin(ReadOnlyAdmin):
    list_display = ["snapshot", "topic", "scope"]
    ordering = ["-snapshot__as_of", "topic", "scope"]


@admin.register(SavedView)
class SavedViewAdmin(ReadOnlyAdmin):
    person = "user"
    list_display = ["user", "name", "address", "saved_at", "ended_at"]
    list_select_related = ["user"]
    ordering = ["-pk"]


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin):
    person = "user"
    list_display = ["user", "asked_at", "ended_at"]
    list_select_related = ["user"]
    ordering = ["-pk"]


@admin.register(Watermark)
class WatermarkAdmin(ReadOnlyAdmin):
    list_display = ["refreshed_at", "recounted_at", "differed"]
