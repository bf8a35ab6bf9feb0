"""What the pages of applications show. Reading only."""

from apps.capability.models import Capability
from apps.capability.states import VersionStatus
from apps.core.words import date_words
from apps.evidence.models import Evidence, EvidenceShare
from apps.members.models import Grade, Region
from apps.secondments.models import Agreement, Application, Host, Opportunity, Placement, Release
from apps.secondments.states import WITH_HOST, ApplicationStatus, Stage

WHY, TEAM, EVIDENCE = "why", "team", "evidence"


def steps_missing(application, stated):
    """What is still to be written before it can be sent. `stated`: the wanted capabilities that are shown."""
    missing = [] if application.why else [WHY]
    shown = {wanted.pk for wanted in stated}
    missing += [wanted for wanted in application.opportunity.capabilities.wanted() if wanted.pk not in shown]
    return missing + ([] if application.benefit else [TEAM])


def applicants_of(opportunity):
    """Everybody who has applied, in the order in which they did."""
    return Application.objects.sent_to(opportunity).for_host()


def applications_of(user):
    return Application.objects.of(user).for_list()


def own_application(user, opportunity):
    """The latest that this person began for it."""
    return Application.objects.of(user).filter(opportunity=opportunity).order_by("-created_at").first()


def hosted_by(user):
    """What somebody runs, with how many have applied and how many of them wait for an answer."""
    return Opportunity.objects.hosted_by(user).for_list().with_applicants().order_by("-created_at", "pk")


def hosts_of(opportunity):
    return Host.objects.standing().filter(opportunity=opportunity).select_related("user").order_by("added_at", "pk")


def releases_of(application):
    return list(Release.objects.filter(application=application).select_related("task__decided_by"))


def is_firmly_released(releases):
    return any(row.stage == Stage.FIRM and row.is_agreed for row in releases)


def next_stage(application, releases):
    """Which release the member can ask for now; None where there is none, or where it was asked for."""
    stages = dict.fromkeys(WITH_HOST, Stage.PRINCIPLE) | {ApplicationStatus.OFFERED: Stage.FIRM}
    stage = stages.get(application.status)
    asked = [row for row in releases if row.stage == stage]
    return None if stage is None or any(row.is_open or row.is_agreed for row in asked) else stage


def release_words(releases):
    """What a host is told: whether the own department lets them go, and from when. Not why, nor how it copes."""
    if not releases:
        return "Not asked for yet"
    latest = max(releases, key=lambda row: (row.stage == Stage.FIRM, row.is_agreed, row.asked_at))
    if latest.is_agreed:
        return f"{latest.get_stage_display()} agreed, from {date_words(latest.from_on)}"
    if latest.is_open:
        return f"{latest.get_stage_display()} asked for, not decided yet"
    return f"{latest.get_stage_display()} not agreed"


def statements_of(application):
    """[(capability that is wanted, what is written about it)] in the order of the opportunity."""
    texts = dict(application.statements.values_list("wanted", "text"))
    return [(wanted, texts.get(wanted.pk, "")) for wanted in application.opportunity.capabilities.wanted()]


def evidence_of(application):
    return list(application.evidence.select_related("upload").order_by("-dated_on", "pk"))


def shared_evidence(application):
    """The files that its host may have now."""
    link = application.get_absolute_url()
    shared = EvidenceShare.objects.filter(link=link, ended_at=None).values("evidence")
    return Evidence.objects.filter(pk__in=shared, upload__isnull=False).select_related("upload")


def live_count(opportunity):
    return Application.objects.live().filter(opportunity=opportunity, submission__isnull=False).count()


def to_choose_from():
    """What an opportunity can name: regions, grades, and the capabilities of the frameworks that hold."""
    published = Capability.objects.filter(version__status=VersionStatus.PUBLISHED)
    return {
        "regions": Region.objects.exclude(code="").order_by("name"),
        "grades": Grade.objects.exclude(code=""),
        "capabilities": published.order_by("version__title", "order"),
    }


# --- Agreement and placement -----------------------------------------------------------------------------------------


def agreement_of(application):
    return Agreement.objects.filter(application=application).for_page().first()


def placement_of(agreement):
    return Placement.objects.filter(agreement=agreement).for_page().first()


def firm_release_of(application):
    """The one that the offer was accepted with."""
    return next(row for row in reversed(releases_of(application)) if row.stage == Stage.FIRM and row.is_agreed)


def reviews_of(placement):
    return list(placement.reviews.select_related("written_by").order_by("written_at"))


def placements_of(user):
    """Somebody's own, those of their reports and of people who come to them: what ends soonest first."""
    return Placement.objects.involving(user).for_page().order_by("absence__ends_on", "pk")


def to_sign_by(user):
    """Agreements in which somebody has a part and that not all have signed, the oldest first."""
    rows = Agreement.objects.to_sign_by(user).select_related("application__member", "application__opportunity")
    return rows.order_by("begun_at", "pk")
