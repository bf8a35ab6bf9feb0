"""In the demonstration: evidence that the member keeps, and what she plans to do, one of it done."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from apps.console.population.people import BY_KEY
from apps.core.uploads import checked
from apps.evidence.actions import add_evidence
from apps.plan.actions import add_action, finish_action
from apps.qualifications.models import Qualification

REFERENCE = Path(__file__).with_name("reference.pdf")
AWARD = "CG-3815-L2-AWD"
NOTE = (
    "A customer had been sent away twice because two letters said different things. I rang both teams while she sat "
    "with me, and wrote down for her what would happen and by when. She rang a week later: it had."
)


def make_demo_plan(demo):
    """`demo`: {staff number: member} of the demo people."""
    by, today = demo[BY_KEY["member"].staff_number].user, timezone.localdate()
    add_evidence(title="Two letters that said different things", dated_on=_before(12), note=NOTE, by=by)
    reference = checked(REFERENCE.name, REFERENCE.read_bytes())
    said = "My manager before this one wrote it when I changed office."
    add_evidence(title="A reference from my last office", dated_on=_before(400), note=said, file=reference, by=by)
    asked = add_action(title="Ask my manager what he sees when I take calls", by=by)
    finish_action(action=asked, by=by)
    morning = "Sit for a morning beside a colleague who answers complaints"
    add_action(title=morning, due_on=today + timedelta(days=30), by=by)
    award = Qualification.objects.get(code=AWARD)
    because = "Level 2 is one we suggest at your grade, AO."
    add_action(
        title=award.title, qualification_id=award.pk, because=because, due_on=today + timedelta(days=240), by=by
    )


def _before(days):
    return timezone.localdate() - timedelta(days=days)
