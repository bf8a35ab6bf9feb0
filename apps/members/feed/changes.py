"""What the feed changes: a table of the people who are new or differ, and which of their fields do.

The statements are put together from constants of this module: nothing of the file gets into their text.
"""

from collections import Counter

from django.db import connection

KINDS = ["new", "changed", "moved", "left", "returned", "unchanged"]

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

# The feed with each line manager as it is to be: the one named, or the next one up where that one is gone.
FEED = """
    SELECT feed.*, CASE WHEN up.line IS NULL THEN NULLIF(feed.line_manager, '') ELSE up.line_manager END AS manager
    FROM feed LEFT JOIN feed_next_up up USING (line)
"""
# New people get their ids now, so that they can be written together with their managers.
CREATE_FRESH = """
    CREATE TEMPORARY TABLE feed_fresh ON COMMIT DROP AS
    SELECT line, staff_number, nextval(pg_get_serial_sequence('members_member', 'id')) AS id FROM feed
    WHERE NOT EXISTS (SELECT FROM members_member member WHERE member.staff_number = feed.staff_number)
"""
CREATE_CHANGES = f"""
    CREATE TEMPORARY TABLE feed_changes ON COMMIT DROP AS
    WITH feed AS NOT MATERIALIZED ({FEED}),
    differing (line, id, kind, fields, manager) AS MATERIALIZED (
        SELECT feed.line, member.id,
            CASE
                WHEN member.status = 'left' AND feed.status <> 'left' THEN 'returned'
                WHEN member.status <> 'left' AND feed.status = 'left' THEN 'left'
                WHEN {DIFFERS["organisation"]} THEN 'moved'
                ELSE 'changed'
            END,
            array_remove(ARRAY[{WHICH_DIFFER}], NULL), feed.manager
        FROM feed
        JOIN members_member member USING (staff_number)
        LEFT JOIN members_member known ON known.id = member.line_manager_id
        WHERE {ANY_DIFFERS}
        UNION ALL
        SELECT line, fresh.id, 'new', '{{}}', feed.manager FROM feed_fresh fresh JOIN feed USING (line)
    )
    SELECT differing.line, differing.id, kind, fields, COALESCE(manager.id, fresh.id) AS manager_id
    FROM differing
    LEFT JOIN members_member manager ON manager.staff_number = differing.manager
    LEFT JOIN feed_fresh fresh ON fresh.staff_number = differing.manager
    UNION ALL
    SELECT NULL, member.id, 'left', ARRAY['email address', 'status'], member.line_manager_id FROM members_member member
    WHERE status <> 'left' AND NOT EXISTS (SELECT FROM feed WHERE feed.staff_number = member.staff_number)
"""  # noqa: S608

# Everyone whose manager changes, and everyone above them: a new circle can only be among these.
LINES_ABOVE = """
    WITH RECURSIVE up (id, manager_id) AS (
        SELECT id, manager_id FROM feed_changes WHERE kind = 'new' OR 'line manager' = ANY(fields)
        UNION
        SELECT member.id, CASE WHEN change.id IS NULL THEN member.line_manager_id ELSE change.manager_id END
        FROM up JOIN members_member member ON member.id = up.manager_id
        LEFT JOIN feed_changes change ON change.id = member.id
    )
    SELECT id, manager_id FROM up WHERE manager_id IS NOT NULL
"""
WHO = """
    SELECT COALESCE(fresh.id, member.id), feed.line, feed.staff_number FROM feed
    LEFT JOIN feed_fresh fresh USING (line) LEFT JOIN members_member member ON member.staff_number = feed.staff_number
    WHERE COALESCE(fresh.id, member.id) = ANY(%s)
"""


def find():
    """Work out what the feed changes. Returns how many people are of which kind."""
    with connection.cursor() as cursor:
        cursor.execute(CREATE_FRESH)
        cursor.execute("ANALYZE feed_fresh")
        cursor.execute(CREATE_CHANGES)
        cursor.execute("ANALYZE feed_changes")
        cursor.execute("SELECT kind, count(*), count(line) FROM feed_changes GROUP BY kind")
        found = cursor.fetchall()
        cursor.execute("SELECT count(*) FROM feed")
        [rows] = cursor.fetchone()
    counts = Counter({kind: count for kind, count, _ in found})
    counts["unchanged"] = rows - sum(in_feed for _, _, in_feed in found)
    return {kind: counts[kind] for kind in KINDS}


def check_lines(faults):
    """Add a fault for each circle of line managers, with everybody in it."""
    with connection.cursor() as cursor:
        cursor.execute(LINES_ABOVE)
        manager_of = dict(cursor.fetchall())
        for circle in circles(manager_of):
            cursor.execute(WHO, [circle])
            who = {pk: (line, number) for pk, line, number in cursor.fetchall()}
            first = min(range(len(circle)), key=lambda place: who[circle[place]])
            people = [who[pk] for pk in [*circle[first:], *circle[: first + 1]]]
            numbers = [number for _, number in people]
            rule = f"is a circle of line managers: {' reports to '.join(numbers)}"
            faults.add(people[0][0], "line_manager", rule, numbers[1])


def circles(manager_of):
    """The circles in {person: their manager}, each as the list of people in it."""
    done, found = set(), []
    for start in manager_of:
        path, places, person = [], {}, start
        while person in manager_of and person not in done:
            if person in places:
                found.append(path[places[person] :])
                break
            places[person] = len(path)
            path.append(person)
            person = manager_of[person]
        done.update(path)
    return found
