"""C1: drawing a certificate in a warm process, beside the plainest document that WeasyPrint can make (floor P)."""

import os
from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from apps.certificates.actions import award_certificate
from apps.certificates.documents import certificate_pdf, sign_credential
from odp_portal.bench.measure import Batch, Failed, cpu_time, in_turns
from odp_portal.bench.results import Result
from odp_portal.bench.rig import Rig
from odp_portal.bench.workloads import Workload

DRAWN = 3  # documents of a batch
PARAGRAPH = "<p>The quick brown fox jumps over the lazy dog, and the dog does not mind it at all.</p>"
PLAIN = f"<!doctype html><html lang=en><title>Plain</title><h1>Plain</h1>{PARAGRAPH * 3}"


def draw(workload: Workload, rig: Rig) -> Result:
    certificate = award_certificate(
        holder=rig.learner,
        title="Level 3 Diploma in Operational Delivery (Advanced)",
        level=3,
        awarding_body="City & Guilds",
        units=[{"code": f"30{number}", "title": f"Ways of working with others, part {number}"} for number in range(8)],
        by=None,
    )
    fonts = FontConfiguration()
    floor_ms, [ms] = in_turns(
        drawing(lambda: HTML(string=PLAIN).write_pdf(font_config=fonts)),
        [drawing(lambda: made(certificate))],
        rig.repeats,
    )
    with CaptureQueriesContext(connection) as captured:
        document = made(certificate)
    if not document.startswith(b"%PDF"):
        raise Failed("the certificate is no PDF")
    return Result(workload, ms, floor_ms, len(captured), f"{1000 / ms:.0f} a second on one core")


def made(certificate) -> bytes:
    """As a worker makes it: the credential is signed, then the document that carries it is drawn."""
    certificate.credential = sign_credential(certificate).text
    return certificate_pdf(certificate)


def drawing(draw_one: Callable[[], bytes]) -> Batch:
    def batch() -> float:
        return cpu_time(lambda: [draw_one() for _ in range(DRAWN)], lambda: [os.getpid()]) / DRAWN

    return batch
