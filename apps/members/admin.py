from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.members.models import (
    Absence,
    Consent,
    Download,
    FeedImport,
    FeedUpload,
    Grade,
    Grant,
    JobFamily,
    Look,
    ManagerProposal,
    Member,
    Move,
    Organisation,
    Region,
)


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin):
    list_display = ["code", "name", "department", "headcount"]
    list_select_related = ["department"]
    search_fields = ["=code", "name"]


@admin.register(Grade, Region)
class CodeListAdmin(ReadOnlyAdmin):
    list_display = ["code", "name", "headcount"]
    list_display_links = None  # the code of "not recorded" is empty, which makes no address


@admin.register(JobFamily)
class JobFamilyAdmin(ReadOnlyAdmin):
    list_display = ["code", "title"]


@admin.register(Member)
class MemberAdmin(ReadOnlyAdmin):
    person = ""
    list_display = ["staff_number", "name", "organisation", "grade", "status", "line_manager", "hr_as_of"]
    list_select_related = ["organisation", "grade", "line_manager"]
    list_filter = ["status", "contract", "restricted"]
    search_fields = ["=staff_number", "=email", "^family_name"]
    ordering = ["-pk"]


@admin.register(Grant)
class GrantAdmin(ReadOnlyAdmin):
    person = "user"
    list_display = ["user", "role", "organisation", "starts_on", "ends_on", "given_by", "ended_at"]
    list_select_related = ["user", "organisation", "given_by"]
    list_filter = ["role"]
    search_fields = ["=user__email"]
    ordering = ["-pk"]


@admin.register(FeedImport)
class FeedImportAdmin(ReadOnlyAdmin):
    list_display = ["as_of", "rows", "applied_at"]
    ordering = ["-as_of", "-pk"]


@admin.register(FeedUpload)
class FeedUploadAdmin(ReadOnlyAdmin):
    person = "uploaded_by"
    list_display = ["as_of", "status", "uploaded_by", "uploaded_at", "confirmed_by", "ended_at"]
    list_select_related = ["uploaded_by", "confirmed_by"]
    list_filter = ["status"]
    ordering = ["-uploaded_at", "pk"]


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    person = "member"
    list_display = ["member", "purpose", "given_at", "withdrawn_at"]
    list_select_related = ["member"]
    list_filter = ["purpose"]
    search_fields = ["=member__staff_number"]
    ordering = ["-pk"]

    def get_queryset(self, request):
        """Not those about adjustments: they would say who has some."""
        return super().get_queryset(request).visible_to(request.user)


@admin.register(Look)
class LookAdmin(ReadOnlyAdmin):
    person = "member"
    list_display = ["member", "by", "what", "at"]
    list_select_related = ["member", "by"]
    search_fields = ["=member__staff_number", "=by__email"]
    ordering = ["-pk"]


@admin.register(ManagerProposal)
class ManagerProposalAdmin(ReadOnlyAdmin):
    person = "member"
    list_display = ["member", "proposed", "former", "status", "proposed_at", "confirmed_at", "disputed_at"]
    list_select_related = ["member", "proposed", "former"]
    list_filter = ["status"]
    search_fields = ["=member__staff_number"]
    ordering = ["-proposed_at", "pk"]


@admin.register(Absence)
class AbsenceAdmin(ReadOnlyAdmin):
    person = "member"
    list_display = ["member", "kind", "starts_on", "ends_on", "cancelled_at"]
    list_select_related = ["member"]
    list_filter = ["kind"]
    search_fields = ["=member__staff_number"]
    ordering = ["-starts_on", "pk"]


@admin.register(Move)
class MoveAdmin(ReadOnlyAdmin):
    person = "member"
    list_display = ["member", "told_on", "from_grade", "to_grade", "from_family", "to_family", "to_organisation"]
    list_select_related = ["member", "from_grade", "to_grade", "from_family", "to_family", "to_organisation"]
    search_fields = ["=member__staff_number"]
    ordering = ["-told_on", "pk"]


@admin.register(Download)
class DownloadAdmin(ReadOnlyAdmin):
    person = "user"
    list_display = ["user", "status", "requested_at", "ready_at"]
    list_select_related = ["user"]
    list_filter = ["status"]
    search_fields = ["=user__email"]
    ordering = ["-requested_at", "pk"]
