from django.db import transaction

from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.qualifications import permissions
from apps.qualifications.catalogue_file import errors_of, slug_of
from apps.qualifications.combination import allowed_units
from apps.qualifications.models import Qualification, QualificationVersion, Suite, Unit
from apps.qualifications.queries import fields_of, known_codes

COUNTED = ["code", "title", "credits", "tut_hours"]  # of a unit, kept with each version


@transaction.atomic
def load_catalogue(*, data, by=None):
    """Take over a catalogue file (data/qualifications.json is one): all of it or, with any error in it, nothing.

    Raises RuleBroken with a line for each error. What is known is brought up to date, what is not in the file stays.
    Returns how many qualifications the file has.
    """
    require(permissions.can_load_catalogue(by))
    if errors := errors_of(data, **known_codes()):
        raise RuleBroken("\n".join(errors))
    free_slugs(data["qualifications"])
    suites = [_save_suite(row) for row in data["suites"]]
    saved = {row["code"]: save_qualification(row) for row in data["qualifications"]}
    for row in data["qualifications"]:
        if successor := row.get("successor"):
            Qualification.objects.filter(pk=saved[row["code"]].pk).update(successor=saved[successor])
    for suite in suites:
        renew_suite(suite, by)
    for qualification in saved.values():
        audit.record("qualification.loaded", subject=qualification, by=by, says="loaded it from a catalogue file")
    return len(saved)


def free_slugs(rows):
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
        save_unit(unit, suite)
    return suite


def save_unit(row, suite):
    """Take over a row of a unit, as a catalogue file has it."""
    unit, _ = Unit.objects.update_or_create(
        suite=suite,
        code=row["code"],
        defaults={
            "title": row["title"],
            "level": row["level"],
            "recorded_credits": row.get("credits"),
            "tut_hours": row.get("tut_hours"),
            "provenance": row["provenance"],
        },
    )
    return unit


def save_qualification(row):
    """The same of a qualification, but for its successor. Its row is locked then."""
    suite = Suite.objects.get(code=row["suite"])
    qualification, _ = Qualification.objects.update_or_create(code=row["code"], defaults=fields_of(row, suite))
    return qualification


def renew_suite(suite, by):
    """After a change of its units: every qualification that they can count for, in whichever file or draft it was
    written, is found by their words and kept anew."""
    for qualification in suite.qualifications.select_for_update(no_key=True).order_by("pk"):
        fields = fields_of(qualification.as_row(), suite)
        Qualification.objects.filter(pk=qualification.pk).update(search_text=fields["search_text"])
        keep_version(qualification, by)


def keep_version(qualification, by):
    """Keep it as it is now, if that is not what is kept already. Its row is locked."""
    qualification = Qualification.objects.select_related("suite", "successor", "version").get(pk=qualification.pk)
    last, data = qualification.version, qualification.as_row()
    rule = qualification.combination
    counting = allowed_units(rule, qualification.suite.units.select_related("suite")) if rule else []
    units = [{name: getattr(unit, name) for name in COUNTED} for unit in counting]
    if last and (last.data, last.units) == (data, units):
        return last
    number = last.number + 1 if last else 1
    qualification.version = QualificationVersion.objects.create(
        qualification=qualification, number=number, data=data, units=units, published_by=by
    )
    qualification.save(update_fields=["version"])
    return qualification.version


def version_for(qualification):
    """The newest version. One that nobody has kept yet is kept as it is now."""
    if qualification.version:
        return qualification.version
    return keep_version(Qualification.objects.select_for_update(no_key=True).get(pk=qualification.pk), None)
