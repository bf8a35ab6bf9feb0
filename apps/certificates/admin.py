from django.contrib import admin

from apps.certificates.models import Certificate
from apps.core.admin import ReadOnlyAdmin


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    person = "holder"
    list_display = ["number", "holder_name", "title", "awarded_on", "status"]
    list_filter = ["status"]
    search_fields = ["=number", "=code", "=holder__staff_number"]
    ordering = ["-created_at", "pk"]
