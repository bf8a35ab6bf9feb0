"""Approvals and moves: how requests are decided, and who works elsewhere for a while."""

from apps.core.words import in_sentence
from apps.insights.charts import Bars
from apps.insights.disclosure import percentage
from apps.insights.flow import REASONS, RELEASE, STUDY
from apps.insights.queries.journey import capital
from apps.insights.queries.page import Block, Line, change_words, per_cent
from apps.insights.states import BEFORE

KINDS = {STUDY: "Study time", RELEASE: "Release to work elsewhere"}
CHOICES = [("", "All requests"), (STUDY, KINDS[STUDY]), (RELEASE, KINDS[RELEASE])]


def refusals_finding(flow, kind=STUDY):
    """Managers refuse 9% of requests, most often because there is no cover for the work in those weeks"""
    share = percentage(flow.cell("decided", f"{kind} refused"), flow.cell("decided", kind))
    reasons = [(flow.number("refused", f"{kind} {reason}"), reason.label) for reason in REASONS[kind]]
    known = [(number, words) for number, words in reasons if number is not None]
    if share is None and not known:
        return None
    begin = f"{share}% of requests are refused" if share is not None else "Too few are refused for a share"
    if not known:
        return f"{begin}. No reason was given five times"
    number, words = max(known)
    return f"{begin}. The reason given most: {in_sentence(words)} ({number} times)"


def kinds_block(flow):
    lines = []
    for kind, words in KINDS.items():
        refused, decided = flow.cell("decided", f"{kind} refused"), flow.cell("decided", kind)
        cells = [decided, flow.cell("decided", f"{kind} agreed"), refused, per_cent(percentage(refused, decided))]
        lines.append(Line(words, [*cells, flow.median(f"decide {kind}")]))
    all_of = [flow.cell("decided"), "", flow.cell("decided", "refused")]
    lines.append(Line("All requests", [*all_of, per_cent(flow.share("decided", "refused")), flow.median("decide")]))
    now, before = flow.number("decided"), flow.number("decided", BEFORE)
    title = f"{capital(flow.words('decided'))} requests were decided in {flow.year}{change_words(now, before)}"
    drawn = [(line.name, _int(line.cells[0]), line.words[0]) for line in lines[:-1]]
    header = ["Kind", "Decided", "Agreed", "Refused", "% refused", "Working days to a decision, median"]
    return Block("decided", "What was decided", title, header, lines, Bars(drawn))


def speed_block(flow):
    quick = percentage(flow.cell("quick"), flow.cell("decided"))
    title = "Too few requests to say how quickly they are decided"
    if quick is not None:
        title = f"{quick}% of requests are decided within five working days"
    lines = [
        Line("Decided within five working days", [flow.cell("quick"), per_cent(quick)]),
        Line("Passed up because nobody decided in time", [flow.cell("passed_up"), _of_decided(flow, "passed_up")]),
        Line("Taken to the central team", [flow.cell("case"), _of_decided(flow, "case")]),
        Line("Waiting now", [flow.cell("waiting"), ""]),
    ]
    drawn = [(line.name, _int(line.cells[0]), line.words[0]) for line in lines]
    note = "Those passed up and taken to the central team are counted in the month in which that happened."
    return Block("speed", "How quickly", title, ["What", "Requests", "% of decided"], lines, Bars(drawn), note)


def _of_decided(flow, measure):
    return per_cent(percentage(flow.cell(measure), flow.cell("decided")))


def reasons_block(flow, kind):
    refused = flow.cell("decided", f"{kind} refused")
    lines, drawn = [], []
    for reason in REASONS[kind]:
        cell = flow.cell("refused", f"{kind} {reason}")
        lines.append(Line(reason.label, [cell, per_cent(percentage(cell, refused))]))
        drawn.append((reason.label, _int(cell), lines[-1].words[0]))
    lines.append(Line("All reasons", [refused, ""]))
    question = f"Why {in_sentence(KINDS[kind])} is refused"
    header = ["Reason", "Refused", "% of refused"]
    title = refusals_finding(flow, kind) or "Too few requests are refused to say how many, or why"
    return Block(f"reasons-{kind}", question, title, header, lines, Bars(drawn))


def decisions_by_place(below, flows, address):
    lines = []
    for scope in below:
        flow = flows[scope["code"]]
        cells = [flow.cell("decided"), per_cent(flow.share("decided", "refused")), flow.median("decide")]
        cells += [_of_decided(flow, "quick"), flow.cell("passed_up"), flow.cell("waiting")]
        lines.append(Line(scope["name"], cells, f"{address}?of={scope['code']}"))
    lines.sort(key=lambda line: -(_int(line.cells[0]) or 0))
    known = [(line.cells[2], line.name) for line in lines if line.cells[2] is not None]
    title = "Too few decisions to compare"
    if len(known) > 1:
        (most, slow), (least, fast) = max(known), min(known)
        title = f"Half the decisions take up to {most} working days in {slow}, and up to {least} in {fast}"
        if most == least:
            title = f"Half the decisions take up to {most} working days, wherever there are enough to say"
    header = ["Organisation", "Decided", "% refused", "Working days, median", "% within five days", "Passed up"]
    drawn = [(name, days, f"{days} working days") for days, name in sorted(known, reverse=True)]
    return Block("places", "By organisation", title, [*header, "Waiting now"], lines, Bars(drawn))


# --- Moves -----------------------------------------------------------------------------------------------------------


def steps_block(flow):
    asked = flow.cell("decided", RELEASE)
    rows = [
        ("Opportunities published", flow.cell("offered")),
        ("Opportunities filled", flow.cell("filled")),
        ("Applications sent", flow.cell("applied")),
        ("Releases agreed", flow.cell("decided", f"{RELEASE} agreed")),
        ("Releases refused", flow.cell("decided", f"{RELEASE} refused")),
        ("Placements begun", flow.cell("placed")),
    ]
    now, before = flow.number("placed"), flow.number("placed", BEFORE)
    title = f"{capital(flow.words('placed'))} placements began in {flow.year}{change_words(now, before)}"
    refused = percentage(flow.cell("decided", f"{RELEASE} refused"), asked)
    note = f"{refused}% of releases that were asked for were refused." if refused is not None else ""
    lines = [Line(words, [cell]) for words, cell in rows]
    drawn = [(words, _int(cell), lines[place].words[0]) for place, (words, cell) in enumerate(rows)]
    return Block("steps", "From opportunity to placement", title, ["Step", "In the year"], lines, Bars(drawn), note)


def fill_block(flow):
    days = flow.median("fill")
    title = "Too few opportunities were filled to say how long that takes"
    if days is not None:
        title = f"Half the opportunities are filled within {days} days"
    lines = [Line("Days from publishing to the last place taken, median", [days])]
    return Block("fill", "Time to fill", title, ["Figure", "Days"], lines, note="A median needs ten cases.")


def surge_block(flow):
    """Of whoever asked for people: the places that the steering group agreed to in the year."""
    share, days = flow.share("surge", "filled"), flow.median("surge")
    title = "Too few places were agreed in surges to say how many were filled"
    if share is not None:
        title = f"{share}% of the places agreed in surges were filled"
        title += f", half of them within {days} day{'' if days == 1 else 's'}" if days is not None else ""
    lines = [
        Line("Places filled", [flow.cell("surge", "filled"), per_cent(share)]),
        Line("Places that stayed open", [flow.cell("surge", "open"), per_cent(flow.share("surge", "open"))]),
        Line("Places agreed", [flow.cell("surge"), ""]),
        Line("Days from the decision to an acceptance, median", [days, ""]),
    ]
    drawn = [(line.name, _int(line.cells[0]), line.words[0]) for line in lines[:2]]
    header = ["What", "Places", "% of agreed"]
    return Block("surge", "Surge", title, header, lines, Bars(drawn), "For surges that this part asked for.")


def hosts_block(flow, names):
    found = [
        (names.get(code, "Outside the Civil Service"), flow.cell("placed", f"to {code}")) for code in _hosts(flow)
    ]
    found.sort(key=lambda row: (-(_int(row[1]) or 0), row[0]))
    lines = [Line(name, [cell]) for name, cell in found]
    known = [(name, cell) for name, cell in found if _int(cell)]
    title = "No department took five or more people"
    if known:
        title = f"Most went to {known[0][0]}: {known[0][1]:,}"
    drawn = [(name, cell, f"{cell:,}") for name, cell in known]
    note = "" if lines else "Where people went is shown for departments and the whole profession."
    return Block("hosts", "Where people went", title, ["To", "Placements begun"], lines, Bars(drawn), note)


def _hosts(flow):
    columns = flow.figures.get("cells", {}).get("placed", {})
    return [column[3:] for column in columns if column.startswith("to ")]


def returns_block(flow):
    share = flow.share("ended", "returned")
    title = "Too few placements ended to say how many returned"
    if share is not None:
        title = f"{share}% of those whose placement ended are back in their own job"
    lines = [
        Line("Returned", [flow.cell("ended", "returned"), per_cent(share)]),
        Line("Return not confirmed yet", [flow.cell("ended", "open"), per_cent(flow.share("ended", "open"))]),
        Line("Placements that ended", [flow.cell("ended"), ""]),
    ]
    drawn = [(line.name, _int(line.cells[0]), line.words[0]) for line in lines[:2]]
    return Block("returns", "Who comes back", title, ["What", "Placements", "% of ended"], lines, Bars(drawn))


def _int(cell):
    return cell if isinstance(cell, int) else None
