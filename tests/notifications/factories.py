import factory
from django.utils import timezone

from apps.notifications.models import Digest, Message, Preference
from apps.notifications.states import How, Kind
from tests.accounts.factories import UserFactory


class MessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Message

    recipient = factory.SubFactory(UserFactory)
    kind = Kind.DECISION_MADE
    object_type = "approvals.Task"
    object_id = factory.Sequence(str)
    occasion = "decided"
    subject = "Your request was agreed"
    sentence = "Priya Shah agreed to your request."
    link = "/enrolments/"
    link_text = "Start learning"


class DigestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Digest

    recipient = factory.SubFactory(UserFactory)
    day = factory.LazyFunction(timezone.localdate)


class PreferenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Preference

    user = factory.SubFactory(UserFactory)
    kind = Kind.UNIT_PASSED
    how = How.DIGEST
