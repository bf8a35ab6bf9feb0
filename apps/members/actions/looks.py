from django.db import transaction

from apps.members.models import Look


@transaction.atomic
def keep_looks(*, looks):
    """Keep that somebody looked: once for each person, page sort and day, in one statement. It is a log by itself."""
    Look.objects.bulk_create(looks, ignore_conflicts=True)
