from smtplib import SMTP

import pytest

from apps.core.models import Job, JobState
from apps.notifications.models import DIGEST_JOB, Digest
from odp_portal.bench import digests
from odp_portal.bench.mail_server import MailServer
from odp_portal.bench.measure import Failed
from odp_portal.bench.workloads import Workload

DIGESTS = Workload("N2", "Send digests", "M", 1.5)


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(digests, "PEOPLE", 2)


def test_the_mail_server_takes_letters_with_dots_and_is_gone_afterwards():
    with MailServer() as server:
        for _ in range(2):
            with SMTP("127.0.0.1", server.port) as smtp:
                assert smtp.sendmail("a@odp.example", ["b@odp.example"], "Subject: A\n\n.\n..\nDATA") == {}
    assert server.has_ended()


def test_each_day_everybody_gets_one_digest_of_all_that_is_new(population, rig, few, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    result = digests.send(DIGESTS, rig)
    assert result.ms > result.floor_ms > 0
    days = 4  # one to see the mails, one to warm up, and two
    assert Digest.objects.exclude(sent_at=None).count() == days * 2
    assert {digest.messages.count() for digest in Digest.objects.all()} == {digests.NEWS}
    assert Job.objects.filter(kind=DIGEST_JOB, state=JobState.DONE).count() == days * 2


def test_digests_that_nobody_sent_are_noticed(population, rig, few, settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    monkeypatch.setattr(digests.Days, "work", lambda days, day: digests.send_digests(now=day))
    with pytest.raises(Failed, match="8 digests were not sent"):
        digests.send(DIGESTS, rig)
