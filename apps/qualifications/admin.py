from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.qualifications.models import (
    CatalogueDraft,
    Deferral,
    EnrolledUnit,
    Enrolment,
    Interest,
    Offering,
    Place,
    Qualification,
    QualificationVersion,
    SavedQualification,
    StudyAgreement,
    StudyChange,
    StudyLog,
    StudyPlan,
    Suite,
    Unit,
    UnitAchievement,
    UnitCapability,
    Waiver,
)


@admin.register(Suite)
class SuiteAdmin(ReadOnlyAdmin):
    list_display = ["code", "title", "awarding_body"]
    ordering = ["code"]


@admin.register(Unit)
class UnitAdmin(ReadOnlyAdmin):
    list_display = ["suite", "code", "title", "level", "provenance"]
    list_display_links = ["code"]
    list_select_related = ["suite"]
    list_filter = ["level", "provenance"]
    search_fields = ["=code", "title"]


@admin.register(Qualification)
class QualificationAdmin(ReadOnlyAdmin):
    list_display = ["code", "title", "level", "size", "availability", "price_gbp", "provenance"]
    list_filter = ["level", "size", "availability", "provenance"]
    search_fields = ["=code", "title"]
    ordering = ["level", "code"]


@admin.register(Enrolment)
class EnrolmentAdmin(ReadOnlyAdmin):
    person = "member"
    list_display = ["member", "qualification", "status", "created_at", "completed_at", "withdrawn_at"]
    list_select_related = ["member", "qualification"]
    list_filter = ["status"]
    search_fields = ["=id", "=member__staff_number"]
    ordering = ["-created_at", "pk"]


@admin.register(EnrolledUnit)
class EnrolledUnitAdmin(ReadOnlyAdmin):
    person = "enrolment.member"
    list_display = ["unit", "enrolment"]
    list_select_related = ["unit", "enrolment__member", "enrolment__qualification"]
    search_fields = ["=id", "=enrolment__id"]
    ordering = ["pk"]


@admin.register(StudyPlan)
class StudyPlanAdmin(ReadOnlyAdmin):
    person = "enrolment.member"
    list_display = ["enrolment", "version", "hours_a_week", "starts_on", "ends_on", "proposed_by", "proposed_at"]
    list_select_related = ["enrolment__member", "enrolment__qualification", "proposed_by"]
    search_fields = ["=enrolment__id"]
    ordering = ["-pk"]


@admin.register(UnitAchievement)
class UnitAchievementAdmin(ReadOnlyAdmin):
    person = "member"
    list_display = ["member", "unit", "achieved_on", "how"]
    list_select_related = ["member", "unit"]
    search_fields = ["=member__staff_number"]
    ordering = ["-pk"]


@admin.register(SavedQualification)
class SavedQualificationAdmin(ReadOnlyAdmin):
    person = "member"
    list_display = ["member", "qualification", "saved_at"]
    list_select_related = ["member", "qualification"]
    search_fields = ["=member__staff_number"]
    ordering = ["-pk"]


@admin.register(StudyAgreement)
class StudyAgreementAdmin(ReadOnlyAdmin):
    person = "enrolment.member"
    list_display = ["enrolment", "plan", "agreed_by", "agreed_at", "replaced_at"]
    list_select_related = ["enrolment__member", "enrolment__qualification", "plan", "agreed_by"]
    search_fields = ["=enrolment__id"]
    ordering = ["-pk"]


@admin.register(StudyChange)
class StudyChangeAdmin(ReadOnlyAdmin):
    person = "enrolment.member"
    list_display = ["enrolment", "hours_a_week", "starts_on", "ends_on", "asked_at", "is_open"]
    list_select_related = ["enrolment__member", "enrolment__qualification"]
    search_fields = ["=id", "=enrolment__id"]
    ordering = ["-asked_at", "pk"]


@admin.register(StudyLog)
class StudyLogAdmin(ReadOnlyAdmin):
    person = "member"
    list_display = ["member", "on", "hours", "enrolment", "struck_at"]
    list_select_related = ["member", "enrolment__member", "enrolment__qualification"]
    search_fields = ["=member__staff_number", "=enrolment__id"]
    ordering = ["-pk"]


@admin.register(Offering)
class OfferingAdmin(ReadOnlyAdmin):
    list_display = ["qualification", "provider", "starts_on", "places", "taken", "price_gbp", "is_open"]
    list_select_related = ["qualification"]
    list_filter = ["is_open", "provenance"]
    search_fields = ["=id", "=qualification__code", "provider"]
    ordering = ["-starts_on", "pk"]


@admin.register(Place)
class PlaceAdmin(ReadOnlyAdmin):
    person = "member"
    list_display = ["member", "offering", "status", "joined_at", "until", "funded_gbp"]
    list_select_related = ["member", "offering"]
    list_filter = ["status"]
    search_fields = ["=id", "=member__staff_number"]
    ordering = ["-joined_at", "pk"]


@admin.register(Interest)
class InterestAdmin(ReadOnlyAdmin):
    person = "member"
    list_display = ["member", "qualification", "registered_at", "told_at", "ended_at"]
    list_select_related = ["member", "qualification"]
    search_fields = ["=member__staff_number"]
    ordering = ["-pk"]


@admin.register(Deferral)
class DeferralAdmin(ReadOnlyAdmin):
    person = "enrolment.member"
    list_display = ["enrolment", "since", "return_on", "ended_at"]
    list_select_related = ["enrolment__member", "enrolment__qualification"]
    search_fields = ["=enrolment__id"]
    ordering = ["-pk"]


@admin.register(Waiver)
class WaiverAdmin(ReadOnlyAdmin):
    person = "member"
    list_display = ["member", "qualification", "rules", "given_by", "given_at", "ended_at"]
    list_select_related = ["member", "qualification", "given_by"]
    search_fields = ["=member__staff_number"]
    ordering = ["-pk"]


@admin.register(UnitCapability)
class UnitCapabilityAdmin(ReadOnlyAdmin):
    list_display = ["unit", "framework", "capability", "provenance"]
    list_select_related = ["unit"]
    search_fields = ["=unit__code", "capability"]
    ordering = ["unit__suite__code", "unit__code", "framework", "capability"]


@admin.register(QualificationVersion)
class QualificationVersionAdmin(ReadOnlyAdmin):
    list_display = ["qualification", "number", "published_at", "published_by"]
    list_select_related = ["qualification", "published_by"]
    search_fields = ["=qualification__code"]
    ordering = ["-published_at", "-pk"]


@admin.register(CatalogueDraft)
class CatalogueDraftAdmin(ReadOnlyAdmin):
    list_display = ["code", "kind", "suite", "department", "status", "drafted_by", "changed_at"]
    list_select_related = ["suite", "department", "drafted_by"]
    list_filter = ["kind", "status"]
    search_fields = ["=id", "=code"]
    ordering = ["-changed_at", "pk"]
