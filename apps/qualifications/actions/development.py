from django.db import transaction

from apps.capability.models import Capability
from apps.capability.states import VersionStatus
from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.qualifications import permissions
from apps.qualifications.development_file import errors_of
from apps.qualifications.models import Unit, UnitCapability


@transaction.atomic
def load_development(*, data, by=None):
    """Take over which units develop which capabilities: all of a file or, with any error in it, nothing.

    Raises RuleBroken with a line for each error. A unit in the file develops what the file says and nothing else; what
    is known of other units stays. Returns how many units changed.
    """
    require(permissions.can_load_catalogue(by))
    units = {(unit.suite.code, unit.code): unit for unit in Unit.objects.select_related("suite")}
    published = Capability.objects.filter(version__status=VersionStatus.PUBLISHED)
    names = {"/".join(slugs) for slugs in published.values_list("version__framework__slug", "slug")}
    if errors := errors_of(data, units=units, capabilities=names):
        raise RuleBroken("\n".join(errors))
    changed = [
        units[row["suite"], row["unit"]]
        for row in data["units"]
        if _save(units[row["suite"], row["unit"]], row["develops"], data["provenance"])
    ]
    says = "said which capabilities it develops, from a file"
    audit.record_many("unit.development_loaded", subjects=changed, by=by, says=says)
    return len(changed)


def _save(unit, develops, provenance):
    """Returns whether it is another than before."""
    wanted = {(*name.split("/"), provenance) for name in develops}
    if wanted == set(unit.develops.values_list("framework", "capability", "provenance")):
        return False
    unit.develops.all().delete()
    UnitCapability.objects.bulk_create(
        UnitCapability(unit=unit, framework=framework, capability=capability, provenance=provenance)
        for framework, capability, provenance in sorted(wanted)
    )
    return True
