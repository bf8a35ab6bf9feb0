"""Whether a member can take a qualification: every rule with its answer in plain words and what would change it."""

from dataclasses import asdict, dataclass

from apps.core.words import joined
from apps.members.models import Organisation, Region
from apps.qualifications.models import Enrolment
from apps.qualifications.states import LIVE, Availability, Status


@dataclass(frozen=True)
class Check:
    """One rule: its code, whether it is met, what it says for this person, and what would change a "no"."""

    code: str
    met: bool
    text: str
    change: str = ""


def checks(qualification, member, own=None):
    """All rules in the order a person asks them; can be had without applying.

    `own`: the member's enrolments for this qualification, where they have been read already.
    """
    if own is None:
        own = Enrolment.objects.filter(member=member, qualification=qualification)
    found = [_open(qualification), _department(qualification, member), _region(qualification, member)]
    return [check for check in found if check] + [_not_held({enrolment.status for enrolment in own})]


def is_eligible(found):
    return all(check.met for check in found)


def as_data(found):
    """For keeping with the application, as it was."""
    return [asdict(check) for check in found]


def _open(qualification):
    if qualification.availability == Availability.OPEN:
        if qualification.is_replaced:
            successor = qualification.successor
            return Check("replaced", False, f"It has been replaced by {successor}.", f"Look at {successor} instead.")
        return Check("open", True, "It is open for new starts.")
    if qualification.availability == Availability.DETAILS_PENDING:
        return Check(
            "details_pending",
            False,
            "It cannot be started yet: the awarding body’s rules for it are to be confirmed.",
            "It opens here once its rules are confirmed.",
        )
    return Check("closed", False, "It is closed to new starts.", "Look for another qualification at this level.")


def _department(qualification, member):
    if not qualification.eligible_departments:
        return Check("department", True, "It is open to every department.")
    names = Organisation.objects.filter(code__in=qualification.eligible_departments).order_by("name")
    only = joined([str(department) for department in names])
    if member.organisation.department_code in qualification.eligible_departments:
        return Check("department", True, f"It is open to {only}, where you work.")
    return Check(
        "department",
        False,
        f"It is open to {only} only. Your HR record says that you work in {member.organisation}.",
        f"If you move to {only}, you can ask for it then.",
    )


def _region(qualification, member):
    if not qualification.eligible_regions:
        return None
    names = Region.objects.filter(code__in=qualification.eligible_regions).order_by("name")
    only = joined([str(region) for region in names])
    if member.region_id in qualification.eligible_regions:
        return Check("region", True, f"It is open to people in {only}, where you work.")
    where = f"says that you work in {member.region}" if member.region else "names no region"
    return Check(
        "region",
        False,
        f"It is open to people in {only} only. Your HR record {where}.",
        f"If you move to {only}, you can ask for it then.",
    )


def _not_held(statuses):
    if Status.COMPLETED in statuses:
        return Check(
            "held", False, "You have already completed it.", "A larger size of the same suite can build on it."
        )
    if statuses.intersection(LIVE) - {Status.DRAFT}:
        return Check("enrolled", False, "You have already asked for it.", "See it under “My learning”.")
    return Check("new", True, "You have not taken it before.")
