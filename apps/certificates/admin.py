from django.contrib import admin

from apps.certificates.models import Certificate, ClaimExport, Finding, RecordShare, SigningKey
from apps.core.admin import ReadOnlyAdmin


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    person = "holder"
    list_display = ["number", "holder_name", "title", "awarded_on", "status"]
    list_filter = ["status"]
    search_fields = ["=number", "=code", "=holder__staff_number"]
    ordering = ["-created_at", "pk"]


@admin.register(ClaimExport)
class ClaimExportAdmin(ReadOnlyAdmin):
    person = "by"
    list_display = ["exported_at", "awarding_body", "rows", "by"]
    list_select_related = ["by"]
    ordering = ["-exported_at", "pk"]


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    list_display = ["found_at", "fault", "status", "mended_at"]
    list_filter = ["status", "fault"]
    ordering = ["-found_at", "-pk"]


@admin.register(RecordShare)
class RecordShareAdmin(ReadOnlyAdmin):
    person = "member"
    list_display = ["made_at", "ends_at", "ended_at"]
    ordering = ["-made_at", "pk"]
    exclude = ["note", "token_hash"]


@admin.register(SigningKey)
class SigningKeyAdmin(ReadOnlyAdmin):
    list_display = ["public_key", "first_used_at"]
    ordering = ["-first_used_at"]
