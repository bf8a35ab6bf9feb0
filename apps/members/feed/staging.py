"""The rows of the feed in a table of the transaction's own."""

from django.db import connection

from apps.members.feed.columns import COLUMNS

TABLES = ["feed", "feed_differing", "feed_gone", "feed_next_up", "feed_fresh", "feed_again", "feed_changes"]
# For this transaction only: everybody fits into memory, compiling the statements would take longer than it saves, and
# a worker may take longer for one than a page.
ROOM = "SET LOCAL work_mem = '64MB'; SET LOCAL jit = off; SET LOCAL statement_timeout = 0"
CREATE = f"""
    CREATE TEMPORARY TABLE feed (line integer, {", ".join(f"{column} text" for column in COLUMNS)}) ON COMMIT DROP
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
    """Put the rows into the table."""
    with connection.cursor() as cursor:
        cursor.execute(f"{ROOM}; {CREATE}")
        lines = Lines(lines)
        cursor.copy_expert("COPY feed FROM STDIN", lines, 1 << 16)
        if lines.error:
            raise lines.error
        cursor.execute("ANALYZE feed (line, staff_number, line_manager, status, email)")


def drop():
    """At the end of the transaction they go by themselves; this is for a second feed within the same one."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(TABLES)}")
