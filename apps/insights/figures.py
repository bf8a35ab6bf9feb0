"""The figures of one day: counted over everybody in post, laid out as one fixed cube, and protected as a whole.

The cube has a cell for each scope (the profession, a department, an organisation), column ("all", a grade or a level)
and measure. Every page is cut from it, so that no two pages together say more than the cube does.
"""

from django.db.models import CharField, Count, F, Q, Value
from django.db.models.functions import Cast, Coalesce, Concat

from apps.insights.disclosure import Table, publish
from apps.insights.models import Tally
from apps.insights.outcomes import published_outcomes
from apps.insights.states import ALL, COMPLETED, DIRECT, ENROLLED, HEADCOUNT, MEASURES, PROFESSION, UNKNOWN_GRADE
from apps.members.models import FeedImport, Grade, Member, Organisation
from apps.qualifications.models import Enrolment, Qualification
from apps.qualifications.states import ENROLLED as STILL_ENROLLED
from apps.qualifications.states import TAKEN_UP, Level, Status

# Civil Service Statistics, Operational Delivery in post: more than its departments, which are rounded one by one.
OFFICIAL_HEADCOUNT = 272_430


def published_figures():
    """What a snapshot holds: the lists of scopes, grades and levels, and the cells by scope, column and measure."""
    counted = list(count())
    active = Tally.objects.filter(number__gt=0).order_by().values_list("organisation", flat=True).distinct()
    scopes = _scopes({row["where"] for row in counted} | set(active))
    grades, levels = _grades(), _levels()
    table = lay_out(counted, scopes, [grade["column"] for grade in grades], [level["column"] for level in levels])
    feed = FeedImport.objects.order_by("-as_of").first()
    return {
        "hr_feed": feed and feed.as_of.isoformat(),
        "scopes": scopes,
        "grades": grades,
        "levels": levels,
        "cells": by_scope(publish(table)),
        "outcomes": published_outcomes(),
    }


def by_scope(published):
    """{scope: {column: {measure: cell}}}"""
    cells = {}
    for (scope, column, measure), cell in published.items():
        cells.setdefault(scope, {}).setdefault(column, {})[measure] = cell
    return cells


def count():
    """The true counts by organisation and grade, and by organisation and level, in one statement: all of one moment.

    Somebody enrolled twice at one level counts once there. Restricted people are in no count.
    """
    people = Member.objects.in_post().filter(restricted=False)
    taken = Enrolment.objects.filter(status__in=TAKEN_UP, member__in=people)
    nobody = {"enrolled": Value(0), "completed": Value(0)}
    learners = {
        "headcount": Value(0),
        "enrolled": Count("member", filter=Q(status__in=STILL_ENROLLED), distinct=True),
        "completed": Count("member", filter=Q(status=Status.COMPLETED), distinct=True),
    }
    where = F("member__organisation_id")
    return (
        people.values(where=F("organisation_id"), column=_named("grade ", "grade_id"))
        .annotate(headcount=Count("pk"), **nobody)
        .union(
            taken.values(where=where, column=_named("grade ", "member__grade_id")).annotate(**learners),
            taken.values(where=where, column=_named("level ", "qualification__level")).annotate(**learners),
            all=True,
        )
    )


def _named(kind, code):
    return Concat(Value(kind), Coalesce(Cast(code, CharField()), Value("")))


def lay_out(counted, scopes, grades, levels):
    """The cube with all its totals, and what every reader knows of how its cells hang together."""
    parent = {scope["code"]: scope["parent"] for scope in scopes}
    parts = {scope: [part for part in parent if parent[part] == scope] for scope in parent}
    counts = {
        (scope, column, measure): 0
        for scope in parent
        for column in [ALL, *grades, *levels]
        for measure in ([ENROLLED, COMPLETED] if column in levels else MEASURES)
    }
    for row in counted:
        direct = row["where"] + DIRECT
        scope = direct if direct in parent else row["where"]
        while scope is not None:
            for column in [row["column"]] if row["column"] in levels else [row["column"], ALL]:
                for measure in MEASURES:
                    if row[measure]:
                        counts[scope, column, measure] += row[measure]
            scope = parent[scope]
    scope_sums = [
        ((scope, *rest), [(part, *rest) for part in parts[scope]]) for scope, *rest in counts if parts[scope]
    ]
    grade_sums = [
        ((scope, ALL, measure), [(scope, grade, measure) for grade in grades])
        for scope in parent
        for measure in MEASURES
    ]
    # What is true of every part is true of their total: these need not be said of totals.
    whole = [scope for scope in parent if not parts[scope]]
    covers = [
        ((scope, ALL, measure), [(scope, level, measure) for level in levels])
        for scope in whole
        for measure in [ENROLLED, COMPLETED]
        if levels  # without a catalogue everybody knows that nobody is enrolled
    ]
    within = [
        ((scope, grade, measure), (scope, grade, HEADCOUNT))
        for scope in whole
        for grade in grades
        for measure in [ENROLLED, COMPLETED]
    ]
    direct = [(scope, ALL, HEADCOUNT) for scope in parent if scope.endswith(DIRECT)]
    least = {cell: 1 for cell in direct if counts[cell]}
    return Table(counts, scope_sums + grade_sums, covers, within, least)


def _scopes(with_people):
    """The profession, then each department with what is below it. All are there, with people or without."""
    organisations = list(Organisation.objects.order_by("name"))
    below = {}
    for organisation in organisations:
        below.setdefault(organisation.department_id, []).append(organisation)
    scopes = [_scope(PROFESSION, "All departments", None, OFFICIAL_HEADCOUNT)]
    for department in below.get(None, []):
        scopes.append(_scope(department.code, department.name, PROFESSION, department.headcount))
        parts = below.get(department.code, [])
        scopes += [_scope(part.code, part.name, department.code, part.headcount) for part in parts]
        if parts and department.code in with_people:
            name = f"{department.name}, organisation not recorded"
            scopes.append(_scope(department.code + DIRECT, name, department.code, None))
    return scopes


def _scope(code, name, parent, official):
    return {"code": code, "name": name, "parent": parent, "official": official}


def _grades():
    grades = [
        {"column": f"grade {grade.code}", "name": grade.name, "official": grade.headcount}
        for grade in Grade.objects.all()
    ]
    if not any(grade["column"] == UNKNOWN_GRADE for grade in grades):
        grades.append({"column": UNKNOWN_GRADE, "name": "Not recorded", "official": None})
    return grades


def _levels():
    levels = Qualification.objects.order_by("level").values_list("level", flat=True).distinct()
    names = dict(Level.choices)
    return [{"column": f"level {level}", "name": names.get(level, f"Level {level}")} for level in levels]
