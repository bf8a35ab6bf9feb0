"""P13: two people on one thing: one wins, the other is told, and keeps what they wrote."""

import pytest
from django.utils.html import escape

from apps.approvals.models import Task
from apps.approvals.models.task import TaskQuerySet
from apps.learning.content_data import stamp_of
from apps.learning.models import UnitContent
from apps.learning.states import ContentStatus
from apps.qualifications.models.enrolment import EnrolmentQuerySet
from apps.qualifications.states import Status
from tests.approvals.factories import CaseFactory, StandInFactory
from tests.learning.drafting import draft
from tests.members.factories import ManagerProposalFactory, MemberFactory, central_user
from tests.promises.together import at_once, browser_of, slowly
from tests.qualifications.factories import CatalogueDraftFactory, enrolment_in

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3
WROTE = "Two of us are away, and <b>nobody</b> can cover."
REFUSE = {"decision": "refused", "reason": "cover", "comment": WROTE}


def a_manager_and_a_stand_in_decide():
    manager = MemberFactory()
    stand_in = StandInFactory(manager=manager)
    path = f"/enrolments/{enrolment_in(Status.SUBMITTED, member__line_manager=manager).pk}/decide/"
    return (manager.user, path, REFUSE), (stand_in.deputy.user, path, REFUSE)


def it_is_refused_and_withdrawn():
    enrolment = enrolment_in(Status.SUBMITTED, member__line_manager=MemberFactory())
    member, path = enrolment.member, f"/enrolments/{enrolment.pk}/"
    withdraw = {"reason": "work", "comment": WROTE}
    return (member.line_manager.user, f"{path}decide/", REFUSE), (member.user, f"{path}withdraw/", withdraw)


def two_of_the_central_team_answer():
    path = f"/console/cases/{CaseFactory().pk}/"
    return tuple((central_user(), path, {"answer": WROTE, "outcome": "stands"}) for _ in range(2))


def two_of_the_central_team_settle():
    path = f"/console/disputes/{ManagerProposalFactory(disputed=True).pk}/"
    return tuple((central_user(), path, {"note": WROTE}) for _ in range(2))


def two_of_the_central_team_review():
    path = f"/console/catalogue/drafts/{CatalogueDraftFactory(sent=True).pk}/review/"
    return tuple((central_user(), path, {"decision": "send_back", "reason": WROTE, "seen": "seen"}) for _ in range(2))


def two_authors_change_one_page():
    UnitContent.objects.open().update(status=ContentStatus.DISCARDED)  # that of the round before
    content = draft(central_user())
    page = content.pages.get()
    path = f"/console/content/{content.unit_id}/parts/pages/{page.pk}/"
    typed = {"title": "Listening", "minutes": "3", "body": WROTE, "seen": stamp_of(page)}
    return tuple((central_user(), path, typed) for _ in range(2))


PAIRS = [
    two_authors_change_one_page,
    a_manager_and_a_stand_in_decide,
    it_is_refused_and_withdrawn,
    two_of_the_central_team_answer,
    two_of_the_central_team_settle,
    two_of_the_central_team_review,
]


def race(pair):
    """Both answers, that of whoever won first."""
    people = [(browser_of(user), path, data) for user, path, data in pair]
    answers = at_once([lambda sent=sent: sent[0].post(*sent[1:]) for sent in people])
    return sorted(answers, key=lambda answer: answer.status_code)


@pytest.mark.parametrize("make", PAIRS)
def test_one_wins_and_the_other_keeps_the_text(make):
    for _ in range(ROUNDS):
        won, lost = race(make())
        assert (won.status_code, lost.status_code) == (302, 409)
        page = lost.content.decode()
        assert "This cannot be done now" in page and escape(WROTE) in page and WROTE not in page


def test_without_the_lock_both_are_told_that_they_won(monkeypatch):
    """The checker sees it."""
    monkeypatch.setattr(EnrolmentQuerySet, "locked", lambda queryset: queryset)
    monkeypatch.setattr(TaskQuerySet, "locked", lambda queryset: queryset)
    monkeypatch.setattr(Task, "move_to", slowly(Task.move_to))
    assert [answer.status_code for answer in race(a_manager_and_a_stand_in_decide())] == [302, 302]
