"""What a request asks for, from what its person may see."""

from django.http import Http404

from apps.insights.models import Answers, SavedView, Snapshot, Subscription
from apps.insights.permissions import can_read_insights
from apps.insights.queries import CapabilityPage, OutcomePage, Page, figures_page, find_scope, needed, own_tops
from apps.insights.queries.page import Flow
from apps.insights.states import PROFESSION, Topic


def latest(user):
    """The last figures there are, or None; to whoever has no part in them there is no such page."""
    if not can_read_insights(user):
        raise Http404
    return Snapshot.objects.visible_to(user).latest_first().first()


def own(user, snapshot):
    """What somebody's figures begin with; nothing where there are no figures for them yet."""
    return own_tops(user, snapshot.figures) if snapshot else []


def kept(user):
    """What somebody keeps: their saved views, and whether the summary is sent to them."""
    views = SavedView.objects.visible_to(user).standing().order_by("name")
    return {"views": views, "is_sent": Subscription.objects.visible_to(user).standing().exists()}


def scope_of(snapshot, request):
    scope = find_scope(request.user, snapshot.figures, request.GET.get("of"))
    if scope is None:
        raise Http404
    return scope


def uptake_page(snapshot, request):
    return Page(snapshot, scope_of(snapshot, request))


def outcome_page(snapshot, request):
    return OutcomePage(snapshot)


def capability_page(snapshot, request):
    scope = scope_of(snapshot, request)
    figures = _answers(request, snapshot, {Topic.CAPABILITY: [scope["code"]]})[Topic.CAPABILITY]
    return _capability(request, snapshot, scope, figures)


def flow_page(snapshot, request, slug):
    scope = scope_of(snapshot, request)
    wanted = {Topic.FLOW: needed(slug, snapshot, scope)}
    if slug == "overview":
        wanted[Topic.CAPABILITY] = [scope["code"], PROFESSION]
    found = _answers(request, snapshot, wanted)
    capability, everybody = (
        _capability(request, snapshot, one, found[Topic.CAPABILITY]) for one in (scope, snapshot.figures["scopes"][0])
    )
    return figures_page(
        slug,
        snapshot=snapshot,
        scope=scope,
        answers=found[Topic.FLOW],
        user=request.user,
        kind=request.GET.get("kind", ""),
        capability=capability,
        everybody=everybody,
    )


def flow_of(snapshot, request):
    """What was published of the twelve months, of the scope asked for."""
    code = scope_of(snapshot, request)["code"]
    return Flow(_answers(request, snapshot, {Topic.FLOW: [code]})[Topic.FLOW].get(code, {}))


def _capability(request, snapshot, scope, answers):
    figures = answers.get(scope["code"], {})
    asked = request.GET.get("framework"), request.GET.get("capability")
    return CapabilityPage(snapshot, scope, figures, *asked, request.user)


def _answers(request, snapshot, wanted):
    """{topic: {scope: figures}} of {topic: [scope]}, in one query."""
    scopes = {scope for codes in wanted.values() for scope in codes}
    rows = Answers.objects.visible_to(request.user).filter(snapshot=snapshot, topic__in=wanted, scope__in=scopes)
    found = {topic: {} for topic in Topic}
    for topic, scope, figures in rows.values_list("topic", "scope", "figures"):
        if scope in wanted[topic]:
            found[topic][scope] = figures
    return found
