"""Which units and qualifications would close a gap of somebody: their gaps, and what units develop. Reading only."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, JSONField, Value
from django.db.models.expressions import RawSQL

from apps.capability.queries.open_gaps import open_gaps

# By suite, the units that develop what is missing, but none that is achieved or studied; with each gap.
# Asked for once in a statement, however many qualifications it looks at.
CLOSING = """
    SELECT jsonb_object_agg(suite_id, units) FROM (
        SELECT unit.suite_id, jsonb_agg(
            jsonb_build_object(
                'pk', unit.id, 'code', unit.code, 'title', unit.title, 'provenance', develops.provenance,
                'capability_id', gap.capability_id, 'capability', gap.title, 'expected', gap.expected, 'at', gap.at,
                'size', gap.size, 'place', gap.place
            ) ORDER BY gap.size DESC, gap.place, unit.code
        ) AS units
        FROM ({gaps}) gap
        JOIN qualifications_unitcapability develops
            ON develops.framework = gap.framework AND develops.capability = gap.capability
        JOIN qualifications_unit unit ON unit.id = develops.unit_id
        WHERE NOT EXISTS (
            SELECT FROM qualifications_unitachievement achieved
            WHERE achieved.member_id = %s AND achieved.unit_id = unit.id
        )
        AND NOT EXISTS (
            SELECT FROM qualifications_enrolledunit chosen
            JOIN qualifications_enrolment enrolment ON enrolment.id = chosen.enrolment_id
            WHERE enrolment.member_id = %s AND chosen.unit_id = unit.id
            AND enrolment.status NOT IN ('declined', 'withdrawn', 'completed')
        )
        GROUP BY unit.suite_id
    ) suite
"""
# Of those, the ones that can count for a qualification (combination.allowed_units says the same).
CLOSES = """
    ARRAY(
        SELECT closing FROM jsonb_array_elements(({closing}) -> qualifications_qualification.suite_id::text) closing
        WHERE jsonb_path_exists(qualifications_qualification.rule, '$.* ? (@ > 0)')
        OR qualifications_qualification.rule -> 'mandatory' @> (closing -> 'code')
        OR jsonb_path_exists(
            qualifications_qualification.rule,
            '$.groups[*].units[*] ? (@ == $code)', jsonb_build_object('code', closing -> 'code')
        )
    )
"""


def with_closes(qualifications, member):
    """`closes`: the units of each that would close a gap of this person, the largest gap first, as JSON: `pk`, `code`,
    `title`, `provenance` of what it develops; and of the gap `capability_id`, `capability`, `expected`, `at`, `size`.
    A unit is there once for each gap.
    """
    return qualifications.annotate(closes=_closing(member) or Value([], ArrayField(JSONField())))


def is_closing(member):
    """Whether a qualification has a unit that would close a gap of this person, as a column."""
    closing = _closing(member)
    if closing is None:
        return Value(False)
    return RawSQL(f"cardinality({closing.sql}) > 0", closing.params, BooleanField())


def _closing(member):
    if member is None:
        return None
    gaps, parameters = open_gaps(member)
    sql = CLOSES.format(closing=CLOSING.format(gaps=gaps))
    return RawSQL(sql, [*parameters, member.pk, member.pk], ArrayField(JSONField()))
