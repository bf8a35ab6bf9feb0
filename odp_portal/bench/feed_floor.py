"""Floor F: the least that taking over an HR feed costs, on a table like that of the members.

COPY into a staging table, codes checked against their tables, repeats looked for, new people added, what differs
changed, who is missing marked as left; one transaction, and nothing else: no rules for cells, no audit, no accounts.
"""

from collections.abc import Sequence
from pathlib import Path

from django.db import connection, transaction

from odp_portal.bench.measure import Failed

PREPARE = [
    "CREATE SCHEMA IF NOT EXISTS floor",
    "CREATE TABLE floor.member (LIKE members_member INCLUDING ALL)",
    "INSERT INTO floor.member SELECT * FROM members_member",
    "SELECT setval(pg_get_serial_sequence('floor.member', 'id'), (SELECT max(id) FROM floor.member))",
    "ANALYZE floor.member",
]
COPY = "COPY floor.stage FROM STDIN WITH (FORMAT csv, HEADER match, NULL 'null')"
RESOLVE = """
    CREATE TEMPORARY TABLE resolved ON COMMIT DROP AS
    SELECT stage.*, organisation.code AS organisation_id, grade.code AS grade_id, region.code AS region_id,
        family.code AS job_family_id, NULLIF(stage.contract_end, '')::date AS ends,
        stage.restricted = 'yes' AS is_restricted
    FROM floor.stage
    LEFT JOIN members_organisation organisation ON organisation.code = stage.organisation
    LEFT JOIN members_grade grade ON grade.code = NULLIF(stage.grade, '')
    LEFT JOIN members_region region ON region.code = NULLIF(stage.region, '')
    LEFT JOIN members_jobfamily family ON family.code = NULLIF(stage.job_family, '')
"""
WRONG = """
    SELECT (SELECT count(*) FROM resolved WHERE organisation_id IS NULL)
        + (SELECT count(*) FROM (SELECT FROM resolved GROUP BY staff_number HAVING count(*) > 1) repeated)
"""
# Columns of a member, and where the feed has what they should be.
FIELDS = {
    **{name: name for name in ("given_name", "family_name", "email", "unit", "job_title", "contract", "working_days")},
    **{name: name for name in ("organisation_id", "grade_id", "region_id", "job_family_id", "status")},
    "contract_end": "ends",
    "restricted": "is_restricted",
}
# What is put together below are names of ours.
ADD = f"""
    INSERT INTO floor.member (staff_number, {", ".join(FIELDS)}, hr_as_of, email_since)
    SELECT staff_number, {", ".join(FIELDS.values())}, current_date, current_date FROM resolved
    WHERE NOT EXISTS (SELECT FROM floor.member WHERE member.staff_number = resolved.staff_number)
"""  # noqa: S608
CHANGE = f"""
    UPDATE floor.member SET {", ".join(f"{name} = resolved.{value}" for name, value in FIELDS.items())},
        line_manager_id = manager.id, hr_as_of = current_date
    FROM resolved LEFT JOIN floor.member manager ON manager.staff_number = resolved.line_manager
    WHERE member.staff_number = resolved.staff_number
      AND ({", ".join(f"member.{name}" for name in FIELDS)}, member.line_manager_id)
        IS DISTINCT FROM ({", ".join(f"resolved.{value}" for value in FIELDS.values())}, manager.id)
"""  # noqa: S608
LEAVE = """
    UPDATE floor.member SET status = 'left', email = NULL, email_since = NULL, hr_as_of = current_date
    WHERE status <> 'left' AND NOT EXISTS (SELECT FROM resolved WHERE resolved.staff_number = member.staff_number)
"""
NUMBER = """
    CREATE TEMPORARY TABLE numbered ON COMMIT DROP AS
    SELECT stage.*, nextval(pg_get_serial_sequence('members_member', 'id')) AS id FROM floor.stage
"""
STAGED = {"grade_id": "grade", "region_id": "region", "job_family_id": "job_family", "contract_end": "contract_end"}
LOADED = {
    **{name: f"person.{name}" for name in ("given_name", "family_name", "email", "unit", "job_title", "contract")},
    **{name: f"person.{name}" for name in ("working_days", "status")},
    "organisation_id": "person.organisation",
    **{name: f"NULLIF(person.{column}, '')" for name, column in STAGED.items()},
    "restricted": "person.restricted = 'yes'",
}
LOADED["contract_end"] += "::date"
LOAD = f"""
    INSERT INTO members_member (id, staff_number, {", ".join(LOADED)}, line_manager_id, hr_as_of, email_since)
    SELECT person.id, person.staff_number, {", ".join(LOADED.values())}, manager.id, current_date, current_date
    FROM numbered person LEFT JOIN numbered manager ON manager.staff_number = person.line_manager
"""  # noqa: S608
COMPARED = ", ".join(["staff_number", "line_manager_id", *FIELDS])
DIFFERENT = f"""
    SELECT count(*) FROM (
        (SELECT {COMPARED} FROM floor.member EXCEPT SELECT {COMPARED} FROM members_member)
        UNION ALL (SELECT {COMPARED} FROM members_member EXCEPT SELECT {COMPARED} FROM floor.member)
    ) one_side_only
"""  # noqa: S608


def prepare(columns: Sequence[str]) -> None:
    """A table with the members of now, and one for the feed."""
    with connection.cursor() as cursor:
        for statement in PREPARE:
            cursor.execute(statement)
    prepare_stage(columns)


def prepare_stage(columns: Sequence[str]) -> None:
    """The table for the feed alone."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA IF NOT EXISTS floor")
        cursor.execute(
            f"CREATE UNLOGGED TABLE IF NOT EXISTS floor.stage ({', '.join(f'{column} text' for column in columns)})"
        )


def load(path: Path) -> None:
    """Floor L: everybody into the empty table of the members, with their managers."""
    with connection.cursor() as cursor, path.open() as file:
        cursor.execute("TRUNCATE floor.stage")
        cursor.copy_expert(COPY, file, 1 << 16)
        cursor.execute("ANALYZE floor.stage")
        cursor.execute(NUMBER)
        cursor.execute(LOAD)
        cursor.execute("DROP TABLE numbered")


def fingerprint() -> tuple:
    """Another one as soon as any row of the members was written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), sum(id), sum(xmin::text::bigint), sum(hashtext(ctid::text)) FROM members_member"
        )
        return cursor.fetchone()


@transaction.atomic
def take_over(path: Path) -> None:
    with connection.cursor() as cursor, path.open() as file:
        cursor.execute("TRUNCATE floor.stage")
        cursor.copy_expert(COPY, file, 1 << 16)
        cursor.execute("ANALYZE floor.stage")
        cursor.execute(RESOLVE)
        cursor.execute("ANALYZE resolved")
        cursor.execute(WRONG)
        if cursor.fetchone() != (0,):
            raise Failed("the floor found errors in the feed")
        for statement in (ADD, CHANGE, LEAVE):
            cursor.execute(statement)


def differences() -> int:
    """How many people are not as the portal has them. A floor that does something else is none."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENT)
        return cursor.fetchone()[0]
