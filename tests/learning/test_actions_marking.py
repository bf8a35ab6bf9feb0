"""Marking, sampling, overturning, appealing: the result of the learner follows, and the history stays."""

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from apps.learning import actions, sampling
from apps.learning.models import Mark, MarkingNote, MarkingTask, Work
from apps.learning.states import AchievedBy, TaskKind, TaskStatus, WorkStatus
from apps.notifications.models import Message
from apps.qualifications.models import UnitAchievement
from tests.learning.assignments import (
    assigned_unit,
    assurer,
    decisions,
    fresh,
    mark,
    marker,
    send_in,
    task_of,
)
from tests.learning.factories import behind_the_database
from tests.learning.studying import attempt_at
from tests.members.factories import GrantFactory, MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return assigned_unit()


@pytest.fixture
def assessor():
    return marker()


@pytest.fixture
def unsampled(monkeypatch):
    """No decision is chosen for a check."""
    monkeypatch.setattr(sampling, "is_sampled", lambda assessor, number: False)


def status():
    return Work.objects.get().status


def told(row):
    return Message.objects.filter(recipient=row.enrolment.member.user, kind="assignment").order_by("pk")


# --- Marking ---------------------------------------------------------------------------------------------------------


def test_mark_submission_met_achieves_the_unit_and_tells_the_learner(row, assessor, unsampled):
    send_in(row)
    before = AuditEvent.objects.filter(event="submission.marked").count()
    mark(row, True, True)
    assert status() == WorkStatus.MET
    assert UnitAchievement.objects.get().how == "its assignment"
    assert AuditEvent.objects.filter(event="submission.marked").count() == before + 1
    assert "meets every criterion." in told(row).get().sentence
    row.enrolment.refresh_from_db()
    assert row.enrolment.status == "completed"


def test_mark_submission_not_yet_says_until_when(row, assessor, unsampled):
    with time_machine.travel("2027-03-01T10:00:00+00:00", tick=False):
        send_in(row)
        mark(row, True, False)
    work = Work.objects.get()
    assert work.status == WorkStatus.REFERRED
    assert str(work.resubmit_by) == "2027-03-31"  # twenty working days; Good Friday is on the 26th
    assert not UnitAchievement.objects.exists()
    assert [fact[0] for fact in told(row).get().facts] == ["Send it again by"]


def test_mark_submission_needs_a_decision_for_each_and_a_reason(row, assessor):
    send_in(row)
    task = task_of(row)
    [one, two] = decisions(row, True, False)
    with pytest.raises(RuleBroken, match="Decide for each criterion"):
        actions.mark_submission(task=task, rows=[one], comment="", by=assessor)
    with pytest.raises(RuleBroken, match="what is missing"):
        actions.mark_submission(task=task, rows=[one, (two[0], False, "  ")], comment="", by=assessor)
    assert not Mark.objects.exists()


def test_mark_submission_is_for_whoever_has_it(row, assessor):
    send_in(row)
    for other in (marker(), row.enrolment.member.user):
        with pytest.raises(RuleBroken, match="with somebody else now"):
            actions.mark_submission(task=task_of(row), rows=decisions(row, True, True), comment="", by=other)


def test_mark_submission_needs_the_role_today(row, assessor):
    send_in(row)
    assessor.grants.update(ends_on=timezone.localdate() - timezone.timedelta(days=1))
    with pytest.raises(PermissionDenied):
        actions.mark_submission(task=task_of(row), rows=decisions(row, True, True), comment="", by=fresh(assessor))


def test_mark_submission_twice_is_refused(row, assessor, unsampled):
    send_in(row)
    mark(row, True, False)
    with pytest.raises(RuleBroken, match="decided already"):
        actions.mark_submission(task=task_of(row), rows=decisions(row, True, True), comment="", by=fresh(assessor))
    assert Mark.objects.count() == 1


def test_save_marking_keeps_half_of_it_until_it_is_decided(row, assessor, unsampled):
    send_in(row)
    [one, two] = row.unit.contents.get().assignment.criteria.order_by("order")
    rows = [(one, True, "Good"), (two, None, "Hm")]
    actions.save_marking(task=task_of(row), rows=rows, comment="So far", by=assessor)
    actions.save_marking(task=task_of(row), rows=rows, comment="So good", by=assessor)
    assert MarkingNote.objects.count() == 3
    assert MarkingNote.objects.get(criterion=None).feedback == "So good"
    mark(row, True, True)
    assert not MarkingNote.objects.exists()


def test_a_second_submission_is_marked_by_the_same_assessor_and_can_be_met(row, assessor, unsampled):
    for _ in range(3):
        marker()
    send_in(row)
    first = task_of(row).holder
    mark(row, True, False)
    send_in(row, ["First I listened, then I explained.", "I wrote it down, and told them why."])
    assert task_of(row).holder == first
    mark(row, True, True)
    assert status() == WorkStatus.MET
    assert [m.result for m in Mark.objects.order_by("pk")] == ["referred", "met"]


def test_too_late_it_cannot_be_sent_again(row, assessor, unsampled):
    with time_machine.travel("2027-03-01T10:00:00+00:00", tick=False):
        send_in(row)
        mark(row, True, False)
    with time_machine.travel("2027-03-31T22:59:59+00:00", tick=False):  # a minute to midnight, by summer time
        actions.submit_work(enrolled_unit=row, by=row.enrolment.member.user)
        actions.withdraw_work(enrolled_unit=row, by=row.enrolment.member.user)
    with time_machine.travel("2027-03-31T23:00:59+00:00", tick=False):  # within the grace
        actions.submit_work(enrolled_unit=row, by=row.enrolment.member.user)
        actions.withdraw_work(enrolled_unit=row, by=row.enrolment.member.user)
    with (
        time_machine.travel("2027-03-31T23:01:01+00:00", tick=False),
        pytest.raises(RuleBroken, match="The last day to send it again was 31 March 2027"),
    ):
        actions.submit_work(enrolled_unit=row, by=row.enrolment.member.user)


# --- What achieves a unit --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("achieved_by", "test", "assignment", "achieved"),
    [
        (None, True, False, True),
        (None, False, False, False),
        (AchievedBy.EITHER, True, False, True),
        (AchievedBy.EITHER, False, True, True),
        (AchievedBy.BOTH, True, False, False),
        (AchievedBy.BOTH, False, True, False),
        (AchievedBy.BOTH, True, True, True),
        (AchievedBy.ASSIGNMENT, True, False, False),
        (AchievedBy.ASSIGNMENT, False, True, True),
    ],
)
def test_a_unit_is_achieved_by_what_it_says(achieved_by, test, assignment, achieved, assessor, unsampled):
    row = assigned_unit(achieved_by or AchievedBy.BOTH)
    if assignment:
        send_in(row)
        mark(row, True, True)
    if achieved_by is None:
        with behind_the_database():
            row.unit.contents.get().assignment.delete()
    if test:
        actions.submit_attempt(attempt=attempt_at(row, right=4), by=row.enrolment.member.user)
    assert UnitAchievement.objects.exists() is achieved


def test_the_message_about_a_test_says_what_is_left():
    row = assigned_unit(AchievedBy.BOTH)
    actions.submit_attempt(attempt=attempt_at(row, right=4), by=row.enrolment.member.user)
    message = Message.objects.get(kind="unit_passed")
    assert (message.subject, "the test of unit" in message.sentence) == ("You passed a test", True)
    with pytest.raises(RuleBroken, match="already passed the test"):
        actions.start_attempt(enrolled_unit=row, by=row.enrolment.member.user)


# --- Sampling and its checks -----------------------------------------------------------------------------------------


def test_the_sample_is_the_first_five_and_about_a_fifth_of_the_rest_and_always_the_same():
    numbers = {(assessor, number) for assessor in range(1, 41) for number in range(1, 106)}
    sampled = {pair for pair in numbers if sampling.is_sampled(*pair)}
    assert {pair for pair in sampled if pair[1] <= 5} == {pair for pair in numbers if pair[1] <= 5}
    later = len(sampled) - 40 * 5
    assert 0.17 < later / (40 * 100) < 0.23
    assert sampled == {pair for pair in numbers if sampling.is_sampled(*pair)}
    first, second = ([n for n in range(6, 106) if sampling.is_sampled(a, n)] for a in (1, 2))
    assert first != second


@pytest.fixture
def checked(row, assessor):
    """check(True, True) has it marked like that, and is the task of the quality assurer."""
    quality = assurer()

    def check(*met):
        send_in(row)
        mark(row, *met)
        task = task_of(row, TaskKind.CHECK)
        assert task.holder == quality
        return task

    return check


def test_what_is_met_counts_once_it_is_confirmed(row, checked):
    task = checked(True, True)
    assert status() == WorkStatus.MET
    assert not UnitAchievement.objects.exists()
    assert "looks at how it was marked before it counts" in told(row).get().sentence
    actions.confirm_mark(task=task, by=task.holder)
    assert UnitAchievement.objects.exists()
    assert "You have achieved the unit." in told(row).last().sentence


def test_confirming_not_yet_changes_nothing_for_the_learner(row, checked):
    task = checked(True, False)
    actions.confirm_mark(task=task, by=task.holder)
    assert status() == WorkStatus.REFERRED
    assert told(row).count() == 1


def test_overturning_met_lets_the_learner_try_again(row, checked):
    task = checked(True, True)
    second = row.unit.contents.get().assignment.criteria.get(order=2)
    actions.overturn_mark(
        task=task, reason="The second answer is about another case.", not_yet=[second], by=task.holder
    )
    work = Work.objects.get()
    assert (work.status, work.resubmit_by is not None) == (WorkStatus.REFERRED, True)
    assert not UnitAchievement.objects.exists()
    old, new = Mark.objects.order_by("pk")
    assert (old.result, new.result, new.kind) == ("met", "referred", "check")
    assert old.replaced_at and not new.replaced_at
    feedback = {row.criterion.code: (row.met, row.feedback) for row in new.criteria.select_related("criterion")}
    assert feedback == {"1.1": (True, "Well said."), "2.1": (False, "The second answer is about another case.")}
    assert Message.objects.filter(recipient=old.assessor, kind="marking", subject="A decision of yours was changed")


def test_overturning_met_needs_to_say_what_is_missing(row, checked):
    task = checked(True, True)
    with pytest.raises(RuleBroken, match="Say which criteria"):
        actions.overturn_mark(task=task, reason="No.", by=task.holder)


def test_overturning_not_yet_achieves_the_unit_even_while_it_was_sent_again(row, checked):
    task = checked(True, False)
    send_in(row, ["Other", "Words"])
    again = task_of(row)
    actions.overturn_mark(task=task, reason="It was there, on page two.", by=task.holder)
    assert status() == WorkStatus.MET
    assert UnitAchievement.objects.exists()
    again.refresh_from_db()
    assert again.status == TaskStatus.CLOSED


def test_nobody_checks_their_own_decision(row):
    both = marker()
    GrantFactory(user=both, role="quality_assurer")
    send_in(row)
    mark(row, True, True)
    task = task_of(row, TaskKind.CHECK)
    assert task.status == TaskStatus.WAITING
    with pytest.raises(IntegrityError, match="marking_task_not_with_who_marked"), transaction.atomic():
        MarkingTask.objects.filter(pk=task.pk).update(holder=both, status="allocated", allocated_at=timezone.now())


# --- Appeals ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def appealed(row, assessor, unsampled):
    quality = assurer()
    send_in(row)
    mark(row, True, False)
    task = actions.appeal_mark(enrolled_unit=row, reason="It is in the second file.", by=row.enrolment.member.user)
    task.refresh_from_db()
    assert task.holder == quality
    return task


def test_appeal_mark_stops_the_clock_and_the_sending(row, appealed):
    assert Work.objects.get().clock_stopped_on == timezone.localdate()
    with pytest.raises(RuleBroken, match="Your appeal is being looked at"):
        actions.submit_work(enrolled_unit=row, by=row.enrolment.member.user)


def test_appeal_mark_is_possible_once(row, appealed):
    with pytest.raises(RuleBroken, match="once for each assignment"):
        actions.appeal_mark(enrolled_unit=row, reason="Again.", by=row.enrolment.member.user)
    actions.decide_appeal(task=appealed, is_upheld=False, reason="It is not there.", by=appealed.holder)
    with pytest.raises(RuleBroken, match="once for each assignment"):
        actions.appeal_mark(enrolled_unit=row, reason="Again.", by=row.enrolment.member.user)


def test_appeal_mark_needs_a_decision_of_not_yet(row, assessor, unsampled):
    send_in(row)
    with pytest.raises(RuleBroken, match="no decision of “not yet”"):
        actions.appeal_mark(enrolled_unit=row, reason="Why?", by=row.enrolment.member.user)


def test_decide_appeal_upheld_achieves_the_unit(row, appealed):
    actions.decide_appeal(task=appealed, is_upheld=True, reason="It is there.", by=appealed.holder)
    assert status() == WorkStatus.MET
    assert UnitAchievement.objects.exists()
    assert Mark.objects.current().get().kind == TaskKind.APPEAL


def test_decide_appeal_dismissed_gives_the_days_back(row, assessor, unsampled):
    assurer()
    with time_machine.travel("2027-04-05T10:00:00+00:00", tick=False):
        send_in(row)
        mark(row, True, False)
        before = Work.objects.get().resubmit_by
    with time_machine.travel("2027-04-12T10:00:00+00:00", tick=False):
        actions.appeal_mark(enrolled_unit=row, reason="Look.", by=row.enrolment.member.user)
    with time_machine.travel("2027-04-19T10:00:00+00:00", tick=False):  # five working days later
        task = task_of(row, TaskKind.APPEAL)
        actions.decide_appeal(task=task, is_upheld=False, reason="No.", by=fresh(task.holder))
    work = Work.objects.get()
    assert (work.resubmit_by - before).days == 7
    assert work.clock_stopped_on is None
    assert "The decision stays “not yet”" in told(row).last().sentence


def test_an_appeal_is_not_for_whoever_marked_it(row, assessor, unsampled):
    send_in(row)
    mark(row, True, False)
    actions.appeal_mark(enrolled_unit=row, reason="Look.", by=row.enrolment.member.user)
    assert task_of(row, TaskKind.APPEAL).status == TaskStatus.WAITING
    other = marker()
    actions.look_after_marking()
    assert task_of(row, TaskKind.APPEAL).holder == other


# --- What the database refuses ---------------------------------------------------------------------------------------


def test_no_two_marks_count_for_one_submission(row, assessor, unsampled):
    send_in(row)
    old = mark(row, True, False)
    with pytest.raises(IntegrityError, match="mark_one_current_per_submission"), transaction.atomic():
        Mark.objects.create(submission=old.submission, kind="mark", assessor=assessor, author=old.author, result="met")
    with pytest.raises(IntegrityError, match="mark_not_by_the_author"), transaction.atomic():
        author = MemberFactory().user
        Mark.objects.create(submission=old.submission, kind="mark", assessor=author, author=author, result="met")


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"holder": None}, "marking_task_has_a_holder_if_it_should"),
        ({"status": "closed"}, "marking_task_ended_says_when"),
        ({"status": "done", "closed_at": timezone.now()}, "marking_task_done_has_an_outcome"),
        ({"outcome": "met"}, "marking_task_done_has_an_outcome"),
        ({"kind": "check"}, "marking_task_of_a_mark_says_which"),
    ],
)
def test_a_task_fits_together(changed, constraint, row, assessor):
    send_in(row)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        MarkingTask.objects.update(**changed)


def test_nobody_has_their_own_work(row, assessor):
    send_in(row)
    with pytest.raises(IntegrityError, match="marking_task_not_with_the_author"), transaction.atomic():
        MarkingTask.objects.update(holder=row.enrolment.member.user)
