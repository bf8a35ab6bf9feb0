import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from apps.core.models import AuditEvent, Job, Upload
from apps.core.rules import RuleBroken
from apps.core.uploads import checked
from apps.evidence import actions
from apps.evidence.models import Evidence, EvidenceShare
from apps.evidence.states import Kind, Status
from tests.accounts.factories import UserFactory
from tests.core.upload_files import GOOD
from tests.evidence.factories import PAGE, EvidenceFactory, shared
from tests.members.factories import MemberFactory

pytestmark = pytest.mark.django_db
SAID = {"title": "A hard call", "dated_on": datetime.date(2026, 3, 3), "note": "I rang back."}
PDF = ("report.pdf", GOOD["report.pdf"])


def own(evidence):
    return {"evidence": evidence, "by": evidence.member.user}


@pytest.mark.parametrize(
    ("more", "kind"),
    [({}, Kind.NOTE), ({"link": "https://example.com/"}, Kind.LINK), ({"file": checked(*PDF)}, Kind.FILE)],
)
def test_add_evidence_is_what_was_given(more, kind):
    evidence = actions.add_evidence(by=MemberFactory().user, **SAID, **more)
    assert (evidence.kind, evidence.status, evidence.shared_at) == (kind, Status.KEPT, None)
    event = AuditEvent.objects.get(event="evidence.added")
    assert "hard call" not in str(event.__dict__)


def test_add_evidence_is_for_whoever_has_a_record():
    with pytest.raises(PermissionDenied):
        actions.add_evidence(by=UserFactory(), **SAID)


def test_add_evidence_ends_somewhere_and_leaves_no_bytes(monkeypatch, media):
    monkeypatch.setattr(actions, "MOST_KEPT", 1)
    evidence = EvidenceFactory()
    with pytest.raises(RuleBroken, match="You have 1 pieces of evidence"):
        actions.add_evidence(by=evidence.member.user, **SAID, file=checked(*PDF))
    assert list((media / "uploads").iterdir()) == []


def test_add_evidence_twice_is_once(media):
    by, said = MemberFactory().user, SAID | {"file": checked(*PDF)}
    actions.add_evidence(by=by, **said)
    stored = list((media / "uploads").iterdir())
    with pytest.raises(RuleBroken, match="You have this already"):
        actions.add_evidence(by=by, **said)
    assert list((media / "uploads").iterdir()) == stored
    actions.add_evidence(by=by, **SAID)  # a note of the same call


def test_change_evidence_until_somebody_was_shown_it():
    evidence = EvidenceFactory()
    actions.change_evidence(**own(evidence), **SAID | {"title": "A harder call"})
    assert Evidence.objects.get().title == "A harder call"
    shared(evidence)
    with pytest.raises(RuleBroken, match="You have shared this"):
        actions.change_evidence(**own(evidence), **SAID)
    assert AuditEvent.objects.filter(event="evidence.changed").count() == 1


def test_remove_evidence_that_nobody_was_shown_leaves_nothing():
    evidence = EvidenceFactory(is_file=True)
    actions.remove_evidence(**own(evidence))
    assert not Evidence.objects.exists() and not Upload.objects.exists()
    assert Job.objects.filter(kind="remove_upload", key=str(evidence.upload_id)).exists()
    assert AuditEvent.objects.filter(event="evidence.removed").count() == 1


def test_remove_evidence_that_was_shared_keeps_it_there_as_it_was():
    evidence = shared(EvidenceFactory(is_file=True))
    actions.remove_evidence(**own(evidence))
    evidence.refresh_from_db()
    assert (evidence.status, evidence.note, evidence.shares.get().ended_at) == (
        Status.WITHDRAWN,
        "I rang back, and the customer had her payment the same day.",
        None,
    )
    assert Upload.objects.exists()
    assert AuditEvent.objects.filter(event="evidence.withdrawn").count() == 1
    with pytest.raises(RuleBroken, match="cannot become"):
        actions.remove_evidence(**own(evidence))
    with pytest.raises(RuleBroken, match="You have taken this out"):
        shared(evidence, "/another/")


def test_nobody_does_it_for_somebody_else():
    evidence, by = EvidenceFactory(), MemberFactory().user
    for action, said in [
        (actions.change_evidence, {"evidence": evidence, **SAID}),
        (actions.remove_evidence, {"evidence": evidence}),
        (actions.share_evidence, {"evidence": [evidence], "subject": "x", "link": "/", "seen_by": "x"}),
    ]:
        with pytest.raises(PermissionDenied), transaction.atomic():
            action(**said, by=by)
    assert not AuditEvent.objects.exists()


def test_share_evidence_twice_is_once_and_anew_after_it_ended():
    evidence = shared(shared(EvidenceFactory()))
    first = evidence.shared_at
    assert EvidenceShare.objects.count() == 1
    with transaction.atomic():
        actions.end_sharing(link=PAGE, by=evidence.member.user)
    shared(evidence)
    assert [share.ended_at is None for share in evidence.shares.order_by("pk")] == [False, True]
    assert evidence.shared_at == first


# --- What the database refuses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"note": ""},
        {"link": "https://example.com/"},
        {"kind": Kind.FILE},
        {"kind": Kind.LINK, "link": "http://example.com/"},
        {"status": Status.WITHDRAWN},
    ],
)
def test_evidence_is_what_it_says(wrong):
    with pytest.raises(IntegrityError, match="evidence_"):
        EvidenceFactory(**wrong)


@pytest.mark.parametrize("change", ["title = 'Better'", "note = 'Better'", "shared_at = NULL", "dated_on = now()"])
def test_what_was_shared_never_changes(change):
    shared(EvidenceFactory())
    with pytest.raises(IntegrityError, match="never change"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE evidence_evidence SET {change}")


def test_one_open_share_with_a_thing():
    evidence = shared(EvidenceFactory())
    with pytest.raises(IntegrityError, match="evidence_shared_once_with_a_thing"):
        EvidenceShare.objects.create(evidence=evidence, subject="Your claim", link=PAGE, seen_by="a reviewer")
