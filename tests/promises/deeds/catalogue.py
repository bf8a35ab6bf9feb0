"""The catalogue: drafted, reviewed, published, retired."""

from functools import partial

from apps.qualifications import actions as qualifications
from apps.qualifications import queries
from tests.members.factories import central_user
from tests.qualifications.factories import CatalogueDraftFactory, QualificationFactory, SuiteFactory


def _written():
    draft = CatalogueDraftFactory(drafted_by=central_user())
    return {"draft": draft, "by": draft.drafted_by}


def _sent():
    return {"draft": CatalogueDraftFactory(sent=True), "by": central_user()}


def qualifications__begin_draft():
    said = {"kind": "unit", "code": "9", "title": "Nine", "suite": SuiteFactory()}
    return partial(qualifications.begin_draft, by=central_user(), **said)


def qualifications__begin_change():
    return partial(qualifications.begin_change, of=QualificationFactory(), by=central_user())


def qualifications__edit_draft():
    return partial(qualifications.edit_draft, values={"note": "Said."}, revision=1, **_written())


def qualifications__submit_draft():
    return partial(qualifications.submit_draft, **_written())


def qualifications__send_back_draft():
    return partial(qualifications.send_back_draft, reason="Too short.", **_sent())


def qualifications__publish_draft():
    sent = _sent()
    return partial(qualifications.publish_draft, seen=queries.seen_of(sent["draft"]), **sent)


def qualifications__discard_draft():
    return partial(qualifications.discard_draft, **_written())


def qualifications__retire_qualification():
    return partial(
        qualifications.retire_qualification, qualification=QualificationFactory(), reason="Old.", by=central_user()
    )


def qualifications__reopen_qualification():
    closed = QualificationFactory(availability="closed")
    return partial(qualifications.reopen_qualification, qualification=closed, by=central_user())
