"""Qualifications: from the request to the certificate, in the last twelve whole months."""

from apps.core.words import in_sentence
from apps.insights.charts import Bars, Funnel, Lines
from apps.insights.disclosure import percentage
from apps.insights.queries.page import (
    Block,
    Line,
    change_words,
    headcount_of,
    per_cent,
    text_of,
)
from apps.insights.states import BEFORE
from apps.qualifications.states import WithdrawalReason

STEPS = [("asked", "Asked"), ("study agreed", "Agreed"), ("started", "Started"), ("completed", "Completed")]
WAITS = [
    ("decide study", "The manager’s decision", "working days"),
    ("start", "From agreed to started", "days"),
    ("complete", "From started to completed", "days"),
]


def uptake_finding(flow, snapshot, scope):
    """175 people started a qualification in the year to October 2026, 5.9% of headcount, up from 95 the year before"""
    started, before = flow.number("started"), flow.number("started", BEFORE)
    share = percentage(flow.cell("started"), headcount_of(snapshot, scope["code"]))
    of = f", {share}% of headcount" if share is not None else ""
    words = flow.words("started")
    return f"{capital(words)} qualifications were started in {flow.year}{of}{change_words(started, before)}"


def capital(words):
    return words[:1].upper() + words[1:]


def slowest(flow):
    """The slowest step is the manager’s decision: 9 working days in half the cases. Study itself is no waiting."""
    known = [(flow.median(name), words, unit) for name, words, unit in WAITS[:2] if flow.median(name) is not None]
    if not known:
        return "Too few requests to say which step is slowest"
    days, words, unit = max(known, key=lambda wait: wait[0] * (7 / 5 if wait[2] == "working days" else 1))
    unit = unit if days != 1 else unit.removesuffix("s")
    return f"The slowest step before study is {in_sentence(words)}: {days} {unit} or less in half the cases"


def trend_block(flow):
    asked, done = flow.by_month("asked"), flow.by_month("completed")
    labels = [f"{month:%b %Y}" for month in flow.months]
    now, before = flow.number("asked"), flow.number("asked", BEFORE)
    title = f"{capital(flow.words('asked'))} requests in {flow.year}{change_words(now, before)}"
    lines = [
        Line(f"{month:%B %Y}", [flow.cell("asked", key), flow.cell("completed", key)])
        for month in flow.months
        for key in [f"{month:%Y-%m}"]
    ]
    known = any(value is not None for value in [*asked, *done])
    chart = Lines(labels, [("Asked for", asked), ("Completed", done)]) if known else None
    header = ["Month", "Asked for", "Completed"]
    if not flow.is_by_month:
        return Block("trend", "Month by month", title, header, [], note=NOT_BY_MONTH)
    return Block("trend", "Month by month", title, header, lines, chart)


NOT_BY_MONTH = "Months are shown for departments and the whole profession: one organisation has too few."


def funnel_block(flow):
    cells = [(words, flow.cell("decided", key) if " " in key else flow.cell(key)) for key, words in STEPS]
    first = cells[0][1]
    lines = [Line(words, [cell, per_cent(percentage(cell, first))]) for words, cell in cells]
    drawn = [
        (words, None if isinstance(cell, str) else cell, _step_words(cell, first if cell is not first else None))
        for words, cell in cells
    ]
    return Block(
        "funnel",
        "From request to certificate",
        _funnel_title(cells, flow),
        ["Step", "In the year", "% of those asked"],
        lines,
        Funnel(drawn),
        "Each step is counted in the month in which it happened: who completed had asked before.",
    )


def _step_words(cell, of):
    share = percentage(cell, of) if of is not None else None
    return text_of(cell) + (f" ({share}%)" if share is not None else "")


def _funnel_title(cells, flow):
    asked, completed = cells[0][1], cells[-1][1]
    share = percentage(completed, asked)
    if share is None:
        return f"{capital(text_of(completed))} completed in {flow.year}"
    return f"For each 100 requests of {flow.year} there were {round(share)} completions"


def waits_block(flow):
    lines = [Line(words, [flow.median(name), unit]) for name, words, unit in WAITS]
    drawn = [
        (words, flow.median(name), f"{flow.median(name)} {unit}" if flow.median(name) is not None else "too few")
        for name, words, unit in WAITS
    ]
    return Block(
        "time",
        "How long each step takes",
        slowest(flow),
        ["Step", "Half take no longer than", "Unit"],
        lines,
        Bars(drawn),
        "A median needs ten cases. Working days are Monday to Friday.",
    )


def results_block(flow):
    rows = [
        ("Tests passed", "test", "passed"),
        ("Tests not passed yet", "test", "failed"),
        ("Assignments that met all criteria", "assignment", "met"),
        ("Assignments sent back (referral)", "assignment", "referred"),
    ]
    lines = [
        Line(words, [flow.cell(measure, column), per_cent(flow.share(measure, column))])
        for words, measure, column in rows
    ]
    drawn = [
        (words, flow.share(measure, column), per_cent(flow.share(measure, column))) for words, measure, column in rows
    ]
    share = flow.share("test", "passed")
    title = "Too few tests were taken to say how many are passed"
    if share is not None:
        title = f"{share}% of {flow.words('test')} tests were passed"
        if (referred := flow.share("assignment", "referred")) is not None:
            title += f", and {referred}% of assignments were sent back"
    return Block("results", "Tests and assignments", title, ["Result", "Number", "% of all"], lines, Bars(drawn))


def withdrawals_block(flow):
    rows = [(reason.label, reason.value) for reason in WithdrawalReason]
    lines = [
        Line(words, [flow.cell("withdrawn", reason), per_cent(flow.share("withdrawn", reason))])
        for words, reason in rows
    ]
    drawn = [(words, flow.number("withdrawn", reason), flow.words("withdrawn", reason)) for words, reason in rows]
    title = f"{capital(flow.words('withdrawn'))} withdrew in {flow.year}"
    known = [(number, words) for words, number, _ in drawn if number is not None]
    if known:
        number, words = max(known)
        title += f". The reason named most: {in_sentence(words)} ({number})"
    lines.append(Line("All reasons", [flow.cell("withdrawn"), ""]))
    return Block("withdrawals", "Why people withdraw", title, ["Reason", "People", "% of all"], lines, Bars(drawn))


def kinds_blocks(flow, regions):
    """What is started, by awarding body, by size and by region. `regions`: {code: name}"""
    asked = [("body", "By awarding body", {}), ("size", "By size", {}), ("region", "By region", regions)]
    return [block for one in asked if (block := _kind_block(flow, *one)).lines]


def _kind_block(flow, kind, question, names):
    columns = [column for column in flow.figures.get("cells", {}).get("started", {}) if column.startswith(f"{kind} ")]
    rows = [(column.partition(" ")[2], flow.cell("started", column), column) for column in columns]
    rows = [(names.get(code, code) or "Not recorded", cell, column) for code, cell, column in rows]
    rows.sort(key=lambda row: row[0])
    lines = [Line(name, [cell, per_cent(flow.share("started", column))]) for name, cell, column in rows]
    drawn = [(name, None if isinstance(cell, str) else cell, text_of(cell)) for name, cell, _ in rows]
    known = [(number, name) for name, number, _ in drawn if number is not None]
    title = f"{max(known)[1]} has the most starts: {max(known)[0]:,}" if known else "Too few were started to compare"
    return Block(kind, question, title, [question[3:].capitalize(), "Started", "% of all"], lines, Bars(drawn))


def cost_block(flow):
    cost, hours = flow.mean("cost"), flow.mean("hours")
    title = "Too few completions have a known price to say what one costs"
    if cost is not None:
        title = f"A completion costs £{cost:,} on average, excluding VAT"
    lines = [
        Line("Mean price of a completion, £ excluding VAT", [cost]),
        Line("Hours of study written down in the year", [hours]),
    ]
    note = "Prices on record only, rounded to £10. Hours are rounded to 10, and shown from ten people on."
    return Block("cost", "What it costs", title, ["Figure", "Value"], lines, note=note)


def places_block(page_scope, below, flows, snapshot, address):
    """The scopes below, those with most people first, each leading further down."""
    lines = []
    order = sorted(
        below,
        key=lambda scope: (
            -size if isinstance(size := headcount_of(snapshot, scope["code"]), int) else 0,
            scope["name"],
        ),
    )
    for scope in order:
        flow, head = flows[scope["code"]], headcount_of(snapshot, scope["code"])
        started = flow.cell("started")
        cells = [head, started, per_cent(percentage(started, head)), flow.cell("started", BEFORE)]
        cells += [flow.cell("completed"), flow.median("decide study")]
        lines.append(Line(scope["name"], cells, f"{address}?of={scope['code']}"))
    header = ["Organisation", "Headcount", "Started", "% of headcount", "Started, year before", "Completed"]
    return Block(
        "places",
        "By organisation",
        _places_title(lines, page_scope),
        [*header, "Working days to a decision, median"],
        lines,
        Bars([(line.name, _share(line), str(line.cells[2])) for line in lines if _is_large(line)]),
    )


def _share(line):
    words = line.cells[2]
    return float(words[:-1]) if words.endswith("%") else None


def _is_large(line):
    return isinstance(line.cells[0], int) and line.cells[0] >= 100


def _places_title(lines, scope):
    known = [(_share(line), line.name) for line in lines if _is_large(line) and _share(line) is not None]
    if len(known) < 2:
        return f"Too few to compare within {scope['name']}"
    (most, top), (least, bottom) = max(known), min(known)
    return f"Most started in {top} ({most:g}% of headcount), fewest in {bottom} ({least:g}%)"
