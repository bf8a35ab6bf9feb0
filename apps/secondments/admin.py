from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.secondments.models import (
    Agreement,
    AgreementVersion,
    Alert,
    Application,
    Approach,
    Guest,
    Host,
    Opportunity,
    OpportunityCapability,
    Placement,
    PlacementReview,
    Release,
    SavedSearch,
    Signature,
    Statement,
    Submission,
)


@admin.register(Opportunity)
class OpportunityAdmin(ReadOnlyAdmin):
    list_display = ["title", "host_name", "kind", "status", "deadline", "starts_on", "published_at"]
    list_filter = ["status", "kind"]
    search_fields = ["=slug", "title"]
    ordering = ["-created_at", "pk"]


@admin.register(OpportunityCapability)
class OpportunityCapabilityAdmin(ReadOnlyAdmin):
    list_display = ["opportunity", "capability", "side"]
    list_select_related = ["opportunity", "capability"]
    list_filter = ["side"]
    ordering = ["-pk"]


@admin.register(Host)
class HostAdmin(ReadOnlyAdmin):
    person = "user"
    list_display = ["user", "opportunity", "added_at", "added_by", "ended_at"]
    list_select_related = ["user", "opportunity", "added_by"]
    search_fields = ["=user__email"]
    ordering = ["-pk"]


@admin.register(SavedSearch)
class SavedSearchAdmin(ReadOnlyAdmin):
    person = "user"
    list_display = ["user", "words", "saved_at", "ended_at"]
    list_select_related = ["user"]
    search_fields = ["=user__email"]
    ordering = ["-pk"]


@admin.register(Approach)
class ApproachAdmin(ReadOnlyAdmin):
    person = "member"
    list_display = ["opportunity", "member", "by", "sent_at"]
    list_select_related = ["opportunity", "member", "by"]
    search_fields = ["=member__staff_number"]
    ordering = ["-pk"]


@admin.register(Alert)
class AlertAdmin(ReadOnlyAdmin):
    person = "user"
    list_display = ["user", "opportunity", "told_at"]
    list_select_related = ["user", "opportunity"]
    search_fields = ["=user__email"]
    ordering = ["-pk"]


@admin.register(Guest)
class GuestAdmin(ReadOnlyAdmin):
    person = "user"
    list_display = ["user", "body", "grant", "invited_at", "invited_by"]
    list_select_related = ["user", "grant__organisation", "invited_by"]
    search_fields = ["=user__email"]
    ordering = ["-pk"]


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """Which there is and where it stands: never what is in it."""

    person = "member"
    list_display = ["member", "opportunity", "status", "created_at", "ended_at", "end_reason"]
    fields = ["id", "member", "opportunity", "status", "created_at", "ended_at", "end_reason"]
    list_select_related = ["member", "opportunity"]
    list_filter = ["status"]
    search_fields = ["=id", "=member__staff_number"]
    ordering = ["-created_at", "pk"]


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    """When it was sent: never what is in it."""

    person = "application.member"
    list_display = ["application", "submitted_at", "submitted_by"]
    fields = ["application", "submitted_at", "submitted_by"]
    list_select_related = ["application__member", "application__opportunity", "submitted_by"]
    ordering = ["-submitted_at", "pk"]


@admin.register(Statement)
class StatementAdmin(ReadOnlyAdmin):
    """That something is written about it: never what it says."""

    person = "application.member"
    list_display = ["application", "wanted"]
    fields = ["application", "wanted"]
    list_select_related = ["application__member", "application__opportunity", "wanted__capability"]
    search_fields = ["=application__id"]
    ordering = ["-pk"]


@admin.register(Release)
class ReleaseAdmin(ReadOnlyAdmin):
    person = "application.member"
    list_display = ["application", "stage", "from_on", "until_on", "backfill", "is_open", "asked_at"]
    list_select_related = ["application__member", "application__opportunity"]
    list_filter = ["stage", "backfill"]
    search_fields = ["=id", "=application__id"]
    ordering = ["-asked_at", "pk"]


@admin.register(Agreement)
class AgreementAdmin(ReadOnlyAdmin):
    person = "application.member"
    list_display = ["application", "begun_at"]
    list_select_related = ["application__member", "application__opportunity"]
    search_fields = ["=id", "=application__id"]
    ordering = ["-begun_at", "pk"]


@admin.register(AgreementVersion)
class AgreementVersionAdmin(ReadOnlyAdmin):
    person = "agreement.application.member"
    list_display = ["agreement", "number", "status", "starts_on", "ends_on", "written_by", "written_at"]
    list_select_related = ["agreement__application__member", "agreement__application__opportunity", "written_by"]
    list_filter = ["status"]
    ordering = ["-pk"]


@admin.register(Signature)
class SignatureAdmin(ReadOnlyAdmin):
    person = "user"
    list_display = ["version", "party", "user", "signed_at"]
    list_select_related = ["version", "user"]
    list_filter = ["party"]
    ordering = ["-pk"]


@admin.register(Placement)
class PlacementAdmin(ReadOnlyAdmin):
    """When and where it stands: not the plan for the return."""

    person = "agreement.application.member"
    list_display = ["agreement", "absence", "status", "early_why", "returned_on"]
    fields = ["id", "agreement", "absence", "status", "early_why", "returned_on"]
    list_select_related = ["agreement__application__opportunity", "absence__member"]
    list_filter = ["status"]
    search_fields = ["=id"]
    ordering = ["-pk"]


@admin.register(PlacementReview)
class PlacementReviewAdmin(ReadOnlyAdmin):
    """That it was written: never what it says."""

    person = "placement.agreement.application.member"
    list_display = ["placement", "side", "written_by", "written_at"]
    fields = ["placement", "side", "written_by", "written_at"]
    list_select_related = ["placement__agreement__application__opportunity", "written_by"]
    list_filter = ["side"]
    ordering = ["-pk"]
