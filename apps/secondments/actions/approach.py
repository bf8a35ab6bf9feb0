from django.db import transaction

from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.notifications.actions import send_message
from apps.secondments import emails, permissions, queries
from apps.secondments.models import Approach, Opportunity
from apps.secondments.models.approach import MOST_ASKED


@transaction.atomic
def ask_person(*, opportunity, member, by):
    """Ask somebody found in the talent search to look at an open opportunity. A second time nothing happens."""
    opportunity = Opportunity.objects.locked().get(pk=opportunity.pk)
    require(permissions.can_run_opportunity(by, opportunity) and permissions.can_find_people(by))
    if not opportunity.is_open:
        raise RuleBroken("The opportunity is not open any more, so nobody can apply for it.")
    if not queries.people_for(by).filter(pk=member.pk).exists():
        raise RuleBroken("This person cannot be found any more: they may have changed what they agree to.")
    if found := Approach.objects.filter(opportunity=opportunity, member=member).first():
        return found
    if opportunity.approaches.count() >= MOST_ASKED:
        raise RuleBroken(f"You have asked {MOST_ASKED} people about this opportunity, which is as many as you can.")
    approach = Approach.objects.create(opportunity=opportunity, member=member, by=by)
    audit.record("approach.sent", subject=approach, by=by, says="asked somebody found to look at an opportunity")
    send_message(recipient=member.user, occasion="asked", **emails.asked_to_look(approach))
    return approach
