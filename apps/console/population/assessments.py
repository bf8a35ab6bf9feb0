"""Where a made-up profession says it stands: the self-assessments of three years, and what was agreed to them.

There are millions of answers, so Postgres writes them, by statements put together from constants of this module. What
is chosen for somebody depends on the seed and on their staff number alone.
"""

from django.db import connection, transaction
from django.utils import timezone

from apps.capability.models import FrameworkVersion
from apps.capability.queries import content_of
from apps.console.population.accounts import make_accounts
from apps.members.models import Member

CHUNK = 20_000  # people who get an account at a time
EXAMPLES = [
    "I did this with a customer who had written to us twice. Since then I check the letter before I close the case.",
    "I showed two new colleagues how I do it, and we wrote down the steps for the others.",
    "In the busy weeks of spring I planned my day anew each morning, and nothing was left over for long.",
    "I asked for feedback after three calls, and changed how I begin them.",
]


def _chance(*what):
    """SQL: a number from 0 up to 1, always the same for this person and `what` (pieces of SQL)."""
    text = " || '/' || ".join(["%(seed)s", "staff_number", *what])
    return f"(('x' || substr(md5({text}), 1, 7))::bit(28)::integer / 268435456.0)"


# Of people in post who have a grade and somebody above them: who assessed themselves this year, last year and the year
# before. It is asked for in spring and in autumn, and some do it when they like.
ASSESSING = f"""
    CREATE TEMPORARY TABLE population_assessing AS
    SELECT md5(%(seed)s || '/' || staff_number || '/' || year)::uuid AS id, chosen.*,
        CASE
            WHEN fate < 0.1 AND year = 0 THEN 'private'
            WHEN fate < 0.3 AND year = 0 THEN 'shared'
            WHEN fate < 0.3 THEN 'withdrawn'
            ELSE 'agreed'
        END AS status,
        %(now)s - make_interval(days => year * 365 + CASE
            WHEN season < 0.5 THEN 60 + floor(40 * {_chance("year", "'day'")})::integer
            WHEN season < 0.8 THEN 200 + floor(40 * {_chance("year", "'day'")})::integer
            ELSE 60 + floor(260 * {_chance("year", "'day'")})::integer
        END) AS started_at
    FROM (
        SELECT member.id AS member, member.staff_number, member.grade_id, member.job_family_id,
            member.line_manager_id AS manager, version.framework_id AS framework, version.id AS version, year,
            {_chance("year", "'fate'")} AS fate, {_chance("year", "'season'")} AS season
        FROM (SELECT * FROM members_member WHERE id = ANY(%(people)s)) member
        JOIN capability_frameworkversion version ON version.id = ANY(%(versions)s)
            AND member.grade_id = ANY(version.grades)
        CROSS JOIN generate_series(0, 2) AS year
        WHERE {_chance("year", "'asked'")} < (ARRAY[0.64, 0.52, 0.46])[year + 1]
    ) chosen
"""  # noqa: S608
# What was shared never changes: each is written while it is private, and moves on once its answers are there.
ASSESS = """
    INSERT INTO capability_assessment (id, member_id, framework_id, version_id, is_practice, status, started_at)
    SELECT id, member, framework, version, false, 'private', started_at FROM population_assessing
    WHERE year = %(year)s
"""
EXPECTED = """
    CREATE TEMPORARY TABLE population_expected AS
    SELECT * FROM unnest(%(capabilities)s, %(grades)s::text[], %(families)s::text[], %(places)s)
        AS expected (capability, grade, family, place)
"""
# Some capabilities are harder than others, and people get better over the years. A draft has a gap here and there.
PLACES = f"""
    CREATE TEMPORARY TABLE population_places AS
    SELECT assessment, capability, version, status, staff_number, year, started_at, greatest(0, least(highest, place
        + CASE WHEN luck < 0.05 + hard THEN -2 WHEN luck < 0.2 + 2 * hard + 0.03 * year THEN -1
               WHEN luck > 0.88 THEN 1 ELSE 0 END
    )) AS place
    FROM (
        SELECT assessing.id AS assessment, capability.id AS capability, assessing.version, assessing.status,
            assessing.staff_number, assessing.year, assessing.started_at, coalesce(expected.place, 2) AS place,
            (SELECT max("order") FROM capability_level WHERE version_id = assessing.version) AS highest,
            {_chance("year", "capability.code", "'luck'")} AS luck,
            0.12 * ('x' || substr(md5(capability.code), 1, 4))::bit(16)::integer / 65536.0 AS hard
        FROM population_assessing assessing
        JOIN capability_capability capability ON capability.version_id = assessing.version
        LEFT JOIN population_expected expected ON expected.capability = capability.id
            AND expected.grade = assessing.grade_id AND expected.family = coalesce(assessing.job_family_id, '')
        WHERE assessing.status <> 'private' OR {_chance("year", "capability.code", "'said'")} < 0.6
    ) known
"""  # noqa: S608
ANSWER = f"""
    INSERT INTO capability_answer (assessment_id, capability_id, level_id, not_yet, ticked, example, saved_at)
    SELECT said.assessment, said.capability, level.id, place = 0, coalesce(statements.codes, ARRAY[]::text[]),
        CASE WHEN {_chance("year", "said.capability::text", "'example'")} < 0.5
            THEN (%(examples)s)[1 + said.capability %% cardinality(%(examples)s)] ELSE '' END,
        started_at + interval '1 day'
    FROM population_places said
    LEFT JOIN capability_level level ON level.version_id = said.version AND level."order" = said.place
    LEFT JOIN (
        SELECT capability_id, level_id, array_agg(code ORDER BY "order") AS codes
        FROM capability_statement GROUP BY capability_id, level_id
    ) statements ON statements.capability_id = said.capability AND statements.level_id = level.id
    WHERE year = %(year)s
"""  # noqa: S608
MOVE_ON = """
    UPDATE capability_assessment assessment SET status = assessing.status,
        shared_at = CASE WHEN assessing.status <> 'withdrawn' THEN assessing.started_at + interval '6 days' END,
        ended_at = CASE WHEN assessing.status <> 'shared' THEN assessing.started_at + interval '24 days' END
    FROM population_assessing assessing
    WHERE assessing.id = assessment.id AND year = %(year)s AND assessing.status <> 'private'
"""
OUTCOME = """
    INSERT INTO capability_outcome (id, assessment_id, written_by_id, status, held_until, started_at, saved_at,
        comment)
    SELECT md5('outcome/' || assessing.id)::uuid, assessing.id, manager.user_id, 'draft',
        (started_at + interval '389 days')::date, started_at + interval '20 days', started_at + interval '20 days', ''
    FROM population_assessing assessing
    JOIN members_member manager ON manager.id = assessing.manager
    WHERE assessing.status = 'agreed'
"""
# Managers see most things the same way; where they do not, they say lower more often than higher.
AGREE = f"""
    INSERT INTO capability_agreedlevel (outcome_id, capability_id, level_id, not_yet, differs, next_step)
    SELECT md5('outcome/' || assessment)::uuid, capability, level.id, place = 0 AND NOT differs, differs, ''
    FROM (
        SELECT assessment, capability, version, luck < 0.06 AS differs, greatest(0, place
            + CASE WHEN luck < 0.2 THEN -1 WHEN luck > 0.93 AND place < highest THEN 1 ELSE 0 END) AS place
        FROM (
            SELECT said.*, {_chance("year", "capability::text", "'agreed'")} AS luck,
                (SELECT max("order") FROM capability_level WHERE version_id = said.version) AS highest
            FROM population_places said WHERE status = 'agreed'
        ) heard
    ) agreed
    LEFT JOIN capability_level level ON level.version_id = agreed.version AND level."order" = place AND NOT differs
"""  # noqa: S608
CONFIRM = """
    UPDATE capability_outcome outcome SET status = 'confirmed', proposed_at = outcome.started_at,
        answered_by_id = member.user_id, answered_at = assessing.started_at + interval '24 days'
    FROM population_assessing assessing JOIN members_member member ON member.id = assessing.member
    WHERE outcome.assessment_id = assessing.id
"""
NOTE = """
    INSERT INTO core_auditevent (event, subject_type, subject_id, by_id, at, says, details)
    SELECT line.event, 'capability.Assessment', assessing.id::text, member.user_id, started_at + line.after,
        line.says, '{}'
    FROM population_assessing assessing
    JOIN members_member member ON member.id = assessing.member
    JOIN (VALUES
        ('assessment.started', interval '0', 'started a self-assessment', ARRAY['private', 'shared', 'agreed',
            'withdrawn']),
        ('assessment.shared', interval '6 days', 'shared a self-assessment with their line manager',
            ARRAY['shared', 'agreed']),
        ('assessment.agreed', interval '24 days', 'agreed to the levels of a self-assessment', ARRAY['agreed']),
        ('assessment.withdrawn', interval '24 days', 'took back a self-assessment', ARRAY['withdrawn'])
    ) AS line (event, after, says, statuses) ON assessing.status = ANY(line.statuses)
"""


@transaction.atomic
def make_assessments(*, seed, among, progress=lambda share: None):
    """Write the self-assessments of many of these people. Returns how many answers they gave."""
    people = among.in_post().filter(line_manager__isnull=False, grade__isnull=False)
    versions = list(FrameworkVersion.objects.published())
    given = {
        "seed": str(seed),
        "now": timezone.now(),
        "people": list(people.values_list("pk", flat=True)),
        "versions": [version.pk for version in versions],
        "examples": EXAMPLES,
        **_expected(versions, people),
    }
    with connection.cursor() as cursor:
        cursor.execute(ASSESSING, given)
        cursor.execute("SELECT member FROM population_assessing UNION SELECT manager FROM population_assessing")
        _give_accounts([pk for (pk,) in cursor.fetchall()])
        progress(0.3)
        cursor.execute(EXPECTED, given)
        cursor.execute(PLACES, given)
        progress(0.4)
        answers = 0
        for year in (2, 1, 0):  # nobody has two open at once
            for statement in (ASSESS, ANSWER, MOVE_ON):
                cursor.execute(statement, given | {"year": year})
                answers += cursor.rowcount if statement is ANSWER else 0
            progress(0.8 - 0.13 * year)
        for statement in (OUTCOME, AGREE, CONFIRM, NOTE):
            cursor.execute(statement, given)
        cursor.execute("DROP TABLE population_assessing, population_expected, population_places")
    progress(1)
    return answers


def _give_accounts(people):
    """Whoever said something has signed in."""
    without = sorted(Member.objects.filter(pk__in=people, user=None).values_list("pk", flat=True))
    for start in range(0, len(without), CHUNK):
        make_accounts(list(Member.objects.filter(pk__in=without[start : start + CHUNK])))


def _expected(versions, people):
    """The place of the level expected with each capability, for each grade and job family, as columns."""
    kinds = list(people.order_by().values_list("grade_id", "job_family_id").distinct())
    rows = []
    for version in versions:
        content = content_of(version)
        for capability in content.capabilities:
            for grade, family in kinds:
                level = content.expected_of(capability, Member(grade_id=grade, job_family_id=family))
                if level:
                    rows.append((capability.pk, grade, family or "", level.order))
    columns = zip(*rows, strict=True) if rows else ([], [], [], [])
    return dict(zip(["capabilities", "grades", "families", "places"], map(list, columns), strict=True))
