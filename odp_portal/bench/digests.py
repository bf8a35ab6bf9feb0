"""N2: one mail a day for everybody who has something new, sent to a mail server that takes all, beside floor M."""

from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import override_settings
from django.utils import timezone

from apps.accounts.models import User
from apps.core import jobs
from apps.core.models import Job
from apps.members.states import EmploymentStatus
from apps.notifications.actions import send_digests, send_messages
from apps.notifications.emails import digest_email
from apps.notifications.models import DIGEST_JOB, Digest, Preference
from apps.notifications.states import How, Kind
from odp_portal import celery_app
from odp_portal.bench.mail_server import MailServer
from odp_portal.bench.measure import Batch, Failed, cpu_time, in_turns
from odp_portal.bench.results import Result
from odp_portal.bench.rig import Rig
from odp_portal.bench.workloads import Workload

PEOPLE, NEWS = 50, 3  # who get a digest in a batch, and the messages in each
KIND = Kind.STUDY_ENDS


def send(workload: Workload, rig: Rig) -> Result:
    celery_app.loader.import_default_modules()  # the handlers of jobs
    people = readers()
    days = Days(people)
    with MailServer() as server, override_settings(EMAIL_HOST="127.0.0.1", EMAIL_PORT=server.port):
        days.send()
        mails = [digest_email(digest) for digest in Digest.objects.order_by("-pk")[: len(people)]]
        floor_ms, [ms] = in_turns(
            lambda: cpu_time(lambda: plainly(mails), rig.own_processes) / len(mails),
            [days.batch(rig)],
            rig.repeats,
        )
    if days.missing():
        raise Failed(f"{days.missing()} digests were not sent")
    return Result(workload, ms, floor_ms, note=f"{1000 / ms:.0f} a second on one core")


def readers() -> list[User]:
    """People who want what is new in one mail a day."""
    people = list(User.objects.filter(member__status=EmploymentStatus.IN_POST, is_active=True).order_by("pk")[:PEOPLE])
    Preference.objects.bulk_create(
        (Preference(user=user, kind=KIND, how=How.DIGEST) for user in people), ignore_conflicts=True
    )
    return people


class Days:
    """One day after the other, on each of which there is something new for all these people."""

    def __init__(self, people: list[User]) -> None:
        self.people, self.day = people, timezone.now()

    def news(self) -> datetime:
        """Makes it for the next day, and returns that."""
        self.day += timedelta(days=1)
        letters = [(user, f"{self.day} {number}", letter(user)) for user in self.people for number in range(NEWS)]
        send_messages(letters=letters)
        return self.day

    def send(self) -> None:
        self.work(self.news())

    def work(self, day: datetime) -> None:
        """As beat and a worker do it: the digests are made, and each is a job."""
        send_digests(now=day)
        for pk in list(Job.objects.filter(kind=DIGEST_JOB).due().values_list("pk", flat=True)):
            jobs.run(jobs.claim(pk))

    def batch(self, rig: Rig) -> Batch:
        def batch() -> float:
            day = self.news()
            return cpu_time(lambda: self.work(day), rig.own_processes) / len(self.people)

        return batch

    def missing(self) -> int:
        return Digest.objects.filter(sent_at=None).count()


def letter(user: User) -> dict:
    return {
        "kind": KIND,
        "about": user,
        "subject": "Your study time ends in 7 days",
        "sentence": "Your study time for the Level 3 Diploma in Operational Delivery (Advanced) ends in 7 days.",
        "facts": [["Ends on", "31 March 2027"], ["Hours a week", "4"]],
        "link": "/enrolments/",
        "link_text": "See what is left to do",
    }


def plainly(mails: list[EmailMultiAlternatives]) -> None:
    """Floor M: what stands in each is known, and nobody keeps that it was sent."""
    for mail in mails:
        twin = EmailMultiAlternatives(mail.subject, mail.body, to=mail.to, headers=mail.extra_headers)
        [(content, kind)] = mail.alternatives
        twin.attach_alternative(content, kind)
        with get_connection() as connection:
            twin.connection = connection
            twin.send()
