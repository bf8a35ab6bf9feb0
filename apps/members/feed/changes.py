"""What the feed changes: a table of the people who are new or differ, and which of their fields do.

The statements are put together from constants of this module: nothing of the file gets into their text.
"""

from collections import Counter

from django.db import connection

from apps.members.states import FEED_KINDS

# What the feed says of a person, and what is on record, so that Postgres can compare them.
FIELDS = {
    "name": ("(feed.given_name, feed.family_name)", "(member.given_name, member.family_name)"),
    "email address": ("NULLIF(feed.email, '')", "member.email"),
    "organisation": ("feed.organisation", "member.organisation_id"),
    "unit": ("feed.unit", "member.unit"),
    "grade": ("NULLIF(feed.grade, '')", "member.grade_id"),
    "region": ("NULLIF(feed.region, '')", "member.region_id"),
    "job family": ("NULLIF(feed.job_family, '')", "member.job_family_id"),
    "job title": ("feed.job_title", "member.job_title"),
    "line manager": ("feed.manager", "known.staff_number"),
    "contract": ("(feed.contract, NULLIF(feed.contract_end, '')::date)", "(member.contract, member.contract_end)"),
    "working days": ("feed.working_days", "member.working_days"),
    "status": ("feed.status", "member.status"),
    "restriction": ("feed.restricted = 'yes'", "member.restricted"),
}
DIFFERS = {field: f"{feed} IS DISTINCT FROM {record}" for field, (feed, record) in FIELDS.items()}
ANY_DIFFERS = " OR ".join(DIFFERS.values())
WHICH_DIFFER = ", ".join(f"CASE WHEN {differs} THEN '{field}' END" for field, differs in DIFFERS.items())

# The one comparison of everybody: whose row differs, who is in the feed only, who is on record only.
CREATE_DIFFERING = f"""
    CREATE TEMPORARY TABLE feed_differing ON COMMIT DROP AS
    SELECT feed.line, member.id, COALESCE(feed.staff_number, member.staff_number) AS staff_number,
        known.staff_number AS above
    FROM (SELECT *, NULLIF(line_manager, '') AS manager FROM feed) feed
    FULL JOIN members_member member USING (staff_number)
    LEFT JOIN members_member known ON known.id = member.line_manager_id
    WHERE feed.line IS NULL OR member.id IS NULL OR {ANY_DIFFERS}
"""  # noqa: S608
# Whoever leaves with this feed or has left, and who was above them: by the feed where it has them, else by our record.
CREATE_GONE = """
    CREATE TEMPORARY TABLE feed_gone ON COMMIT DROP AS
    SELECT staff_number, NULLIF(line_manager, '') AS above FROM feed WHERE status = 'left' AND staff_number <> ''
    UNION ALL
    SELECT staff_number, above FROM feed_differing WHERE line IS NULL
"""
# For those whose manager is gone: the next one up, if there is one. UNION drops repeats, so a circle of leavers ends.
CREATE_NEXT_UP = """
    CREATE TEMPORARY TABLE feed_next_up ON COMMIT DROP AS
    WITH RECURSIVE up (line, above) AS (
        SELECT feed.line, gone.above FROM feed JOIN feed_gone gone ON gone.staff_number = feed.line_manager
        UNION
        SELECT up.line, gone.above FROM up JOIN feed_gone gone ON gone.staff_number = up.above
    )
    SELECT up.line, max(up.above) FILTER (WHERE gone.staff_number IS NULL) AS manager
    FROM up LEFT JOIN feed_gone gone ON gone.staff_number = up.above GROUP BY up.line
"""
# New people get their ids now, so that they can be written together with their managers.
CREATE_FRESH = """
    CREATE TEMPORARY TABLE feed_fresh ON COMMIT DROP AS
    SELECT line, staff_number, nextval(pg_get_serial_sequence('members_member', 'id')) AS id
    FROM feed_differing WHERE id IS NULL AND staff_number <> ''
"""
# Those that differ are looked at again with their line managers as these are to be.
CREATE_AGAIN = """
    CREATE TEMPORARY TABLE feed_again ON COMMIT DROP AS
    WITH candidate AS (SELECT line FROM feed_differing UNION SELECT line FROM feed_next_up)
    SELECT feed.*, CASE WHEN up.line IS NULL THEN NULLIF(feed.line_manager, '') ELSE up.manager END AS manager
    FROM feed JOIN candidate USING (line) LEFT JOIN feed_next_up up USING (line)
"""
CREATE_CHANGES = f"""
    CREATE TEMPORARY TABLE feed_changes ON COMMIT DROP AS
    WITH change (line, id, kind, fields, manager) AS (
        SELECT feed.line, member.id,
            CASE
                WHEN member.status = 'left' AND feed.status <> 'left' THEN 'returned'
                WHEN member.status <> 'left' AND feed.status = 'left' THEN 'left'
                WHEN {DIFFERS["organisation"]} THEN 'moved'
                ELSE 'changed'
            END,
            array_remove(ARRAY[{WHICH_DIFFER}], NULL), feed.manager
        FROM feed_again feed
        JOIN members_member member USING (staff_number)
        LEFT JOIN members_member known ON known.id = member.line_manager_id
        WHERE {ANY_DIFFERS}
        UNION ALL
        SELECT line, fresh.id, 'new', '{{}}', feed.manager FROM feed_fresh fresh JOIN feed_again feed USING (line)
    )
    SELECT change.line, change.id, kind, fields, COALESCE(manager.id, fresh.id) AS manager_id
    FROM change
    LEFT JOIN members_member manager ON manager.staff_number = change.manager
    LEFT JOIN feed_fresh fresh ON fresh.staff_number = change.manager
    UNION ALL
    SELECT NULL, member.id, 'left', ARRAY['email address', 'status'], member.line_manager_id
    FROM feed_differing JOIN members_member member USING (id) WHERE line IS NULL AND member.status <> 'left'
"""  # noqa: S608
STEPS = {
    "feed_differing": CREATE_DIFFERING,
    "feed_gone": CREATE_GONE,
    "feed_next_up": CREATE_NEXT_UP,
    "feed_fresh": CREATE_FRESH,
    "feed_again": CREATE_AGAIN,
    "feed_changes": CREATE_CHANGES,
}


def find():
    """Work out what the feed changes, in tables of the transaction's own."""
    with connection.cursor() as cursor:
        for table, create in STEPS.items():
            cursor.execute(create)
            cursor.execute(f"ANALYZE {table}")


def count(rows):
    """How many people are of which kind, of a feed with so many rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, count(*), count(line) FROM feed_changes GROUP BY kind")
        found = cursor.fetchall()
    counts = Counter({kind: people for kind, people, _ in found})
    counts["unchanged"] = rows - sum(in_feed for _, _, in_feed in found)
    return {kind: counts[kind] for kind in FEED_KINDS}


DETAILS = """
    SELECT kind, fields, count(*) FROM feed_changes WHERE kind <> 'new' GROUP BY kind, fields
    ORDER BY array_position(%(kinds)s, kind), count(*) DESC, fields
"""
# Who is new gets another id each time, and is known by the line; who left has no line.
FINGERPRINT = """
    SELECT encode(sha256(convert_to(COALESCE(string_agg(concat_ws(' ', line, CASE WHEN line IS NULL THEN id END, kind,
        fields::text), ',' ORDER BY line, id), ''), 'UTF8')), 'hex') FROM feed_changes
"""


def details():
    """[kind, the fields that differ, how many people], of those on record."""
    with connection.cursor() as cursor:
        cursor.execute(DETAILS, {"kinds": FEED_KINDS})
        return [[kind, fields, people] for kind, fields, people in cursor.fetchall()]


def fingerprint():
    """The same for the same changes to the same people, and for no others."""
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT)
        return cursor.fetchone()[0]
