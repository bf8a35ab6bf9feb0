"""What `gaps_of` says, for lists and searches: as rows within one statement. A test holds the two together."""

from django.utils import timezone

# OFFSET 0 keeps Postgres from trying the order of all these tables together: to plan takes longer here than to run.
# (capability_id, framework, capability, title, expected, at, size): "at" is NULL for “not yet”.
OPEN_GAPS = """
    SELECT capability.id AS capability_id, framework.slug AS framework, capability.slug AS capability,
        capability.title, expected.title AS expected, reached.title AS at, expected."order" - stands.place AS size,
        capability."order" AS place
    FROM (
        SELECT DISTINCT ON (framework_id) id, framework_id, version_id, member_id FROM capability_assessment latest
        WHERE member_id = %s AND NOT is_practice AND status <> 'withdrawn' AND EXISTS (
            SELECT FROM capability_frameworkversion offered JOIN members_member member ON member.id = latest.member_id
            WHERE offered.framework_id = latest.framework_id AND offered.status = 'published'
            AND (coalesce(member.grade_id, '') = '' OR offered.grades @> ARRAY[member.grade_id])
        )
        ORDER BY framework_id, started_at DESC
    ) latest
    CROSS JOIN LATERAL (SELECT grade_id, job_family_id FROM members_member WHERE id = latest.member_id OFFSET 0) member
    CROSS JOIN LATERAL (SELECT slug FROM capability_framework WHERE id = latest.framework_id OFFSET 0) framework
    JOIN capability_capability capability ON capability.version_id = latest.version_id
    LEFT JOIN LATERAL (
        SELECT outcome.id FROM capability_outcome outcome
        JOIN capability_assessment agreed ON agreed.id = outcome.assessment_id
        WHERE agreed.member_id = latest.member_id AND agreed.framework_id = latest.framework_id
        AND agreed.status = 'agreed' AND outcome.status = 'confirmed' AND outcome.held_until >= %s
        ORDER BY agreed.ended_at DESC LIMIT 1
    ) held ON true
    LEFT JOIN LATERAL (
        SELECT CASE WHEN said.not_yet THEN 0 ELSE level."order" END AS place
        FROM capability_agreedlevel said JOIN capability_capability same ON same.id = said.capability_id
        LEFT JOIN capability_level level ON level.id = said.level_id
        WHERE said.outcome_id = held.id AND same.code = capability.code AND NOT said.differs OFFSET 0
    ) agreed ON true
    LEFT JOIN LATERAL (
        SELECT answer.not_yet, own."order" FROM capability_answer answer
        LEFT JOIN capability_level own ON own.id = answer.level_id
        WHERE answer.assessment_id = latest.id AND answer.capability_id = capability.id OFFSET 0
    ) answer ON true
    CROSS JOIN LATERAL (
        SELECT coalesce(agreed.place, CASE WHEN answer.not_yet THEN 0 ELSE answer."order" END) AS place
    ) stands
    JOIN LATERAL (
        SELECT level.title, level."order" FROM capability_expectedlevel row
        JOIN capability_level level ON level.id = row.level_id
        WHERE row.version_id = latest.version_id AND (row.grade_id IS NULL OR row.grade_id = member.grade_id)
        AND (row.job_family_id IS NULL OR row.job_family_id = member.job_family_id)
        AND (row.capability_id IS NULL OR row.capability_id = capability.id)
        ORDER BY row.job_family_id IS NULL, row.capability_id IS NULL, row.grade_id IS NULL, row.id LIMIT 1
    ) expected ON true
    LEFT JOIN capability_level reached ON reached.version_id = latest.version_id AND reached."order" = stands.place
    WHERE expected."order" > stands.place
    OFFSET 0
"""


def open_gaps(member):
    """(SQL, parameters)"""
    return OPEN_GAPS, [member.pk, timezone.localdate()]
