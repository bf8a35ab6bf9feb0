import factory
from django.utils import timezone

from apps.certificates.models import Certificate
from tests.members.factories import MemberFactory


class CertificateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Certificate

    number = factory.Sequence("ODP-2026-{:06}".format)
    holder = factory.SubFactory(MemberFactory)
    holder_name = factory.LazyAttribute(lambda certificate: certificate.holder.name)
    title = "Level 2 Award in Operational Delivery (Principles)"
    level = 2
    awarding_body = "City & Guilds"
    units = [{"code": "201", "title": "Principles of working in operational delivery"}]
    awarded_on = factory.LazyFunction(timezone.localdate)
