import datetime

import factory
from django.db import transaction

from apps.evidence.actions import share_evidence
from apps.evidence.models import Evidence
from apps.evidence.states import Kind
from tests.learning.assignments import upload_of
from tests.members.factories import MemberFactory


class EvidenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Evidence

    class Params:
        is_file = factory.Trait(
            kind=Kind.FILE, upload=factory.LazyAttribute(lambda evidence: upload_of(evidence.member.user))
        )

    member = factory.SubFactory(MemberFactory)
    kind = Kind.NOTE
    title = factory.Sequence("A hard call {}".format)
    dated_on = datetime.date(2026, 3, 3)
    note = "I rang back, and the customer had her payment the same day."


PAGE = "/prior-learning/1/"


@transaction.atomic
def shared(evidence, link=PAGE):
    """As an app above shares it, with its own thing."""
    said = {"subject": "Your claim", "link": link, "seen_by": "your manager", "by": evidence.member.user}
    share_evidence(evidence=[evidence], **said)
    evidence.refresh_from_db()
    return evidence
