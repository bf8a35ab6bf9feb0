import datetime

import factory
from django.utils import timezone

from apps.accounts.roles import Role
from apps.capability.models import Capability, Framework, FrameworkVersion
from apps.members.models import Absence
from apps.secondments import actions
from apps.secondments.models import Alert, Approach, Guest, Host, Opportunity, OpportunityCapability, SavedSearch
from apps.secondments.states import Kind, Pattern, Pays, Side, Status
from tests.accounts.factories import UserFactory
from tests.evidence.factories import EvidenceFactory
from tests.members.factories import GrantFactory, MemberFactory, central_user

TODAY = timezone.localdate()
SAID = {
    "kind": Kind.LOAN,
    "title": "Listing officer at a busy court",
    "work": "You decide which case is heard when.",
    "learn": "How a court day is planned.",
    "place": "Leeds",
    "region": None,
    "pattern": Pattern.SITE,
    "week": 100,
    "grade": None,
    "pays": Pays.HOST,
    "starts_on": TODAY + datetime.timedelta(days=60),
    "months": 6,
    "places": 1,
    "contact": "Marek, marek@work.example",
}


class CapabilityFactory(factory.django.DjangoModelFactory):
    """One of a framework that is being written: what is published can have no more."""

    class Meta:
        model = Capability

    version = factory.LazyFunction(lambda: _version())
    code = factory.Sequence("C{}".format)
    slug = factory.Sequence("capability-{}".format)
    title = "Working with customers"
    order = factory.Sequence(lambda number: number + 1)
    summary = "Serves customers well."


def _version():
    framework, _ = Framework.objects.get_or_create(slug="skills", defaults={"title": "Skills"})
    said = {"title": "Skills", "grades": ["AO"], "digest": "0" * 64, "loaded_at": timezone.now()}
    return FrameworkVersion.objects.get_or_create(framework=framework, version="1", defaults=said)[0]


def opportunity_of(host=None, **fields):
    """Open for a month, run by somebody of another department."""
    host = host or MemberFactory(organisation__code="HMCTS", organisation__name="HMCTS").user
    member = host.member_or_none
    said = SAID | {
        "slug": f"opportunity-{Opportunity.objects.count()}",
        "organisation": member and member.organisation,
        "host_name": member.organisation.name if member else host.guest.body,
        "deadline": timezone.now() + datetime.timedelta(days=30),
        "status": Status.PUBLISHED,
    }
    said |= fields
    if said["status"] not in (Status.DRAFT, Status.SUBMITTED):
        said |= {"published_at": fields.get("published_at", timezone.now()), "published_by": UserFactory()}
    said["search_text"] = "\n".join([said["title"], said["host_name"], said["work"], said["place"]])
    opportunity = Opportunity.objects.create(**said)
    Host.objects.create(opportunity=opportunity, user=host, added_by=host)
    return opportunity


def host_of(opportunity):
    return opportunity.hosts.standing().first().user


def wants(opportunity, **of):
    """A capability that it wants."""
    return OpportunityCapability.objects.create(
        opportunity=opportunity, capability=CapabilityFactory(**of), side=Side.WANTED
    )


def partner():
    """A host outside the Civil Service, until next year."""
    user = UserFactory(name="Linh Nguyễn")
    grant = GrantFactory(user=user, role=Role.PARTNER_HOST, ends_on=TODAY + datetime.timedelta(days=365))
    Guest.objects.create(user=user, grant=grant, body="Brightwater Ltd", invited_by=central_user())
    return user


# --- Applications, as far as their people have come ------------------------------------------------------------------


def begun(opportunity=None, member=None):
    """All is written, and nothing is sent."""
    opportunity = opportunity or opportunity_of()
    member = member or MemberFactory(line_manager=MemberFactory())
    application = actions.start_application(opportunity=opportunity, by=member.user)
    by = member.user
    actions.save_words(application=application, why="I want to see how a court works.", by=by)
    actions.save_words(application=application, benefit="I bring back how they plan a day.", by=by)
    for wanted in opportunity.capabilities.wanted():
        actions.save_statement(application=application, wanted=wanted, text="I once did that.", by=by)
    return application


def sent(opportunity=None, member=None):
    application = begun(opportunity, member)
    return actions.submit_application(application=application, by=application.member.user)


def offered(opportunity=None, member=None):
    application = sent(opportunity, member)
    return actions.choose_application(application=application, decision="offered", by=host_of(application.opportunity))


PLAN = {"conditions": "", "backfill": "none", "backfill_by": "", "backfill_cost": None, "backfill_from": None}


def release_of(application):
    return application.releases.latest("asked_at")


def agree(release, **changes):
    """Their line manager agrees, as it was asked unless said otherwise."""
    manager = release.application.member.line_manager.user
    plan = PLAN | {"from_on": release.from_on} | changes
    return actions.decide_release(release=release, decision="approved", by=manager, **plan)


def refuse(release, by=None):
    by = by or release.application.member.line_manager.user
    return actions.decide_release(
        release=release, decision="refused", reason="cover", comment="Ask again in May.", by=by
    )


def accepted(opportunity=None, member=None):
    application = offered(opportunity, member)
    by = application.member.user
    agree(actions.ask_release(application=application, from_on=application.opportunity.starts_on, by=by))
    return actions.accept_offer(application=application, by=by)


def terms(application, **changes):
    """What a host writes: as it was released."""
    release = application.releases.get(stage="firm")
    said = {"starts_on": release.from_on, "ends_on": release.until_on, "pays": Pays.HOST, "pays_from": None}
    said |= {"vat_note": "", "supervisor": "Ada Lane", "terms": "As at home.", "why_longer": ""}
    return said | changes


def written(application=None, member=None, **changes):
    """A version of the agreement that nobody has signed."""
    application = application or accepted(member=member)
    by = host_of(application.opportunity)
    return actions.write_agreement(application=application, by=by, **terms(application, **changes))


def signers(version):
    """The member, their manager and the host."""
    application = version.agreement.application
    return [application.member.user, application.member.line_manager.user, host_of(application.opportunity)]


def signed(version):
    for user in signers(version):
        version = actions.sign_agreement(version=version, digest=version.digest, by=user)
    return version


def placed(**changes):
    """All three have signed, and it has not begun."""
    return signed(written(**changes)).agreement.placement


def running(**changes):
    """Its first day has come."""
    placement = placed(**changes)
    actions.follow_placements(on=placement.absence.starts_on)
    placement.refresh_from_db()
    return placement


def begun_ago(days, member=None):
    """One that runs for half a year, as if it had begun so long ago."""
    placement = running(member=member)
    starts_on = TODAY - datetime.timedelta(days=days)
    Absence.objects.filter(pk=placement.absence_id).update(
        starts_on=starts_on, ends_on=starts_on + datetime.timedelta(days=180)
    )
    placement.absence.refresh_from_db()
    return placement


def ended(member=None):
    """Its last day is over, and nobody has said anything yet."""
    placement = begun_ago(185, member)
    actions.follow_placements(on=TODAY)
    placement.refresh_from_db()
    return placement


def life_elsewhere(member):
    """A row in every table: from a saved search to the evidence of a placement."""
    user, opportunity = member.user, opportunity_of()
    wants(opportunity)
    SavedSearch.objects.create(user=user, words="Courts")
    Alert.objects.create(user=user, opportunity=opportunity)
    Approach.objects.create(opportunity=opportunity, member=member, by=host_of(opportunity))
    grant = GrantFactory(user=user, role=Role.INWARD, ends_on=TODAY)
    Guest.objects.create(user=user, grant=grant, body="Brightwater Ltd", invited_by=central_user())
    Approach.objects.create(opportunity=opportunity_of(user), member=MemberFactory(), by=user)
    application = begun(opportunity, member)
    actions.choose_evidence(application=application, evidence=[EvidenceFactory(member=member)], by=user)
    placement = ended(member)
    said = {"did": "Listed 200 cases.", "learnt": "Plans under pressure."}
    actions.review_placement(placement=placement, by=user, **said)
