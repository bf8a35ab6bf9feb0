"""What there is to claim from awarding bodies. Reading only."""

from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast, TruncDate

from apps.certificates.queries import claimed_in
from apps.core.models import AuditEvent
from apps.qualifications.models import Enrolment


def claims_of(export):
    """What is on a list of claims, with what only the enrolment knows: it points to the first certificate of it."""
    enrolments = Enrolment.objects.filter(certificate__award=OuterRef("award"))
    events = AuditEvent.objects.filter(
        event="enrolment.begun",
        subject_type=Enrolment._meta.label,
        subject_id=Cast(OuterRef("pk"), CharField()),
    )
    begun = enrolments.annotate(begun_at=Subquery(events.order_by("at").values("at")[:1]))
    return claimed_in(export).annotate(
        accreditation_number=Subquery(enrolments.values("qualification__accreditation_number")[:1]),
        started_on=TruncDate(Subquery(begun.values("begun_at")[:1])),
    )
