"""What to claim from awarding bodies: once each, by the central team, with its purpose on the audit trail."""

import csv
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from apps.certificates.actions import export_claims, revoke_certificate
from apps.certificates.models import Certificate, ClaimExport
from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from tests.certificates.factories import CertificateFactory
from tests.console.central import sign_in_central
from tests.helpers import assert_flat_queries, closing
from tests.members.factories import MemberFactory, central_user
from tests.qualifications.factories import EnrolmentFactory

LIST, EXPORT = "/console/claims/", "/console/claims/export/"


def export(body="CMI", by=None):
    return export_claims(awarding_body=body, purpose="Claims for November", by=by or central_user())


@pytest.fixture
def central(client):
    return sign_in_central(client)


@pytest.mark.django_db
def test_export_claims():
    mine = [CertificateFactory(awarding_body="CMI") for _ in range(2)]
    other, revoked = CertificateFactory(), CertificateFactory(awarding_body="CMI")
    by = central_user()
    revoke_certificate(certificate=revoked, reason="mistake", note="x", by=by)
    AuditEvent.objects.all().delete()
    found = export(by=by)
    assert (found.awarding_body, found.rows, found.by, found.purpose) == ("CMI", 2, by, "Claims for November")
    assert set(found.certificates.all()) == set(mine)
    event = AuditEvent.objects.get()
    assert (event.event, event.by) == ("claims.exported", by)
    assert event.details == {"purpose": "Claims for November", "rows": 2}
    assert other in Certificate.objects.unclaimed()
    with pytest.raises(RuleBroken, match="nothing new to claim from CMI"):
        export()
    late = CertificateFactory(awarding_body="CMI")
    assert list(export().certificates.all()) == [late]


@pytest.mark.django_db
def test_export_claims_is_for_the_central_team():
    certificate = CertificateFactory(awarding_body="CMI")
    with pytest.raises(PermissionDenied):
        export(by=certificate.holder.user)
    assert not ClaimExport.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_lists_drawn_up_at_once_share_no_row():
    CertificateFactory(awarding_body="CMI")
    by = central_user()
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            export(by=by)
            other = pool.submit(closing(export), "CMI", by)
            with pytest.raises(TimeoutError):
                other.result(timeout=0.3)
        with pytest.raises(RuleBroken):
            other.result(timeout=5)
    assert ClaimExport.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "constraint"), [({"rows": 0}, "claim_export_has_rows"), ({"purpose": ""}, "claim_export_says_why")]
)
def test_the_database_refuses_a_list_without(wrong, constraint):
    said = {"awarding_body": "CMI", "purpose": "x", "rows": 1, "by": central_user()}
    with pytest.raises(IntegrityError, match=constraint):
        ClaimExport.objects.create(**said | wrong)


# --- Pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_list_is_drawn_up_and_downloaded(client, central):
    qualification = {"qualification__accreditation_number": "603/1234/5", "qualification__title": "Award"}
    enrolment = EnrolmentFactory(completed=True, certificate__awarding_body="CMI", **qualification)
    certificate = enrolment.certificate
    Certificate.objects.update(
        holder_name='=HYPERLINK("http://evil.example")',
        units=[{"code": "1", "title": "A"}, {"code": "2", "title": "B"}],
    )
    AuditEvent.objects.create(
        event="enrolment.begun", subject_type=enrolment._meta.label, subject_id=str(enrolment.pk), says="x"
    )
    assert "CMI" in client.get(LIST).text
    assert "It has 1 achievement:" in client.get(f"{EXPORT}?body=CMI").text
    response = client.post(f"{EXPORT}?body=CMI", {"purpose": ""})
    assert response.status_code == 422
    assert "Enter what the list is for" in response.text
    assert not ClaimExport.objects.exists()
    response = client.post(f"{EXPORT}?body=CMI", {"purpose": "Claims for November"}, follow=True)
    assert "Claims for November" in response.text
    address = f"{LIST}{ClaimExport.objects.get().pk}.csv"
    assert address in response.text
    response = client.get(address)
    assert "attachment" in response["Content-Disposition"]
    assert response["Cache-Control"] == "no-store, private"
    [row] = csv.DictReader(StringIO(response.content.decode("utf-8-sig"), newline=""))
    assert row["Learner"] == '\'=HYPERLINK("http://evil.example")'
    assert (row["Accreditation number"], row["Units"]) == ("603/1234/5", "1 A; 2 B")
    assert (row["Staff number"], row["Portal certificate"]) == (certificate.holder.staff_number, certificate.number)
    assert row["Achieved"] == certificate.awarded_on.isoformat()
    assert row["Learning started"]
    assert "Everything that was achieved is on a list." in client.get(LIST).text


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["", "?body=Nobody", "?body=%F0%9F%98%80"])
def test_without_anything_to_claim_there_is_no_form(client, central, body):
    assert client.get(EXPORT + body).url == LIST
    assert client.post(EXPORT + body, {"purpose": "x"}).url == LIST


@pytest.mark.django_db
def test_the_list_of_lists_asks_as_much_for_more_rows(client, central):
    def add():
        CertificateFactory(awarding_body="CMI")
        export()

    assert_flat_queries(client, LIST, add)


@pytest.mark.django_db
def test_the_file_asks_as_much_for_more_rows(client, central, django_assert_max_num_queries):
    for _ in range(5):
        EnrolmentFactory(completed=True, certificate__awarding_body="CMI")
    address = f"{LIST}{export().pk}.csv"
    with django_assert_max_num_queries(6):
        assert len(client.get(address).text.splitlines()) == 6


@pytest.mark.django_db
def test_claims_are_no_business_of_others(client):
    client.force_login(MemberFactory().user)
    assert client.get(LIST).status_code == 404
