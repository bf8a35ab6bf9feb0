"""Which units and qualifications would close a gap of somebody: their gaps, and what units develop. Reading only."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import JSONField, Value
from django.db.models.expressions import RawSQL

from apps.capability.queries.open_gaps import open_gaps

# The units that develop what is missing, but none that is achieved or studied; with each gap.
# Asked for once in a statement, however many qualifications it looks at.
CLOSING = """
    SELECT jsonb_agg(found ORDER BY found.size DESC, found.place, found.code) FROM (
        SELECT unit.id AS pk, unit.suite_id, unit.code, unit.title, gap.capability_id,
            gap.title AS capability, gap.expected, gap.at, gap.size, gap.place, develops.provenance
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
    ) found
"""
# Of those, the ones that can count for a qualification (combination.allowed_units says the same).
CLOSES = """
    ARRAY(
        SELECT closing FROM jsonb_array_elements(({closing})) closing
        WHERE (closing ->> 'suite_id')::bigint = qualifications_qualification.suite_id AND (
            jsonb_path_exists(qualifications_qualification.rule, '$.* ? (@ > 0)')
            OR qualifications_qualification.rule -> 'mandatory' @> (closing -> 'code')
            OR jsonb_path_exists(
                qualifications_qualification.rule,
                '$.groups[*].units[*] ? (@ == $code)', jsonb_build_object('code', closing -> 'code')
            )
        )
    )
"""


def with_closes(qualifications, member):
    """`closes`: the units of each that would close a gap of this person, the largest gap first, as JSON: `pk`, `code`,
    `title`, `provenance` of what it develops; and of the gap `capability_id`, `capability`, `expected`, `at`, `size`.
    A unit is there once for each gap.
    """
    if member is None:
        return qualifications.annotate(closes=Value([], ArrayField(JSONField())))
    gaps, parameters = open_gaps(member)
    sql = CLOSES.format(closing=CLOSING.format(gaps=gaps))
    closes = RawSQL(sql, [*parameters, member.pk, member.pk], ArrayField(JSONField()))
    return qualifications.annotate(closes=closes)
