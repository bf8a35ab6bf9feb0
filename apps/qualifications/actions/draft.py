"""The catalogue is drafted by one person and published by another."""

from django.db import transaction
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken, require, said_for
from apps.notifications.actions import send_message
from apps.qualifications import emails, permissions, queries
from apps.qualifications.actions.catalogue import free_slugs, keep_version, renew_suite, save_qualification, save_unit
from apps.qualifications.models import CatalogueDraft, Qualification, Suite
from apps.qualifications.states import Availability, DraftKind, DraftStatus

MOST_ERRORS = 5  # said at a time
CODE_LENGTH = 40
CHANGED_MEANWHILE = "This has changed since you looked at it. Go back, load the page again and check it."


def suite_of(department):
    """The suite of what a department makes for its own people; made when it is needed first."""
    fields = {
        "code": f"{department.code[:16]}-OWN",
        "awarding_body": f"{department.name[:85]} (its own)",
        "title": f"Made by {department.name[:180]}",
    }
    return Suite.objects.get_or_create(department=department, defaults=fields)[0]


@transaction.atomic
def begin_draft(*, kind, code, title, by, suite=None, department=None):
    """Begin a new unit or qualification: of a suite, or of what a department makes for itself."""
    own = suite.department if suite else department
    require(permissions.can_draft(by, own))
    suite = suite or suite_of(own)
    data = {"code": code, "title": title}
    if kind == DraftKind.QUALIFICATION:
        code = code if own is None or code.startswith(f"{own.code}-") else f"{own.code}-{code}"
        if len(code) > CODE_LENGTH:
            raise RuleBroken(f"The code would be {code}, which is longer than {CODE_LENGTH} characters.")
        data |= {"code": code, "suite": suite.code, "status": Availability.OPEN, "eligible_regions": "all"}
        data |= {"eligible_departments": [own.code] if own else "all"}
    again = CatalogueDraft.objects.open().filter(kind=kind, suite=suite, code=code, drafted_by=by)
    if begun := again.filter(data__title=title).first():  # by the first of two clicks
        return begun
    draft = CatalogueDraft(kind=kind, suite=suite, code=code, data=data)
    if draft.published:
        raise RuleBroken(f"{code} is in the catalogue already: “{draft.published}”. Draft a change of that.")
    return _begin(draft, by)


@transaction.atomic
def begin_change(*, of, by):
    """Begin to change a qualification or a unit, or go on with the draft that there is."""
    require(permissions.can_draft(by, of.suite.department))
    kind = DraftKind.QUALIFICATION if isinstance(of, Qualification) else DraftKind.UNIT
    subject = {"kind": kind, "suite": of.suite, "code": of.code}
    if draft := CatalogueDraft.objects.open().filter(**subject).first():
        return draft
    return _begin(CatalogueDraft(**subject, data=of.as_row()), by)


def _begin(draft, by):
    draft.department, draft.drafted_by, draft.edited_by = draft.suite.department, by, by
    words = f"Somebody drafts {draft.code} already. See the list of drafts."
    with said_for("catalogue_draft_one_open_per_subject", words=words):
        draft.save()
    audit.record("draft.begun", subject=draft, by=by, says=f"began to draft {draft}")
    return draft


def _locked(draft):
    return CatalogueDraft.objects.locked().select_related("suite", "department").get(pk=draft.pk)


@transaction.atomic
def edit_draft(*, draft, values, revision, by):
    """Say something of it anew. `values`: parts of the row, None for what is not said; `revision`: the one that was
    changed."""
    draft = _locked(draft)
    require(permissions.can_write_draft(by, draft))
    if not draft.is_written:
        raise RuleBroken(f"This is now “{draft.get_status_display().lower()}”, so it cannot be changed.")
    if draft.revision != revision:
        raise RuleBroken(CHANGED_MEANWHILE)
    data = {name: value for name, value in (draft.data | values).items() if value is not None}
    if draft.department and not draft.is_unit:
        data["eligible_departments"] = [draft.department_id]
    draft.data = data | {name: draft.data[name] for name in ("code", "suite") if name in draft.data}
    if draft.status == DraftStatus.SENT_BACK:
        draft.move_to(DraftStatus.DRAFT)
    draft.revision, draft.edited_by = draft.revision + 1, by
    draft.save()
    audit.record("draft.edited", subject=draft, by=by, says="changed the draft", names=sorted(values))
    return draft


def _require_right(draft):
    if errors := queries.errors_of_draft(draft):
        said = "; ".join(f"{path}: {problem}" for path, problem in errors[:MOST_ERRORS])
        raise RuleBroken(f"This cannot be published as it is. {said}")
    if (published := draft.published) and published.as_row() == queries.row_of(draft):
        raise RuleBroken("This says what is published already. Change something first, or put the draft away.")


@transaction.atomic
def submit_draft(*, draft, by):
    """Ask the central team to review it. From now on it cannot be changed until it comes back."""
    draft = _locked(draft)
    require(permissions.can_write_draft(by, draft))
    draft.move_to(DraftStatus.IN_REVIEW)
    _require_right(draft)
    draft.submitted_by, draft.submitted_at = by, timezone.now()
    draft.decided_by, draft.decided_at, draft.reason = None, None, ""
    draft.save()
    audit.record("draft.submitted", subject=draft, by=by, says=f"sent {draft} for review")
    return draft


@transaction.atomic
def send_back_draft(*, draft, reason, by):
    """Say what has to be put right. Whoever wrote it is told."""
    draft = _locked(draft)
    require(permissions.can_decide_draft(by, draft))
    draft.move_to(DraftStatus.SENT_BACK)
    _decide(draft, by, reason)
    audit.record("draft.sent_back", subject=draft, by=by, says=f"sent {draft} back: {reason}")
    _tell(draft, emails.draft_sent_back(draft))
    return draft


@transaction.atomic
def publish_draft(*, draft, seen, by):
    """Take it over into the catalogue. Whoever has asked for it goes on under the version that they asked for.

    `seen`: what the reviewer saw (queries.seen_of).
    """
    draft = _locked(draft)
    require(permissions.can_decide_draft(by, draft))
    draft.move_to(DraftStatus.PUBLISHED)
    if queries.seen_of(draft) != seen:
        raise RuleBroken(CHANGED_MEANWHILE)
    _require_right(draft)
    _decide(draft, by, "")
    thing = _publish_unit(draft, by) if draft.is_unit else _publish_qualification(draft, by)
    audit.record("draft.published", subject=draft, by=by, says=f"published {draft}")
    noun = "unit" if draft.is_unit else "qualification"
    audit.record(f"{noun}.published", subject=thing, by=by, says=f"published it as {draft.drafted_by} drafted it")
    _tell(draft, emails.draft_published(draft))
    return draft


def _publish_qualification(draft, by):
    row = queries.row_of(draft)
    if draft.published is None and Qualification.objects.filter(code=draft.code).exists():
        raise RuleBroken(f"{draft.code} is in the catalogue already, of another suite.")
    free_slugs([row])
    qualification = save_qualification(row)
    keep_version(qualification, by)
    return qualification


def _publish_unit(draft, by):
    unit = save_unit(draft.data, draft.suite)
    renew_suite(draft.suite, by)
    return unit


@transaction.atomic
def discard_draft(*, draft, by):
    """Put it away for good: what is published stays as it is."""
    draft = _locked(draft)
    require(permissions.can_write_draft(by, draft))
    draft.move_to(DraftStatus.DISCARDED)
    _decide(draft, by, draft.reason)
    audit.record("draft.discarded", subject=draft, by=by, says=f"put the draft of {draft} away")
    return draft


def _decide(draft, by, reason):
    draft.decided_by, draft.decided_at, draft.reason = by, timezone.now(), reason
    with said_for("catalogue_draft_published_by_somebody_else", words="Somebody else has to publish this."):
        draft.save()


def _tell(draft, letter):
    authors = {person.pk: person for person in (draft.drafted_by, draft.submitted_by) if person}
    for person in authors.values():
        send_message(recipient=person, occasion=f"{draft.status} {draft.revision}", **letter)
