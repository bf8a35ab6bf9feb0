from django.db import connection, transaction

from apps.core import audit
from apps.core.rules import require
from apps.core.words import date_words
from apps.insights.capability import published_capability
from apps.insights.figures import published_figures
from apps.insights.flow import published_flow
from apps.insights.models import Answers, Snapshot
from apps.insights.permissions import can_read_scope
from apps.insights.states import SHAPE, Topic


@transaction.atomic
def publish_figures(*, on, by=None):
    """Count, protect and keep the figures of a day; any there were for it are replaced."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '50s'")  # nobody waits for this, unlike for a page
    figures = published_figures()
    snapshot, _ = Snapshot.objects.update_or_create(as_of=on, defaults={"figures": figures, "shape": SHAPE})
    snapshot.answers.all().delete()
    topics = {Topic.CAPABILITY: published_capability(), Topic.FLOW: published_flow(on, figures["scopes"])}
    Answers.objects.bulk_create(
        Answers(snapshot=snapshot, topic=topic, scope=scope, figures=answer)
        for topic, answers in topics.items()
        for scope, answer in answers.items()
    )
    audit.record("figures.published", subject=snapshot, by=by, says=f"published the figures of {date_words(on)}")
    return snapshot


@transaction.atomic
def export_figures(*, snapshot, scope, page, form, rows, purpose, by):
    """Keep who took which figures away with them, how many rows and what for."""
    require(can_read_scope(by, snapshot.figures["scopes"], scope["code"]))
    audit.record(
        "insights.exported",
        subject=snapshot,
        by=by,
        says=f"exported the figures of {scope['name']}: {page}",
        page=page,
        organisation=scope["code"],
        form=form,
        rows=rows,
        purpose=purpose,
    )
