import factory
from django.utils import timezone

from apps.plan.models import NotInterested, PlanAction
from apps.plan.states import DeclineReason, DropReason, Status
from tests.members.factories import MemberFactory
from tests.qualifications.factories import UnitFactory


class PlanActionFactory(factory.django.DjangoModelFactory):
    """To do, in the member's own words."""

    class Meta:
        model = PlanAction

    class Params:
        dropped = factory.Trait(
            status=Status.DROPPED, dropped_at=factory.LazyFunction(timezone.now), drop_reason=DropReason.TIME
        )
        done = factory.Trait(status=Status.DONE, done_at=factory.LazyFunction(timezone.now))

    member = factory.SubFactory(MemberFactory)
    title = factory.Sequence("Sit in on appeal {}".format)


class NotInterestedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NotInterested

    member = factory.SubFactory(MemberFactory)
    unit = factory.SubFactory(UnitFactory)
    reason = DeclineReason.FIT
