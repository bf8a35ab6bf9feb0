"""What a draft of the catalogue says, what is still wrong with it, and what it would change. Reading only."""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256

from apps.members.models import Grade, Organisation, Region
from apps.qualifications import combination
from apps.qualifications.catalogue_file import errors_of_qualification, errors_of_unit, slug_of
from apps.qualifications.models import Offering, Place, Qualification, Standing
from apps.qualifications.queries.row_words import changes_between, facts_of_row, facts_of_unit_row, said
from apps.qualifications.states import ENROLLED, TAKING, WITH_DECIDER, Availability, PlaceStatus, Status


def known_codes():
    """What a row of the catalogue may name, in the words of its checker."""
    return {
        "departments": Organisation.objects.departments().values_list("code", flat=True),
        "regions": Region.objects.exclude(code="").values_list("code", flat=True),
        "organisations": Organisation.objects.values_list("code", flat=True),
        "grades": Grade.objects.exclude(code="").order_by("order").values_list("code", flat=True),
    }


def errors_of_draft(draft, data=None):
    """[(path within the row, what is wrong)]: nothing if it could be published. `data`: as it would be."""
    data = draft.data if data is None else data
    suite = draft.suite
    if draft.is_unit:
        rules = suite.qualifications.exclude(rule=None).values_list("title", "rule")
        others = suite.units.select_related("suite").exclude(code=draft.code)
        assumed = suite.assumed_unit_credits
        return errors_of_unit(data, assumed_credits=assumed, units=list(others), rules=dict(rules))
    codes = Qualification.objects.values_list("code", flat=True)
    units = suite.units.select_related("suite")
    errors = errors_of_qualification(data, units=units, codes=codes, **known_codes())
    if title := data.get("title"):
        taken = Qualification.objects.filter(slug=slug_of(title)).exclude(code=draft.code).first()
        errors += [("title", f"is already the title of {taken.code}")] if taken else []
    return errors


def row_of(draft):
    """The row that publishing would take over. What was retired meanwhile stays so, with what replaces it."""
    data, published = draft.data, draft.published
    if draft.is_unit or published is None:
        return data
    row = {name: value for name, value in data.items() if name != "successor"}
    if published.successor:
        row["successor"] = published.successor.code
    return row | ({"status": Availability.CLOSED} if published.availability == Availability.CLOSED else {})


def fields_of(row, suite):
    """A row of the catalogue as the fields of its Qualification."""
    rule = combination.Rule.from_data(row["rules"]) if row.get("rules") else None
    units = combination.allowed_units(rule, suite.units.select_related("suite")) if rule else []
    codes = [row.get("eligible_departments", "all"), row.get("eligible_regions", "all")]
    departments, regions = ([] if value == "all" else value for value in codes)
    return {
        "slug": slug_of(row["title"]),
        "suite": suite,
        "title": row["title"],
        "level": row["level"],
        "size": row["size"],
        "size_provenance": row.get("size_provenance") or row["provenance"],
        "price_gbp": _pounds(row.get("price_gbp")),
        "outside_price_gbp": _pounds(row.get("outside_price_gbp")),
        "availability": row["status"],
        "provenance": row["provenance"],
        "rule": row.get("rules"),
        "rule_provenance": row.get("rules_provenance") or "",
        "totals_provenance": row.get("totals_provenance") or "",
        "accreditation_number": row.get("accreditation_number") or "",
        "glh": str(row.get("glh") or row.get("glh_range") or ""),
        "tqt": row.get("tqt"),
        "credits_on_record": row.get("credits_on_record"),
        "eligible_departments": departments,
        "eligible_regions": regions,
        "requirements": row.get("requirements") or {},
        "note": row.get("note") or "",
        "search_text": search_text(row, suite, units),
    }


def _pounds(text):
    return Decimal(text) if text else None


def search_text(row, suite, units):
    """What a search looks through: its own words and those of the units that can count."""
    words = [row["title"], row["code"], suite.awarding_body, suite.title, row.get("accreditation_number") or ""]
    return "\n".join([*words, *map(str, units)])


def seen_of(draft):
    """What somebody has seen who looks at it now, in a word: another one once it or what is published has changed."""
    published = draft.published
    both = [draft.revision, published and published.as_row()]
    return sha256(json.dumps(both, sort_keys=True).encode()).hexdigest()[:16]


def names_of(*rows):
    """The names behind the codes that rows of the catalogue hold: {code: name}."""
    codes = set()
    for row in rows:
        asked = row.get("requirements") or {}
        for value in (row.get("eligible_departments"), row.get("eligible_regions"), asked.get("organisations")):
            codes |= set(value if isinstance(value, list) else [])
    found = dict(Organisation.objects.filter(code__in=codes).values_list("code", "name"))
    return found | dict(Region.objects.filter(code__in=codes).values_list("code", "name"))


def facts_of_draft(draft):
    """[(part, label, words)] of everything that it says."""
    return said(facts_of_unit_row(draft.data) if draft.is_unit else facts_of_row(draft.data, names_of(draft.data)))


def facts_of_entry(qualification):
    """The same of what is published."""
    row = qualification.as_row()
    return said(facts_of_row(row, names_of(row)))


def changes_of(draft):
    """[what, as it is published, as it is drafted]; nothing for what is new."""
    published = draft.published
    if published is None:
        return []
    before, after = published.as_row(), row_of(draft)
    return changes_between(before, after, names_of(before, after))


def preview_of(draft):
    """(the qualification as it would be, where anybody would stand with it). Nothing of it is in the database."""
    row = row_of(draft)
    qualification = Qualification(code=draft.code, **fields_of(row, draft.suite))
    asked, published = qualification.requirements, draft.published
    qualification.successor = published and published.successor
    first = Qualification.objects.filter(code__in=asked.get("prerequisites", [])).order_by("code")
    organisations = Organisation.objects.filter(code__in=asked.get("organisations", [])).order_by("name")
    standing = Standing(
        qualification=qualification,
        organisations=[str(one) for one in organisations],
        grades={grade.code: [grade.order, grade.name] for grade in Grade.objects.exclude(code="")},
        prerequisites=[{"title": one.title, "held": False} for one in first],
    )
    return qualification, standing


def changes_since(enrolment):
    """[what, as it was when this was sent, as it is now]: what it says now does not count for it."""
    then, now = enrolment.version, enrolment.qualification.version
    if then is None or then == now:
        return []
    return changes_between(then.data, now.data, names_of(then.data, now.data))


@dataclass
class Entry:
    """A version of a qualification with what it changed."""

    version: object
    changes: list = field(default_factory=list)


def versions_of(qualification):
    """Every version, the newest first, each with what it changed of the one before."""
    versions = list(qualification.versions.for_list())
    names = names_of(*(version.data for version in versions))
    before = [*versions[1:], None]
    return [
        Entry(version, changes_between(last.data, version.data, names) if last else [])
        for version, last in zip(versions, before, strict=True)
    ]


def touched_by_retiring(qualification):
    """How many people retiring it touches: {what: number}."""
    enrolments = qualification.enrolments
    places = Place.objects.filter(offering__in=Offering.objects.filter(qualification=qualification))
    kept = places.filter(status=PlaceStatus.HELD, until__isnull=False)
    return {
        "drafts": enrolments.filter(status=Status.DRAFT).count(),
        "waiting": places.filter(status=PlaceStatus.WAITING).count(),
        "offered": places.filter(status__in=TAKING).exclude(status=PlaceStatus.HELD).count() + kept.count(),
        "deciding": enrolments.filter(status__in=WITH_DECIDER).count(),
        "studying": enrolments.filter(status__in=ENROLLED).count(),
    }
