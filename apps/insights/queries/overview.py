"""The first page: four findings, what stands behind each, and the figures that are asked for most."""

from django.urls import reverse

from apps.core.words import in_sentence
from apps.insights import findings
from apps.insights.charts import Bars
from apps.insights.disclosure import percentage
from apps.insights.flow import STUDY
from apps.insights.queries.decisions import reasons_block, refusals_finding
from apps.insights.queries.journey import funnel_block, slowest, trend_block, uptake_finding
from apps.insights.queries.page import Block, Line, headcount_of, per_cent
from apps.insights.states import ALL, COMPLETED, ENROLLED

LEAST_OTHERS = 3  # organisations in a band: of fewer, one could be told by taking away the others


def overview_findings(flow, snapshot, scope, gap, everybody):
    """`everybody`: the flow of the profession, which speaks where one's own has too few."""

    def link(name, anchor=""):
        return f"{reverse(f'insights:{name}')}?of={scope['code']}{anchor}"

    return [
        (uptake_finding(flow, snapshot, scope), link("qualifications", "#trend")),
        (slowest(flow), link("qualifications", "#time")),
        (_refusals(flow, everybody), link("approvals", f"#reasons-{STUDY}")),
        (gap or "Too few have shared a self-assessment to say what is missing most", link("capability")),
    ]


def _refusals(flow, everybody):
    if own := refusals_finding(flow):
        return own
    of_all = refusals_finding(everybody)
    return (
        f"Of all departments together, {in_sentence(of_all)}" if of_all else "Too few requests are refused to say why"
    )


def overview_blocks(flow, snapshot, scope, capability, band):
    blocks = [glance_block(flow, snapshot, scope), trend_block(flow), funnel_block(flow), reasons_block(flow, STUDY)]
    if capability is not None and capability.figures:
        blocks.append(gaps_block(capability))
    if band:
        blocks.append(band_block(flow, snapshot, scope, band))
    return blocks


def glance_block(flow, snapshot, scope):
    cells = snapshot.figures["cells"][scope["code"]][ALL]
    head = headcount_of(snapshot, scope["code"])
    hours, waiting = flow.mean("hours"), flow.cell("waiting")
    each = None if hours is None or not isinstance(head, int) or not head else round(hours / head, 1)
    rows = [
        ("People in post", head, ""),
        ("Enrolled now", cells[ENROLLED], per_cent(percentage(cells[ENROLLED], head))),
        ("Have completed a qualification", cells[COMPLETED], per_cent(percentage(cells[COMPLETED], head))),
        ("Hours of study a head in the year", each, ""),
        ("Requests waiting for a decision", waiting, ""),
    ]
    enrolled = percentage(cells[ENROLLED], head)
    title = f"{enrolled}% of people are enrolled" if enrolled is not None else "Enrolled and completed"
    if waiting and isinstance(waiting, int):
        title += f"; {waiting:,} requests wait for a decision"
    lines = [Line(words, [cell, share]) for words, cell, share in rows]
    return Block("glance", "At a glance", title, ["Figure", "Number", "% of headcount"], lines)


def gap_finding(capability, everybody):
    """The biggest gap of one's own; where too few have said, that of the profession."""
    own, of_all = (findings.biggest_gap(one.gaps) if one.figures else None for one in (capability, everybody))
    return own or (f"Of all departments together, {in_sentence(of_all)}" if of_all else None)


def gaps_block(capability):
    drawn = [(row.name, row.own_share, per_cent(row.own_share)) for row in capability.gaps]
    lines = [
        Line(row.name, [row.below("own"), row.base("own"), per_cent(row.own_share), per_cent(row.agreed_share)])
        for row in capability.gaps
    ]
    title = findings.biggest_gap(capability.gaps) or "Too few have shared a self-assessment to compare capabilities"
    header = ["Capability", "Below the level expected", "Of", "% below, own view", "% below, as agreed"]
    return Block("gaps", "Capability", title, header, lines, Bars(drawn))


# --- Others of about the same size -----------------------------------------------------------------------------------


def band_of(snapshot, scope):
    """The other scopes of the same kind with half to twice as many people; none where there are too few."""
    head = headcount_of(snapshot, scope["code"])
    if not isinstance(head, int) or scope["parent"] is None:
        return []
    departments = {one["code"] for one in snapshot.figures["scopes"] if one["parent"] == ""}
    found = [
        one
        for one in snapshot.figures["scopes"]
        if one["code"] != scope["code"]
        and one["parent"] is not None
        and (one["code"] in departments) == (scope["code"] in departments)
        and isinstance(size := headcount_of(snapshot, one["code"]), int)
        and head / 2 <= size <= head * 2
    ]
    return found if len(found) >= LEAST_OTHERS else []


def band_block(flow, snapshot, scope, band):
    """This one beside the others together: added up from published counts, so that none of them is named."""
    heads = [headcount_of(snapshot, code) for code, _ in band]
    rows = []
    for words, measure, column in [
        ("Started in the year", "started", ALL),
        ("Completed in the year", "completed", ALL),
        ("Withdrew in the year", "withdrawn", ALL),
    ]:
        total = sum(other.number(measure, column) or 0 for _, other in band)
        own = percentage(flow.cell(measure, column), headcount_of(snapshot, scope["code"]))
        rows.append((words, own, percentage(total, sum(heads))))
    lines = [Line(words, [per_cent(own), per_cent(theirs)]) for words, own, theirs in rows]
    own, theirs = rows[0][1:]
    title = f"{scope['name']} beside {len(band)} organisations of about its size"
    if own is not None and theirs is not None:
        which = "More than" if own > theirs else "Fewer than" if own < theirs else "As many as"
        title = f"{which} in organisations of about the same size: {own}% started, {theirs}% there"
    drawn = [
        (f"{words}: {name}", share, per_cent(share))
        for words, *both in rows
        for name, share in zip(("here", "there"), both, strict=True)
    ]
    header = ["% of headcount", scope["name"], f"{len(band)} others together"]
    note = (
        "Those with half to twice as many people. Counts under 5 are left out of their sum, so theirs is a little low."
    )
    return Block("band", "Beside organisations of similar size", title, header, lines, Bars(drawn), note)
