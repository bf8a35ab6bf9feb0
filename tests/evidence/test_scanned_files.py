"""What a page shows of a file that a virus scanner has not answered for, or has found harmful."""

import pytest
from django.urls import reverse

from apps.core import jobs, uploads
from apps.core.models import Scan, Upload
from apps.evidence.actions import add_evidence
from tests.core.clamd import EICAR, clamd
from tests.members.factories import MemberFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("data", "scan", "says"),
    [
        (b"%PDF-", Scan.CHECKING, "being checked for viruses"),
        (b"%PDF-", Scan.CLEAN, ""),
        (b"%PDF-" + EICAR, Scan.HARMFUL, "a virus was found in it"),
    ],
)
def test_only_what_is_clean_can_be_opened(client, settings, tmp_path, data, scan, says):
    member = MemberFactory()
    with clamd(tmp_path) as settings.CLAMAV:
        file = uploads.Checked("plan.pdf", "pdf", data)
        evidence = add_evidence(title="Plan", dated_on="2026-05-01", note="", by=member.user, file=file)
        while scan != Scan.CHECKING and (job := jobs.claim()):
            jobs.run(job)
    assert Upload.objects.get().scan == scan

    client.force_login(member.user)
    page = client.get(evidence.get_absolute_url()).content.decode()
    href = reverse("evidence:file_download", args=[evidence.pk])
    answer = client.get(href)

    assert says in page
    is_open = scan == Scan.CLEAN
    assert (href in page) == is_open
    assert answer.status_code == (200 if is_open else 409)
