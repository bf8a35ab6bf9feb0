from datetime import timedelta

import factory
from django.utils import timezone

from apps.certificates.models import Certificate, Finding, RecordShare, SigningKey, hash_of
from apps.certificates.states import Fault, Status
from tests.accounts.factories import UserFactory
from tests.members.factories import MemberFactory


class SigningKeyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SigningKey
        django_get_or_create = ["public_key"]

    public_key = "z6MkoldOLDoldOLD"


class CertificateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Certificate

    class Params:
        revoked = factory.Trait(
            status=Status.REVOKED,
            revoked_at=factory.LazyFunction(timezone.now),
            revoked_by=factory.SubFactory(UserFactory),
            revocation_reason="mistake",
            revocation_note="Two people were mixed up.",
        )
        signed = factory.Trait(credential="{}\n", signed_by=factory.SubFactory(SigningKeyFactory))

    number = factory.Sequence("ODP-2026-{:06}".format)
    holder = factory.SubFactory(MemberFactory)
    holder_name = factory.LazyAttribute(lambda certificate: certificate.holder.name)
    title = "Level 2 Award in Operational Delivery (Principles)"
    level = 2
    awarding_body = "City & Guilds"
    units = [{"code": "201", "title": "Principles of working in operational delivery"}]
    awarded_on = factory.LazyFunction(timezone.localdate)


class FindingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Finding

    fault = Fault.LOST
    certificate = factory.SubFactory(CertificateFactory)


class RecordShareFactory(factory.django.DjangoModelFactory):
    """Whoever has the link has the secret "secret-1" or another number."""

    class Meta:
        model = RecordShare

    member = factory.SubFactory(MemberFactory)
    token_hash = factory.Sequence(lambda number: hash_of(f"secret-{number}"))
    ends_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
