"""Where made-up people came from, as the HR feeds of three years would have told it."""

from django.db import connection

# One in seven was promoted from the grade below; of these most stayed in their job family, and some came from the
# family that many of their organisation work in. What is chosen depends on the seed and the staff number alone.
MOVES = """
    INSERT INTO members_move (member_id, told_on, from_grade_id, to_grade_id, from_family_id, to_family_id,
        from_organisation_id, to_organisation_id)
    SELECT member.id, current_date - 30 - (luck * 7 * 1000)::integer, below.code, member.grade_id,
        CASE WHEN luck * 7 < 0.6 THEN member.job_family_id ELSE usual.job_family_id END, member.job_family_id,
        member.organisation_id, member.organisation_id
    FROM (
        SELECT *, ('x' || substr(md5(%(seed)s || '/' || staff_number || '/move'), 1, 7))::bit(28)::integer
            / 268435456.0 AS luck
        FROM members_member WHERE id = ANY(%(people)s)
    ) member
    JOIN members_grade grade ON grade.code = member.grade_id
    CROSS JOIN LATERAL (
        SELECT code FROM members_grade WHERE "order" < grade."order" AND code <> '' ORDER BY "order" DESC LIMIT 1
    ) below
    JOIN (
        SELECT organisation_id, mode() WITHIN GROUP (ORDER BY job_family_id) AS job_family_id
        FROM members_member WHERE id = ANY(%(people)s) GROUP BY organisation_id
    ) usual ON usual.organisation_id = member.organisation_id
    WHERE luck < 1 / 7.0
"""


def make_moves(*, seed, among):
    """Write where some of these people came from. Returns how many moves that were."""
    people = list(among.in_post().filter(grade__isnull=False).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(MOVES, {"seed": str(seed), "people": people})
        return cursor.rowcount
