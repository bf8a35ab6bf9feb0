"""Where somebody stands, and what is still missing to the level that is expected of them. Reading only."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from apps.capability.models import Answer, Assessment, Capability, FrameworkVersion, Level
from apps.capability.queries.framework import Content, content_of
from apps.capability.states import AssessmentStatus, OutcomeStatus

AGREED, SELF = "agreed", "self"


@dataclass(frozen=True)
class Gap:
    """`size` is in levels, at least 1. `at` is None for “not yet”. `source`: agreed with the manager, or one's own."""

    capability: Capability
    expected: Level
    at: Level | None
    source: str
    size: int


@dataclass(frozen=True)
class Standing:
    """Where somebody is with one capability: `place` is the order of the level, 0 for “not yet”, None where not said.

    `own` is what they say themselves, `agreed` what was agreed, `before` what they said the time before.
    """

    capability: Capability
    expected: Level | None
    own: int | None
    agreed: int | None
    before: int | None

    @property
    def place(self):
        return self.own if self.agreed is None else self.agreed


@dataclass(frozen=True)
class Result:
    """All of one self-assessment."""

    content: Content
    standings: list[Standing]
    gaps: list[Gap]
    agreed_on: date | None
    held_until: date | None
    before_on: date | None

    def values_of(self, name):
        """The place with each capability: what is "expected", their "own", what was "agreed", that of "before"."""
        found = [getattr(row, name) for row in self.standings]
        return [level and level.order for level in found] if name == "expected" else found

    def has(self, name):
        return any(place is not None for place in self.values_of(name))

    def table(self, columns):
        """The figures of the chart in words: for each capability (column, level). `columns`: [(name, words)]"""
        places = {words: self.values_of(name) for name, words in columns}
        return [
            {
                "capability": row.capability,
                "cells": [(words, self._words(found[at])) for words, found in places.items()],
            }
            for at, row in enumerate(self.standings)
        ]

    def _words(self, place):
        if place is None:
            return "Not said"
        return next((level.title for level in self.content.levels if level.order == place), "Not yet")


def gaps_of(member):
    """What is still missing, the largest first, for the eyes of the member: it may rest on what nobody else has seen.

    Expected less what was agreed and still holds; without that, less what they say of themselves. A gap is known only
    where both are.
    """
    rows = Assessment.objects.real().exclude(status=AssessmentStatus.WITHDRAWN).filter(member=member)
    published = FrameworkVersion.objects.offered_to(member).values("framework")
    latest = {}
    for assessment in rows.filter(framework__in=published).select_related("member", "version").order_by("started_at"):
        latest[assessment.framework_id] = assessment
    found = [gap for assessment in latest.values() for gap in result_of(assessment).gaps]
    return sorted(found, key=lambda gap: (-gap.size, gap.capability.order))


def result_of(assessment):
    """One self-assessment against what is expected, what was agreed, and the one before it."""
    content = content_of(assessment.version)
    agreed, outcome = _agreed(assessment)
    own = _own(assessment)
    earlier = _earlier(assessment)
    before = _own(earlier) if earlier else {}
    standings = [
        Standing(
            capability=row,
            expected=content.expected_of(row, assessment.member),
            own=own.get(row.code),
            agreed=agreed.get(row.code),
            before=before.get(row.code),
        )
        for row in content.capabilities
    ]
    return Result(
        content=content,
        standings=standings,
        gaps=_gaps(content, standings),
        agreed_on=outcome and timezone.localdate(outcome.answered_at),
        held_until=outcome and outcome.held_until,
        before_on=earlier and timezone.localdate(earlier.ended_at),
    )


def _gaps(content, standings):
    found = []
    for row in standings:
        if row.expected is not None and row.place is not None and row.expected.order > row.place:
            at = next((level for level in content.levels if level.order == row.place), None)
            source = SELF if row.agreed is None else AGREED
            found.append(Gap(row.capability, row.expected, at, source, row.expected.order - row.place))
    return sorted(found, key=lambda gap: (-gap.size, gap.capability.order))


def _own(assessment):
    """{code of the capability: place}"""
    rows = Answer.objects.filter(assessment=assessment).values_list("capability__code", "level__order", "not_yet")
    return {code: 0 if not_yet else order for code, order, not_yet in rows if not_yet or order is not None}


def _agreed(assessment):
    """What was agreed last with this framework and still holds, as {code: place}, and where it was written down.

    Of capabilities that the two see differently nothing is agreed.
    """
    outcome = (
        assessment.member.assessments.filter(
            framework=assessment.framework_id,
            status=AssessmentStatus.AGREED,
            started_at__lte=assessment.started_at,
            outcomes__status=OutcomeStatus.CONFIRMED,
            outcomes__held_until__gte=timezone.localdate(),
        )
        .order_by("-ended_at")
        .first()
    )
    found = outcome and outcome.outcomes.get(status=OutcomeStatus.CONFIRMED)
    if not found:
        return {}, None
    rows = found.levels.filter(differs=False).values_list("capability__code", "level__order", "not_yet")
    return {code: 0 if not_yet else order for code, order, not_yet in rows}, found


def _earlier(assessment):
    """The one that was agreed before it. What was taken back is nobody's to compare with."""
    rows = assessment.member.assessments.filter(framework=assessment.framework_id, status=AssessmentStatus.AGREED)
    return rows.filter(started_at__lt=assessment.started_at).order_by("-started_at").first()
