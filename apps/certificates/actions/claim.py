from django.db import transaction

from apps.certificates import permissions
from apps.certificates.models import Certificate, ClaimExport
from apps.core import audit
from apps.core.rules import RuleBroken, require


@transaction.atomic
def export_claims(*, awarding_body, purpose, by):
    """Draw up what is to be claimed from an awarding body: everything that is on no list yet. From then on it is."""
    require(permissions.can_export_claims(by))
    certificates = Certificate.objects.unclaimed().filter(awarding_body=awarding_body).locked()
    found = [certificate.pk for certificate in certificates.order_by("pk")]
    if not found:
        raise RuleBroken(f"There is nothing new to claim from {awarding_body}.")
    export = ClaimExport.objects.create(awarding_body=awarding_body, purpose=purpose, rows=len(found), by=by)
    Certificate.objects.filter(pk__in=found).update(claimed_in=export)
    says = f"exported {len(found)} achievements to claim from {awarding_body}"
    audit.record("claims.exported", subject=export, by=by, says=says, purpose=purpose, rows=len(found))
    return export
