import pytest
from django.urls import reverse
from django.utils import timezone

from apps.certificates.actions import reissue_certificate, revoke_certificate, store_certificate
from apps.certificates.documents import Credential
from apps.certificates.states import Status
from apps.core import files
from apps.core.schedule import sweep
from apps.core.words import date_words
from apps.members.models import Member
from apps.members.states import EmploymentStatus
from tests.accounts.factories import UserFactory
from tests.certificates.factories import CertificateFactory
from tests.console.central import sign_in
from tests.helpers import assert_flat_queries
from tests.members.factories import GrantFactory, MemberFactory, central_user

pytestmark = pytest.mark.django_db

SIGNED = Credential('{"signed": true}', "z6MkKey")
MINE, FIND = "/certificates/", "/verify/"


@pytest.fixture
def certificate():
    """With its document."""
    certificate = CertificateFactory(
        number="ODP-2026-900123", code="ABCDEFGH2345", holder_name="Amara Okafor", title="Level 2 Award"
    )
    file = files.store(b"%PDF-1.7 the document %%EOF", name=f"certificates/{certificate.pk}.pdf")
    return store_certificate(certificate=certificate, credential=SIGNED, file=file)


def end(certificate, status):
    """As the central team does it. Returns what took its place, if anything did."""
    if status == Status.REVOKED:
        revoke_certificate(
            certificate=certificate, reason="mistake", note="Two people were mixed up.", by=central_user()
        )
        return None
    return reissue_certificate(certificate=certificate, name="Amara Reed", by=central_user())


def download_url(certificate):
    return reverse("certificates:certificate_download", args=[certificate.pk])


# --- Mine ------------------------------------------------------------------------------------------------------------


def test_certificate_list_has_my_own(client, certificate):
    CertificateFactory(title="Of somebody else")
    client.force_login(certificate.holder.user)
    text = client.get(MINE).content.decode()
    assert certificate.title in text
    assert "ABCD-EFGH-2345" in text
    assert download_url(certificate) in text
    assert "Of somebody else" not in text


def test_certificate_list_says_that_a_document_is_being_made(client):
    certificate = CertificateFactory()
    client.force_login(certificate.holder.user)
    text = client.get(MINE).content.decode()
    assert "The document is being made." in text
    assert download_url(certificate) not in text


def test_certificate_list_is_empty_in_plain_words(client):
    client.force_login(MemberFactory().user)
    assert "You have no certificates yet." in client.get(MINE).content.decode()


def test_certificate_list_asks_the_same_for_more_rows(client):
    holder = MemberFactory()
    client.force_login(holder.user)
    assert_flat_queries(client, MINE, lambda: CertificateFactory(holder=holder))


def test_certificates_need_sign_in(client, certificate):
    assert client.get(MINE).status_code == 302
    assert client.get(download_url(certificate)).status_code == 302


# --- The document ----------------------------------------------------------------------------------------------------


def test_certificate_download(client, certificate):
    client.force_login(certificate.holder.user)
    response = client.get(download_url(certificate))
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"%PDF-1.7 the document %%EOF"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="ODP-2026-900123.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store, private"
    assert "default-src 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("who", ["colleague", "manager", "champion", "central"])
def test_certificate_download_is_the_holders_alone(client, certificate, who):
    manager = MemberFactory()
    Member.objects.filter(pk=certificate.holder_id).update(line_manager=manager)
    people = {
        "colleague": lambda: MemberFactory().user,
        "manager": lambda: manager.user,
        "champion": lambda: GrantFactory(role="champion", organisation=manager.organisation).user,
        "central": central_user,
    }
    sign_in(client, people[who]())
    response = client.get(download_url(certificate))
    assert response.status_code == 404
    assert response.status_code == client.get(f"/certificates/{'0' * 8}-0000-0000-0000-{'0' * 12}.pdf").status_code


def test_certificate_download_before_it_is_made_is_404(client):
    certificate = CertificateFactory()
    client.force_login(certificate.holder.user)
    assert client.get(download_url(certificate)).status_code == 404


def test_certificate_download_is_out_of_reach_for_a_leaver(client, certificate):
    client.force_login(certificate.holder.user)
    Member.objects.filter(pk=certificate.holder_id).update(status=EmploymentStatus.LEFT, email=None)
    assert client.get(download_url(certificate)).status_code == 302


@pytest.mark.parametrize("loss", ["unlink", "spoil"])
def test_certificate_download_of_a_lost_file_says_so_and_it_is_made_again(client, certificate, media, loss):
    path = media / certificate.file.name
    path.unlink() if loss == "unlink" else path.write_bytes(b"%PDF-1.7 of somebody else")
    client.force_login(certificate.holder.user)
    response = client.get(download_url(certificate))
    assert response.status_code == 503
    assert "The document is not there" in response.content.decode()
    response = client.post(f"/certificates/{certificate.pk}/remake/", follow=True)
    assert "We are making the document again." in response.content.decode()
    assert "The document is being made." in response.content.decode()
    sweep()
    response = client.get(download_url(certificate))
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"%PDF-")


def test_a_certificate_that_ended_is_not_offered(client, certificate):
    end(certificate, Status.REVOKED)
    client.force_login(certificate.holder.user)
    text = client.get(MINE).content.decode()
    assert "This certificate no longer holds." in text
    assert "Two people were mixed up." in text
    assert download_url(certificate) not in text


# --- Anyone checks ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["ABCDEFGH2345", "ABCD-EFGH-2345", "abcd-efgh-2345", "abcd%20efgh%202345"])
def test_certificate_verify(client, certificate, code):
    response = client.get(f"/verify/{code}/")
    assert response.status_code == 200
    text = response.content.decode()
    for words in ["This certificate is genuine", "Amara Okafor", "Level 2 Award", "ODP-2026-900123", "201 Principles"]:
        assert words in text


def test_certificate_verify_works_after_the_holder_has_left(client, certificate):
    Member.objects.filter(pk=certificate.holder_id).update(
        status=EmploymentStatus.LEFT, email=None, family_name="Other", user=None, claimed_at=None
    )
    assert "Amara Okafor" in client.get("/verify/ABCDEFGH2345/").content.decode()


def test_certificate_verify_says_no_more_than_the_certificate(client, certificate):
    text = client.get("/verify/ABCDEFGH2345/").content.decode()
    holder = certificate.holder
    for secret in [
        holder.staff_number,
        holder.email,
        str(holder.organisation),
        certificate.file.name,
        download_url(certificate),
    ]:
        assert secret not in text


@pytest.mark.parametrize(
    ("status", "words"), [(Status.REPLACED, "has been replaced"), (Status.REVOKED, "has been revoked")]
)
def test_certificate_verify_says_that_it_no_longer_holds(client, certificate, status, words):
    end(certificate, status)
    text = client.get("/verify/ABCDEFGH2345/").content.decode()
    assert f"This certificate {words}" in text
    assert "genuine" not in text
    assert "not the awarding body’s certificate" in text


def test_certificate_verify_of_a_replaced_one_leads_to_the_new_one_and_names_nobody(client, certificate):
    new = end(certificate, Status.REPLACED)
    text = client.get("/verify/ABCDEFGH2345/").content.decode()
    assert new.get_verify_url() in text
    assert "Amara" not in text
    assert "Amara Reed" in client.get(new.get_verify_url()).content.decode()


def test_certificate_verify_of_a_revoked_one_says_when_and_not_why(client, certificate):
    end(certificate, Status.REVOKED)
    text = client.get("/verify/ABCDEFGH2345/").content.decode()
    assert f"Since {date_words(timezone.localdate())}" in text
    assert "mixed up" not in text
    assert "mistake" not in text


@pytest.mark.parametrize(
    "code",
    [
        "ABCDEFGH2346",
        "x",
        "0",
        "%25",
        "'%20OR%201=1--",
        "{{7*7}}",
        "%E2%80%AE",
        "%F0%9F%98%80",
        "%FF%FE",
        "..%2e",
        "A" * 3000,
    ],
)
def test_certificate_verify_of_another_code_is_404(client, certificate, code):
    response = client.get(f"/verify/{code}/")
    assert response.status_code == 404
    assert "No certificate has this code" in response.content.decode()
    assert "Amara" not in response.content.decode()


def test_certificate_verify_shows_a_hostile_code_as_text_and_not_all_of_it(client):
    text = client.get("/verify/%3Cscript%3Ealert(1)%3C%2Fscript%3E/").content.decode()
    assert "<script>alert" not in text
    text = client.get(f"/verify/{'<b>' * 200}/").content.decode()
    assert "<b>" not in text
    assert text.count("&lt;b&gt;") <= 14


def test_certificate_verify_takes_no_nul(client):
    assert client.get("/verify/ABC%00/").status_code == 400


@pytest.mark.parametrize("url", [MINE, FIND, "/verify/ABCDEFGH2345/"])
def test_certificates_are_only_read(client, certificate, url):
    client.force_login(certificate.holder.user)
    assert client.post(url).status_code == 405


# --- The form --------------------------------------------------------------------------------------------------------


def test_certificate_find_leads_to_the_answer(client, certificate):
    assert "What is the check code?" in client.get(FIND).content.decode()
    response = client.get(FIND, {"code": "abcd-efgh-2345"}, follow=True)
    assert response.status_code == 200
    assert "This certificate is genuine" in response.content.decode()


@pytest.mark.parametrize("code", ["a/b", "../../etc", "?x=1", "#", "%", "//evil.example/", "\\evil", "é"])
def test_certificate_find_leads_nowhere_else(client, code):
    response = client.get(FIND, {"code": code})
    assert response.status_code == 302
    assert response.url.startswith("/verify/")
    assert client.get(response.url).status_code == 404


@pytest.mark.parametrize("code", ["", "   ", "x" * 41, "a\nb"])
def test_certificate_find_says_what_is_wrong(client, code):
    response = client.get(FIND, {"code": code})
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()


def test_certificate_find_is_open_to_somebody_signed_in_without_a_record(client, certificate):
    client.force_login(UserFactory())
    assert client.get(FIND).status_code == 200
    assert client.get("/verify/ABCDEFGH2345/").status_code == 200
