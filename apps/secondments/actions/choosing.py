"""What becomes of an application that was sent: what its host decides, and what its member answers to an offer."""

from django.db import transaction

from apps.core import audit
from apps.core.rules import RuleBroken, require
from apps.secondments import emails, permissions
from apps.secondments.actions.application import end_application, locked
from apps.secondments.actions.telling import tell_hosts, tell_member
from apps.secondments.models import Application
from apps.secondments.queries import is_firmly_released, releases_of
from apps.secondments.states import CHOSEN, ApplicationStatus, EndReason, Status

SAYS = {
    ApplicationStatus.SHORTLISTED: "put it on the shortlist",
    ApplicationStatus.RESERVE: "keeps it in reserve",
    ApplicationStatus.OFFERED: "offered the place",
    ApplicationStatus.NOT_CHOSEN: "did not choose it",
}


@transaction.atomic
def choose_application(*, application, decision, by, reason="", note=""):
    """Shortlist it, keep it in reserve, offer the place, or say that it was not chosen and why. They are told."""
    application = locked(application)
    require(permissions.can_choose_application(by, application))
    if decision == ApplicationStatus.OFFERED:
        _require_room(application.opportunity)
    if decision == ApplicationStatus.NOT_CHOSEN:
        if not reason:
            raise RuleBroken("Say why it was not chosen.")
        end_application(application, decision, by, reason=reason, note=note)
    else:
        application.move_to(decision)
        application.end_note = note
        application.save(update_fields=["status", "end_note"])
    audit.record(
        "application.chosen", subject=application, by=by, says=SAYS[decision], decision=decision, reason=reason
    )
    tell_member(application, str(decision), emails.DECIDED[decision](application))
    return application


def _require_room(opportunity):
    """The opportunity's row is locked, so nobody offers the same place meanwhile."""
    if opportunity.applications.filter(status__in=CHOSEN).count() >= opportunity.places:
        places = "The place is" if opportunity.places == 1 else f"All {opportunity.places} places are"
        raise RuleBroken(f"{places} offered to somebody already. If they decline, you can offer it again.")


@transaction.atomic
def accept_offer(*, application, by):
    """Take the place. The member's own department must have let them go firmly before."""
    application = locked(application)
    require(permissions.can_answer_offer(by, application))
    if application.status == ApplicationStatus.OFFERED and not is_firmly_released(releases_of(application)):
        raise RuleBroken("Your manager has not agreed to release you firmly yet. Ask for that first.")
    application.move_to(ApplicationStatus.ACCEPTED)
    application.save(update_fields=["status"])
    opportunity = application.opportunity
    audit.record("application.accepted", subject=application, by=by, says=f"accepted the place on “{opportunity}”")
    tell_hosts(opportunity, f"accepted {application.pk}", emails.offer_accepted(application))
    _fill(opportunity, by)
    return application


def _fill(opportunity, by):
    """All places are taken: whoever still waits hears so. Those in reserve stay, in case somebody withdraws."""
    taken = opportunity.applications.filter(status=ApplicationStatus.ACCEPTED).count()
    if taken < opportunity.places:
        return
    opportunity.move_to(Status.FILLED)
    opportunity.save(update_fields=["status"])
    audit.record("opportunity.filled", subject=opportunity, by=by, says=f"filled “{opportunity}”")
    waiting = Application.objects.locked().filter(
        opportunity=opportunity, status__in=[ApplicationStatus.SUBMITTED, ApplicationStatus.SHORTLISTED]
    )
    for application in waiting.select_related("member__user").order_by("pk"):
        application.opportunity = opportunity
        _say_filled(application, by)


def _say_filled(application, by):
    """The place has gone to somebody else. Its row is locked."""
    end_application(application, ApplicationStatus.NOT_CHOSEN, by, reason=EndReason.FILLED)
    says = SAYS[ApplicationStatus.NOT_CHOSEN]
    audit.record("application.chosen", subject=application, by=None, says=says, reason=EndReason.FILLED)
    tell_member(application, str(ApplicationStatus.NOT_CHOSEN), emails.not_chosen(application))


@transaction.atomic
def end_reserves(*, on):
    """Whoever is still in reserve on the day it starts hears that the place is gone. Returns how many."""
    waiting = Application.objects.locked().in_vain(on).select_related("member__user", "opportunity")
    rows = list(waiting.order_by("pk"))
    for application in rows:
        _say_filled(application, None)
    return len(rows)


@transaction.atomic
def decline_offer(*, application, reason, by):
    """Do not take the place. The host hears why, and can offer it to somebody else."""
    application = locked(application)
    require(permissions.can_answer_offer(by, application))
    end_application(application, ApplicationStatus.DECLINED, by, reason=reason)
    says = f"declined the place on “{application.opportunity}”"
    audit.record("application.declined", subject=application, by=by, says=says, reason=reason)
    tell_hosts(application.opportunity, f"declined {application.pk}", emails.offer_declined(application))
    return application
