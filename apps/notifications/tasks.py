"""Handlers of jobs: the slow work is done here, outside any transaction; the action returned keeps its result."""

import smtplib
from functools import partial

from django.core.mail import get_connection

from apps.core import jobs
from apps.notifications import actions
from apps.notifications.emails import message_email
from apps.notifications.models import SEND_JOB, Message

# What a mail server says before it has the message, or instead of taking it: certainly nothing went out.
REFUSALS = (smtplib.SMTPSenderRefused, smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPHeloError)


@jobs.handler(SEND_JOB, once_only=True)
def send_message(*, message):
    """Mail a message. Nobody can look up afterwards whether it went out, so a doubt is left to a person."""
    message = Message.objects.select_related("recipient").get(pk=message)
    email = message_email(message)
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
    return partial(actions.mark_sent, message=message)
