"""The figures of one day: counted over everybody in post, laid out as one fixed cube, and protected as a whole.

The cube has a cell for each scope (the profession, a department, an organisation), column ("all", a grade or a level)
and measure. Every page is cut from it, so that no two pages together say more than the cube does.
"""

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Coalesce, Concat

from apps.insights.disclosure import Table, publish
from apps.insights.states import ALL, COMPLETED, ENROLLED, HEADCOUNT, MEASURES, PROFESSION
from apps.members.models import FeedImport, Grade, Member, Organisation
from apps.qualifications.models import Enrolment, Qualification
from apps.qualifications.states import STUDYING, TAKEN_UP, Level, Status

NOT_RECORDED = ""  # as a grade
DIRECT = "/direct"  # ends the code of those whose record names a department that has organisations, and none of them
# Civil Service Statistics, Operational Delivery in post: more than its departments, which are rounded one by one.
OFFICIAL_HEADCOUNT = 272_430


def published_figures():
    """What a snapshot holds: the lists of scopes, grades and levels, and the cells by scope, column and measure."""
    counted = list(count())
    scopes = _scopes({row["where"] for row in counted})
    grades, levels = _grades(), _levels()
    table = lay_out(counted, scopes, [grade["column"] for grade in grades], [level["column"] for level in levels])
    cells = {}
    for (scope, column, measure), cell in publish(table).items():
        cells.setdefault(scope, {}).setdefault(column, {})[measure] = cell
    feed = FeedImport.objects.order_by("-as_of").first()
    return {
        "hr_feed": feed and feed.as_of.isoformat(),
        "scopes": scopes,
        "grades": grades,
        "levels": levels,
        "cells": cells,
    }


def count():
    """The true counts by organisation and grade, and by organisation and level, in one statement: nothing moves between.

    Somebody enrolled twice at one level counts once there. Restricted people are in no count.
    """
    people = Member.objects.in_post().filter(restricted=False)
    theirs = Enrolment.objects.filter(member=OuterRef("pk"))
    by_grade = people.values(
        where=F("organisation_id"), column=Concat(Value("grade "), Coalesce("grade_id", Value(NOT_RECORDED)))
    ).annotate(
        headcount=Count("pk"),
        enrolled=Count("pk", filter=Exists(theirs.filter(status__in=STUDYING))),
        completed=Count("pk", filter=Exists(theirs.filter(status=Status.COMPLETED))),
    )
    level = Cast("qualification__level", CharField())
    by_level = (
        Enrolment.objects.filter(status__in=TAKEN_UP, member__in=people)
        .values(where=F("member__organisation_id"), column=Concat(Value("level "), level))
        .annotate(
            headcount=Value(0),
            enrolled=Count("member", filter=Q(status__in=STUDYING), distinct=True),
            completed=Count("member", filter=Q(status=Status.COMPLETED), distinct=True),
        )
    )
    return by_grade.union(by_level, all=True)


def lay_out(counted, scopes, grades, levels):
    """The cube with all its totals, and what every reader knows of how its cells hang together."""
    parent = {scope["code"]: scope["parent"] for scope in scopes}
    counts = {
        (scope, column, measure): 0
        for scope in parent
        for column in [ALL, *grades, *levels]
        for measure in (MEASURES if column not in levels else [ENROLLED, COMPLETED])
    }
    for row in counted:
        scope = row["where"] if row["where"] + DIRECT not in parent else row["where"] + DIRECT
        while scope is not None:
            for column in [row["column"]] if row["column"] in levels else [row["column"], ALL]:
                for measure in MEASURES:
                    if row[measure]:
                        counts[scope, column, measure] += row[measure]
            scope = parent[scope]
    below = {scope: [part for part in parent if parent[part] == scope] for scope in parent}
    sums = [((scope, *rest), [(part, *rest) for part in below[scope]]) for scope, *rest in counts if below[scope]]
    sums += [
        ((scope, ALL, measure), [(scope, grade, measure) for grade in grades]) for scope in parent for measure in MEASURES
    ]
    return Table(
        counts,
        sums,
        covers=[
            ((scope, ALL, measure), [(scope, level, measure) for level in levels])
            for scope in parent
            for measure in [ENROLLED, COMPLETED]
        ],
        within=[
            (cell, (cell[0], cell[1], HEADCOUNT)) for cell in counts if cell[2] != HEADCOUNT and cell[1] not in levels
        ],
        least={(scope, ALL, HEADCOUNT): 1 for scope in parent if scope.endswith(DIRECT)},
    )


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
    if not any(grade["column"] == f"grade {NOT_RECORDED}" for grade in grades):
        grades.append({"column": f"grade {NOT_RECORDED}", "name": "Not recorded", "official": None})
    return grades


def _levels():
    levels = Qualification.objects.order_by("level").values_list("level", flat=True).distinct()
    return [{"column": f"level {level}", "name": Level(level).label} for level in levels]
