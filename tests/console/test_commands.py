from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command

from apps.core import jobs
from apps.core.models import Job, JobState
from apps.notifications.models import Message
from tests.approvals.factories import TaskFactory
from tests.members.factories import MemberFactory
from tests.notifications.factories import MessageFactory
from tests.qualifications.factories import EnrolmentFactory


def run(command, *arguments):
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue().strip()


@pytest.mark.django_db
def test_send_reminders_once():
    """Asked on a Monday, looked at on the Wednesday; a study that ends in a week."""
    with time_machine.travel("2026-11-23 09:00Z"):
        TaskFactory(requester=MemberFactory(line_manager=MemberFactory()))
        enrolment = EnrolmentFactory()
    enrolment.plans.update(ends_on=date(2026, 12, 2))
    assert run("send_reminders", "--on", "2026-11-25") == "Reminded 1 deciders and 1 learners."
    assert run("send_reminders", "--on", "2026-11-25") == "Reminded 0 deciders and 0 learners."
    assert sorted(Message.objects.values_list("kind", flat=True)) == ["decision_waiting", "study_ends"]


@pytest.mark.django_db(transaction=True)
def test_sweep_jobs_does_what_is_due_without_a_broker(settings):
    settings.CELERY_BROKER_URL = "redis+socket:///nowhere"
    message = MessageFactory()
    jobs.enqueue("send_message", key=str(message.pk), message=message.pk)
    assert run("sweep_jobs") == "Took up 1 jobs."
    assert Job.objects.get().state == JobState.DONE
    assert [letter.to for letter in mail.outbox] == [[message.recipient.email]]
    assert run("sweep_jobs") == "Took up 0 jobs."
