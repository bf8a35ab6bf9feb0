"""What somebody puts aside in the catalogue. No audit line: it is a bookmark of the reader's own."""

from django.db import transaction

from apps.core.rules import require
from apps.qualifications import permissions
from apps.qualifications.models import SavedQualification


@transaction.atomic
def save_qualification(*, qualification, by):
    """Put it aside to come back to. Saved already, it stays as it is."""
    require(permissions.can_save(by))
    SavedQualification.objects.get_or_create(member=by.member, qualification=qualification)


@transaction.atomic
def unsave_qualification(*, qualification, by):
    """Do not keep it any more. Whatever else the person does with it stays as it is."""
    require(permissions.can_save(by))
    SavedQualification.objects.filter(member=by.member, qualification=qualification).delete()
