"""Django's admin shows rows to the central team and changes none: every change of state is an action of the portal."""

from functools import reduce

from django.contrib import admin

from apps.core.models import AuditEvent, Heartbeat, Job, SearchWord, Upload


class ReadOnlyAdmin(admin.ModelAdmin):
    """To look things up. Large tables are not counted twice, and no box lists a whole table.

    `person` leads from a row to whom it is about ("enrolment.member"; "" is the row itself), so that it can be kept
    who opened it.
    """

    person: str | None = None
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_object(self, request, object_id, from_field=None):
        row = super().get_object(request, object_id, from_field)
        if row is not None and self.person is not None:
            person = reduce(getattr, filter(None, self.person.split(".")), row)
            request.row_shown = (person, str(self.model._meta.verbose_name))
        return row

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ["at", "by", "says", "event", "subject_type", "subject_id"]
    list_select_related = ["by"]
    search_fields = ["=subject_id", "=event"]
    ordering = ["-pk"]


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["kind", "key", "state", "attempts", "created_at", "finished_at"]
    list_filter = ["state"]
    search_fields = ["=key", "=kind"]
    ordering = ["-pk"]


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    list_display = ["name", "at"]
    ordering = ["name"]


@admin.register(SearchWord)
class SearchWordAdmin(ReadOnlyAdmin):
    list_display = ["word"]
    search_fields = ["=word"]
    ordering = ["word"]


@admin.register(Upload)
class UploadAdmin(ReadOnlyAdmin):
    """Which file there is, and how large: never what is in it."""

    person = "owner"
    list_display = ["id", "kind", "size", "scan", "uploaded_at"]
    fields = ["id", "owner", "kind", "size", "sha256", "scan", "uploaded_at"]
    search_fields = ["=id"]
    ordering = ["-uploaded_at", "pk"]
