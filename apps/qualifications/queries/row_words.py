"""A row of the catalogue in words: for whoever drafts it, reviews it, or wants to know what a version changed."""

from decimal import Decimal

from apps.core.words import joined, price_words
from apps.qualifications.combination import Rule, in_words
from apps.qualifications.states import Availability, Level, Provenance, Size

NOT_SAID = "Not said"


def facts_of_row(row, names):
    """[(part of the draft, label, words)] for everything that a row says. `names`: {code: name} of its places."""
    asked, rule = row.get("requirements") or {}, row.get("rules")
    price, elsewhere = (row.get(name) and Decimal(row[name]) for name in ("price_gbp", "outside_price_gbp"))
    facts = [
        ("about", "Title", row.get("title")),
        ("about", "Can be asked for", _choice(Availability, row.get("status"))),
        ("about", "Its facts are", _choice(Provenance, row.get("provenance"))),
        ("about", "Accreditation number", row.get("accreditation_number")),
        ("size", "Level", _choice(Level, row.get("level"))),
        ("size", "Size", _choice(Size, row.get("size"))),
        ("size", "The size is", _choice(Provenance, row.get("size_provenance"))),
        ("size", "Guided learning hours", row.get("glh") or row.get("glh_range")),
        ("size", "Total qualification time in hours", row.get("tqt")),
        ("size", "Credits on record", row.get("credits_on_record")),
        ("units", "Rule", in_words(Rule.from_data(rule)) if rule else "To be confirmed"),
        *[("units", label, words) for label, words in _unit_facts(rule or {})],
        ("units", "Which units make it is", _choice(Provenance, row.get("rules_provenance"))),
        ("units", "The totals are", _choice(Provenance, row.get("totals_provenance"))),
        ("who", "Departments", _places(row.get("eligible_departments", "all"), names)),
        ("who", "Regions", _places(row.get("eligible_regions", "all"), names)),
        ("who", "Organisations", _places(asked.get("organisations") or "all", names)),
        ("who", "Grades", _grades(asked)),
        ("who", "Comes after", ", ".join(asked.get("prerequisites", [])) or "Nothing in particular"),
        ("who", "Contract", "Must last past the course" if asked.get("contract_past_end") else "Any"),
        ("who", "Central funding", "Once only" if asked.get("funded_once") else "No limit of its own"),
        ("price", "Price", price_words(price)),
        ("price", "Typical price elsewhere", elsewhere and price_words(elsewhere)),
        ("note", "Note", row.get("note")),
        ("", "Replaced by", row.get("successor")),
    ]
    return [(part, label, str(words or NOT_SAID)) for part, label, words in facts]


def facts_of_unit_row(row):
    facts = [
        ("unit", "Title", row.get("title")),
        ("unit", "Level", _choice(Level, row.get("level"))),
        ("unit", "Credits", row.get("credits")),
        ("unit", "Total unit time in hours", row.get("tut_hours")),
        ("unit", "Its facts are", _choice(Provenance, row.get("provenance"))),
    ]
    return [(part, label, str(words or NOT_SAID)) for part, label, words in facts]


def said(facts):
    """Those that say anything."""
    return [fact for fact in facts if fact[2] != NOT_SAID]


def changes_between(before, after, names):
    """[(label, words before, words after)] of what is different between two rows of one kind."""
    if "suite" in after:
        old, new = facts_of_row(before, names), facts_of_row(after, names)
    else:
        old, new = facts_of_unit_row(before), facts_of_unit_row(after)
    was, now = ({label: words for _, label, words in facts} for facts in (old, new))
    labels = [*now, *(label for label in was if label not in now)]
    changes = [(label, was.get(label, NOT_SAID), now.get(label, NOT_SAID)) for label in labels]
    return [change for change in changes if change[1] != change[2]]


def _choice(choices, value):
    return choices(value).label if value in choices.values else None


def _unit_facts(rule):
    yield "Mandatory units", ", ".join(rule.get("mandatory", []))
    for group in rule.get("groups", []):
        yield f"Units in {group['title']}", f"{group['choose']} of {', '.join(group['units'])}"
    pairs = [f"{pair['unit']} with {joined(pair['not_with'])}" for pair in rule.get("barred", [])]
    yield "Cannot be taken together", "; ".join(pairs)


def _places(codes, names):
    return "All" if codes == "all" else joined([names.get(code, code) for code in codes])


def _grades(asked):
    least, most = asked.get("grade_from"), asked.get("grade_to")
    return (
        " ".join(filter(None, [least and f"From {least}", most and f"{'up' if least else 'Up'} to {most}"])) or "All"
    )
