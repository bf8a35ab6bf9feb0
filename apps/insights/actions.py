from django.db import connection, transaction

from apps.core import audit
from apps.core.rules import require
from apps.core.words import date_words
from apps.insights.capability import published_capability
from apps.insights.figures import published_figures
from apps.insights.models import CapabilityFigures, Snapshot
from apps.insights.permissions import can_read_insights, can_read_scope


@transaction.atomic
def publish_figures(*, on, by=None):
    """Count, protect and keep the figures of a day; any there were for it are replaced."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '50s'")  # nobody waits for this, unlike for a page
    snapshot, _ = Snapshot.objects.update_or_create(as_of=on, defaults={"figures": published_figures()})
    snapshot.capability.all().delete()
    CapabilityFigures.objects.bulk_create(
        CapabilityFigures(snapshot=snapshot, scope=scope, figures=figures)
        for scope, figures in published_capability().items()
    )
    audit.record("figures.published", subject=snapshot, by=by, says=f"published the figures of {date_words(on)}")
    return snapshot


@transaction.atomic
def export_insights(*, snapshot, scope, table, by):
    """Keep who took which figures away with them."""
    require(can_read_scope(by, snapshot.figures["scopes"], scope["code"]))
    audit.record(
        "insights.exported",
        subject=snapshot,
        by=by,
        says=f"exported the figures by {table} of {scope['name']}",
        table=table,
        organisation=scope["code"],
    )


@transaction.atomic
def export_capability(*, snapshot, scope, by):
    """Keep who took the figures of capability away with them."""
    require(can_read_scope(by, snapshot.figures["scopes"], scope["code"]))
    audit.record(
        "insights.exported",
        subject=snapshot,
        by=by,
        says=f"exported the capability of {scope['name']}",
        table="capability",
        organisation=scope["code"],
    )


@transaction.atomic
def export_outcomes(*, snapshot, by):
    """Keep who took the answers to "did it help?" away with them: they are of the whole profession."""
    require(can_read_insights(by))
    audit.record(
        "insights.exported", subject=snapshot, by=by, says="exported whether qualifications helped", table="outcomes"
    )
