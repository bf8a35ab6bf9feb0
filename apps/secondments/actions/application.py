"""An application, as its member writes and sends it, and gives it up. What its host decides is in choosing.py."""

from django.db import transaction
from django.utils import timezone

from apps.core import audit
from apps.core.rules import RuleBroken, require, said_for
from apps.core.words import date_words, time_words
from apps.evidence.actions import end_sharing, share_evidence
from apps.evidence.queries import evidence_to_link
from apps.secondments import emails, permissions
from apps.secondments.actions.opportunity import locked as locked_opportunity
from apps.secondments.actions.placement import call_off_placement
from apps.secondments.actions.release import call_off_release, request_release
from apps.secondments.actions.telling import tell_hosts, tell_member
from apps.secondments.dates import last_day
from apps.secondments.documents import submission_content
from apps.secondments.models import Application, Statement, Submission
from apps.secondments.models.application import MOST_EVIDENCE
from apps.secondments.queries import evidence_of, statements_of, steps_missing
from apps.secondments.states import ApplicationStatus, Stage, Status

SEEN_BY = "those who run the opportunity"


def locked(application):
    """The opportunity's row is locked first, as everywhere."""
    opportunity = locked_opportunity(application.opportunity)
    application = (
        Application.objects.locked().select_related("member__user", "member__organisation").get(pk=application.pk)
    )
    application.opportunity = opportunity
    return application


@transaction.atomic
def start_application(*, opportunity, by):
    """Begin to apply, or go on with what was begun."""
    opportunity = locked_opportunity(opportunity)
    require(permissions.can_apply(by, opportunity))
    own = Application.objects.of(by).filter(opportunity=opportunity)
    if found := own.live().first():
        return found
    if not opportunity.is_open:
        raise RuleBroken("The last day to apply is over. Look for another opportunity, or save a search to be told.")
    application = Application(opportunity=opportunity, member=by.member)
    with said_for("application_one_live", words="You have begun to apply already. See “Applications and placements”."):
        application.save(force_insert=True)
    says = f"began to apply for “{opportunity}”"
    audit.record("application.started", subject=application, by=by, says=says)
    return application


def _editable(application, by):
    application = locked(application)
    require(permissions.can_edit_application(by, application))
    if application.status != ApplicationStatus.DRAFT:
        status = application.get_status_display().lower()
        raise RuleBroken(f"You can no longer change or send this: it is now “{status}”.")
    return application


@transaction.atomic
def save_words(*, application, by, **words):
    """Keep what was typed so far: `why` or `benefit`."""
    application = _editable(application, by)
    for name, text in words.items():
        setattr(application, name, text)
    application.saved_at = timezone.now()
    application.save(update_fields=[*words, "saved_at"])
    return application


@transaction.atomic
def save_statement(*, application, wanted, text, by):
    """Keep what was typed so far about a capability that is wanted."""
    application = _editable(application, by)
    wanted = application.opportunity.capabilities.get(pk=wanted.pk)
    Statement.objects.update_or_create(application=application, wanted=wanted, defaults={"text": text})
    application.saved_at = timezone.now()
    application.save(update_fields=["saved_at"])
    return application


@transaction.atomic
def choose_evidence(*, application, evidence, by):
    """Which of one's own pieces go with it. They are shared when it is sent, not before."""
    application = _editable(application, by)
    chosen = list(evidence_to_link(by).filter(pk__in=[row.pk for row in evidence]))
    if len(chosen) > MOST_EVIDENCE:
        raise RuleBroken(f"You can add {MOST_EVIDENCE} pieces of evidence. Leave some out.")
    application.evidence.set(chosen)
    return application


@transaction.atomic
def submit_application(*, application, by):
    """Send it: the host reads it as it is now, and the line manager is asked for release in principle."""
    application = _editable(application, by)
    opportunity = application.opportunity
    if not application.can_be_sent:
        until = application.send_until
        raise RuleBroken(
            f"This could be sent until {time_words(until)} on {date_words(until)}. It is kept here, but not sent."
        )
    statements, evidence = statements_of(application), evidence_of(application)
    if steps_missing(application, [wanted for wanted, text in statements if text]):
        raise RuleBroken("Something is missing. Complete each step first.")
    Submission.objects.create(
        application=application, submitted_by=by, content=submission_content(application, statements, evidence)
    )
    share_evidence(
        evidence=evidence,
        subject=f"Your application for “{opportunity}”",
        link=application.get_absolute_url(),
        seen_by=SEEN_BY,
        by=by,
    )
    application.move_to(ApplicationStatus.SUBMITTED)
    application.save(update_fields=["status"])
    audit.record("application.submitted", subject=application, by=by, says=f"applied for “{opportunity}”")
    until = last_day(opportunity.starts_on, opportunity.months)
    request_release(application, stage=Stage.PRINCIPLE, from_on=opportunity.starts_on, until_on=until, by=by)
    tell_hosts(opportunity, f"application {application.pk}", emails.application_sent(application))
    return application


@transaction.atomic
def withdraw_application(*, application, reason, by):
    """Give it up, at any time until the placement has begun. Nothing is deleted; its host can read it no more."""
    application = locked(application)
    require(permissions.can_withdraw_application(by, application))
    was_sent = application.status != ApplicationStatus.DRAFT
    was_accepted = application.status == ApplicationStatus.ACCEPTED
    call_off_placement(application, by)
    end_application(application, ApplicationStatus.WITHDRAWN, by, reason=reason)
    says = f"withdrew from “{application.opportunity}”"
    audit.record("application.withdrawn", subject=application, by=by, says=says, reason=reason)
    if was_accepted:
        _free_place(application.opportunity, by)
    if was_sent:
        tell_hosts(application.opportunity, f"withdrawn {application.pk}", emails.application_withdrawn(application))
    return application


def _free_place(opportunity, by):
    if opportunity.status == Status.FILLED:
        opportunity.move_to(Status.CLOSED)
        opportunity.save(update_fields=["status"])
        audit.record("opportunity.closed", subject=opportunity, by=by, says="freed a place: somebody withdrew")


def end_application(application, status, by, *, reason="", note=""):
    """It comes to nothing, whoever brought that about. Its row is locked."""
    application.move_to(status)
    application.ended_at, application.end_reason, application.end_note = timezone.now(), reason, note
    application.save(update_fields=["status", "ended_at", "end_reason", "end_note"])
    call_off_release(application, by)
    end_sharing(link=application.get_absolute_url(), by=by)


@transaction.atomic
def cancel_opportunity(*, opportunity, why, by):
    """It does not take place. Whoever has applied is told, with the reason."""
    opportunity = locked_opportunity(opportunity)
    require(permissions.can_run_opportunity(by, opportunity))
    opportunity.move_to(Status.CANCELLED)
    opportunity.cancelled_at, opportunity.cancelled_why = timezone.now(), why
    opportunity.save(update_fields=["status", "cancelled_at", "cancelled_why"])
    audit.record("opportunity.cancelled", subject=opportunity, by=by, says=f"cancelled “{opportunity}”")
    live = Application.objects.locked().live().filter(opportunity=opportunity).select_related("member__user")
    for application in live.order_by("pk"):
        application.opportunity = opportunity
        end_application(application, ApplicationStatus.CALLED_OFF, by, note=why)
        audit.record("application.called_off", subject=application, by=by, says=f"cancelled “{opportunity}”")
        tell_member(application, "called off", emails.called_off(application))
    return opportunity
