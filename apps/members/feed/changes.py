"""What the feed changes: a table of the people who are new or differ, and what of theirs differs."""

from collections import Counter

from django.db import connection

from apps.members.states import EmploymentStatus

KINDS = ["new", "changed", "moved", "left", "returned", "unchanged"]

# What the feed says of a member, and what is on record, as texts that can be compared. Their order is Postgres's here.
FIELDS = {
    "name": ("(feed.given_name, feed.family_name)", "(member.given_name, member.family_name)"),
    "e-mail": ("NULLIF(feed.email, '')", "member.email"),
    "organisation": ("feed.organisation", "member.organisation_id"),
    "unit": ("feed.unit", "member.unit"),
    "grade": ("NULLIF(feed.grade, '')", "member.grade_id"),
    "region": ("NULLIF(feed.region, '')", "member.region_id"),
    "job family": ("NULLIF(feed.job_family, '')", "member.job_family_id"),
    "job title": ("feed.job_title", "member.job_title"),
    "line manager": ("manager.staff_number", "known.staff_number"),
    "contract": (
        "(feed.contract, NULLIF(feed.contract_end, '')::date)",
        "(member.contract, member.contract_end)",
    ),
    "working days": ("feed.working_days", "member.working_days"),
    "status": ("feed.status", "member.status"),
    "restriction": ("feed.restricted = 'yes'", "member.restricted"),
}
DIFFERS = [f"{ours} IS DISTINCT FROM {theirs}" for ours, theirs in FIELDS.values()]

# New people get their ids now, so that they can be written with their managers at once.
CREATE_FRESH = """
    CREATE TEMPORARY TABLE feed_fresh ON COMMIT DROP AS
    SELECT feed.line, feed.staff_number, nextval(pg_get_serial_sequence('members_member', 'id')) AS id FROM feed
    WHERE NOT EXISTS (SELECT FROM members_member member WHERE member.staff_number = feed.staff_number)
"""
