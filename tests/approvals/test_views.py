from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.roles import Role
from apps.approvals.models import Case, Task, Turn
from apps.approvals.states import CaseStatus, Kind, Outcome, Reason, Status
from apps.approvals.views.task import TASKS_A_PAGE
from apps.core import audit
from apps.core.words import date_words
from apps.members.models import Member
from apps.members.states import EmploymentStatus
from tests.accounts.factories import UserFactory
from tests.approvals.factories import CaseFactory, StandInFactory, TaskFactory, TurnFactory
from tests.console.central import sign_in_central
from tests.helpers import assert_flat_queries
from tests.members.factories import GrantFactory, MemberFactory
from tests.reading import budget

pytestmark = pytest.mark.django_db

INBOX = "/approvals/"


@pytest.fixture
def manager():
    return MemberFactory(given_name="Priya", family_name="Shah")


@pytest.fixture
def requester(manager):
    return MemberFactory(given_name="Amara", family_name="Okafor", line_manager=manager)


@pytest.fixture
def task(requester):
    return TaskFactory(requester=requester, title="Time for the Award")


@pytest.fixture
def refused(task, manager):
    decided = {"decided_at": "2026-11-20T12:00Z", "decided_by": manager.user}
    Task.objects.update(status=Status.REFUSED, reason=Reason.COVER, comment="Ask again\nin May.", **decided)
    task.refresh_from_db()
    return task


def page(client, user, url):
    """The text of the page as this person sees it."""
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def status(client, user, url):
    client.force_login(user)
    return client.get(url).status_code


def case_url(task):
    return reverse("approvals:case_open", args=[task.pk])


# --- The inbox -------------------------------------------------------------------------------------------------------


def test_task_list_has_what_waits_for_me_longest_first(client, manager, requester, task):
    second = TaskFactory(requester=requester, title="Time for the Diploma")
    TaskFactory(title="Of another team")
    TaskFactory(requester=requester, agreed=True, title="Already agreed")
    text = page(client, manager.user, INBOX)
    assert "2 requests wait for you" in text
    assert text.index(task.title) < text.index(second.title)
    assert "Of another team" not in text
    assert "Already agreed" not in text


def test_task_list_is_empty_in_plain_words(client, requester, task):
    assert "Nothing waits for your decision." in page(client, requester.user, INBOX)


def test_task_list_of_the_central_team_has_only_what_they_decide(client, task):
    mine = TaskFactory(title="Nobody above")
    text = page(client, sign_in_central(client), INBOX)
    assert mine.title in text
    assert task.title not in text


def test_task_list_asks_the_same_for_more_rows(client, manager):
    client.force_login(manager.user)
    assert_flat_queries(client, INBOX, lambda: TaskFactory(requester__line_manager=manager))
    with budget(5):
        client.get(INBOX)


def test_task_list_comes_in_pages(client, manager):
    for _ in range(TASKS_A_PAGE + 1):
        TaskFactory(requester__line_manager=manager)
    first, second = (page(client, manager.user, f"{INBOX}?page={number}") for number in (1, 2))
    assert first.count(">Look and decide<") == TASKS_A_PAGE
    assert second.count(">Look and decide<") == 1


def test_task_list_says_until_when_and_what_is_late(client, manager, requester, task):
    late = TaskFactory(requester=requester, title="Time for the Diploma")
    for number, row in [(3, task), (-3, late)]:
        TurnFactory(task=row, due_on=timezone.localdate() + timedelta(days=number))
    text = page(client, manager.user, INBOX)
    assert f"decide by {date_words(timezone.localdate() + timedelta(days=3))}" in text
    assert f"was due by {date_words(timezone.localdate() - timedelta(days=3))}" in text
    assert "All (2)" in text and "Late (1)" in text
    only = page(client, manager.user, f"{INBOX}?show=late")
    assert late.title in only and task.title not in only


def test_task_list_has_what_is_for_those_one_stands_in_for(client, manager, requester, task):
    row = StandInFactory(deputy=manager)
    theirs = TaskFactory(requester__line_manager=row.manager, title="Of their team")
    text = page(client, manager.user, INBOX)
    assert task.title in text and theirs.title in text
    only = page(client, manager.user, f"{INBOX}?show=for-{row.manager.pk}")
    assert theirs.title in only and task.title not in only


def test_task_list_shows_all_where_a_part_is_unknown(client, manager, task):
    for show in ("nonsense", "for-1", "late", "%00", "'"):
        client.force_login(manager.user)
        response = client.get(INBOX, {"show": show})
        assert response.status_code in (200, 400)
        if response.status_code == 200:
            assert task.title in response.text


def test_task_list_can_be_agreed_to_in_place(client, manager, task):
    text = page(client, manager.user, INBOX)
    assert f'action="{task.decide_url}"' in text
    assert 'name="back" value="inbox"' in text


def test_task_next_leads_to_the_one_that_waited_longest(client, manager, requester, task):
    TaskFactory(requester=requester)
    client.force_login(manager.user)
    assert client.get("/approvals/next/").url == task.get_absolute_url()
    Task.objects.update(status=Status.WITHDRAWN)
    assert client.get("/approvals/next/").url == INBOX


# --- Several together ------------------------------------------------------------------------------------------------

TOGETHER = "/approvals/together/"


def test_tasks_together_shows_the_details_of_each(client, manager, requester, task):
    other = TaskFactory(requester=requester, facts=[["Study time", "5 hours a week"]])
    left_out = TaskFactory(requester=requester, facts=[["Study time", "7 hours a week"]])
    text = page(client, manager.user, f"{TOGETHER}?task={task.pk}&task={other.pk}")
    assert "2 requests" in text and "3 hours a week" in text and "5 hours a week" in text
    assert f'action="{task.decide_many_url}"' in text
    assert text.count('<input type="hidden" name="task"') == 2
    assert str(left_out.pk) not in text and "7 hours a week" not in text


def test_tasks_together_leaves_out_what_is_not_mine_to_decide(client, manager, requester, task):
    others = [TaskFactory(), TaskFactory(requester=requester, agreed=True), TaskFactory(requester=manager)]
    query = "&".join(f"task={row.pk}" for row in [task, *others])
    text = page(client, manager.user, f"{TOGETHER}?{query}")
    assert "1 request" in text
    assert text.count('<input type="hidden" name="task"') == 1


def test_tasks_together_is_for_one_kind(client, manager, requester, task):
    other = TaskFactory(requester=requester, kind=Kind.STUDY_CHANGE)
    text = page(client, manager.user, f"{TOGETHER}?task={task.pk}&task={other.pk}")
    assert "different kinds" in text and "Agree to all of them" not in text


@pytest.mark.parametrize("query", ["", "task=", "task=x", "task=00000000-0000-0000-0000-000000000000", "task=９"])
def test_tasks_together_without_any_leads_back(client, manager, task, query):
    client.force_login(manager.user)
    response = client.get(f"{TOGETHER}?{query}", follow=True)
    assert "Select at least one request" in response.text


# --- Pages of the inbox ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["0", "-1", "1e9", "９", "x", "", "999999999999999999999"])
def test_task_list_takes_any_page_number(client, manager, task, number):
    assert task.title in page(client, manager.user, f"{INBOX}?page={number}")


@pytest.mark.parametrize("url", [INBOX, "/approvals/00000000-0000-0000-0000-000000000000/"])
def test_lists_and_tasks_are_read_only_and_need_sign_in(client, manager, url):
    assert client.get(url).status_code == 302
    client.force_login(manager.user)
    assert client.post(url).status_code == 405


# --- One task --------------------------------------------------------------------------------------------------------


def test_task_detail_of_the_decider(client, manager, requester, task):
    text = page(client, manager.user, task.get_absolute_url())
    assert "Your decision" in text
    assert f'action="{task.decide_url}"' in text
    assert task.refuse_url in text
    assert task.change_url in text
    assert "3 hours a week" in text
    assert "Amara Okafor" in text


def test_task_detail_of_the_requester_says_where_it_is(client, requester, task):
    text = page(client, requester.user, task.get_absolute_url())
    assert "It is now with <strong>Priya Shah</strong>" in text
    assert "You will hear as soon as it is decided." in text
    assert task.withdraw_url in text
    assert "Your decision" not in text


def test_task_detail_says_since_when_and_what_comes_next(client, requester, task, manager):
    Member.objects.filter(pk=manager.pk).update(line_manager=MemberFactory(given_name="Tom", family_name="Reed"))
    turn = TurnFactory(task=task)
    text = page(client, requester.user, task.get_absolute_url())
    assert f"since {date_words(turn.begun_at)}" in text
    up = f"If there is no answer by {date_words(turn.due_on)}, it goes one step up, to Tom Reed, the next manager up."
    assert up in text
    own = page(client, manager.user, task.get_absolute_url())
    assert f"Decide by {date_words(turn.due_on)}: after that it goes one step up, to Tom Reed" in own


def test_task_detail_follows_the_route(client, requester, task, manager):
    Member.objects.filter(pk=manager.pk).update(
        status=EmploymentStatus.ABSENT, line_manager=MemberFactory(given_name="Tom", family_name="Reed")
    )
    assert "Tom Reed, the next manager up" in page(client, requester.user, task.get_absolute_url())


def test_task_detail_of_somebody_who_may_only_look(client, task):
    text = page(client, sign_in_central(client), task.get_absolute_url())
    assert "It is now with <strong>Priya Shah</strong>" in text
    assert "Your decision" not in text


@pytest.mark.parametrize("who", ["colleague", "next_up", "without record", "head"])
def test_task_detail_is_the_same_404_as_for_no_task(client, task, requester, manager, who):
    people = {
        "colleague": MemberFactory(line_manager=manager).user,
        "next_up": MemberFactory().user,
        "without record": GrantFactory(role=Role.CHAMPION, organisation=requester.organisation).user,
        "head": MemberFactory().user,
    }
    Member.objects.filter(pk=manager.pk).update(line_manager=people["next_up"].member)
    assert status(client, people[who], task.get_absolute_url()) == 404
    assert status(client, people[who], case_url(task)) == 404


def test_task_detail_of_a_refusal_says_why_and_what_can_be_done(client, requester, refused):
    text = page(client, requester.user, refused.get_absolute_url())
    assert "Priya Shah did not agree on 20 November 2026" in text
    assert Reason.COVER.label in text
    assert "Ask again<br>in May." in text
    assert "What you can do" in text
    assert "Ask the central team" in text
    assert case_url(refused) in text
    assert refused.again_url in text
    assert f'href="{refused.appeal_url}"' in text


def test_task_detail_of_a_refusal_that_is_looked_at_again_leads_there(client, requester, refused):
    appeal = TaskFactory(requester=requester, follows=refused, why_again="Ben covers.")
    text = page(client, requester.user, refused.get_absolute_url())
    assert appeal.get_absolute_url() in text
    assert refused.appeal_url not in text and case_url(refused) not in text
    assert refused.get_absolute_url() in page(client, requester.user, appeal.get_absolute_url())


def test_task_detail_of_a_refused_appeal_offers_no_other_one(client, requester, refused):
    appeal = TaskFactory(requester=requester, follows=refused, refused=True, appeal_url="/appeal-again/")
    text = page(client, requester.user, appeal.get_absolute_url())
    assert "/appeal-again/" not in text
    assert case_url(appeal) in text


def test_task_detail_of_a_late_request_offers_the_central_team(client, requester, task):
    turn = TurnFactory(task=task)
    assert case_url(task) not in page(client, requester.user, task.get_absolute_url())
    Turn.objects.filter(pk=turn.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    assert case_url(task) in page(client, requester.user, task.get_absolute_url())
    assert "keeps your request waiting" in page(client, requester.user, case_url(task))


def test_task_detail_of_a_refusal_offers_the_decider_no_question(client, manager, refused):
    text = page(client, manager.user, refused.get_absolute_url())
    assert Reason.COVER.label in text
    assert case_url(refused) not in text


def test_task_detail_shows_the_changes_to_accept(client, requester, manager, task):
    decided = {"decided_at": "2026-11-20T12:00Z", "decided_by": manager.user}
    Task.objects.update(status=Status.CHANGED, changes=[["Hours", "2 instead of 3"]], **decided)
    text = page(client, requester.user, task.get_absolute_url())
    assert "2 instead of 3" in text
    assert f'action="{task.accept_url}"' in text
    assert task.withdraw_url in text
    assert task.accept_url not in page(client, manager.user, task.get_absolute_url())


def test_task_detail_reads_as_a_history(client, requester, task):
    audit.record("task.requested", subject=task, by=requester.user, says="asked Priya Shah to decide")
    audit.record("other.thing", subject=requester, by=requester.user, says="did something else")
    text = page(client, requester.user, task.get_absolute_url())
    assert "Amara Okafor asked Priya Shah to decide" in text
    assert "did something else" not in text


def test_task_detail_shows_a_question_and_its_answer(client, requester, refused, manager):
    case = CaseFactory(task=refused, question="Ben would\ncover.")
    text = page(client, requester.user, refused.get_absolute_url())
    assert "Ben would<br>cover." in text
    assert "The central team is looking at it." in text
    assert case_url(refused) not in text
    closed = {"status": CaseStatus.CLOSED, "outcome": Outcome.STANDS, "closed_by": UserFactory()}
    Case.objects.update(answer="Ask again.", closed_at=case.opened_at, **closed)
    text = page(client, requester.user, refused.get_absolute_url())
    assert "Ask again." in text and "The refusal stands." in text
    assert "Ben would" not in page(client, manager.user, refused.get_absolute_url())


def test_task_detail_escapes_what_people_typed(client, requester, manager):
    typed = "<script>alert(1)</script>{{ 7|add:7 }}"
    Member.objects.filter(pk=requester.pk).update(family_name=typed)
    task = TaskFactory(requester=requester, title=typed, facts=[[typed, typed]])
    for url in (INBOX, task.get_absolute_url()):
        text = page(client, manager.user, url)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in text
        assert "<script>alert" not in text


@pytest.mark.parametrize("pk", ["x", "1", "00000000-0000-0000-0000-00000000000"])
def test_task_detail_of_nonsense_is_404(client, manager, pk):
    assert status(client, manager.user, f"/approvals/{pk}/") == 404


# --- Ask the central team --------------------------------------------------------------------------------------------


def test_case_open(client, requester, refused):
    assert "What should the central team look at?" in page(client, requester.user, case_url(refused))
    response = client.post(case_url(refused), {"question": "Ben would cover."})
    assert (response.status_code, response.url) == (302, refused.get_absolute_url())
    case = Case.objects.get()
    assert (case.task, case.opened_by, case.question) == (refused, requester.user, "Ben would cover.")


@pytest.mark.parametrize("question", ["", "   ", "x" * 2001, "a\x00b"])
def test_case_open_says_what_is_wrong_and_keeps_the_text(client, requester, refused, question):
    client.force_login(requester.user)
    response = client.post(case_url(refused), {"question": question})
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert not Case.objects.exists()


def test_case_open_on_get_changes_nothing(client, requester, refused):
    page(client, requester.user, f"{case_url(refused)}?question=Why")
    assert not Case.objects.exists()


def test_case_open_is_the_requesters(client, manager, refused):
    client.force_login(manager.user)
    assert client.get(case_url(refused)).status_code == 403
    assert client.post(case_url(refused), {"question": "Why?"}).status_code == 403
    assert not Case.objects.exists()


def test_case_open_is_about_a_refusal_or_what_is_late(client, requester, task):
    assert status(client, requester.user, case_url(task)) == 403


def test_case_open_twice_is_said(client, requester, refused):
    client.force_login(requester.user)
    client.post(case_url(refused), {"question": "Why?"})
    response = client.post(case_url(refused), {"question": "Why, though?"})
    assert response.status_code == 409
    assert "You have already asked the central team" in response.content.decode()
    assert Case.objects.count() == 1
