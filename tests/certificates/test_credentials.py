"""The signed credential is checked by strangers' means: see verifier.py. Each way to falsify it is found."""

import base64
import json
from io import BytesIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from pypdf import PdfReader

from apps.certificates import actions, queries
from apps.certificates.documents import certificate_pdf, did_document, own_public_key, sign_credential
from apps.certificates.documents.proof import UnknownContext, multibase, signed
from apps.certificates.keys import private_bytes
from apps.certificates.models import LIST_LENGTH, Certificate, SigningKey
from apps.core.files import StoredFile
from tests.certificates.factories import CertificateFactory
from tests.certificates.verifier import NotGenuine, address_of, check, is_ended
from tests.members.factories import MemberFactory, central_user

pytestmark = pytest.mark.django_db
OTHER_KEY = base64.b64encode(bytes(range(32))).decode()


def made(**fields):
    """A certificate with its credential."""
    certificate = CertificateFactory(**fields)
    file = StoredFile(f"certificates/{certificate.number}.pdf", "0" * 64)
    return actions.store_certificate(certificate=certificate, credential=sign_credential(certificate), file=file)


@pytest.fixture
def published(client):
    """What anyone can fetch."""
    return lambda address: client.get(address).content.decode()


@pytest.fixture
def did(published):
    return lambda: json.loads(published("/.well-known/did.json"))


# --- Genuine ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Amara Okafor", "Łukasz Żak-O'Brien", 'A "B" \\ <c> & 日本 😀', "x" * 201])
def test_a_stranger_finds_it_genuine(did, name):
    certificate = made(holder_name=name)
    document = check(certificate.credential, did())
    subject = document["credentialSubject"]
    assert subject["identifier"][0]["identityHash"] == name
    assert subject["achievement"]["name"] == certificate.title
    assert subject["licenseNumber"] == certificate.number
    assert certificate.get_verify_url() in document["id"]
    assert "issues its own certificate" in subject["achievement"]["description"]


def test_it_has_what_open_badges_ask_for():
    document = json.loads(made().credential)
    assert document["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert {"VerifiableCredential", "OpenBadgeCredential"} <= set(document["type"])
    assert {"id", "type", "name"} <= set(document["issuer"])
    assert document["validFrom"].endswith("Z")
    achievement = document["credentialSubject"]["achievement"]
    assert {"id", "type", "name", "description", "criteria"} <= set(achievement)
    assert "201 Principles" in achievement["criteria"]["narrative"]
    assert document["proof"]["cryptosuite"] == "eddsa-rdfc-2022"


@pytest.mark.parametrize(
    ("site", "issuer"),
    [("https://odp.example", "did:web:odp.example"), ("http://localhost:8000", "did:web:localhost%3A8000")],
)
def test_the_issuer_is_the_host(settings, did, site, issuer):
    settings.SITE_URL = site
    assert check(made().credential, did())["issuer"]["id"] == issuer
    assert address_of(issuer) == f"https://{site.partition('://')[2]}/.well-known/did.json"


def test_the_same_certificate_is_the_same_text():
    certificate = made()
    assert sign_credential(certificate).text == certificate.credential


# --- Falsified -------------------------------------------------------------------------------------------------------


def another_name(document):
    document["credentialSubject"]["identifier"][0]["identityHash"] = "Somebody Else"


def another_title(document):
    document["credentialSubject"]["achievement"]["name"] = "Level 7 Diploma"


def another_place(document):
    document["credentialStatus"]["statusListIndex"] = "131071"


def no_status(document):
    del document["credentialStatus"]


def another_day(document):
    document["validFrom"] = "2020-01-01T00:00:00Z"


def another_moment(document):
    document["proof"]["created"] = "2020-01-01T00:00:00Z"


def another_signature(document):
    document["proof"]["proofValue"] = multibase(bytes(range(64)))


def another_issuer(document):
    document["issuer"]["id"] = "did:web:evil.example"


@pytest.mark.parametrize(
    "falsify",
    [
        *[another_name, another_title, another_place, no_status],
        *[another_day, another_moment, another_signature, another_issuer],
    ],
)
def test_what_was_changed_is_not_genuine(did, falsify):
    document = json.loads(made().credential)
    falsify(document)
    with pytest.raises(NotGenuine):
        check(json.dumps(document), did())


def test_what_another_key_signed_is_not_genuine(settings, did):
    ours = did()
    settings.CREDENTIAL_KEY = OTHER_KEY
    text = sign_credential(CertificateFactory()).text
    with pytest.raises(NotGenuine):
        check(text, ours)
    with pytest.raises(NotGenuine):  # not even where it says that it is ours
        check(text.replace(own_public_key(), ours["verificationMethod"][0]["publicKeyMultibase"]), ours)


def test_another_order_of_the_same_words_is_as_genuine(did):
    """What is signed is the meaning: a wallet may write it down its own way."""
    document = json.loads(made().credential)
    check(json.dumps(dict(sorted(document.items(), reverse=True))), did())


def test_no_context_is_ever_fetched():
    with pytest.raises(UnknownContext):
        signed({"@context": ["https://evil.example/context"], "id": "urn:x:1"}, method="x", created="x")


# --- The status list -------------------------------------------------------------------------------------------------


def test_the_list_says_which_hold(published, did):
    valid, replaced, revoked = (check(made().credential, did()) for _ in range(3))
    status = lambda document: is_ended(document, published("/verify/status/1"), did())  # noqa: E731
    assert [status(document) for document in (valid, replaced, revoked)] == [False, False, False]
    rows = {row.get_verify_url(): row for row in Certificate.objects.all()}
    row = lambda document: next(rows[url] for url in rows if url in document["id"])  # noqa: E731
    new = actions.reissue_certificate(certificate=row(replaced), name="Right Name", by=central_user())
    actions.revoke_certificate(certificate=row(revoked), reason="mistake", note="x", by=central_user())
    assert [status(document) for document in (valid, replaced, revoked)] == [False, True, True]
    assert status(check(sign_credential(new).text, did())) is False


def test_a_list_that_was_changed_is_not_genuine(published, did):
    certificate = made()
    document = check(certificate.credential, did())
    before = json.loads(published("/verify/status/1"))
    actions.revoke_certificate(certificate=certificate, reason="mistake", note="x", by=central_user())
    after = json.loads(published("/verify/status/1"))
    after["credentialSubject"]["encodedList"] = before["credentialSubject"]["encodedList"]
    with pytest.raises(NotGenuine):
        is_ended(document, json.dumps(after), did())


def test_the_same_list_is_the_same_text_and_says_nothing_of_anybody(published):
    certificate = made()
    text = published("/verify/status/1")
    assert text == published("/verify/status/1")
    for secret in (certificate.holder_name, certificate.number, certificate.code):
        assert secret not in text


def test_each_certificate_has_a_place_on_a_list_that_there_is(published, client, did):
    far = made()
    Certificate.objects.filter(pk=far.pk).update(status_index=LIST_LENGTH + 9)
    far.refresh_from_db()
    document = check(sign_credential(far).text, did())
    assert document["credentialStatus"]["statusListIndex"] == "9"
    assert not is_ended(document, published("/verify/status/2"), did())
    assert client.get("/verify/status/3").status_code == 404
    assert client.get("/verify/status/0").status_code == 404


def test_the_list_asks_little(client, django_assert_num_queries):
    for _ in range(5):
        made()
    with django_assert_num_queries(2):
        client.get("/verify/status/1")


def test_programs_of_other_sites_may_read_it(client):
    made()
    for address in ("/verify/status/1", "/.well-known/did.json"):
        response = client.get(address)
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "public" in response["Cache-Control"]


# --- Keys ------------------------------------------------------------------------------------------------------------


def test_after_a_new_key_the_old_credentials_are_genuine_and_new_ones_are_signed_by_it(settings, published, did):
    old = made()
    old_key = own_public_key()
    assert old.signed_by_id == old_key
    settings.CREDENTIAL_KEY = OTHER_KEY
    new = made()
    assert new.signed_by_id == own_public_key() != old_key
    assert set(SigningKey.objects.values_list("pk", flat=True)) == {old_key, new.signed_by_id}
    for certificate in (old, new):
        document = check(certificate.credential, did())
        assert not is_ended(document, published("/verify/status/1"), did())
    with pytest.raises(NotGenuine):  # so it is the old key in the document that does it
        check(old.credential, did_document([own_public_key()]))


def test_the_key_in_use_is_published_before_it_has_signed_anything(did):
    assert queries.public_keys(own_public_key()) == [own_public_key()]
    assert [row["publicKeyMultibase"] for row in did()["verificationMethod"]] == [own_public_key()]
    assert own_public_key().startswith("z6Mk")


@pytest.mark.parametrize("key", ["", "x", "c2hvcnQ=", base64.b64encode(bytes(32)).decode(), "é", "A" * 88])
def test_the_portal_does_not_start_without_a_usable_key(settings, key):
    settings.CREDENTIAL_KEY = key
    with pytest.raises(ImproperlyConfigured, match="CREDENTIAL_KEY"):
        private_bytes()


def test_no_private_key_is_published(settings, published):
    made()
    secret = private_bytes()
    for address in ("/.well-known/did.json", "/verify/status/1"):
        text = published(address)
        assert settings.CREDENTIAL_KEY not in text
        assert multibase(secret) not in text


# --- In the document -------------------------------------------------------------------------------------------------


def test_the_document_carries_the_very_credential(did):
    certificate = made(holder_name="Łukasz Żak-O'Brien")
    pdf = certificate_pdf(certificate)
    reader = PdfReader(BytesIO(pdf))
    [(name, [attached])] = reader.attachments.items()
    assert name == f"{certificate.number}.json"
    assert attached.decode() == certificate.credential
    assert check(attached.decode(), did())["credentialSubject"]["licenseNumber"] == certificate.number
    assert certificate_pdf(certificate) == pdf
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in catalogue["/Metadata"].get_data()
    file = catalogue["/Names"]["/EmbeddedFiles"]["/Names"][1].get_object()
    assert {"/F", "/UF", "/Desc"} <= set(file)  # PDF/UA asks for both names and what it is


def test_the_holder_downloads_the_very_credential(client):
    certificate = made(holder=MemberFactory())
    client.force_login(certificate.holder.user)
    response = client.get(f"/certificates/{certificate.pk}.json")
    assert response.content.decode() == certificate.credential
    assert response["Content-Disposition"] == f'attachment; filename="{certificate.number}.json"'


def test_a_credential_that_is_not_there_yet_is_404(client):
    certificate = CertificateFactory()
    client.force_login(certificate.holder.user)
    assert client.get(f"/certificates/{certificate.pk}.json").status_code == 404
