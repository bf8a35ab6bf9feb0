from django.db import transaction
from django.utils import timezone

from apps.capability import permissions
from apps.capability.framework_file import EACH, digest_of
from apps.capability.models import Capability, ExpectedLevel, Framework, FrameworkVersion, Level, Statement
from apps.capability.queries import faults_of
from apps.capability.states import VersionStatus
from apps.core import audit
from apps.core.rules import RuleBroken, require


@transaction.atomic
def load_framework(*, data, by=None):
    """Take over a framework file (data/ has two): all of it or, with any error in it, nothing.

    Raises RuleBroken with a line for each error. The same file twice changes nothing. A version that is not published
    yet is replaced; a published one never changes. The first version of a framework that whoever runs the server loads
    is reference data, so it is published at once; any other waits for a second person.
    """
    require(permissions.can_load_framework(by))
    if errors := faults_of(data):
        raise RuleBroken("\n".join(errors))
    Framework.objects.get_or_create(slug=data["slug"], defaults={"title": data["title"]})
    framework = Framework.objects.select_for_update(no_key=True).get(slug=data["slug"])
    version, digest = framework.versions.filter(version=data["version"]).first(), digest_of(data)
    if version and version.digest == digest:
        return version
    if version and version.status != VersionStatus.DRAFT:
        raise RuleBroken(
            f"version: {version.version} of “{framework.slug}” is published already and never changes. Give what has "
            "changed another version."
        )
    version = _save_version(framework, version, data, digest, by)
    audit.record("framework.loaded", subject=version, by=by, says="loaded it from a framework file")
    if by is None and not framework.versions.exclude(status=VersionStatus.DRAFT).exists():
        _publish(version, None)
    return version


@transaction.atomic
def publish_framework(*, version, by):
    """Let people be assessed against this version from now on. The one before it stays for whoever has begun."""
    version = FrameworkVersion.objects.select_related("framework").locked().get(pk=version.pk)
    require(permissions.can_publish_framework(by, version))
    _publish(version, by)
    return version


def _publish(version, by):
    framework = Framework.objects.select_for_update(no_key=True).get(pk=version.framework_id)
    for earlier in framework.versions.published().locked():
        earlier.move_to(VersionStatus.SUPERSEDED)
        earlier.save(update_fields=["status"])
        says = f"replaced it by version {version.version}"
        audit.record("framework.superseded", subject=earlier, by=by, says=says)
    version.move_to(VersionStatus.PUBLISHED)
    version.published_at, version.published_by = timezone.now(), by
    version.save(update_fields=["status", "published_at", "published_by"])
    Framework.objects.filter(pk=framework.pk).update(title=version.title)
    audit.record("framework.published", subject=version, by=by, says="published it")


def _save_version(framework, version, data, digest, by):
    version = version or FrameworkVersion(framework=framework, version=data["version"])
    version.title, version.grades = data["title"], data["audience"]["grades"]
    version.audience_note, version.wording = data["audience"].get("note") or "", data.get("wording") or ""
    version.expected_provenance = data.get("expected_levels_provenance") or ""
    version.digest, version.loaded_at, version.loaded_by = digest, timezone.now(), by
    version.save()
    ExpectedLevel.objects.filter(version=version).delete()
    Statement.objects.filter(capability__version=version).delete()
    version.capabilities.all().delete()
    version.levels.all().delete()
    levels = _save_levels(version, data["levels"])
    capabilities = _save_capabilities(version, data["capabilities"], levels)
    _save_expected(version, data, levels, capabilities)
    return version


def _in_order(rows):
    return enumerate(sorted(rows, key=lambda row: row["order"]), start=1)


def _save_levels(version, rows):
    levels = [
        Level(version=version, slug=row["slug"], title=row["title"], order=place, definition=row["definition"])
        for place, row in _in_order(rows)
    ]
    return {level.slug: level for level in Level.objects.bulk_create(levels)}


def _save_capabilities(version, rows, levels):
    saved, statements = {}, []
    for place, row in _in_order(rows):
        capability = Capability.objects.create(
            version=version,
            code=row["code"],
            slug=row["slug"],
            title=row["title"],
            order=place,
            summary=row["summary"],
            descriptor=row.get("descriptor") or "",
            develops_into=row.get("develops_into") or [],
            provenance=row.get("provenance") or "",
            statements_provenance=row.get("statements_provenance") or row.get("provenance") or "",
        )
        saved[capability.slug] = capability
        statements += [
            Statement(
                capability=capability,
                level=levels[each["level"]],
                code=each["code"],
                text=each["text"],
                order=number,
            )
            for number, each in enumerate(row["statements"], start=1)
        ]
    Statement.objects.bulk_create(statements)
    return saved


def _save_expected(version, data, levels, capabilities):
    rows = [
        ExpectedLevel(version=version, grade_id=grade, level=levels[level])
        for grade, level in data.get("expected_levels_by_grade", {}).items()
    ]
    for role in data.get("expected_levels_by_role", []):
        rows += [
            ExpectedLevel(
                version=version,
                grade_id=grade,
                job_family_id=role["job_family"],
                role=role["title"],
                capability=None if slug == EACH else capabilities[slug],
                level=levels[level],
            )
            for grade in role.get("grades", [None])
            for slug, level in role["levels"].items()
        ]
    ExpectedLevel.objects.bulk_create(rows)
