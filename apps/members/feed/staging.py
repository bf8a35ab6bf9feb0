"""The rows of the feed in a table of the transaction's own, and the rules between rows, asked of all rows at once."""

from django.db import connection

from apps.members.feed.columns import COLUMNS

CREATE = f"""
    CREATE TEMPORARY TABLE feed (line integer, {", ".join(f"{column} text" for column in COLUMNS)}) ON COMMIT DROP
"""

# Whoever leaves with this feed or has left: by the feed where it has them, else by our record.
CREATE_GONE = """
    CREATE TEMPORARY TABLE feed_gone ON COMMIT DROP AS
    SELECT staff_number, line_manager AS above FROM feed WHERE status = 'left' AND staff_number <> ''
    UNION ALL
    SELECT member.staff_number, COALESCE(manager.staff_number, '') FROM members_member member
    LEFT JOIN members_member manager ON manager.id = member.line_manager_id
    WHERE NOT EXISTS (SELECT FROM feed WHERE feed.staff_number = member.staff_number)
"""
# For those whose manager is gone: the next one up, if there is one. UNION drops repeats, so a circle of leavers ends.
CREATE_NEXT_UP = """
    CREATE TEMPORARY TABLE feed_next_up ON COMMIT DROP AS
    WITH RECURSIVE up (line, above) AS (
        SELECT feed.line, gone.above FROM feed JOIN feed_gone gone ON gone.staff_number = feed.line_manager
        UNION
        SELECT up.line, gone.above FROM up JOIN feed_gone gone ON gone.staff_number = up.above
    )
    SELECT up.line, max(up.above) FILTER (WHERE gone.staff_number IS NULL AND up.above <> '') AS line_manager
    FROM up LEFT JOIN feed_gone gone ON gone.staff_number = up.above GROUP BY up.line
"""

REPEATED = """
    SELECT feed.line, feed.{column}, first.line
    FROM (
        SELECT lower({column}) AS same, min(line) AS line FROM feed WHERE {column} <> ''
        GROUP BY 1 HAVING count(*) > 1
    ) first
    JOIN feed ON lower(feed.{column}) = first.same AND feed.line <> first.line
    ORDER BY feed.line
"""
OTHER_LETTERS = """
    SELECT feed.line, feed.staff_number, member.staff_number FROM feed
    JOIN members_member member ON lower(member.staff_number) = lower(feed.staff_number)
    WHERE member.staff_number <> feed.staff_number
      AND NOT EXISTS (SELECT FROM members_member same WHERE same.staff_number = feed.staff_number)
    ORDER BY feed.line
"""
NO_SUCH_MANAGER = """
    SELECT line, line_manager FROM feed
    WHERE line_manager <> ''
      AND NOT EXISTS (SELECT FROM feed manager WHERE manager.staff_number = feed.line_manager)
      AND NOT EXISTS (SELECT FROM feed_gone gone WHERE gone.staff_number = feed.line_manager)
    ORDER BY line
"""
ADDRESS_TAKEN = """
    SELECT feed.line, feed.email FROM feed
    JOIN accounts_user account ON account.email = feed.email
    LEFT JOIN members_member holder ON holder.user_id = account.id
    JOIN members_member member ON member.staff_number = feed.staff_number
    WHERE holder.id IS NULL AND member.user_id IS NOT NULL
    ORDER BY feed.line
"""


class Lines:
    """Lets COPY read what a generator yields. An error in there is kept, for COPY would hide it behind its own."""

    def __init__(self, lines):
        self.lines, self.error = lines, None

    def read(self, size):
        parts, length = [], 0
        try:
            for line in self.lines:
                parts.append(line)
                length += len(line)
                if length >= size:
                    break
        except Exception as error:
            self.error = error
        return "".join(parts)


def fill(lines):
    """Put the rows into the staging table."""
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
        lines = Lines(lines)
        cursor.copy_expert("COPY feed FROM STDIN", lines, 1 << 16)
        if lines.error:
            raise lines.error
        cursor.execute("CREATE INDEX ON feed (staff_number)")
        cursor.execute("ANALYZE feed")
        cursor.execute(CREATE_GONE)
        cursor.execute("ANALYZE feed_gone")
        cursor.execute(CREATE_NEXT_UP)
        cursor.execute("ANALYZE feed_next_up")


def check(faults, warnings):
    """Add what is wrong between rows, and between rows and what is on record."""
    for column in ("staff_number", "email"):
        for line, value, first in _rows(REPEATED.format(column=column)):
            faults.add(line, column, f"repeats the one in line {first}", value)
    for line, value, known in _rows(OTHER_LETTERS):
        faults.add(line, "staff_number", f"differs from {known}, which is on record, only in capital letters", value)
    for line, value in _rows(NO_SUCH_MANAGER):
        faults.add(line, "line_manager", "is not the staff number of anybody in this file", value)
    for line, value in _rows(ADDRESS_TAKEN):
        faults.add(line, "email", "belongs to an account without an HR record: end that account first", value)
    [[without]] = _rows("SELECT count(*) FROM feed_next_up")
    if without:
        warnings.append(f"The line managers of {without} people have left: they report to the next manager up.")


def drop():
    """At the end of the transaction they go by themselves; this is for a second feed within the same one."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS feed, feed_gone, feed_next_up, feed_fresh, feed_changes")


def _rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
