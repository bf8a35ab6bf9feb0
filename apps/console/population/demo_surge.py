"""A surge in the demonstration, all illustrative: a roster, a request that runs, one that waits, one with gaps."""

from datetime import timedelta

from django.utils import timezone

from apps.capability.models import Capability
from apps.capability.states import VersionStatus
from apps.console.population.people import BY_KEY, STAFF
from apps.members.actions import account_for
from apps.members.models import Absence, Member, Region
from apps.members.states import EmploymentStatus
from apps.surge import actions
from apps.surge.models import Line, Offer
from apps.surge.states import Base, DeclineReason, Reach

ON_THE_ROSTER = 10  # beside the apprentice, and somebody of the manager's team who waits for release
SHIFTS = "Monday to Friday, 8am to 4pm or midday to 8pm. Travel and rooms are paid."
RUNS = {
    "title": "Calls about jury service",
    "why": "A letter with a wrong date went to 40,000 people. They ring, and wait for more than an hour.",
    "shifts": SHIFTS,
    "contact": "Marek Kowalczyk, Leeds Combined Court",
}
WAITS = {
    "title": "Hearings that were put off by the flood",
    "why": "Two court buildings were closed for three weeks. 900 hearings need a new day before the end of the year.",
    "shifts": SHIFTS,
    "contact": "Marek Kowalczyk, Leeds Combined Court",
}
GAPS = {
    "title": "Ushers for the large trial in spring",
    "why": "A trial with 30 people in the dock begins in spring. We do not know in which building yet.",
    "shifts": "",
    "contact": "Marek Kowalczyk, Leeds Combined Court",
}


def make_demo_surge(demo, asker):
    """`demo`: {staff number: member} of the demo people; `asker`: of the demo manager's team, who asks for release."""
    users = {key: demo[BY_KEY[key].staff_number].user for key in ("host", "hop-dwp", "apprentice")}
    skills = Capability.objects.filter(version__framework__slug="core-skills", version__status=VersionStatus.PUBLISHED)
    skills = list(skills.order_by("order"))
    _join(demo[BY_KEY["apprentice"].staff_number], Base.LONGBENTON, Reach.REGION, skills[:3])
    for number, member in enumerate(_volunteers()):
        _join(member, "", Reach.REGION if number % 3 else Reach.ANYWHERE, skills[number % 3 : number % 3 + 2])
    asker.user = account_for(member=asker)
    actions.join_roster(base="", reach=Reach.REGION, skills=skills[:1], by=asker.user)
    actions.ask_standing_release(cover="A colleague from Blackburn can help out.", by=asker.user, **_terms())
    _run(users, skills[0])
    waiting = _write(users["host"], WAITS, [{"role": "Give hearings a new day", "people": 4, "region": _yorkshire()}])
    actions.submit_request(request=waiting, by=users["host"])
    incomplete = _write(users["host"], GAPS, [{"role": "Usher", "people": None, "region": None, "days": None}])
    actions.submit_request(request=incomplete, by=users["host"])


def _volunteers():
    people = Member.objects.in_post().filter(restricted=False, region="YH", grade__in=["AO", "EO"])
    managed = people.filter(line_manager__status=EmploymentStatus.IN_POST).exclude(staff_number__in=STAFF)
    return managed.select_related("line_manager").order_by("staff_number")[:ON_THE_ROSTER]


def _terms():
    until = timezone.localdate() + timedelta(days=300)
    return {"days_a_year": 60, "weeks_at_once": 8, "notice_days": 1, "until_on": until}


def _join(member, base, reach, skills):
    """On the roster, and released by whoever answers for them."""
    by = member.user = account_for(member=member)
    actions.join_roster(base=base, reach=reach, skills=skills, by=by)
    release = actions.ask_standing_release(cover="", by=by, **_terms())
    decider = account_for(member=member.line_manager)
    actions.decide_standing_release(release=release, decision="approved", by=decider)


def _yorkshire():
    return Region.objects.get(code="YH")


def _write(by, said, lines):
    request = actions.write_request(organisation=by.member.organisation, by=by, **said)
    today = timezone.localdate()
    for line in lines:
        first, length = line.pop("days", (3, 25)) or (None, None)
        days = {"starts_on": None, "ends_on": None}
        if first is not None:
            days = {"starts_on": today + timedelta(days=first), "ends_on": today + timedelta(days=first + length)}
        actions.write_line(request=request, by=by, **({"skill": None, "base": "", "region": None} | line | days))
    return request


def _run(users, skill):
    """Of five places one has somebody who is there, one somebody who goes soon; one was declined."""
    yorkshire = _yorkshire()
    lines = [
        {"role": "Answer calls", "skill": skill, "people": 3, "region": yorkshire},
        {"role": "Write to people with a wrong date", "people": 2, "region": yorkshire},
        {"role": "Plan the shifts", "people": 1, "base": Base.LONGBENTON, "days": (5, 20)},
    ]
    request = _write(users["host"], RUNS, lines)
    actions.submit_request(request=request, by=users["host"])
    granted = dict(Line.objects.filter(request=request).values_list("pk", "people"))
    said = {"comment": "Start with the calls.", "by": users["hop-dwp"]}
    actions.decide_request(request=request, granted=granted, **said)
    offers = list(Offer.objects.filter(line__number=1).select_related("member__user").order_by("member__staff_number"))
    first, *_ = [actions.accept_offer(offer=offer, by=offer.member.user) for offer in offers[:2]]
    for offer in offers[2:]:
        actions.decline_offer(offer=offer, reason=DeclineReason.PERSONAL, note="", by=offer.member.user)
    began = timezone.localdate() - timedelta(days=2)
    Absence.objects.filter(pk=first.absence_id).update(starts_on=began)
    actions.follow_deployments(on=timezone.localdate())
    actions.send_waves(on=timezone.localdate())
