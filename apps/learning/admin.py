from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.learning.models import (
    Answer,
    Assignment,
    Attempt,
    Circumstances,
    Course,
    Criterion,
    CriterionMark,
    DraftAnswer,
    DraftFile,
    Elsewhere,
    Mark,
    MarkingNote,
    MarkingSuite,
    MarkingTask,
    Page,
    PageRead,
    PriorEvidence,
    PriorFile,
    PriorLearning,
    PriorUnit,
    Question,
    Reflection,
    Rescore,
    Submission,
    SubmittedAnswer,
    SubmittedFile,
    UnitContent,
    UnitStart,
    Work,
)


@admin.register(UnitContent)
class UnitContentAdmin(ReadOnlyAdmin):
    list_display = ["unit", "version", "status", "pass_mark", "attempts", "draw", "minutes", "provenance"]
    list_filter = ["status"]
    list_select_related = ["unit"]
    ordering = ["pk"]


@admin.register(Page)
class PageAdmin(ReadOnlyAdmin):
    list_display = ["content", "order", "title", "minutes"]
    list_select_related = ["content__unit"]
    search_fields = ["title"]


@admin.register(Course)
class CourseAdmin(ReadOnlyAdmin):
    list_display = ["content", "order", "title", "provider", "hours"]
    list_select_related = ["content__unit"]
    search_fields = ["title", "provider"]


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    list_display = ["content", "order", "code", "kind", "text", "retired_at"]
    list_select_related = ["content__unit"]
    search_fields = ["=code", "text"]


@admin.register(UnitStart)
class UnitStartAdmin(ReadOnlyAdmin):
    person = "enrolled_unit.enrolment.member"
    list_display = ["content", "enrolled_unit", "started_at"]
    list_select_related = ["content__unit", "enrolled_unit__unit"]
    search_fields = ["=enrolled_unit__id"]
    ordering = ["-pk"]


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
    list_display = ["attempt", "question_id", "chosen", "text", "saved_at"]
    list_select_related = ["attempt"]
    search_fields = ["=attempt__id"]
    ordering = ["-pk"]


@admin.register(Rescore)
class RescoreAdmin(ReadOnlyAdmin):
    person = "attempt.enrolled_unit.enrolment.member"
    list_display = ["attempt", "question_id", "score_before", "score_after", "passed_before", "passed_after"]
    list_select_related = ["attempt"]
    search_fields = ["=attempt__id"]
    ordering = ["-pk"]


# --- Beside the test: who and when. What was said is between the two of them -----------------------------------------


@admin.register(Reflection)
class ReflectionAdmin(ReadOnlyAdmin):
    person = "learner"
    list_display = ["id", "enrolled_unit", "partner_kind", "held_on", "status"]
    fields = ["enrolled_unit", "partner_kind", "partner", "held_on", "status", "recorded_at", "answered_at"]
    list_select_related = ["enrolled_unit__unit"]
    search_fields = ["=id", "=enrolled_unit__id"]
    ordering = ["-recorded_at", "pk"]


@admin.register(Elsewhere)
class ElsewhereAdmin(ReadOnlyAdmin):
    person = "enrolled_unit.enrolment.member"
    list_display = ["enrolled_unit", "title", "done_on", "hours", "struck_at"]
    list_select_related = ["enrolled_unit__unit"]
    search_fields = ["=enrolled_unit__id"]
    ordering = ["-pk"]


# --- Assignments: what there is and where it stands. What somebody wrote is read where it is marked, not here --------


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    list_display = ["content", "title", "achieved_by", "mark_days", "resubmit_days", "provenance"]
    list_select_related = ["content__unit"]
    ordering = ["pk"]


@admin.register(Criterion)
class CriterionAdmin(ReadOnlyAdmin):
    list_display = ["assignment", "order", "code", "outcome", "text"]
    list_select_related = ["assignment"]
    search_fields = ["=code", "text"]


@admin.register(Work)
class WorkAdmin(ReadOnlyAdmin):
    person = "enrolled_unit.enrolment.member"
    list_display = ["id", "enrolled_unit", "status", "started_at", "resubmit_by", "clock_stopped_on"]
    list_select_related = ["enrolled_unit__unit"]
    search_fields = ["=id", "=enrolled_unit__id"]
    ordering = ["-started_at", "pk"]


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    person = "work.enrolled_unit.enrolment.member"
    list_display = ["work", "number", "submitted_at"]
    list_select_related = ["work"]
    search_fields = ["=work__id"]
    ordering = ["-submitted_at", "pk"]


class OfADraft(ReadOnlyAdmin):
    person = "work.enrolled_unit.enrolment.member"
    list_display = ["work", "criterion"]
    fields = ["work", "criterion"]
    list_select_related = ["work", "criterion"]
    search_fields = ["=work__id"]
    ordering = ["-pk"]


class OfASubmission(ReadOnlyAdmin):
    person = "submission.work.enrolled_unit.enrolment.member"
    list_display = ["submission", "criterion"]
    fields = ["submission", "criterion"]
    list_select_related = ["submission", "criterion"]
    search_fields = ["=submission__id"]
    ordering = ["-pk"]


admin.site.register([DraftAnswer, DraftFile], OfADraft)
admin.site.register([SubmittedAnswer, SubmittedFile], OfASubmission)


@admin.register(Circumstances)
class CircumstancesAdmin(ReadOnlyAdmin):
    """The reason is read where it is answered: it may be of health or family."""

    person = "asked_by"
    list_display = ["work", "asked_at", "status", "days", "decided_at", "decided_by"]
    fields = ["work", "asked_at", "status", "days", "decided_at", "decided_by"]
    list_select_related = ["work", "decided_by"]
    search_fields = ["=work__id"]
    ordering = ["-asked_at", "pk"]


@admin.register(MarkingSuite)
class MarkingSuiteAdmin(ReadOnlyAdmin):
    person = "grant.user"
    list_display = ["grant", "suite"]
    list_select_related = ["grant__organisation", "suite"]
    ordering = ["pk"]


@admin.register(MarkingTask)
class MarkingTaskAdmin(ReadOnlyAdmin):
    person = "author"
    list_display = ["id", "kind", "submission", "holder", "status", "due_on", "outcome", "closed_at"]
    fields = ["kind", "submission", "holder", "status", "due_on", "opened_at", "allocated_at", "closed_at", "outcome"]
    list_select_related = ["submission", "holder"]
    search_fields = ["=id", "=submission__id"]
    ordering = ["-opened_at", "pk"]


@admin.register(Mark)
class MarkAdmin(ReadOnlyAdmin):
    person = "author"
    list_display = ["submission", "kind", "assessor", "result", "marked_at", "replaced_at"]
    fields = ["submission", "kind", "assessor", "result", "marked_at", "replaced_at"]
    list_select_related = ["submission", "assessor"]
    search_fields = ["=submission__id"]
    ordering = ["-marked_at", "pk"]


@admin.register(CriterionMark)
class CriterionMarkAdmin(ReadOnlyAdmin):
    person = "mark.author"
    list_display = ["mark", "criterion", "met"]
    fields = ["mark", "criterion", "met"]
    list_select_related = ["mark", "criterion"]
    search_fields = ["=mark__submission__id"]
    ordering = ["-pk"]


@admin.register(MarkingNote)
class MarkingNoteAdmin(ReadOnlyAdmin):
    person = "task.author"
    list_display = ["task", "criterion", "saved_at"]
    fields = ["task", "criterion", "saved_at"]
    list_select_related = ["task", "criterion"]
    search_fields = ["=task__id"]
    ordering = ["-pk"]


@admin.register(PriorLearning)
class PriorLearningAdmin(ReadOnlyAdmin):
    person = "enrolment.member"
    list_display = ["id", "enrolment", "kind", "status", "submitted_at", "reviewed_by"]
    list_select_related = ["enrolment__member", "enrolment__qualification", "reviewed_by"]
    list_filter = ["status", "kind"]
    search_fields = ["=id", "=enrolment__id"]
    ordering = ["-created_at", "pk"]


@admin.register(PriorUnit)
class PriorUnitAdmin(ReadOnlyAdmin):
    person = "prior.enrolment.member"
    list_display = ["prior", "unit", "accepted"]
    list_select_related = ["prior__enrolment__member", "unit"]
    search_fields = ["=prior__id"]
    ordering = ["-pk"]


@admin.register(PriorEvidence)
class PriorEvidenceAdmin(ReadOnlyAdmin):
    person = "prior.enrolment.member"
    list_display = ["prior", "evidence_id"]
    fields = ["prior"]
    list_select_related = ["prior__enrolment__member"]
    search_fields = ["=prior__id"]
    ordering = ["-pk"]


@admin.register(PriorFile)
class PriorFileAdmin(ReadOnlyAdmin):
    person = "prior.enrolment.member"
    list_display = ["prior", "upload"]
    list_select_related = ["prior__enrolment__member", "upload"]
    search_fields = ["=prior__id"]
    ordering = ["-pk"]
