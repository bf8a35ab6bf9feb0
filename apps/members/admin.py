from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.members.models import FeedImport, Grade, Grant, JobFamily, Member, Organisation, Region


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
    list_display = ["staff_number", "name", "organisation", "grade", "status", "line_manager", "hr_as_of"]
    list_select_related = ["organisation", "grade", "line_manager"]
    list_filter = ["status", "contract", "restricted"]
    search_fields = ["=staff_number", "=email", "^family_name"]
    ordering = ["-pk"]


@admin.register(Grant)
class GrantAdmin(ReadOnlyAdmin):
    list_display = ["user", "role", "organisation", "starts_on", "ends_on", "given_by", "ended_at"]
    list_select_related = ["user", "organisation", "given_by"]
    list_filter = ["role"]
    search_fields = ["=user__email"]
    ordering = ["-pk"]


@admin.register(FeedImport)
class FeedImportAdmin(ReadOnlyAdmin):
    list_display = ["as_of", "rows", "applied_at"]
    ordering = ["-as_of", "-pk"]
