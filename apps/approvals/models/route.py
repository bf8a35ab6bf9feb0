"""The way of a waiting request, in SQL: from whom to whom it goes, worked out from who is in post today.

The one definition of it. A person's inbox asks it for the tasks that stop at them now, a task for its stops.

    asked   the requests it is about, with what the way depends on
    up      the posts from a requester's manager on, the nearest first: one climb for a team, not for each request
    seat    who is there: the manager, and whoever stands in today
    post    which of them fill it for this request: never the requester. A manager whose stand-in is the requester is
            away for this request.
    filled  those, counted from below, with who of them may decide: not whoever refused what this one appeals against
    stop    the rungs of the ladder: so many filled posts as it has, the head of profession, the central team
    way     those, with whether they had their time
    here    where it is: the first that has not had its time; if there is none, the first

A person is looked up where they are needed: LATERAL with OFFSET 0 keeps Postgres from reading everybody, which it
would choose where it cannot know how few are asked for.

The statements are put together from constants of this module: nothing that is typed gets into their text.
"""

import re

# Grants that hold today, of people who are there.
HOLDERS = """
    SELECT FROM members_grant held
    JOIN accounts_user holder ON holder.id = held.user_id AND holder.is_active
    LEFT JOIN members_member record ON record.user_id = holder.id
    WHERE held.starts_on <= %(today)s AND (held.ends_on IS NULL OR held.ends_on >= %(today)s)
      AND held.ended_at IS NULL AND COALESCE(record.status, 'in_post') = 'in_post'
      AND holder.id <> asked.asker AND holder.id IS DISTINCT FROM asked.refuser
"""
STANDS_IN = "{alias}.ended_at IS NULL AND %(today)s BETWEEN {alias}.starts_on AND {alias}.ends_on"

WAY = f"""
    asked AS (
        SELECT task.id AS task, task.requested_by_id AS asker, before.decided_by_id AS refuser, task.to_central,
            task.requester_id AS requester, requester.line_manager_id AS above, requester.restricted,
            requester.organisation_id AS organisation,
            COALESCE(place.department_id, place.code) AS department,
            COALESCE(ladder.most_managers, 2) AS most_managers, COALESCE(ladder.with_head, true) AS with_head
        FROM ({{scope}}) task
        CROSS JOIN LATERAL (SELECT * FROM members_member WHERE id = task.requester_id OFFSET 0) requester
        JOIN members_organisation place ON place.code = requester.organisation_id
        LEFT JOIN LATERAL (SELECT * FROM approvals_task WHERE id = task.follows_id OFFSET 0) before ON true
        LEFT JOIN LATERAL (
            SELECT most_managers, with_head FROM approvals_ladder rule
            WHERE (rule.department_id IS NULL OR rule.department_id = COALESCE(place.department_id, place.code))
              AND rule.kind IN ('', task.kind)
            ORDER BY rule.department_id IS NULL, rule.kind = '' LIMIT 1
        ) ladder ON true
    ),
    up AS (
        SELECT DISTINCT above AS foot, above AS manager, 1 AS place
        FROM asked WHERE above IS NOT NULL AND NOT to_central
        UNION ALL
        SELECT up.foot, below.line_manager_id, up.place + 1
        FROM up CROSS JOIN LATERAL (SELECT line_manager_id FROM members_member WHERE id = up.manager OFFSET 0) below
        WHERE below.line_manager_id IS NOT NULL AND up.place < 30
    ),
    seat AS (
        SELECT up.*, manager.status = 'in_post' AS has_manager, manager.user_id AS manager_user,
            deputy.id AS deputy, deputy.status = 'in_post' AS has_deputy, deputy.user_id AS deputy_user,
            standing.ends_on AS until
        FROM up
        CROSS JOIN LATERAL (SELECT status, user_id FROM members_member WHERE id = up.manager OFFSET 0) manager
        LEFT JOIN approvals_standin standing
            ON standing.manager_id = up.manager AND {STANDS_IN.format(alias="standing")}
        LEFT JOIN LATERAL (
            SELECT id, status, user_id FROM members_member WHERE id = standing.deputy_id OFFSET 0
        ) deputy ON true
    ),
    post AS (
        SELECT asked.task, asked.most_managers, seat.place, seat.manager, seat.deputy, seat.until,
            seat.has_manager AND seat.manager <> asked.requester
                AND seat.deputy IS DISTINCT FROM asked.requester AS has_manager,
            COALESCE(seat.has_deputy AND seat.deputy <> asked.requester, false) AS has_deputy,
            COALESCE(seat.manager_user = asked.refuser, false) AS manager_refused,
            COALESCE(seat.deputy_user = asked.refuser, false) AS deputy_refused
        FROM asked JOIN seat ON seat.foot = asked.above
        WHERE NOT asked.to_central
    ),
    filled AS (
        SELECT *, row_number() OVER (PARTITION BY task ORDER BY place) AS nth,
            has_manager AND NOT manager_refused AS manager_may, has_deputy AND NOT deputy_refused AS deputy_may
        FROM post WHERE has_manager OR has_deputy
    ),
    stop AS (
        SELECT task, 1 AS rung, place, manager, manager_may, deputy, deputy_may, until
        FROM filled WHERE nth <= most_managers AND (manager_may OR deputy_may)
        UNION ALL
        SELECT task, 2, 0, NULL, false, NULL, false, NULL FROM asked
        WHERE with_head AND NOT restricted AND NOT to_central AND EXISTS (
            {HOLDERS} AND held.role = 'head_of_profession' AND held.organisation_id IN (organisation, department)
        )
        UNION ALL
        SELECT task, 3, 0, NULL, false, NULL, false, NULL FROM asked
        WHERE EXISTS ({HOLDERS} AND held.role = 'central')
    ),
    way AS (
        SELECT stop.*, EXISTS (
            SELECT FROM approvals_turn turn
            WHERE turn.task_id = stop.task AND turn.passed AND turn.rung = stop.rung
              AND turn.member_id IS NOT DISTINCT FROM stop.manager
        ) AS passed
        FROM stop
    ),
    here AS (SELECT DISTINCT ON (task) * FROM way ORDER BY task, passed, rung, place)
"""  # noqa: S608

# Who could have this person on their way: the reports of their post, and of those whom they stand in for, so far down
# as a ladder has managers. Posts that nobody fills do not count. Postgres cannot know how few they are: the array and
# OFFSET 0 keep it from reading everybody.
BELOW = f"""
    below AS (
        SELECT id, status, 0 AS posts FROM members_member
        WHERE line_manager_id = ANY(ARRAY(
            SELECT %(member)s::bigint
            UNION ALL
            SELECT manager_id FROM approvals_standin standing
            WHERE deputy_id = %(member)s AND {STANDS_IN.format(alias="standing")}
        ))
        UNION
        SELECT report.id, report.status, deeper.posts
        FROM below
        CROSS JOIN LATERAL (
            SELECT below.posts + (below.status = 'in_post' AND NOT EXISTS (
                SELECT FROM approvals_standin standing
                WHERE standing.manager_id = below.id AND {STANDS_IN.format(alias="standing")}
            ))::int AS posts
        ) deeper
        CROSS JOIN LATERAL (SELECT id, status FROM members_member WHERE line_manager_id = below.id OFFSET 0) report
        WHERE deeper.posts < (SELECT GREATEST(2, max(most_managers)) FROM approvals_ladder)
    )
"""  # noqa: S608
# Requests that may be beyond the first manager: of all others it is certain that they wait for them.
BEYOND = f"""
    SELECT task.* FROM approvals_task task
    JOIN members_member requester ON requester.id = task.requester_id
    JOIN members_organisation place ON place.code = requester.organisation_id
    LEFT JOIN members_member manager ON manager.id = requester.line_manager_id
    WHERE task.status = 'pending'
      AND (%(is_central)s OR place.code = ANY(%(headed)s::text[]) OR place.department_id = ANY(%(headed)s::text[]))
      AND (
          manager.id IS NULL OR manager.status <> 'in_post' OR task.to_central
          OR EXISTS (
              SELECT FROM approvals_standin standing
              WHERE standing.manager_id = manager.id AND {STANDS_IN.format(alias="standing")}
          )
          OR EXISTS (SELECT FROM approvals_turn turn WHERE turn.task_id = task.id AND turn.passed)
          OR EXISTS (SELECT FROM approvals_case asked WHERE asked.task_id = task.id AND asked.status = 'open')
      )
"""  # noqa: S608
OF_POSTS = """
    SELECT waiting.* FROM (SELECT DISTINCT id FROM below) person CROSS JOIN LATERAL (
        SELECT * FROM approvals_task WHERE requester_id = person.id AND status = 'pending' OFFSET 0
    ) waiting
"""
STOPPING = """
    SELECT task FROM asked LEFT JOIN here USING (task)
    WHERE asked.asker <> %(user)s AND (
        (asked.refuser IS DISTINCT FROM %(user)s AND (
            (rung = 1 AND manager_may AND manager = %(member)s)
            OR (rung = 1 AND deputy_may AND deputy = %(member)s)
            OR (rung = 2 AND (organisation = ANY(%(headed)s::text[]) OR department = ANY(%(headed)s::text[])))
            OR (rung = 3 AND %(is_central)s)
        ))
        OR (%(is_central)s AND EXISTS (
            SELECT FROM approvals_case question WHERE question.task_id = asked.task AND question.status = 'open'
        ))
    )
"""
# Whoever has a role may be asked beyond the first manager; all others, by their post alone.
FOR_MANAGER = f"WITH RECURSIVE {BELOW}, {WAY.format(scope=OF_POSTS)} {STOPPING}"
EITHER = f"{OF_POSTS} WHERE waiting.id NOT IN (SELECT id FROM beyond) UNION ALL SELECT * FROM beyond"  # noqa: S608
FOR_ROLE = f"WITH RECURSIVE {BELOW}, beyond AS ({BEYOND}), {WAY.format(scope=EITHER)} {STOPPING}"
THIS = "SELECT * FROM approvals_task this WHERE this.id = approvals_task.id AND this.status = 'pending'"
OF_TASK = f"""
    WITH RECURSIVE {WAY.format(scope=THIS)}
    SELECT COALESCE(jsonb_agg(to_jsonb(way) ORDER BY passed, rung, place), '[]') FROM way
"""  # noqa: S608


def positional(sql, values):
    """The statement and its values as RawSQL takes them."""
    names = re.findall(r"%\((\w+)\)s", sql)
    return re.sub(r"%\(\w+\)s", "%s", sql), [values[name] for name in names]
