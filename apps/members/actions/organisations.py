from django.db import transaction

from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.members import permissions
from apps.members.models import Grade, JobFamily, Organisation, Region
from apps.members.reference import job_family_errors, workforce_errors


@transaction.atomic
def load_organisations(*, data, by=None):
    """Take over grades, regions and the tree of organisations, in the form of apps/members/data/workforce.json.

    What the file no longer has stays: people and figures refer to it. Returns how many rows are new, changed or as
    they were.
    """
    require(permissions.can_load_organisations(by))
    _refuse(workforce_errors(data))
    grades = [{name: row[name] for name in ("code", "name", "order", "headcount")} for row in data["grades"]]
    regions = [{name: row[name] for name in ("code", "name", "headcount")} for row in data["regions"]]
    departments = [_organisation(row, None) for row in data["departments"]]
    organisations = [
        _organisation(row, department["code"])
        for department in data["departments"]
        for row in department["organisations"]
    ]
    return _sum(
        _load(Grade, grades, by),
        _load(Region, regions, by),
        _load(Organisation, departments, by),
        _load(Organisation, organisations, by),
    )


@transaction.atomic
def load_job_families(*, data, by=None):
    """Take over the job families, in the form of apps/members/data/job_families.json."""
    require(permissions.can_load_organisations(by))
    _refuse(job_family_errors(data))
    return _load(JobFamily, [{"code": row["code"], "title": row["title"]} for row in data["job_families"]], by)


def _organisation(row, department):
    return {"code": row["code"], "name": row["name"], "headcount": row["headcount"], "department_id": department}


def _load(model, rows, by):
    """Write the rows that are new or differ, and say so in the audit trail, a line for each."""
    there = {row["code"]: row for row in model.objects.values(*(name for name in rows[0]))} if rows else {}
    new = [model(**row) for row in rows if row["code"] not in there]
    changed = [model(**row) for row in rows if row["code"] in there and there[row["code"]] != row]
    model.objects.bulk_create(new)
    if changed:
        model.objects.bulk_update(changed, [name for name in rows[0] if name != "code"])
    word = model._meta.verbose_name
    event = word.replace(" ", "_")
    audit.record_many(f"{event}.added", subjects=new, by=by, says=f"added the {word} from the reference data")
    audit.record_many(f"{event}.changed", subjects=changed, by=by, says=f"changed the {word} from the reference data")
    return {"new": len(new), "changed": len(changed), "unchanged": len(rows) - len(new) - len(changed)}


def _sum(*counts):
    return {name: sum(count[name] for count in counts) for name in counts[0]}


def _refuse(errors):
    if errors:
        raise RuleBroken("Nothing was loaded. Please put this right:\n" + "\n".join(errors))
