"""The rules between rows, and between rows and what is on record, asked of all rows at once."""

from django.db import connection

REPEATED = """
    SELECT feed.line, feed.{column}, first.line
    FROM (
        SELECT lower({column}) AS same, min(line) AS line FROM feed WHERE {column} <> ''
        GROUP BY 1 HAVING count(*) > 1
    ) first
    JOIN feed ON lower(feed.{column}) = first.same AND feed.line <> first.line
    ORDER BY feed.line
"""
# Whoever is on record with other letters is not in the file, for then both would be, and one repeats the other.
OTHER_LETTERS = """
    SELECT fresh.line, fresh.staff_number, known.staff_number FROM feed_fresh fresh
    JOIN feed_differing known ON known.line IS NULL AND lower(known.staff_number) = lower(fresh.staff_number)
    ORDER BY fresh.line
"""
# A row like the one on record has a manager who is on record: only those that differ are looked at.
NO_SUCH_MANAGER = """
    SELECT feed.line, feed.line_manager FROM feed_again feed
    WHERE feed.line_manager <> ''
      AND NOT EXISTS (SELECT FROM feed manager WHERE manager.staff_number = feed.line_manager)
      AND NOT EXISTS (SELECT FROM feed_gone gone WHERE gone.staff_number = feed.line_manager)
    ORDER BY feed.line
"""
ADDRESS_TAKEN = """
    SELECT feed.line, feed.email FROM feed_again feed
    JOIN members_member member USING (staff_number)
    JOIN accounts_user account ON account.email = feed.email
    WHERE member.user_id IS NOT NULL
      AND NOT EXISTS (SELECT FROM members_member holder WHERE holder.user_id = account.id)
    ORDER BY feed.line
"""

# Everyone whose manager changes, and everyone above them: a new circle can only be among these. OFFSET keeps Postgres
# to looking each one up, where it would read all members again at every step.
LINES_ABOVE = """
    WITH RECURSIVE up (id, manager_id) AS (
        SELECT id, manager_id FROM feed_changes WHERE kind = 'new' OR 'line manager' = ANY(fields)
        UNION
        SELECT above.id, CASE WHEN change.id IS NULL THEN above.line_manager_id ELSE change.manager_id END
        FROM up
        CROSS JOIN LATERAL (SELECT id, line_manager_id FROM members_member WHERE id = up.manager_id OFFSET 0) above
        LEFT JOIN feed_changes change ON change.id = above.id
    )
    SELECT id, manager_id FROM up WHERE manager_id IS NOT NULL
"""
WHO = """
    SELECT id, line, staff_number FROM feed_fresh WHERE id = ANY(%(people)s)
    UNION ALL
    SELECT member.id, feed.line, staff_number FROM feed JOIN members_member member USING (staff_number)
    WHERE member.id = ANY(%(people)s)
"""


def check(faults, warnings, may_repeat):
    """Add what is wrong. Only those columns in which something may be there twice are looked through for it."""
    for column in sorted(may_repeat, reverse=True):
        for line, value, first in _rows(REPEATED.format(column=column)):
            faults.add(line, column, f"repeats the one in line {first}", value)
    for line, value, known in _rows(OTHER_LETTERS):
        faults.add(line, "staff_number", f"differs from {known}, which is on record, only in capital letters", value)
    for line, value in _rows(NO_SUCH_MANAGER):
        faults.add(line, "line_manager", "is not the staff number of anybody in this file", value)
    for line, value in _rows(ADDRESS_TAKEN):
        faults.add(line, "email", "belongs to an account without an HR record: end that account first", value)
    check_lines(faults)
    [[without]] = _rows("SELECT count(*) FROM feed_next_up")
    if without:
        warnings.append(f"The line managers of {without} people have left: they report to the next manager up.")


def check_lines(faults):
    """Add a fault for each circle of line managers, with everybody in it."""
    found = []
    for circle in circles(dict(_rows(LINES_ABOVE))):
        who = {pk: (line, number) for pk, line, number in _rows(WHO, {"people": circle})}
        first = min(range(len(circle)), key=lambda place: who[circle[place]])
        found.append([who[pk] for pk in [*circle[first:], *circle[: first + 1]]])
    for people in sorted(found):
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


def _rows(sql, values=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
