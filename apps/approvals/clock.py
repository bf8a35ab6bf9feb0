"""The clock of a turn, in working days of whoever is asked: their week, without the bank holidays of their nation."""

from django.utils import timezone

from apps.members.calendar import WEEK, add_working_days, working_days_between


def due_on(stop, task, ladder, begun_on):
    """The last day on which an answer is in time."""
    return add_working_days(begun_on, ladder.step_up_after, *_calendar(stop, task))


def waited(turn, stop, on):
    """How many working days this turn has lasted."""
    return working_days_between(timezone.localdate(turn.begun_at), on, *_calendar(stop, turn.task))


def _calendar(stop, task):
    """A team works on weekdays; its bank holidays are those where the requester works."""
    if person := stop.approver:
        return person.region_id, person.working_days
    return task.requester.region_id, WEEK
