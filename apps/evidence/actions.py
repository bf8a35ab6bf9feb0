from django.db import transaction
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken, require, said_for
from apps.core.uploads.keep import forget, kept
from apps.evidence import permissions
from apps.evidence.models import MOST_KEPT, Evidence, EvidenceShare
from apps.evidence.states import Kind, Status
from apps.members.models import Member

ONCE = "evidence_once_until_shared"
THERE_ALREADY = "You have this already: a piece of evidence of the same kind, name and date."
SHARED = "You have shared this, so it stays as it is. Add it anew with your change, and take this one out."
TAKEN_OUT = "You have taken this out. Add it anew if you want to use it again."


def add_evidence(*, title, dated_on, note, by, link="", file=None):
    """Keep something that shows what one can do: with a link, with a `file` as uploads.checked() made it, or neither.

    The audit trail has that it was added, never what it says.
    """
    require(permissions.can_add_evidence(by))
    with kept(file, by) if file else transaction.atomic() as upload:
        member = Member.objects.locked().get(pk=by.member.pk)
        if Evidence.objects.kept().filter(member=member).count() >= MOST_KEPT:
            raise RuleBroken(f"You have {MOST_KEPT} pieces of evidence. Take one out first.")
        evidence = Evidence(
            member=member,
            kind=Kind.FILE if upload else Kind.LINK if link else Kind.NOTE,
            title=title,
            dated_on=dated_on,
            note=note,
            link=link,
            upload=upload,
        )
        with said_for(ONCE, words=THERE_ALREADY):
            evidence.save(force_insert=True)
        audit.record("evidence.added", subject=evidence, by=by, says="added a piece of evidence")
        return evidence


def _own(evidence, by):
    evidence = Evidence.objects.locked().select_related("member", "upload").get(pk=evidence.pk)
    require(permissions.can_change_evidence(by, evidence))
    return evidence


@transaction.atomic
def change_evidence(*, evidence, title, dated_on, note, by):
    """Put it in better words, as long as nobody else has been shown it."""
    evidence = _own(evidence, by)
    if evidence.shared_at:
        raise RuleBroken(SHARED)
    evidence.title, evidence.dated_on, evidence.note = title, dated_on, note
    with said_for(ONCE, words=THERE_ALREADY):
        evidence.save(update_fields=["title", "dated_on", "note"])
    audit.record("evidence.changed", subject=evidence, by=by, says="changed a piece of evidence")
    return evidence


@transaction.atomic
def remove_evidence(*, evidence, by):
    """Take it out. What nobody else was shown is gone for good; what was shared stays there as it was."""
    evidence = _own(evidence, by)
    if evidence.shared_at:
        evidence.move_to(Status.WITHDRAWN)
        evidence.withdrawn_at = timezone.now()
        evidence.save(update_fields=["status", "withdrawn_at"])
        audit.record(
            "evidence.withdrawn", subject=evidence, by=by, says="took out a piece of evidence they had shared"
        )
        return
    audit.record("evidence.removed", subject=evidence, by=by, says="removed a piece of evidence")
    evidence.delete()
    if evidence.upload:
        forget(evidence.upload)


# --- Part of what an app above shares. Each is called in the transaction of that app's own action --------------------


def share_evidence(*, evidence, subject, link, seen_by, by):
    """These pieces are part of a thing that others may read from now on, and stay as they are.

    `subject` says what it is part of, `link` is the member's page of it, `seen_by` says who they are: "your manager".
    """
    found = Evidence.objects.locked().select_related("member").filter(pk__in=[row.pk for row in evidence])
    shared = list(found.order_by("pk"))
    for row in shared:
        require(permissions.can_change_evidence(by, row))
        if row.status == Status.WITHDRAWN:
            raise RuleBroken(TAKEN_OUT)
    said = {"subject": subject, "link": link, "seen_by": seen_by}
    rows = [EvidenceShare(evidence=row, **said) for row in shared]
    EvidenceShare.objects.bulk_create(rows, ignore_conflicts=True)
    found.filter(shared_at=None).update(shared_at=timezone.now())
    audit.record_many("evidence.shared", subjects=shared, by=by, says="shared a piece of evidence")


def end_sharing(*, link, by):
    """Those who could read the thing with this page can do so no more."""
    open_shares = EvidenceShare.objects.filter(link=link, ended_at=None).select_for_update(of=["self"])
    ended = list(open_shares.select_related("evidence"))
    EvidenceShare.objects.filter(pk__in=[row.pk for row in ended]).update(ended_at=timezone.now())
    evidence = [row.evidence for row in ended]
    audit.record_many("evidence.unshared", subjects=evidence, by=by, says="ended that a piece of evidence is shared")
