from datetime import timedelta

import factory
from django.utils import timezone

from apps.approvals.models import Case, StandIn, Task, Turn
from apps.approvals.states import Kind, Reason, Rung, Status
from tests.accounts.factories import UserFactory
from tests.members.factories import MemberFactory


class TaskFactory(factory.django.DjangoModelFactory):
    """Waiting for a decision."""

    class Meta:
        model = Task

    class Params:
        agreed = factory.Trait(
            status=Status.APPROVED,
            decided_at=factory.LazyFunction(timezone.now),
            decided_by=factory.SubFactory(UserFactory),
        )
        refused = factory.Trait(
            status=Status.REFUSED,
            decided_at=factory.LazyFunction(timezone.now),
            decided_by=factory.SubFactory(UserFactory),
            reason=Reason.COVER,
            comment="Ask again in May.",
        )

    kind = Kind.STUDY_TIME
    subject = "CG-3815-L2-AWD"
    title = "3 hours a week of study time until 30 June 2027 for the Level 2 Award"
    facts = [["Study time", "3 hours a week"], ["Cover", "None needed"]]
    requester = factory.SubFactory(MemberFactory)
    requested_by = factory.LazyAttribute(lambda task: task.requester.user)
    decide_url = "/enrolments/decide/"
    decide_many_url = "/study-times/decide/"
    accept_url = "/enrolments/accept/"
    withdraw_url = "/enrolments/withdraw/"
    appeal_url = "/enrolments/appeal/"
    again_url = "/catalogue/again/"


class CaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Case

    task = factory.SubFactory(TaskFactory, refused=True)
    opened_by = factory.LazyAttribute(lambda case: case.task.requested_by)
    question = "My colleague offered to cover for me."


class TurnFactory(factory.django.DjangoModelFactory):
    """At the line manager of whoever asked, in time."""

    class Meta:
        model = Turn

    task = factory.SubFactory(TaskFactory, requester__line_manager=factory.SubFactory(MemberFactory))
    rung = Rung.LINE
    member = factory.LazyAttribute(lambda turn: turn.task.requester.line_manager if turn.rung == Rung.LINE else None)
    asked = factory.SelfAttribute("member")
    begun_at = factory.LazyAttribute(lambda turn: turn.task.asked_at)
    due_on = factory.LazyAttribute(lambda turn: timezone.localdate(turn.begun_at) + timedelta(days=7))


class StandInFactory(factory.django.DjangoModelFactory):
    """Today and for a week."""

    class Meta:
        model = StandIn

    manager = factory.SubFactory(MemberFactory)
    deputy = factory.SubFactory(MemberFactory)
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyAttribute(lambda row: row.starts_on + timedelta(days=7))
    set_by = factory.LazyAttribute(lambda row: row.manager.user)
