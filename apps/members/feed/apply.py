"""Writes what the feed changes, each step for all people at once. An unchanged person is not touched.

The statements are put together from constants of this module: nothing of the file gets into their text.
"""

from allauth.account.models import EmailAddress
from django.db import connection

from apps.core import audit
from apps.core.words import date_words, joined
from apps.members.feed import changes, proposals
from apps.members.models import Member

# An address that no mail can reach, for whoever has none now.
RELEASED = "'released-' || {id} || '@released.invalid'"

RELEASE_ACCOUNTS = f"""
    UPDATE accounts_user account SET email = {RELEASED.format(id="account.id")}
    FROM feed_changes change JOIN members_member member USING (id)
    WHERE account.id = member.user_id AND 'email address' = ANY(change.fields)
    RETURNING account.id
"""  # noqa: S608
LEAVE = """
    UPDATE members_member member SET status = 'left', email = NULL, email_since = NULL, hr_as_of = %(as_of)s
    FROM feed_changes change WHERE member.id = change.id AND change.kind = 'left'
"""
# An address that goes from one person to another in the same feed is put down before it is taken up.
PUT_DOWN = f"""
    UPDATE members_member member SET email = {RELEASED.format(id="member.id")}
    FROM feed_changes change
    WHERE member.id = change.id AND 'email address' = ANY(change.fields)
      AND EXISTS (SELECT FROM feed_again feed WHERE feed.email = member.email)
"""  # noqa: S608
# Where somebody in post comes from, before it is written over.
MOVE = """
    INSERT INTO members_move (member_id, told_on, from_grade_id, to_grade_id, from_family_id, to_family_id,
        from_organisation_id, to_organisation_id)
    SELECT member.id, %(as_of)s, member.grade_id, NULLIF(feed.grade, ''), member.job_family_id,
        NULLIF(feed.job_family, ''), member.organisation_id, feed.organisation
    FROM feed_changes change JOIN feed_again feed USING (line) JOIN members_member member ON member.id = change.id
    WHERE change.fields && ARRAY['grade', 'job family', 'organisation'] AND member.status <> 'left'
        AND feed.status <> 'left'
"""
VALUES = {
    "given_name": "feed.given_name",
    "family_name": "feed.family_name",
    "email": "NULLIF(feed.email, '')",
    "organisation_id": "feed.organisation",
    "unit": "feed.unit",
    "grade_id": "NULLIF(feed.grade, '')",
    "region_id": "NULLIF(feed.region, '')",
    "job_family_id": "NULLIF(feed.job_family, '')",
    "job_title": "feed.job_title",
    "line_manager_id": "change.manager_id",
    "contract": "feed.contract",
    "contract_end": "NULLIF(feed.contract_end, '')::date",
    "working_days": "feed.working_days",
    "status": "feed.status",
    "restricted": "feed.restricted = 'yes'",
    "hr_as_of": "%(as_of)s",
}
CHANGE = f"""
    UPDATE members_member member SET {", ".join(f"{name} = {value}" for name, value in VALUES.items())},
        email_since = CASE
            WHEN feed.status = 'left' THEN NULL
            WHEN 'email address' = ANY(change.fields) THEN %(as_of)s
            ELSE member.email_since
        END
    FROM feed_changes change JOIN feed_again feed USING (line)
    WHERE member.id = change.id AND change.kind <> 'new'
"""  # noqa: S608
ADD = f"""
    INSERT INTO members_member (id, staff_number, {", ".join(VALUES)}, email_since)
    SELECT change.id, feed.staff_number, {", ".join(VALUES.values())},
        CASE WHEN feed.status <> 'left' THEN %(as_of)s::date END
    FROM feed_changes change JOIN feed_again feed USING (line) WHERE change.kind = 'new'
"""  # noqa: S608
FOLLOW = """
    UPDATE accounts_user account
    SET email = COALESCE(member.email, account.email),
        name = left(trim(member.given_name || ' ' || member.family_name), 200)
    FROM feed_changes change JOIN members_member member USING (id)
    WHERE account.id = member.user_id AND change.fields && ARRAY['email address', 'name']
"""
CHANGED = """
    SELECT kind || ' ' || array_to_string(fields, ','), id FROM feed_changes WHERE kind <> 'new'
"""
SAYS = {
    "changed": "took over {fields}",
    "moved": "recorded a move to another organisation",
    "left": "recorded that they left",
    "returned": "recorded that they came back",
}


def apply(feed_import, by):
    """Write everything. The order keeps each address with one person at most at every step."""
    values = {"as_of": feed_import.as_of}
    with connection.cursor() as cursor:
        cursor.execute(RELEASE_ACCOUNTS)
        accounts = [pk for (pk,) in cursor.fetchall()]
        EmailAddress.objects.filter(user__in=accounts).delete()
        for step in (MOVE, LEAVE, PUT_DOWN, CHANGE, ADD):
            cursor.execute(step, values)
        cursor.execute(FOLLOW)
        if feed_import.counts["new"] * 10 > feed_import.rows:
            cursor.execute("ANALYZE members_member")
    _add_addresses(accounts)
    _record(feed_import, by)
    proposals.answer(feed_import, by)


def _add_addresses(accounts):
    """Sign-in knows the new address. That it reaches the person is shown by the code they get at the next sign-in."""
    members = Member.objects.filter(user__in=accounts).exclude(email=None)
    EmailAddress.objects.bulk_create(
        EmailAddress(user_id=user, email=email, primary=True) for user, email in members.values_list("user", "email")
    )


def _record(feed_import, by):
    """A line in the audit trail for the import, and one for everybody whose record it changed; not for new ones."""
    source = f"from the HR feed of {date_words(feed_import.as_of)}"
    says = f"took over the HR feed of {date_words(feed_import.as_of)}"
    audit.record("feed.applied", subject=feed_import, by=by, says=says, **feed_import.counts)
    events = {
        f"{kind} {','.join(fields)}": (
            f"member.{kind}",
            f"{SAYS[kind].format(fields=joined(fields))} {source}",
            {"fields": fields, "feed": feed_import.pk},
        )
        for kind, fields, _ in changes.details()
    }
    audit.record_found(events, CHANGED, model=Member, by=by)
