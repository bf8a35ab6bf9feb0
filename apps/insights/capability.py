"""Where the people of each department stand against a framework: counted from what they have shared, and protected.

For each framework two tables leave the portal. Gaps: how many have assessed themselves, and how many of them are below
the level expected, for each department by grade and by region. Levels: how many are at each level of a capability, for
each department. What somebody keeps to themselves counts in neither.
"""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from apps.capability.models import AgreedLevel, Answer, Assessment, FrameworkVersion, Outcome
from apps.capability.queries import content_of
from apps.capability.states import SEEN_BY_MANAGER, AssessmentStatus, OutcomeStatus
from apps.insights.disclosure import Table, publish
from apps.insights.levels import published_levels
from apps.insights.states import AGREED, ALL, ASSESSED, OWN, PROFESSION, SOURCES
from apps.members.models import Member


@dataclass(frozen=True)
class Counted:
    """The true counts of one framework, by department, region and grade.

    people: those three, wherever anybody works. assessed: {(*three, source): number}. below: {(*three, source, code of
    a capability): number below the level expected}. places: {(department, source, code, place): number}, 0 being "not
    yet".
    """

    people: set
    assessed: Counter
    below: Counter
    places: Counter


def published_capability():
    """{scope: {framework: what its page shows}} for the profession and each department where anybody works."""
    found = {}
    for version in FrameworkVersion.objects.published().select_related("framework").order_by("title"):
        content = content_of(version)
        counted = count(version, content)
        codes = [row.code for row in content.capabilities]
        head = {
            "title": version.title,
            "grades": version.grades,
            "levels": ["Not yet", *(level.title for level in content.levels)],
            "capabilities": [[row.code, row.title] for row in content.capabilities],
        }
        for (scope, column, measure), cell in publish(lay_out(counted, codes)).items():
            figures = found.setdefault(scope, {}).setdefault(
                version.framework.slug, head | {"cells": {}, "places": {}}
            )
            figures["cells"].setdefault(column, {})[measure] = cell
        for (scope, source, code), cells in published_levels(counted.places, len(head["levels"])).items():
            found[scope][version.framework.slug]["places"].setdefault(source, {})[code] = cells
    return found


# --- Counting --------------------------------------------------------------------------------------------------------


def count(version, content):
    """Of everybody in post and not restricted: their latest self-assessment that is shared, and what was agreed last
    and still holds."""
    in_post = Member.objects.in_post().filter(restricted=False)
    own = _latest(version, in_post, SEEN_BY_MANAGER)
    agreed = Outcome.objects.filter(
        assessment__in=_latest(version, in_post, [AssessmentStatus.AGREED]),
        status=OutcomeStatus.CONFIRMED,
        held_until__gte=timezone.localdate(),
    )
    department = Coalesce("organisation__department", "organisation")
    people = set(in_post.order_by().values_list(department, "region", "grade").distinct())
    counted = Counted(people, Counter(), Counter(), Counter())
    _add(counted, OWN, own, "", Answer.objects.filter(assessment__in=own), "assessment__", content)
    agreed_levels = AgreedLevel.objects.filter(outcome__in=agreed, differs=False)
    _add(counted, AGREED, agreed, "assessment__", agreed_levels, "outcome__assessment__", content)
    return counted


def _latest(version, people, statuses):
    """The latest assessment of each of these people, against whichever version of the framework."""
    rows = Assessment.objects.real().filter(framework=version.framework_id, member__in=people, status__in=statuses)
    latest = rows.order_by("member", "-started_at").distinct("member").values("pk")
    return Assessment.objects.filter(pk__in=latest)


def _add(counted, source, rows, way, answers, way_of_answers, content):
    """Count assessments, or what was agreed, and the levels in them. `way`: from a row to its assessment."""
    for department, region, grade, number in _grouped(rows, way):
        counted.assessed[department, region, grade, source] += number
    expected = lru_cache(maxsize=None)(lambda *who: _expected(content, *who))
    said = answers.filter(Q(not_yet=True) | Q(level__isnull=False))
    fields = [F(f"{way_of_answers}member__job_family"), F("capability__code"), F("level__order")]
    for department, region, grade, family, code, order, number in _grouped(said, way_of_answers, *fields):
        place, least = order or 0, expected(grade, family, code)
        counted.places[department, source, code, place] += number
        if least is not None and place < least:
            counted.below[department, region, grade, source, code] += number


def _grouped(rows, way, *fields):
    """(department, region, grade, *fields, number of rows)"""
    member = f"{way}member__"
    department = Coalesce(f"{member}organisation__department", f"{member}organisation")
    keys = [department, F(f"{member}region"), F(f"{member}grade"), *fields]
    named = {f"key_{number}": key for number, key in enumerate(keys)}
    return rows.order_by().values(**named).annotate(number=Count("pk")).values_list(*named, "number")


def _expected(content, grade, family, code):
    """The place of the level that is expected with a capability, or None."""
    capability = next((row for row in content.capabilities if row.code == code), None)
    somebody = SimpleNamespace(grade_id=grade, job_family_id=family)
    level = capability and content.expected_of(capability, somebody)
    return level and level.order


# --- Laying out ------------------------------------------------------------------------------------------------------


def lay_out(counted, codes):
    """A cell for each scope, column ("all", a grade, a region) and measure. None of it goes below a department.

    Those of a department, region and grade are hidden: all others are made of them, each in more than one way.
    """
    measures = [f"{kind} {source}" for source in SOURCES for kind in (ASSESSED, *codes)]
    counts, parts = {}, {}
    for department, region, grade in sorted(counted.people, key=str):
        for source in SOURCES:
            own = {ASSESSED: counted.assessed[department, region, grade, source]}
            own |= {code: counted.below[department, region, grade, source, code] for code in codes}
            for kind, number in own.items():
                leaf = (department, f"grade {grade or ''}", f"region {region or ''}", f"{kind} {source}")
                counts[leaf] = number
                for scope in (PROFESSION, department):
                    for column in (ALL, leaf[1], leaf[2]):
                        parts.setdefault((scope, column, leaf[3]), []).append(leaf)
    hidden = frozenset(counts)
    counts |= {cell: sum(counts[leaf] for leaf in leaves) for cell, leaves in parts.items()}
    sums = [*_totals_of_totals(parts, measures), *parts.items()]
    within = [
        (leaf, (*leaf[:3], f"{ASSESSED} {leaf[3].rpartition(' ')[2]}"))
        for leaf in hidden
        if not leaf[3].startswith(ASSESSED)
    ]
    return Table(counts, sums, within=within, hidden=hidden)


def _totals_of_totals(cells, measures):
    """How published cells add up: departments to the profession, grades and regions to all."""
    scopes = {scope for scope, *_ in cells}
    columns = {column for _, column, _ in cells}
    for scope in sorted(scopes):
        for measure in measures:
            for kind in ("grade ", "region "):
                own = [(scope, column, measure) for column in sorted(columns) if column.startswith(kind)]
                yield (scope, ALL, measure), [cell for cell in own if cell in cells]
    for column in sorted(columns):
        for measure in measures:
            own = [(scope, column, measure) for scope in sorted(scopes - {PROFESSION})]
            yield (PROFESSION, column, measure), [cell for cell in own if cell in cells]
