"""Handlers of jobs: the slow work is done here, outside any transaction; the action returned keeps its result."""

import smtplib
from functools import partial

from django.core.mail import get_connection
from django.utils import timezone

from apps.core import jobs
from apps.core.models import Upload
from apps.members.models import Download, ManagerProposal
from apps.notifications import actions
from apps.notifications.calendar import next_moment
from apps.notifications.emails import digest_email, message_email
from apps.notifications.models import DIGEST_JOB, SEND_JOB, Digest, Message
from apps.notifications.states import PROPERTIES, Kind

# What a mail server says before it has the message, or instead of taking it: certainly nothing went out.
REFUSALS = (smtplib.SMTPSenderRefused, smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPHeloError)


@jobs.handler(SEND_JOB, once_only=True)
def send_message(*, message):
    """Mail a message. Nobody can look up afterwards whether it went out, so a doubt is left to a person."""
    message = Message.objects.select_related("recipient__member").get(pk=message)
    if not PROPERTIES[Kind(message.kind)].urgent:
        _wait_for_work(message.recipient)
    _send(message_email(message))
    return partial(actions.mark_sent, message=message)


@jobs.handler(DIGEST_JOB, once_only=True)
def send_digest(*, digest):
    """Mail all that is new to somebody, in one."""
    digest = Digest.objects.select_related("recipient__member").get(pk=digest)
    _wait_for_work(digest.recipient)
    _send(digest_email(digest))
    return partial(actions.mark_digest_sent, digest=digest)


@jobs.handler("tell_of_proposal")
def tell_of_proposal(*, proposal, occasion):
    return partial(actions.tell_of_proposal, proposal=ManagerProposal(pk=proposal), occasion=occasion)


@jobs.handler("tell_of_download")
def tell_of_download(*, download):
    return partial(actions.tell_of_download, download=Download(pk=download))


@jobs.handler("tell_of_harmful_upload")
def tell_of_harmful_upload(*, upload):
    return partial(actions.tell_of_harmful_upload, upload=Upload(pk=upload))


def _wait_for_work(recipient):
    """Whatever the hour was when it was written, and however often it was tried: now is when it would arrive."""
    now = timezone.now()
    until = next_moment(recipient, now)
    if until > now:
        raise jobs.NotYet(until)


def _send(email):
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:
        raise jobs.NotSent(f"The mail server could not be reached: {type(error).__name__}") from error
    try:
        email.connection = connection
        email.send()
    except REFUSALS as error:
        raise jobs.NotSent(f"The mail server refused it: {type(error).__name__}") from error
    finally:
        connection.close()
