"""Two of the central team publish one draft at once: one does, the other is told, and one version is kept."""

import pytest

from apps.qualifications import actions, queries
from apps.qualifications.models import Qualification
from apps.qualifications.models.draft import CatalogueDraft, CatalogueDraftQuerySet
from tests.members.factories import central_user
from tests.promises.together import slowly
from tests.qualifications.factories import CatalogueDraftFactory, EnrolmentFactory, QualificationFactory
from tests.qualifications.racing import ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def publish_twice():
    draft = CatalogueDraftFactory(sent=True)
    seen, people = queries.seen_of(draft), [central_user(), central_user()]
    calls = [lambda by=by: actions.publish_draft(draft=draft, seen=seen, by=by) for by in people]
    return sorted(at_once(*calls)), draft


def test_one_publishes_and_the_other_is_told(counts):
    for _ in range(ROUNDS):
        answers, draft = publish_twice()
        assert answers == ["done", "refused"]
        assert Qualification.objects.get(code=draft.code).versions.count() == 1
    counts(f"{ROUNDS} conflicts")


def test_without_the_lock_both_would(monkeypatch):
    """The control: what the race above shows is the lock's doing."""
    monkeypatch.setattr(CatalogueDraftQuerySet, "locked", lambda rows: rows)
    monkeypatch.setattr(CatalogueDraft, "move_to", slowly(CatalogueDraft.move_to))
    assert any(publish_twice()[0] != ["done", "refused"] for _ in range(ROUNDS))


def test_the_first_two_to_ask_are_under_one_version():
    qualification = QualificationFactory()
    drafts = [EnrolmentFactory(draft=True, qualification=qualification) for _ in range(2)]
    sends = [lambda one=one: actions.submit_enrolment(enrolment=one, by=one.member.user) for one in drafts]
    assert at_once(*sends) == ["done", "done"]
    assert qualification.versions.count() == 1
