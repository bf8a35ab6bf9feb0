"""What a member does with what they say of themselves."""

from django.db import transaction
from django.utils import timezone

from apps.capability import emails, permissions
from apps.capability.models import Answer, Assessment, Cycle, FrameworkVersion
from apps.capability.queries import answers_of, content_of
from apps.capability.states import AssessmentStatus
from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.evidence.actions import end_sharing, share_evidence
from apps.evidence.models import Evidence
from apps.members.actions import account_for
from apps.members.models import Member
from apps.notifications.actions import send_message

NOT_YOURS = "This framework is written for other grades. You can try it in practice mode, which nobody sees."
SHARED = "You have shared this, so it stays as it is. To change it, choose “Change my answers” on its page."
NO_MANAGER = (
    "The portal does not know your line manager, so there is nobody to share it with. Say who that is under “Your "
    "details”, then share it. Your answers are kept."
)


@transaction.atomic
def start_assessment(*, version, practice, by):
    """Begin to say where one stands, or go on with what was begun. Begins with what was said the last time."""
    require(permissions.can_assess(by))
    member = Member.objects.locked().get(pk=by.member.pk)
    return _start(member, version, practice, by)


def _start(member, version, practice, by):
    if open_one := member.assessments.open().filter(framework=version.framework_id, is_practice=practice).first():
        return open_one
    version = FrameworkVersion.objects.published().filter(framework=version.framework_id).first()
    if version is None:
        raise RuleBroken("This framework is not published at the moment.")
    if not (practice or FrameworkVersion.objects.offered_to(member).filter(pk=version.pk).exists()):
        raise RuleBroken(NOT_YOURS)
    assessment = Assessment.objects.create(
        member=member, framework_id=version.framework_id, version=version, is_practice=practice
    )
    if not practice:
        _copy_answers(assessment)
    what = "a self-assessment for practice" if practice else "a self-assessment"
    audit.record("assessment.started", subject=assessment, by=by, says=f"started {what}")
    return assessment


def _copy_answers(assessment):
    """What was shared before, as far as the framework has it still."""
    before = (
        assessment.member.assessments.real()
        .filter(framework=assessment.framework_id, shared_at__isnull=False)
        .select_related("version")
        .order_by("-started_at")
        .first()
    )
    if before is None:
        return
    content, now = content_of(assessment.version), timezone.now()
    levels = {level.slug: level for level in content.levels}
    told = {answer.capability.code: answer for answer in before.answers.select_related("capability", "level")}
    for capability in content.capabilities:
        if answer := told.get(capability.code):
            codes = {statement.code for statement in content.statements[capability.pk]}
            copy = Answer.objects.create(
                assessment=assessment,
                capability=capability,
                level=levels.get(answer.level.slug) if answer.level else None,
                not_yet=answer.not_yet,
                ticked=[code for code in answer.ticked if code in codes],
                example=answer.example,
                saved_at=now,
            )
            copy.evidence.set(answer.evidence.kept())


def _writable(assessment, by):
    assessment = Assessment.objects.select_related("version").locked().get(pk=assessment.pk)
    require(permissions.can_change_assessment(by, assessment))
    if not assessment.is_private:
        raise RuleBroken(SHARED)
    return assessment


@transaction.atomic
def save_answer(*, assessment, capability, level, not_yet, ticked, example, by):
    """Keep what is said of one capability, however little it is. Anything may be left for later."""
    assessment = _writable(assessment, by)
    content = content_of(assessment.version)
    statements = content.statements.get(capability.pk, ())
    require(bool(statements) and (level is None or content.level(level.pk) is not None))
    answer = Answer(
        assessment=assessment,
        capability=capability,
        level=None if not_yet else level,
        not_yet=not_yet,
        ticked=[statement.code for statement in statements if statement.code in set(ticked)],
        example=example,
        saved_at=timezone.now(),
    )
    Answer.objects.bulk_create(
        [answer],
        update_conflicts=True,
        unique_fields=["assessment", "capability"],
        update_fields=["level", "not_yet", "ticked", "example", "saved_at"],
    )


@transaction.atomic
def choose_evidence(*, assessment, capability, evidence, by):
    """Say which pieces of one's evidence belong to an answer. Nobody else sees them before it is shared."""
    assessment = _writable(assessment, by)
    require(capability.pk in content_of(assessment.version).statements)
    answer, _ = Answer.objects.get_or_create(
        assessment=assessment, capability=capability, defaults={"saved_at": timezone.now()}
    )
    own = Evidence.objects.visible_to(by).kept()
    answer.evidence.set(own.filter(pk__in=[row.pk for row in evidence]))


@transaction.atomic
def share_assessment(*, assessment, by):
    """Let one's line manager read it. From then on it stays as it is."""
    assessment = _writable(assessment, by)
    if assessment.is_practice:
        raise RuleBroken("This is for practice, so it is not shared with anybody.")
    member = Member.objects.select_related("line_manager", "organisation").get(pk=assessment.member_id)
    if member.line_manager is None:
        raise RuleBroken(NO_MANAGER)
    told = answers_of(assessment)
    missing = [row for row in content_of(assessment.version).capabilities if row.pk not in _given(told)]
    if missing:
        raise RuleBroken(f"Say where you are first, or that you are not there yet: {', '.join(map(str, missing))}.")
    now = timezone.now()
    assessment.move_to(AssessmentStatus.SHARED)
    assessment.shared_at, assessment.cycle = now, _cycle_for(member, assessment)
    assessment.save(update_fields=["status", "shared_at", "cycle"])
    _share_evidence(assessment, by)
    says = "shared a self-assessment with their line manager"
    audit.record("assessment.shared", subject=assessment, by=by, says=says)
    manager = account_for(member=member.line_manager)
    send_message(recipient=manager, occasion="shared", **emails.assessment_shared(assessment))
    return assessment


def _given(answers):
    return {pk for pk, answer in answers.items() if answer.is_given}


def _cycle_for(member, assessment):
    cycles = Cycle.objects.open_on(timezone.localdate()).filter(framework=assessment.framework_id)
    return cycles.filter(department=member.organisation.department_code).first()


def _share_evidence(assessment, by):
    pieces = list(Evidence.objects.visible_to(by).filter(pk__in=assessment.answers.values("evidence")))
    if pieces:
        share_evidence(
            evidence=pieces,
            subject=f"Your self-assessment: {assessment.version.title}",
            link=assessment.get_absolute_url(),
            seen_by="your line manager, and who stands in for them",
            by=by,
        )


@transaction.atomic
def withdraw_assessment(*, assessment, by):
    """Take it back: nobody but oneself sees it any more. What was agreed stays."""
    assessment = Assessment.objects.select_related("version", "member__line_manager").locked().get(pk=assessment.pk)
    require(permissions.can_change_assessment(by, assessment))
    _withdraw(assessment, by)
    return assessment


def _withdraw(assessment, by):
    was_shared = assessment.status == AssessmentStatus.SHARED
    assessment.move_to(AssessmentStatus.WITHDRAWN)
    assessment.ended_at = timezone.now()
    assessment.save(update_fields=["status", "ended_at"])
    audit.record("assessment.withdrawn", subject=assessment, by=by, says="took back a self-assessment")
    if was_shared:
        end_sharing(link=assessment.get_absolute_url(), by=by)
        if assessment.member.line_manager:
            manager = account_for(member=assessment.member.line_manager)
            send_message(recipient=manager, occasion="taken back", **emails.assessment_withdrawn(assessment))


@transaction.atomic
def revise_assessment(*, assessment, by):
    """Say it anew, from what was said. What was agreed holds meanwhile; what was only shared is taken back."""
    require(permissions.can_change_assessment(by, assessment))
    member = Member.objects.locked().get(pk=assessment.member_id)
    assessment = Assessment.objects.select_related("version", "member__line_manager").locked().get(pk=assessment.pk)
    if assessment.is_private:
        return assessment
    if assessment.status == AssessmentStatus.SHARED:
        _withdraw(assessment, by)
    return _start(member, assessment.version, False, by)
