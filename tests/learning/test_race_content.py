"""Content that two people publish at once, or that is published while somebody begins."""

import pytest

from apps.core.models import AuditEvent
from apps.learning import actions
from apps.learning.models import Attempt, UnitContent, UnitStart
from apps.qualifications.models import EnrolledUnit
from tests.learning.drafting import PAGE, draft, in_review, published
from tests.learning.studying import enrolled_unit
from tests.members.factories import central_user
from tests.qualifications.racing import ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def publishing(content, **fields):
    by = central_user()
    return lambda: actions.publish_content(content=content, by=by, **fields)


def test_to_publish_twice_at_once_publishes_once(counts):
    writer = central_user()
    for number in range(1, ROUNDS + 1):
        content = in_review(writer)
        assert sorted(at_once(publishing(content), publishing(content))) == ["done", "refused"]
        assert UnitContent.objects.published().get() == content
        assert AuditEvent.objects.filter(event="content.published").count() == number
    counts(f"{ROUNDS} pairs published at once")


def test_to_begin_two_drafts_at_once_begins_one(counts):
    writer, unit = central_user(), published().unit

    def drafting():
        return actions.draft_content(unit=unit, by=writer)

    for _ in range(ROUNDS):
        assert sorted(at_once(drafting, drafting)) == ["done", "refused"]
        actions.discard_content(content=UnitContent.objects.open().get(), by=writer)
    counts(f"{ROUNDS} pairs of drafts begun at once")


def test_sent_back_and_published_at_once_one_of_them_is_done(counts):
    writer, reviewer = central_user(), central_user()
    backs = 0
    for _ in range(ROUNDS):
        content = in_review(writer)

        def send_back(content=content):
            return actions.send_back_content(content=content, why="Fewer words.", by=reviewer)

        assert sorted(at_once(publishing(content), send_back)) == ["done", "refused"]
        content.refresh_from_db()
        if content.is_draft:
            backs += 1
            actions.discard_content(content=content, by=writer)
    counts(f"{ROUNDS} pairs of publishing and sending back, {backs} sent back")


@pytest.mark.parametrize("for_all", [False, True])
def test_a_learner_who_begins_while_it_is_published_has_one_version(for_all, counts):
    """Whichever comes first: the test has the questions of the version that the learner has."""
    writer, newer = central_user(), 0
    published()
    for _ in range(ROUNDS):
        row = EnrolledUnit.objects.for_page().get(pk=enrolled_unit().pk)
        by = row.enrolment.member.user
        content = in_review(writer)
        at_once(
            publishing(content, for_all=for_all),
            lambda row=row, by=by: actions.start_attempt(enrolled_unit=row, by=by),
        )
        for attempt in Attempt.objects.filter(enrolled_unit=row).select_related("content"):
            assert set(attempt.questions) == set(attempt.content.questions.values_list("pk", flat=True))
            start = UnitStart.objects.get(enrolled_unit=row)
            assert start.content == content if for_all else start.content == attempt.content
            newer += attempt.content == content
    counts(f"{ROUNDS} pairs of publishing and beginning, {newer} began with the new one")


def test_two_who_write_one_draft_lose_nothing():
    writers = [central_user(), central_user()]
    content = draft(writers[0])
    for turn in range(ROUNDS):
        pages = [(by, PAGE | {"body": f"{by} says it, {turn}."}) for by in writers]
        at_once(
            *(
                lambda by=by, page=page: actions.save_part(content=content, part="pages", values=page, by=by)
                for by, page in pages
            )
        )
    assert content.pages.count() == 1 + 2 * ROUNDS
    assert len({page.order for page in content.pages.all()}) == 1 + 2 * ROUNDS
