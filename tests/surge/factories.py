"""People of the roster, requests, offers and deployments, as far as they have come."""

from datetime import timedelta

from django.utils import timezone

from apps.accounts.roles import Role
from apps.approvals.states import Kind
from apps.members.models import Absence, Consent
from apps.members.states import AbsenceKind, Purpose
from apps.surge import actions
from apps.surge.models import Deployment, DeploymentReview, Line, Offer, RosterEntry, StandingRelease, SurgeRequest
from apps.surge.states import DeploymentStatus, OfferStatus, RequestStatus, Side
from tests.approvals.factories import TaskFactory
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory, RegionFactory
from tests.secondments.factories import CapabilityFactory

TODAY = timezone.localdate()
SOON, LATER = TODAY + timedelta(days=10), TODAY + timedelta(days=30)
TERMS = {"days_a_year": 60, "weeks_at_once": 8, "notice_days": 1, "until_on": TODAY + timedelta(days=300)}
SAID = {"title": "Passports in spring", "why": "Twice as many as last year.", "shifts": "Days", "contact": "Ada Lane"}
DONE = {"did": "Answered 400 calls.", "learnt": "Stays calm on the phone."}


def lead(code="HMPO"):
    """A surge lead of a department."""
    department = OrganisationFactory(code=code, name=f"Department {code}")
    user = MemberFactory(organisation=department).user
    return GrantFactory(user=user, role=Role.SURGE_LEAD, organisation=department).user


def steering():
    """Somebody of the steering group."""
    return GrantFactory(user=MemberFactory().user, role=Role.STEERING_GROUP).user


def rostered(member=None, *, release=True, **said):
    """On the roster, and released for it."""
    member = member or MemberFactory(line_manager=MemberFactory())
    Consent.objects.create(member=member, purpose=Purpose.SURGE_ROSTER)
    entry = RosterEntry.objects.create(member=member, **({"base": "", "reach": "region"} | said))
    if release:
        released(member)
    return entry


def released(member, **terms):
    task = TaskFactory(requester=member, agreed=True, kind=Kind.STANDING_RELEASE)
    return StandingRelease.objects.create(member=member, task=task, is_open=False, **(TERMS | terms))


def asked_release(member=None, **terms):
    """It waits for the manager."""
    entry = rostered(member, release=False)
    return actions.ask_standing_release(cover="", by=entry.member.user, **(TERMS | terms))


def request_of(by=None, status=RequestStatus.APPROVED, **fields):
    by = by or lead()
    organisation = by.member.organisation
    said = SAID | {"organisation": organisation, "asked_by": by, "status": status}
    if status != RequestStatus.DRAFT:
        said |= {"submitted_at": timezone.now(), "rank": SurgeRequest.objects.count() + 1}
    if status not in (RequestStatus.DRAFT, RequestStatus.SUBMITTED):
        said |= {"decided_at": timezone.now(), "decided_by": steering()}
    return SurgeRequest.objects.create(**(said | fields))


def line_of(request=None, **fields):
    """Complete; agreed where the request is."""
    request = request or request_of()
    said = {"number": request.lines.count() + 1, "role": "Answer calls", "people": 2, "region": RegionFactory()}
    said |= {"starts_on": SOON, "ends_on": LATER} | fields
    if request.is_running:
        said.setdefault("granted", said["people"])
    return Line.objects.create(request=request, **said)


def offered(line=None, member=None, **fields):
    line, member = line or line_of(), member or rostered().member
    now = timezone.now()
    said = {"wave": 1, "because": ["Not deployed yet"], "sent_at": now, "answer_by": now + timedelta(hours=24)}
    said |= {"starts_on": line.starts_on, "ends_on": line.ends_on} | fields
    return Offer.objects.create(line=line, member=member, **said)


def deployed(line=None, member=None):
    """Agreed, and not begun."""
    offer = offered(line, member)
    return actions.accept_offer(offer=offer, by=offer.member.user)


def begun_ago(days, line=None, member=None, *, length=30):
    """Under way since so many days."""
    deployment = deployed(line, member)
    starts_on = TODAY - timedelta(days=days)
    Absence.objects.filter(pk=deployment.absence_id).update(
        starts_on=starts_on, ends_on=starts_on + timedelta(days=length)
    )
    actions.follow_deployments(on=TODAY)
    return Deployment.objects.for_page().get(pk=deployment.pk)


def ended(member=None):
    deployment = begun_ago(10, member=member, length=5)
    actions.follow_deployments(on=TODAY)
    return Deployment.objects.for_page().get(pk=deployment.pk)


def deployed_until(member, day):
    """Some time ago."""
    line = line_of(starts_on=day - timedelta(days=4), ends_on=day)
    offer = offered(line, member, status=OfferStatus.ACCEPTED, answered_at=timezone.now())
    days = {"starts_on": line.starts_on, "ends_on": day}
    absence = Absence.objects.create(member=member, kind=AbsenceKind.DEPLOYMENT, **days)
    place = line.deployments.count() + 1
    said = {"offer": offer, "line": line, "member": member, "place": place, "absence": absence, "status": "ended"}
    return Deployment.objects.create(**said)


def lead_of(thing):
    """Who asked for it."""
    line = getattr(thing, "line", thing)
    return getattr(line, "request", line).asked_by


def manager_of(member):
    return member.line_manager.user


def surge_of(member):
    """All there is, as the member's: of a deployment that runs, somebody asks whether it can last longer."""
    entry = rostered(member, release=False)
    away = actions.add_away(starts_on=SOON, ends_on=SOON, by=member.user)
    refused = actions.ask_standing_release(cover="", by=member.user, **TERMS)
    said = {"decision": "refused", "reason": "notice", "comment": "In May."}
    actions.decide_standing_release(release=refused, by=manager_of(member), **said)
    standing = actions.ask_standing_release(cover="", by=member.user, **TERMS)
    days = [
        {"starts_on": TODAY + timedelta(days=day), "ends_on": TODAY + timedelta(days=day + 20)} for day in (60, 100)
    ]
    request = request_of(lead("DVSA"), RequestStatus.SUBMITTED)
    deployment = deployed(line_of(**days[0]), member)
    Deployment.objects.update(status=DeploymentStatus.RUNNING)
    longer = days[0]["ends_on"] + timedelta(days=7)
    actions.ask_extension(deployment=deployment, ends_on=longer, why="Long.", by=lead_of(deployment))
    return {
        "away": [away.pk],
        "standing": [standing.pk],
        "standing_refusal": [standing.pk],
        "refused_standing": [refused.pk],
        "surge_request": [request.pk],
        "surge_running": [deployment.line.request_id],
        "surge_line": [line_of(request).pk],
        "surge_offer": [offered(line_of(deployment.line.request, **days[1]), entry.member).pk],
        "deployment": [deployment.pk],
    }


def life_in_surge(member):
    """A row in every table: from a place on the roster to what was said of a deployment."""
    surge_of(member)
    member.roster_entries.get().skills.add(CapabilityFactory())
    request_of(member.user, RequestStatus.DRAFT)
    said = {"side": Side.MEMBER, "written_by": member.user} | DONE
    DeploymentReview.objects.create(deployment=member.deployments.get(), **said)
