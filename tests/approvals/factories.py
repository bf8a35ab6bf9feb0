import factory
from django.utils import timezone

from apps.approvals.models import Case, Task
from apps.approvals.states import Kind, Reason, Status
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
    title = "3 hours a week of study time until 30 June 2027 for the Level 2 Award"
    facts = [["Study time", "3 hours a week"], ["Cover", "None needed"]]
    requester = factory.SubFactory(MemberFactory)
    requested_by = factory.LazyAttribute(lambda task: task.requester.user)
    decide_url = "/enrolments/decide/"
    accept_url = "/enrolments/accept/"
    withdraw_url = "/enrolments/withdraw/"
    again_url = "/catalogue/again/"


class CaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Case

    task = factory.SubFactory(TaskFactory, refused=True)
    opened_by = factory.LazyAttribute(lambda case: case.task.requested_by)
    question = "My colleague offered to cover for me."
