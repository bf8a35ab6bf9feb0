import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from apps.approvals.models import Case, Task
from apps.core.rules import RuleBroken
from apps.secondments import actions
from apps.secondments.models import Release
from tests.approvals.factories import CaseFactory
from tests.members.factories import MemberFactory, central_user
from tests.secondments.factories import agree, offered, refuse, release_of, sent

pytestmark = pytest.mark.django_db


def of_a_team():
    """Their manager has a manager."""
    return MemberFactory(line_manager=MemberFactory(line_manager=MemberFactory()))


def test_decide_release_with_the_plan_for_the_work():
    release = release_of(sent())
    plan = {"backfill": "cover", "backfill_by": "Ben Marsh", "backfill_cost": Decimal(4000)}
    agree(release, **plan, backfill_from=release.from_on)
    release.refresh_from_db()
    assert (release.is_agreed, release.is_open, release.backfill_by) == (True, False, "Ben Marsh")


def test_another_day_or_a_condition_is_for_the_member_to_accept():
    release = release_of(sent())
    later = release.from_on + datetime.timedelta(days=14)
    agree(release, from_on=later, conditions="Hand over first.")
    release.refresh_from_db()
    assert release.task.status == "changed" and release.is_open
    labels = [label for label, _ in release.task.changes]
    assert labels == ["Dates", "Conditions"] and release.until_on > later
    actions.accept_release(release=release, by=release.application.member.user)
    release.refresh_from_db()
    assert release.is_agreed and not release.is_open


def test_a_refusal_is_appealed_once_and_the_second_opens_a_case():
    application = sent(member=of_a_team())
    release, by = release_of(application), application.member.user
    refuse(release)
    actions.appeal_release(release=release, why_again="Ben has offered to cover.", by=by)
    release.refresh_from_db()
    assert release.is_open and release.task.follows is not None
    refuse(release, by=application.member.line_manager.line_manager.user)
    assert Case.objects.filter(opened_by=None).count() == 1
    with pytest.raises(PermissionDenied):
        actions.appeal_release(release=release, why_again="Once more.", by=by)


def test_reopen_release_is_decided_by_the_central_team():
    release, central = release_of(sent()), central_user()
    refuse(release)
    release.refresh_from_db()
    actions.reopen_release(asked=release, case=CaseFactory(task=release.task), answer="We look at it.", by=central)
    release.refresh_from_db()
    assert release.is_open and Task.objects.for_decision_by(central).get() == release.task


def test_ask_release_again_after_a_refusal_and_firmly_at_the_offer():
    application = sent()
    by, said = application.member.user, {"application": application, "from_on": application.opportunity.starts_on}
    with pytest.raises(RuleBroken, match="no release to ask for now"):
        actions.ask_release(**said, by=by)
    refuse(release_of(application))
    again = actions.ask_release(**said, by=by)
    assert again.stage == "principle" and Release.objects.count() == 2
    actions.withdraw_release(release=again, by=by)
    with pytest.raises(RuleBroken, match="answered already"):
        actions.withdraw_release(release=again, by=by)
    other = offered()
    firm = actions.ask_release(application=other, from_on=other.opportunity.starts_on, by=other.member.user)
    assert firm.stage == "firm"


def test_decide_releases_agrees_in_principle_and_leaves_firm_ones():
    manager = MemberFactory()
    first, second = (sent(member=MemberFactory(line_manager=manager)) for _ in range(2))
    firm = offered(member=MemberFactory(line_manager=manager))
    agree(release_of(firm))
    actions.ask_release(application=firm, from_on=firm.opportunity.starts_on, by=firm.member.user)
    tasks = list(Task.objects.for_decision_by(manager.user))
    assert len(tasks) == 3
    agreed = actions.decide_releases(tasks=tasks, by=manager.user)
    assert {row.application_id for row in agreed} == {first.pk, second.pk}
    assert Release.objects.filter(is_open=True).get().stage == "firm"


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"until_on": "2020-01-01"}, "release_ends_after_start"),
        ({"backfill": "cover"}, "release_backfill_says_from_when"),
        ({"backfill_by": "Ben"}, "release_backfill_says_from_when"),
    ],
)
def test_the_database_refuses_half_a_plan(wrong, constraint):
    sent()
    with pytest.raises(IntegrityError, match=constraint):
        Release.objects.update(**wrong)


def test_the_database_refuses_two_open_requests():
    release = release_of(sent())
    task = Task.objects.get()
    task.pk, task._state.adding = None, True
    task.save()
    with pytest.raises(IntegrityError, match="release_one_open_for_an_application"):
        days = {"from_on": release.from_on, "until_on": release.until_on}
        Release.objects.create(application=release.application, stage="firm", task=task, **days)
