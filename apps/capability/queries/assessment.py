"""What somebody says of themselves, capability by capability. Reading only."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from apps.capability.models import Answer, Assessment, Capability, FrameworkVersion, Level
from apps.capability.queries.framework import Content, content_of
from apps.capability.states import AssessmentStatus
from apps.evidence.models import Evidence


def answers_of(assessment):
    """{capability: answer}, each with `linked`: the evidence that belongs to it, as pk and title."""
    through = Answer.evidence.through.objects.filter(answer=OuterRef("pk")).order_by("pk")
    linked = through.values(row=JSONObject(pk="evidence", title="evidence__title"))
    rows = Answer.objects.filter(assessment=assessment).annotate(linked=ArraySubquery(linked))
    return {answer.capability_id: answer for answer in rows}


@dataclass(frozen=True)
class Line:
    """One capability on the page of a self-assessment."""

    number: int
    capability: Capability
    answer: Answer | None
    level: Level | None

    @property
    def words(self):
        """The level in words, “Not yet”, or nothing so far."""
        if self.level:
            return self.level.title
        return "Not yet" if self.answer and self.answer.not_yet else ""

    @property
    def is_begun(self):
        return self.answer is not None and not self.words


@dataclass(frozen=True)
class Progress:
    content: Content
    lines: list[Line]

    @property
    def done(self):
        return sum(bool(line.words) for line in self.lines)

    @property
    def total(self):
        return len(self.lines)

    @property
    def next_number(self):
        """The first capability of which nothing is said yet; None where all is said."""
        return next((line.number for line in self.lines if not line.words), None)


def progress_of(assessment):
    content, told = content_of(assessment.version), answers_of(assessment)
    lines = [
        Line(number, row, told.get(row.pk), content.level(told[row.pk].level_id) if row.pk in told else None)
        for number, row in enumerate(content.capabilities, start=1)
    ]
    return Progress(content, lines)


# --- The page of all of them -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """A framework that somebody may use, with what they have open of it."""

    version: FrameworkVersion
    is_mine: bool  # written for their grade, or they have none on record
    real: Assessment | None
    practice: Assessment | None


def offers_for(user, versions, assessments):
    """`versions`: those that the person may see; `assessments`: their own."""
    member = user.member_or_none
    open_ones = {
        (row.framework_id, row.is_practice): row
        for row in assessments
        if row.status in (AssessmentStatus.PRIVATE, AssessmentStatus.SHARED)
    }
    return sorted(
        (
            Offer(
                version,
                not member.grade_id or member.grade_id in version.grades,
                open_ones.get((version.framework_id, False)),
                open_ones.get((version.framework_id, True)),
            )
            for version in versions.published().order_by("title", "pk")
        ),
        key=lambda offer: not offer.is_mine,
    )


def evidence_of(assessment, pk):
    """A piece of evidence that belongs to an answer of this assessment, or None."""
    rows = Evidence.objects.filter(pk__in=assessment.answers.values("evidence"), pk=pk)
    return rows.select_related("member", "upload").first()
