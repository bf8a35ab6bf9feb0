import json

from django.db import connection, transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.core import audit, jobs
from apps.core.models import Upload
from apps.core.rules import RuleBroken
from apps.members.actions import account_for
from apps.members.models import Download, ManagerProposal
from apps.members.states import DownloadStatus, EmploymentStatus
from apps.notifications import emails
from apps.notifications.calendar import may_be_mailed
from apps.notifications.models import DIGEST_JOB, SEND_JOB, Digest, Message, Preference
from apps.notifications.states import STATUTORY, How

PEOPLE_AT_ONCE = 500
# How each comes is what its recipient wants for this kind; what is statutory always comes straight away.
ADD_MESSAGES = """
    INSERT INTO notifications_message (
        recipient_id, kind, object_type, object_id, occasion,
        subject, sentence, facts, link, link_text, how, created_at
    )
    SELECT recipient_id, letter.kind, object_type, object_id, occasion,
        subject, sentence, facts, link, link_text,
        CASE WHEN letter.kind = ANY(%(statutory)s::text[]) THEN 'now' ELSE COALESCE(wanted.how, 'now') END, %(now)s
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS letter (
        recipient_id bigint, kind text, object_type text, object_id text, occasion text, subject text, sentence text,
        facts jsonb, link text, link_text text
    )
    LEFT JOIN notifications_preference wanted ON wanted.user_id = recipient_id AND wanted.kind = letter.kind
    ORDER BY recipient_id ON CONFLICT DO NOTHING RETURNING id, how
"""
# A person who has a digest of the day already, by another beat perhaps, gets no second one and is in no row of this.
MAKE_DIGESTS = f"""
    WITH digest AS (
        INSERT INTO notifications_digest (recipient_id, day, created_at)
        SELECT unnest(%(people)s), %(day)s, now() ON CONFLICT DO NOTHING RETURNING id, recipient_id
    )
    UPDATE notifications_message message SET digest_id = digest.id FROM digest
    WHERE message.recipient_id = digest.recipient_id
      AND message.how = '{How.DIGEST}' AND message.digest_id IS NULL AND message.read_at IS NULL
    RETURNING digest.id
"""  # noqa: S608


def send_message(*, recipient, occasion, not_after=None, **letter):
    """Tell someone something once. Returns whether this call was the first: see send_messages."""
    return send_messages(letters=[(recipient, occasion, letter)], not_after=not_after) == 1


@transaction.atomic
def send_messages(*, letters, not_after=None):
    """Tell people things: [(recipient, occasion, letter as an emails.py makes it)]. Returns how many were new.

    For the same recipient, kind, thing and occasion a second call does nothing. Called inside the action that has
    something to tell. The row is shown in the portal. A job mails it after the commit, unless the person wants this
    kind in one mail a day or only in the portal. The subject names no person: it is read on locked screens.
    """
    rows = json.dumps([_row(*letter) for letter in letters])
    values = {"rows": rows, "statutory": [str(kind) for kind in STATUTORY], "now": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute(ADD_MESSAGES, values)
        new = cursor.fetchall()
    to_mail = {str(pk): {"message": pk} for pk, how in new if how == How.NOW}
    jobs.enqueue_many(SEND_JOB, to_mail, not_after=not_after)
    return len(new)


def _row(recipient, occasion, letter):
    about = letter["about"]
    words = {name: letter[name] for name in ("kind", "subject", "sentence", "link", "link_text")}
    return words | {
        "recipient_id": recipient.pk,
        "occasion": occasion,
        "object_type": about._meta.label,
        "object_id": str(about.pk),
        "facts": [[label, str(value)] for label, value in letter.get("facts", ())],
    }


def mark_sent(*, message):
    """The mail server took it."""
    Message.objects.filter(pk=message.pk, sent_at=None).update(sent_at=timezone.now())


@transaction.atomic
def mark_messages_read(*, by):
    """The person has seen their messages."""
    Message.objects.to(by).unread().update(read_at=timezone.now())


# --- How messages come -----------------------------------------------------------------------------------------------


@transaction.atomic
def change_preferences(*, choices, by):
    """Say how messages of each kind come: {kind: how}. What waits for a digest not wanted any more stays here."""
    if set(choices) & set(STATUTORY):
        raise RuleBroken("Messages about decisions and answers cannot be switched off.")
    user = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    before = dict(Preference.objects.visible_to(user).values_list("kind", "how"))
    changed = {kind: how for kind, how in choices.items() if how != before.get(kind, How.NOW)}
    for kind, how in changed.items():
        Preference.objects.update_or_create(user=user, kind=kind, defaults={"how": how})
    dropped = [kind for kind, how in changed.items() if how == How.HERE]
    Message.objects.to(user).for_next_digest().filter(kind__in=dropped).update(how=How.HERE)
    if changed:
        audit.record("preferences.changed", subject=user, by=by, says="changed how messages come", **changed)


# --- One mail a day --------------------------------------------------------------------------------------------------


def send_digests(*, now):
    """One mail for each person with something new that they want once a day. Returns how many people get one.

    It asks "no digest today yet", so that twice on a day sends nothing twice; and "not in a digest yet", so that what
    a missed day left out is in the next one. Whoever does not work today gets it on the next day they do.
    """
    day = timezone.localdate(now)
    new = Message.objects.for_next_digest().exclude(recipient__digests__day=day)
    people = User.objects.filter(pk__in=new.values("recipient"), is_active=True).select_related("member")
    people = people.exclude(member__status=EmploymentStatus.LEFT).order_by("pk")
    chosen = [user.pk for user in people if may_be_mailed(user, now)]
    starts = range(0, len(chosen), PEOPLE_AT_ONCE)
    return sum(_make_digests(chosen[start : start + PEOPLE_AT_ONCE], day) for start in starts)


@transaction.atomic
def _make_digests(people, day):
    with connection.cursor() as cursor:
        cursor.execute(MAKE_DIGESTS, {"people": people, "day": day})
        made = {pk for (pk,) in cursor.fetchall()}
    jobs.enqueue_many(DIGEST_JOB, {str(pk): {"digest": pk} for pk in made})
    return len(made)


@transaction.atomic
def mark_digest_sent(*, digest):
    """The mail server took it, with all that is in it."""
    now = timezone.now()
    Digest.objects.filter(pk=digest.pk, sent_at=None).update(sent_at=now)
    Message.objects.filter(digest=digest, sent_at=None).update(sent_at=now)


# --- What happens to a record ----------------------------------------------------------------------------------------


@transaction.atomic
def tell_of_proposal(*, proposal, occasion):
    """Tell those whom it concerns what happened to "this is not my manager". What is over by now is not told."""
    proposal = ManagerProposal.objects.for_list().get(pk=proposal.pk)
    for member, letter in emails.PROPOSAL_LETTERS[occasion](proposal):
        if member.status != EmploymentStatus.LEFT:
            send_message(recipient=account_for(member=member), about=proposal, occasion=occasion, **letter)


@transaction.atomic
def tell_of_download(*, download):
    """Tell somebody that the copy of their data is ready, if it still is."""
    download = Download.objects.select_related("user").get(pk=download.pk)
    if download.status == DownloadStatus.READY:
        send_message(recipient=download.user, occasion="made", **emails.download_ready(download))


def tell_of_harmful_upload(*, upload):
    """Tell somebody that a file of theirs is gone, unless they removed it meanwhile."""
    if row := Upload.objects.select_related("owner").filter(pk=upload.pk).first():
        send_message(recipient=row.owner, occasion="harmful", **emails.upload_harmful(row))
