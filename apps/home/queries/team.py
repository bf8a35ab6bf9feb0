"""A manager's team: what each studies, how far they are, what waits. Nothing about health, tests or feedback."""

from dataclasses import dataclass

from django.core.paginator import Paginator

from apps.approvals.models import StandIn, Task
from apps.approvals.models.task import posts_of
from apps.members.models import Member
from apps.members.states import EmploymentStatus
from apps.qualifications.models import Enrolment
from apps.qualifications.queries import TimeSpent, study_time_of, with_study_time
from apps.qualifications.states import ENROLLED, STUDYING, WITH_DECIDER

PEOPLE_A_PAGE = 25


@dataclass(frozen=True)
class Studying:
    """One enrolment of somebody in the team; its hours once they are agreed."""

    enrolment: Enrolment
    time: TimeSpent | None


@dataclass(frozen=True)
class Person:
    """A row of the page: the member, what they study, and the requests of theirs that wait for whoever looks."""

    member: Member
    studying: list
    waiting: list


def team_of(user, page):
    """A page of those who report to this person, or to a manager they stand in for; and for whom they stand in."""
    manager = user.member_or_none
    reports = Member.objects.exclude(status=EmploymentStatus.LEFT)
    reports = reports.filter(line_manager__in=posts_of(manager)) if manager else reports.none()
    reports = reports.select_related("line_manager").order_by("family_name", "given_name", "pk")
    page = Paginator(reports, PEOPLE_A_PAGE).get_page(page)
    page.people = _people(list(page.object_list), user)
    standing = StandIn.objects.standing().filter(deputy=manager).select_related("manager")
    return page, list(standing) if manager else []


def _people(members, user):
    studying, waiting = {member.pk: [] for member in members}, {member.pk: [] for member in members}
    enrolments = Enrolment.objects.filter(member__in=members, status__in=[*ENROLLED, *WITH_DECIDER])
    for enrolment in with_study_time(enrolments.for_list()):
        time = study_time_of(enrolment) if enrolment.status in STUDYING else None
        studying[enrolment.member_id].append(Studying(enrolment, time))
    for task in Task.objects.for_decision_by(user).filter(requester__in=members).with_due().order_by("asked_at", "pk"):
        waiting[task.requester_id].append(task)
    return [Person(member, studying[member.pk], waiting[member.pk]) for member in members]
