import factory

from apps.notifications.models import Message
from apps.notifications.states import Kind
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
