from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.surge.models import (
    Away,
    Deployment,
    DeploymentReview,
    Extension,
    Line,
    Offer,
    RosterEntry,
    StandingRelease,
    SurgeRequest,
)


@admin.register(RosterEntry)
class RosterEntryAdmin(ReadOnlyAdmin):
    person = "member"
    list_display = ["member", "base", "reach", "joined_at", "left_at"]
    list_select_related = ["member"]
    list_filter = ["base", "reach"]
    search_fields = ["=member__staff_number"]
    ordering = ["-pk"]


@admin.register(Away)
class AwayAdmin(ReadOnlyAdmin):
    person = "member"
    list_display = ["member", "starts_on", "ends_on", "removed_at"]
    list_select_related = ["member"]
    search_fields = ["=member__staff_number"]
    ordering = ["-pk"]


@admin.register(StandingRelease)
class StandingReleaseAdmin(ReadOnlyAdmin):
    person = "member"
    list_display = ["member", "days_a_year", "weeks_at_once", "notice_days", "until_on", "is_open", "asked_at"]
    list_select_related = ["member"]
    search_fields = ["=id", "=member__staff_number"]
    ordering = ["-asked_at", "pk"]


@admin.register(SurgeRequest)
class SurgeRequestAdmin(ReadOnlyAdmin):
    list_display = ["title", "organisation", "status", "rank", "asked_by", "submitted_at", "decided_by", "decided_at"]
    list_select_related = ["organisation", "asked_by", "decided_by"]
    list_filter = ["status"]
    search_fields = ["=id", "title"]
    ordering = ["-written_at", "pk"]


@admin.register(Line)
class LineAdmin(ReadOnlyAdmin):
    list_display = ["request", "number", "role", "people", "granted", "starts_on", "ends_on"]
    list_select_related = ["request"]
    search_fields = ["=request__id"]
    ordering = ["-pk"]


@admin.register(Offer)
class OfferAdmin(ReadOnlyAdmin):
    """Who was asked when, and what they said: not what they wrote about it."""

    person = "member"
    list_display = ["member", "line", "wave", "status", "sent_at", "answer_by", "reason"]
    fields = ["id", "member", "line", "wave", "starts_on", "ends_on", "status", "sent_at", "answer_by", "reason"]
    list_select_related = ["member", "line__skill"]
    list_filter = ["status"]
    search_fields = ["=id", "=member__staff_number"]
    ordering = ["-sent_at", "pk"]


@admin.register(Deployment)
class DeploymentAdmin(ReadOnlyAdmin):
    """When and where it stands: not what was written about an early end."""

    person = "member"
    list_display = ["member", "line", "place", "absence", "status", "early_why", "freed"]
    fields = ["id", "member", "line", "place", "absence", "status", "early_why", "freed"]
    list_select_related = ["member", "line__skill", "absence__member"]
    list_filter = ["status"]
    search_fields = ["=id", "=member__staff_number"]
    ordering = ["-agreed_at", "pk"]


@admin.register(Extension)
class ExtensionAdmin(ReadOnlyAdmin):
    person = "deployment.member"
    list_display = ["deployment", "ends_on", "status", "asked_by", "asked_at", "manager"]
    list_select_related = ["deployment__line__request", "asked_by", "manager"]
    list_filter = ["status"]
    ordering = ["-pk"]


@admin.register(DeploymentReview)
class DeploymentReviewAdmin(ReadOnlyAdmin):
    """That it was written: never what it says."""

    person = "deployment.member"
    list_display = ["deployment", "side", "written_by", "written_at"]
    fields = ["deployment", "side", "written_by", "written_at"]
    list_select_related = ["deployment__line__request", "written_by"]
    list_filter = ["side"]
    ordering = ["-pk"]
