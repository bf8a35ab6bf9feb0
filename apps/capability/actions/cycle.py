"""The weeks in which a department asks its people where they stand."""

from datetime import timedelta
from itertools import pairwise

from django.db import transaction

from apps.capability import emails, permissions
from apps.capability.models import Cycle
from apps.capability.queries import people_to_invite, people_to_remind
from apps.capability.states import INVITED
from apps.core import audit
from apps.core.rules import RuleBroken, require, said_for
from apps.notifications.actions import send_messages

REMIND_BEFORE = (1, 7, 30)  # days before it closes
AT_ONCE = 500  # people in a transaction
ANOTHER = "This department has a cycle with this framework in these weeks already."


@transaction.atomic
def open_cycle(*, department, framework, opens_on, closes_on, by):
    """Ask the people of a department, between two dates, to share where they stand. They are told on the first day."""
    require(permissions.can_open_cycle(by))
    if closes_on <= opens_on:
        raise RuleBroken("The last day must be after the first one.")
    cycle = Cycle(department=department, framework=framework, opens_on=opens_on, closes_on=closes_on, opened_by=by)
    with said_for("cycle_one_at_a_time", words=ANOTHER):
        cycle.save(force_insert=True)
    audit.record("cycle.opened", subject=cycle, by=by, says=f"asked {department} where its people stand")
    return cycle


def invite_to_cycles(*, on):
    """Tell everybody whom a cycle asks, once. Who joins later is told then. Returns how many were told."""
    told = 0
    for cycle in Cycle.objects.open_on(on).for_list():
        told += _tell(people_to_invite(cycle), INVITED, emails.cycle_opened(cycle))
    return told


def remind_of_cycles(*, on):
    """Tell those who have not shared that a cycle ends in 30 days, in 7, tomorrow. Returns how many were told.

    It asks "not yet reminded for this occasion": what a missed night left out is caught up, and only the nearest
    reminder that is due goes out. A cycle that is shorter than that has no reminder of the day before it opened.
    """
    told = 0
    for nearer, step in pairwise((0, *REMIND_BEFORE)):
        days = [on + timedelta(days=number) for number in range(nearer + 1, step + 1)]
        for cycle in Cycle.objects.open_on(on).filter(closes_on__in=days).for_list():
            if cycle.opens_on < cycle.closes_on - timedelta(days=step):
                occasion = f"{step} days before {cycle.closes_on}"
                letter = emails.cycle_closes(cycle, (cycle.closes_on - on).days)
                told += _tell(people_to_remind(cycle, occasion), occasion, letter)
    return told


def _tell(people, occasion, letter):
    """Some hundreds at a time: what was told is committed, so the next run goes on from there."""
    told, people = 0, list(people)
    for start in range(0, len(people), AT_ONCE):
        letters = [(user, occasion, letter) for user in people[start : start + AT_ONCE]]
        told += send_messages(letters=letters)
    return told
