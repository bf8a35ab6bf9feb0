"""Two at once: one wins, the other is told."""

import pytest
from django.db import IntegrityError

from apps.core.models import AuditEvent
from apps.learning import actions, sampling
from apps.learning.models import Mark, MarkingTask, Submission, Work
from apps.learning.models.work import WorkQuerySet
from apps.learning.states import TaskKind
from apps.members.models import Grant
from tests.learning.assignments import assigned_unit, assurer, decisions, fresh, mark, marker, send_in, task_of, write
from tests.members.factories import central_user
from tests.qualifications.racing import ROUNDS, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def count(event):
    return AuditEvent.objects.filter(event=event).count()


def submitting(row):
    return lambda: actions.submit_work(enrolled_unit=row, by=row.enrolment.member.user)


def test_to_submit_twice_at_once_makes_one_submission(counts):
    marker()
    for number in range(1, ROUNDS + 1):
        row = assigned_unit()
        write(row)
        assert sorted(at_once(submitting(row), submitting(row))) == ["done", "refused"]
        assert Submission.objects.count() == MarkingTask.objects.count() == count("work.submitted") == number
    counts(f"{ROUNDS} pairs submitted at once")


def test_to_mark_twice_at_once_makes_one_mark(monkeypatch, counts):
    """Two tabs of the same assessor, who decides differently in each."""
    monkeypatch.setattr(sampling, "is_sampled", lambda assessor, number: False)
    marker()
    for number in range(1, ROUNDS + 1):
        row = assigned_unit()
        send_in(row)
        task = task_of(row)

        def decide(*met, row=row, task=task):
            by = fresh(task.holder)
            return lambda: actions.mark_submission(task=task, rows=decisions(row, *met), comment="", by=by)

        assert sorted(at_once(decide(True, True), decide(True, False))) == ["done", "refused"]
        assert Mark.objects.count() == count("submission.marked") == number
        assert Work.objects.get(enrolled_unit=row).status == Mark.objects.latest("pk").result
    counts(f"{ROUNDS} pairs marked at once")


def test_to_mark_and_to_take_back_at_once(monkeypatch):
    monkeypatch.setattr(sampling, "is_sampled", lambda assessor, number: False)
    marker()
    for _ in range(ROUNDS):
        row = assigned_unit()
        send_in(row)
        task = task_of(row)
        by = fresh(task.holder)

        def decide(row=row, task=task, by=by):
            actions.mark_submission(task=task, rows=decisions(row, True, False), comment="", by=by)

        def withdraw(row=row):
            actions.withdraw_work(enrolled_unit=row, by=row.enrolment.member.user)

        assert sorted(at_once(decide, withdraw)) == ["done", "refused"]
        status = Work.objects.get(enrolled_unit=row).status
        assert (status, Mark.objects.filter(submission__work__enrolled_unit=row).count()) in [
            ("referred", 1),
            ("withdrawn", 0),
        ]


def test_to_mark_while_it_is_given_to_somebody_else():
    marker()
    other, central = marker(), central_user()
    for _ in range(ROUNDS):
        row = assigned_unit()
        send_in(row)
        task = task_of(row)
        by = fresh(task.holder)
        to = other if by != other else next(user for user in map(fresh, _assessors()) if user != other)

        def decide(row=row, task=task, by=by):
            actions.mark_submission(task=task, rows=decisions(row, True, False), comment="", by=by)

        def give(task=task, to=to):
            actions.allocate_task(task=task, holder=to, by=central)

        assert sorted(at_once(decide, give)) == ["done", "refused"]


def _assessors():
    return [grant.user for grant in Grant.objects.filter(role="assessor").select_related("user")]


def test_to_confirm_and_to_overturn_at_once():
    marker()
    assurer()
    for _ in range(ROUNDS):
        row = assigned_unit()
        send_in(row)
        mark(row, True, False)
        task = task_of(row, TaskKind.CHECK)
        by = fresh(task.holder)

        def confirm(task=task, by=by):
            actions.confirm_mark(task=task, by=by)

        def overturn(task=task, by=by):
            actions.overturn_mark(task=task, reason="It is there.", by=by)

        assert sorted(at_once(confirm, overturn)) == ["done", "refused"]
        task.refresh_from_db()
        assert (
            Work.objects.get(enrolled_unit=row).status == {"confirmed": "referred", "overturned": "met"}[task.outcome]
        )


def test_without_the_lock_both_submit(monkeypatch):
    """So it is the lock that lets one win: without it both pass the question, and only the number stops the second."""
    monkeypatch.setattr(WorkQuerySet, "locked", lambda self: self)
    monkeypatch.setattr("apps.qualifications.models.enrolment.EnrolledUnitQuerySet.select_for_update", _no_lock)
    marker()
    errors = 0
    for _ in range(ROUNDS):
        row = assigned_unit()
        write(row)
        try:
            outcomes = at_once(submitting(row), submitting(row))
        except IntegrityError as error:
            assert "submission_one_per_number" in str(error)
            errors += 1
        else:
            assert "done" in outcomes
    assert errors


def _no_lock(rows, **options):
    return rows
