"""Whether a member can take a qualification: every rule with its answer in plain words and what would change it.

The rules of one qualification are data: its departments and regions, and its `requirements` (requirements.py).
"""

from dataclasses import asdict, dataclass, replace

from apps.core.words import date_words, joined
from apps.members.models import Organisation, Region
from apps.members.states import Contract
from apps.qualifications.models import standing_of
from apps.qualifications.states import LIVE, Availability, Requirement, Status


@dataclass(frozen=True)
class Check:
    """One rule: its code, whether it is met, what it says for this person, and what would change a "no".

    `waived`: why the central team lets the person take it although the rule says no.
    """

    code: str
    met: bool
    text: str
    change: str = ""
    waived: str = ""

    @property
    def is_in_the_way(self):
        return not self.met and not self.waived


def checks(qualification, member, standing=None, *, offering=None):
    """All rules in the order a person asks them; can be had without applying.

    `standing`: where the member stands, if it has been read already. `offering`: the start that it is for, if chosen.
    """
    standing = standing or standing_of(member, qualification)
    found = [
        _open(qualification),
        _start(standing, offering),
        _department(qualification, member),
        _organisation(standing, member),
        _region(qualification, member),
        _grade(standing, member),
        _contract(standing, member, offering),
        *_prerequisites(standing),
        _funded(standing),
        _not_held({enrolment.status for enrolment in standing.enrolments}),
    ]
    return [_with_waiver(check, standing) for check in found if check]


def is_eligible(found, but=()):
    return not any(check.is_in_the_way and check.code not in but for check in found)


def as_data(found):
    """For keeping with the application, as it was."""
    return [asdict(check) for check in found]


def _with_waiver(check, standing):
    is_waived = not check.met and check.code in standing.waived
    return replace(check, waived=standing.why_waived) if is_waived else check


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


def _start(standing, offering):
    if not standing.has_offerings:
        return None
    start = offering if offering and offering.is_upcoming else standing.next_start
    if start:
        return Check("start", True, f"The next start that you can ask for is {start}.")
    if standing.offerings:
        first = standing.offerings[0]
        return Check(
            "start", False, "Every start date is full now.", f"Join a waiting list: the next start is {first}."
        )
    return Check("start", False, "No start date is open now.", "We can tell you when the next one opens.")


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


def _organisation(standing, member):
    codes = standing.qualification.requirements.get("organisations")
    if not codes:
        return None
    only = joined(standing.organisations)
    if member.organisation_id in codes:
        return Check(Requirement.ORGANISATION, True, f"It is for {only}, where you work.")
    return Check(
        Requirement.ORGANISATION,
        False,
        f"It is for {only} only. Your HR record says that you work in {member.organisation}.",
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


def _grade(standing, member):
    asked = standing.qualification.requirements
    least, most = (standing.grades.get(asked.get(name)) for name in ("grade_from", "grade_to"))
    if not least and not most:
        return None
    between = " ".join(filter(None, [least and f"from grade {least[1]}", most and f"up to grade {most[1]}"]))
    own = standing.grades.get(member.grade_id) if member.grade_id else None
    if own and (not least or own[0] >= least[0]) and (not most or own[0] <= most[0]):
        return Check(Requirement.GRADE, True, f"It is for people {between}. Your grade is {own[1]}.")
    if not own:
        return Check(
            Requirement.GRADE,
            False,
            f"It is for people {between}. Your HR record names no grade.",
            "Ask your HR team to put your grade on your record.",
        )
    too_low = least and own[0] < least[0]
    change = f"You can ask for it from grade {least[1]}." if too_low else "Look for one at a higher level."
    text = f"It is for people {between}. Your HR record says grade {own[1]}."
    return Check(Requirement.GRADE, False, text, change)


def _contract(standing, member, offering):
    if not standing.qualification.requirements.get("contract_past_end"):
        return None
    if member.contract == Contract.PERMANENT:
        return Check(Requirement.CONTRACT, True, "Your contract goes on after the course.")
    ends = offering.ends_on if offering else min((one.ends_on for one in standing.offerings), default=None)
    if ends is None or member.contract_end > ends:
        return Check(Requirement.CONTRACT, True, "Your contract goes on after the course.")
    return Check(
        Requirement.CONTRACT,
        False,
        f"The course ends on {date_words(ends)}. "
        f"Your HR record says that your contract ends on {date_words(member.contract_end)}.",
        "If your contract is extended past the course, you can ask for it then.",
    )


def _prerequisites(standing):
    for first in standing.prerequisites:
        if first["held"]:
            yield Check(Requirement.PREREQUISITE, True, f"You have completed the {first['title']}, which comes first.")
        else:
            yield Check(
                Requirement.PREREQUISITE,
                False,
                f"The {first['title']} comes first.",
                "You can ask for this one once you have completed that.",
            )


def _funded(standing):
    if not standing.qualification.requirements.get("funded_once"):
        return None
    if standing.funded is None:
        return Check(Requirement.FUNDED, True, "The central funding has not paid for it before.")
    return Check(
        Requirement.FUNDED,
        False,
        f"It is paid for once only, and the central funding has paid for your {standing.funded}.",
        "Ask the central team if there is a good reason to pay for it again.",
    )


def _not_held(statuses):
    if Status.COMPLETED in statuses:
        return Check(
            "held", False, "You have already completed it.", "A larger size of the same suite can build on it."
        )
    if statuses.intersection(LIVE) - {Status.DRAFT}:
        return Check("enrolled", False, "You have already asked for it.", "See it under “My learning”.")
    return Check("new", True, "You have not taken it before.")
