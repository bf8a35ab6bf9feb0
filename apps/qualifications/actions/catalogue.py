from django.db import transaction

from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.members.models import Grade, Organisation, Region
from apps.qualifications import permissions
from apps.qualifications.catalogue_file import errors_of, slug_of
from apps.qualifications.combination import Rule, allowed_units
from apps.qualifications.models import Qualification, Suite, Unit


@transaction.atomic
def load_catalogue(*, data, by=None):
    """Take over a catalogue file (data/qualifications.json is one): all of it or, with any error in it, nothing.

    Raises RuleBroken with a line for each error. What is known is brought up to date, what is not in the file stays.
    Returns how many qualifications the file has.
    """
    require(permissions.can_load_catalogue(by))
    departments = Organisation.objects.departments().values_list("code", flat=True)
    regions = Region.objects.exclude(code="").values_list("code", flat=True)
    known = {
        "departments": departments,
        "regions": regions,
        "organisations": Organisation.objects.values_list("code", flat=True),
        "grades": Grade.objects.exclude(code="").values_list("code", flat=True),
    }
    if errors := errors_of(data, **known):
        raise RuleBroken("\n".join(errors))
    _free_slugs(data["qualifications"])
    for row in data["suites"]:
        _save_suite(row)
    saved = {row["code"]: _save_qualification(row) for row in data["qualifications"]}
    for row in data["qualifications"]:
        if successor := row.get("successor"):
            Qualification.objects.filter(pk=saved[row["code"]].pk).update(successor=saved[successor])
    for qualification in saved.values():
        audit.record("qualification.loaded", subject=qualification, by=by, says="loaded it from a catalogue file")
    return len(saved)


def _free_slugs(rows):
    """Titles, and so the addresses of pages, may change hands within the file, but not with what is not in it."""
    slugs = {row["code"]: slug_of(row["title"]) for row in rows}
    for other in Qualification.objects.filter(slug__in=slugs.values()):
        if other.code not in slugs:
            raise RuleBroken(f"qualifications: “{other.title}” is already the title of {other.code}")
        if other.slug != slugs[other.code]:
            Qualification.objects.filter(pk=other.pk).update(slug=f"was-{other.pk}")


def _save_suite(row):
    suite, _ = Suite.objects.update_or_create(
        code=row["code"],
        defaults={
            "awarding_body": row["awarding_body"],
            "title": row["title"],
            "note": row.get("note") or "",
            "assumed_unit_credits": row.get("assumed_unit_credits"),
        },
    )
    for unit in row["units"]:
        Unit.objects.update_or_create(
            suite=suite,
            code=unit["code"],
            defaults={
                "title": unit["title"],
                "level": unit["level"],
                "recorded_credits": unit.get("credits"),
                "tut_hours": unit.get("tut_hours"),
                "provenance": unit["provenance"],
            },
        )


def _save_qualification(row):
    suite = Suite.objects.get(code=row["suite"])
    rule = Rule.from_data(row["rules"]) if row.get("rules") else None
    units = allowed_units(rule, suite.units.select_related("suite")) if rule else []
    codes = [row.get("eligible_departments", "all"), row.get("eligible_regions", "all")]
    departments, regions = ([] if value == "all" else value for value in codes)
    qualification, _ = Qualification.objects.update_or_create(
        code=row["code"],
        defaults={
            "slug": slug_of(row["title"]),
            "suite": suite,
            "title": row["title"],
            "level": row["level"],
            "size": row["size"],
            "size_provenance": row.get("size_provenance") or row["provenance"],
            "price_gbp": row.get("price_gbp"),
            "outside_price_gbp": row.get("outside_price_gbp"),
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
            "search_text": "\n".join(
                [row["title"], row["code"], suite.awarding_body, suite.title, row.get("accreditation_number") or ""]
                + [str(unit) for unit in units]
            ),
        },
    )
    return qualification
