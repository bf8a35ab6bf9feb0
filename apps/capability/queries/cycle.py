"""Whom a cycle asks, and how many have shared where they stand. Reading only."""

from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from apps.accounts.models import User
from apps.capability.models import Assessment, FrameworkVersion
from apps.capability.states import INVITED
from apps.members.states import EmploymentStatus
from apps.notifications.models import Message
from apps.notifications.states import Kind

# Of a cycle: those in post in its department at one of the grades of its framework, and how many of them have shared.
ASKED = """
    FROM members_member member JOIN members_organisation place ON place.code = member.organisation_id
    JOIN capability_frameworkversion version
        ON version.framework_id = capability_cycle.framework_id AND version.status = 'published'
    WHERE COALESCE(place.department_id, place.code) = capability_cycle.department_id
      AND member.status = 'in_post' AND NOT member.restricted AND member.grade_id = ANY(version.grades)
"""
HAVE_SHARED = """
    AND EXISTS (
        SELECT FROM capability_assessment shared
        WHERE shared.member_id = member.id AND shared.cycle_id = capability_cycle.id AND shared.status <> 'withdrawn'
    )
"""


def with_response(cycles):
    """`asked` and `shared`: numbers of people, not for showing as they are. Restricted people are in neither."""
    return cycles.annotate(
        asked=RawSQL(f"(SELECT count(*) {ASKED})", []), shared=RawSQL(f"(SELECT count(*) {ASKED} {HAVE_SHARED})", [])
    )


def _people(cycle):
    version = FrameworkVersion.objects.published().filter(framework=cycle.framework_id).first()
    place = Q(member__organisation=cycle.department_id) | Q(member__organisation__department=cycle.department_id)
    people = User.objects.filter(place, is_active=True, member__status=EmploymentStatus.IN_POST).order_by("pk")
    return people.filter(member__grade__in=version.grades if version else [])


def _told(cycle, occasion):
    return Message.objects.filter(
        recipient=OuterRef("pk"),
        kind=Kind.CAPABILITY_CYCLE,
        object_type=cycle._meta.label,
        object_id=str(cycle.pk),
        occasion=occasion,
    )


def people_to_invite(cycle):
    """Those with an account who were not told yet."""
    return _people(cycle).filter(~Exists(_told(cycle, INVITED)))


def people_to_remind(cycle, occasion):
    """Those of them who have not shared in this cycle, and were not reminded for this occasion."""
    shared = Assessment.objects.filter(member=OuterRef("member"), cycle=cycle)
    return _people(cycle).filter(~Exists(shared), ~Exists(_told(cycle, occasion)))
