from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.learning.models import Answer, Attempt, Page, PageRead, Question, UnitContent


@admin.register(UnitContent)
class UnitContentAdmin(ReadOnlyAdmin):
    list_display = ["unit", "pass_mark", "attempts", "provenance"]
    list_select_related = ["unit"]
    ordering = ["pk"]


@admin.register(Page)
class PageAdmin(ReadOnlyAdmin):
    list_display = ["content", "order", "title", "minutes"]
    list_select_related = ["content__unit"]
    search_fields = ["title"]


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    list_display = ["content", "order", "code", "kind", "text"]
    list_select_related = ["content__unit"]
    search_fields = ["=code", "text"]


@admin.register(PageRead)
class PageReadAdmin(ReadOnlyAdmin):
    person = "enrolled_unit.enrolment.member"
    list_display = ["page", "enrolled_unit", "read_at"]
    list_select_related = ["page", "enrolled_unit__unit"]
    search_fields = ["=enrolled_unit__id"]
    ordering = ["-pk"]


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    person = "enrolled_unit.enrolment.member"
    list_display = ["enrolled_unit", "number", "started_at", "submitted_at", "score", "passed"]
    list_select_related = ["enrolled_unit__unit"]
    search_fields = ["=id", "=enrolled_unit__id"]
    ordering = ["-started_at", "pk"]


@admin.register(Answer)
class AnswerAdmin(ReadOnlyAdmin):
    person = "attempt.enrolled_unit.enrolment.member"
    list_display = ["attempt", "question_id", "chosen", "saved_at"]
    list_select_related = ["attempt"]
    search_fields = ["=attempt__id"]
    ordering = ["-pk"]
