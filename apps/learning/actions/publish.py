"""From a draft to what learners have: two people see it before anybody learns from it."""

from django.db import connection, transaction
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.learning import emails, permissions
from apps.learning.actions.version import lock_unit, release
from apps.learning.models import UnitContent, UnitStart
from apps.learning.queries.content import faults_of, is_the_same_test
from apps.learning.states import ContentStatus
from apps.notifications.actions import send_message

# Of pages that are in both versions, who has read the old one has read the new one.
READ_BEFORE = """
    INSERT INTO learning_pageread (enrolled_unit_id, page_id, read_at)
    SELECT done.enrolled_unit_id, later.id, done.read_at
    FROM learning_pageread done JOIN learning_page page ON page.id = done.page_id
    JOIN learning_page later ON later.content_id = %s AND later.slug = page.slug
    WHERE page.content_id = %s
    ON CONFLICT DO NOTHING
"""


def _locked(content):
    """The version, with its unit: one thing after the other happens to a unit."""
    lock_unit(content.unit)
    return UnitContent.objects.locked().select_related("unit__suite").get(pk=content.pk)


def _require_sound(content):
    if faults := faults_of(content):
        number = f"{len(faults)} thing{'s' if len(faults) > 1 else ''}"
        raise RuleBroken(f"{number} must be put right first. The page of the draft lists them.")


@transaction.atomic
def submit_content(*, content, by):
    """Send a draft to the central team. Until they have answered it stays as it is."""
    content = _locked(content)
    require(permissions.can_write_content(by, content.unit))
    content.move_to(ContentStatus.IN_REVIEW)
    _require_sound(content)
    content.submitted_by, content.submitted_at, content.sent_back_why = by, timezone.now(), ""
    content.save()
    says = f"sent version {content.version} of the content of unit {content.unit} for review"
    audit.record("content.submitted", subject=content, by=by, says=says)
    return content


@transaction.atomic
def publish_content(*, content, by, for_all=False):
    """From now on whoever begins the unit has this version. Whoever has begun keeps theirs; `for_all` gives it to
    those who have the version before too, where the test and the assignment are the same."""
    content = _locked(content)
    require(permissions.can_publish_content(by, content))
    _require_sound(content)
    before = release(content, by=by)
    moved = _give_to_all(content, before) if for_all else 0
    says = f"published version {content.version} of the content of unit {content.unit}"
    says += f", also for {moved} who had begun" if moved else ""
    audit.record("content.published", subject=content, by=by, says=says)
    if content.submitted_by:
        occasion = f"published {content.version}"
        send_message(recipient=content.submitted_by, occasion=occasion, **emails.content_published(content))
    return content


def _give_to_all(content, before):
    if before is None or not is_the_same_test(content, before):
        raise RuleBroken(
            "The test, the assignment or what the unit needs has changed, so those who have begun keep their version. "
            "Publish it for new learners."
        )
    with connection.cursor() as cursor:
        cursor.execute(READ_BEFORE, [content.pk, before.pk])
    return UnitStart.objects.filter(content=before).update(content=content)


@transaction.atomic
def send_back_content(*, content, why, by):
    """Back to whoever wrote it, with what has to change."""
    content = _locked(content)
    require(permissions.can_publish_content(by, content))
    content.move_to(ContentStatus.DRAFT)
    content.sent_back_why = why
    content.save(update_fields=["status", "sent_back_why"])
    says = f"sent version {content.version} of the content of unit {content.unit} back"
    event = audit.record("content.sent_back", subject=content, by=by, says=says, why=why)
    letter = emails.content_sent_back(content)
    send_message(recipient=content.submitted_by, occasion=f"sent back {event.pk}", **letter)
    return content


@transaction.atomic
def take_back_content(*, content, by):
    """Whoever writes it takes it back from review, to go on with it, as long as nobody has answered."""
    content = _locked(content)
    require(permissions.can_write_content(by, content.unit))
    content.move_to(ContentStatus.DRAFT)
    content.save(update_fields=["status"])
    says = f"took version {content.version} of the content of unit {content.unit} back from review"
    audit.record("content.taken_back", subject=content, by=by, says=says)
    return content


@transaction.atomic
def discard_content(*, content, by):
    """Give up a draft. It is kept, and a new one can be begun."""
    content = _locked(content)
    require(permissions.can_write_content(by, content.unit))
    content.move_to(ContentStatus.DISCARDED)
    content.save(update_fields=["status"])
    says = f"gave up version {content.version} of the content of unit {content.unit}"
    audit.record("content.discarded", subject=content, by=by, says=says)
    return content


@transaction.atomic
def retire_content(*, content, why, by):
    """Nobody begins it any more; whoever has begun goes on to the end."""
    content = _locked(content)
    require(permissions.can_retire_content(by, content))
    content.move_to(ContentStatus.RETIRED)
    content.save(update_fields=["status"])
    says = f"retired version {content.version} of the content of unit {content.unit}"
    audit.record("content.retired", subject=content, by=by, says=says, why=why)
    return content
