"""The central team looks up certificates, corrects names on them and revokes them, each after a page that checks."""

import pytest

from apps.certificates.actions import reissue_certificate
from apps.certificates.models import Certificate
from apps.certificates.states import Fault, Status
from apps.core.models import AuditEvent
from apps.members.models import Look
from tests.certificates.factories import CertificateFactory, FindingFactory
from tests.console.central import sign_in_central
from tests.helpers import assert_flat_queries
from tests.members.factories import MemberFactory, central_user
from tests.reading import words_of

pytestmark = pytest.mark.django_db
LIST, FAULTS = "/console/certificates/", "/console/certificates/faults/"


@pytest.fixture
def central(client):
    return sign_in_central(client)


@pytest.fixture
def certificate():
    holder = MemberFactory(given_name="Amara", family_name="Reed")
    return CertificateFactory(number="ODP-2026-000777", code="ABCDEFGH2345", holder=holder, holder_name="Amara Okafor")


def page_of(certificate, what=""):
    return f"{LIST}{certificate.pk}/{what}"


@pytest.mark.parametrize("typed", ["ODP-2026-000777", " odp-2026-000777 ", "ABCD-EFGH-2345", "abcdefgh2345"])
def test_a_certificate_is_found_by_number_or_code(client, central, certificate, typed):
    CertificateFactory()
    assert list(client.get(LIST, {"code": typed}).context["page"]) == [certificate]
    assert len(client.get(LIST).context["page"]) == 2


def test_what_is_not_found_is_said(client, central, certificate):
    assert "has the number or check code “&lt;b&gt;”" in client.get(LIST, {"code": "<b>"}).text
    assert client.get(LIST, {"code": "x" * 41}).status_code == 422
    Certificate.objects.all().delete()
    assert "There are no certificates yet." in client.get(LIST).text


def test_the_lists_ask_as_much_for_more_rows(client, central):
    assert_flat_queries(client, LIST, CertificateFactory)
    assert_flat_queries(client, FAULTS, FindingFactory)


def test_a_name_is_corrected(client, central, certificate):
    address = page_of(certificate, "reissue/")
    assert 'value="Amara Reed"' in client.get(address).text
    response = client.post(address, {"name": "  "})
    assert response.status_code == 422
    assert "Enter name on the new certificate" in response.text
    words = words_of(client.post(address, {"name": "Amara Reed"}))
    assert "Name now Amara Okafor" in words
    assert "New name Amara Reed" in words
    assert Certificate.objects.count() == 1  # nothing has happened yet
    response = client.post(address, {"name": "Amara Reed", "confirmed": "yes"}, follow=True)
    new = Certificate.objects.valid().get()
    assert (new.holder_name, response.redirect_chain) == ("Amara Reed", [(page_of(new), 302)])
    assert "Takes the place of ODP-2026-000777" in words_of(response)
    assert f"by {new.number}" in words_of(client.get(page_of(certificate)))
    assert client.get(address).url == page_of(certificate)


def test_a_certificate_is_revoked(client, central, certificate):
    address = page_of(certificate, "revoke/")
    response = client.post(address, {"reason": "", "note": ""})
    assert response.status_code == 422
    assert "Select why it is revoked" in response.text
    assert "Enter what you say to the holder" in response.text
    assert client.post(address, {"reason": "because", "note": "x", "confirmed": "yes"}).status_code == 422
    said = {"reason": "mistake", "note": "Two <people>\nwere mixed up."}
    response = client.post(address, said)
    assert "It was awarded by mistake" in response.text
    assert "Two &lt;people&gt;" in response.text
    assert Certificate.objects.get().status == Status.VALID
    response = client.post(address, said | {"confirmed": "yes"}, follow=True)
    assert f"by {central}" in words_of(response)
    assert "Two &lt;people&gt;" in response.text
    assert Certificate.objects.get().status == Status.REVOKED
    assert client.get(address).url == page_of(certificate)
    assert AuditEvent.objects.filter(event="certificate.revoked").count() == 1


def test_a_certificate_of_ones_own_is_looked_at_only(client, central):
    own = CertificateFactory(holder=central.member)
    page = client.get(page_of(own)).text
    assert "Correct the name" not in page
    for what in ("reissue/", "revoke/"):
        assert client.get(page_of(own, what)).status_code == 403


def test_the_holder_can_see_who_looked(client, central, certificate):
    client.get(page_of(certificate))
    look = Look.objects.get()
    assert (look.member, look.by, look.what) == (certificate.holder, central, "your certificate")


def test_others_have_no_such_pages(client, certificate):
    client.force_login(certificate.holder.user)
    for address in (LIST, FAULTS, page_of(certificate), page_of(certificate, "reissue/")):
        assert client.get(address).status_code == 404


def test_faults_say_where_they_stand(client, central, certificate):
    assert "The check has found nothing wrong." in client.get(FAULTS).text
    FindingFactory(certificate=certificate)
    FindingFactory(fault=Fault.ORPHAN, certificate=None, file="certificates/<x>.pdf")
    text = client.get(FAULTS).text
    for words in ("The document is gone", "Being put right", "ODP-2026-000777", "certificates/&lt;x&gt;.pdf"):
        assert words in text
    overview = words_of(client.get("/console/"))
    assert "Faults of certificates 2" in overview


def test_a_chain_of_corrections_leads_on(client, central, certificate):
    second = reissue_certificate(certificate=certificate, name="B", by=central_user())
    third = reissue_certificate(certificate=second, name="C", by=central_user())
    assert second.get_verify_url() in client.get(certificate.get_verify_url()).text
    assert third.get_verify_url() in client.get(second.get_verify_url()).text
