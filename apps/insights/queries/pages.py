"""The pages of figures by their names: what each is called and which blocks it is made of."""

from django.urls import reverse

from apps.insights.queries import decisions, journey, overview
from apps.insights.queries.page import FiguresPage, Flow
from apps.insights.queries.uptake import own_tops
from apps.insights.states import PROFESSION
from apps.members.models import Region

TITLES = {
    "overview": "Insights",
    "qualifications": "Qualifications: from request to certificate",
    "approvals": "How requests are decided",
    "moves": "Working elsewhere for a while",
}
NOTES = [
    "Figures are of twelve whole months. What happened since the last of them is in next month’s.",
    "People count where they work now, and take along what they did before. Restricted people are in no figure.",
    "Counts are rounded to the nearest 5, totals too, so parts may not add up to their total. A count of 0 to 4 is "
    "“fewer than 5”.",
    "“Not shown” is a count that would give a small one away. “Too few” is a percentage of fewer than 20, or a median "
    "of fewer than ten cases.",
]


def needed(slug, snapshot, scope):
    """The scopes whose published answers a page reads beside its own."""
    codes = [scope["code"]]
    if slug != "moves":
        codes += [one["code"] for one in _below(snapshot, scope)] if slug != "overview" else []
    if slug == "overview":
        codes += [PROFESSION, *(one["code"] for one in overview.band_of(snapshot, scope))]
    return codes


def figures_page(slug, *, snapshot, scope, answers, user, kind="", capability=None, everybody=None):
    """`answers`: {scope: figures} of those needed. `kind`: of requests, as the address says, or all. `capability` and
    `everybody`: where the people of the scope, and those of the profession, stand against a framework."""
    flow = Flow(answers.get(scope["code"], {}))
    address = reverse(f"insights:{slug}")
    findings, filters = [], []
    if slug == "overview":
        gap = overview.gap_finding(capability, everybody)
        findings = overview.overview_findings(flow, snapshot, scope, gap, Flow(answers.get(PROFESSION, {})))
        band = [(one["code"], Flow(answers.get(one["code"], {}))) for one in overview.band_of(snapshot, scope)]
        blocks = overview.overview_blocks(flow, snapshot, scope, capability, band)
    elif slug == "qualifications":
        blocks = [
            journey.trend_block(flow),
            journey.funnel_block(flow),
            journey.waits_block(flow),
            *journey.kinds_blocks(flow, dict(Region.objects.values_list("code", "name"))),
            journey.results_block(flow),
            journey.withdrawals_block(flow),
            journey.cost_block(flow),
        ]
        if below := _below(snapshot, scope):
            flows = {one["code"]: Flow(answers.get(one["code"], {})) for one in below}
            blocks.append(journey.places_block(scope, below, flows, snapshot, address))
    elif slug == "approvals":
        kind = kind if kind in decisions.KINDS else ""
        kinds = [kind] if kind else list(decisions.KINDS)
        blocks = [decisions.kinds_block(flow), decisions.speed_block(flow)]
        blocks += [decisions.reasons_block(flow, one) for one in kinds]
        if below := _below(snapshot, scope):
            flows = {one["code"]: Flow(answers.get(one["code"], {})) for one in below}
            blocks.append(decisions.decisions_by_place(below, flows, address))
        filters = [
            (words, f"{address}?of={scope['code']}" + (f"&kind={one}" if one else ""), one == kind)
            for one, words in decisions.CHOICES
        ]
    else:
        names = {one["code"]: one["name"] for one in snapshot.figures["scopes"]}
        blocks = [
            decisions.steps_block(flow),
            decisions.fill_block(flow),
            decisions.surge_block(flow),
            decisions.reasons_block(flow, decisions.RELEASE),
            decisions.hosts_block(flow, names),
            decisions.returns_block(flow),
        ]
    if not findings:
        findings = [(block.title, f"#{block.key}") for block in blocks[:4]]
    own = own_tops(user, snapshot.figures)
    return FiguresPage(slug, TITLES[slug], snapshot, scope, findings, blocks, NOTES, own, filters)


def _below(snapshot, scope):
    return [one for one in snapshot.figures["scopes"] if one["parent"] == scope["code"]]
