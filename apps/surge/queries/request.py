"""Requests, offers and deployments, as their pages show them. Reading only."""

from django.db.models import Q

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.capability.models import Capability
from apps.capability.states import VersionStatus
from apps.members.models import Grant, Region
from apps.surge.models import Deployment, Extension, Offer
from apps.surge.models.request import led_by
from apps.surge.states import DeploymentStatus

MOST_BESIDE = 50


def skills():
    """Those to choose from: of the frameworks that are published."""
    rows = Capability.objects.filter(version__status=VersionStatus.PUBLISHED)
    return list(rows.order_by("version__title", "order"))


def regions():
    return list(Region.objects.exclude(code="").order_by("name"))


def organisations_of(user):
    """For which somebody can ask."""
    return list(led_by(user).order_by("name"))


def deciders():
    """The steering group; the central team where nobody is in it."""
    for role in (Role.STEERING_GROUP, Role.CENTRAL):
        users = list(User.objects.filter(pk__in=Grant.objects.current().filter(role=role).values("user")))
        if users:
            return users
    return []


def leads_of(request):
    """Who asked, and everybody who asks for that department."""
    codes = [request.organisation_id, request.organisation.department_code]
    grants = Grant.objects.current().filter(role=Role.SURGE_LEAD, organisation__in=codes)
    return list(User.objects.filter(Q(pk__in=grants.values("user")) | Q(pk=request.asked_by_id)).order_by("pk"))


def board(requests):
    """[(department, its requests)]: those that wait or run in the order of their rank, the others below."""
    found = {}
    for request in requests:
        found.setdefault(request.organisation, []).append(request)
    return list(found.items())


def offers_of(user):
    """Those that wait for an answer."""
    return Offer.objects.filter(member__user=user).waiting().for_page().order_by("answer_by", "pk")


def deployments_of(user):
    """Those in which this person has a part, the latest first."""
    rows = Deployment.objects.involving(user).for_page()
    return rows.order_by("-absence__starts_on", "pk")[:MOST_BESIDE]


def offers_for(line):
    return Offer.objects.filter(line=line).for_page().order_by("wave", "sent_at", "pk")


def deployments_for(line):
    rows = Deployment.objects.filter(line=line).exclude(status=DeploymentStatus.CALLED_OFF).for_page()
    return rows.order_by("place", "agreed_at")


def reviews_of(deployment):
    return list(deployment.reviews.select_related("written_by").order_by("written_at"))


def extensions_of(deployment):
    return list(Extension.objects.filter(deployment=deployment).order_by("asked_at"))
