import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.evidence import actions
from apps.evidence.models import Evidence
from apps.learning.models import PriorEvidence
from tests.accounts.factories import UserFactory
from tests.console.central import sign_in_central
from tests.core.upload_files import GOOD
from tests.evidence.factories import EvidenceFactory, shared
from tests.helpers import assert_flat_queries
from tests.learning.prior import claim, one_unit
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory
from tests.plan.factories import PlanActionFactory
from tests.reading import reading_only, words_of

pytestmark = pytest.mark.django_db
LIST = "/me/evidence/"
SAID = {
    "title": "A hard call",
    "kind": "note",
    "note": "I rang back.",
    "dated_on-day": "3",
    "dated_on-month": "3",
    "dated_on-year": "2026",
}


@pytest.fixture
def member(client):
    member = MemberFactory()
    client.force_login(member.user)
    client.get("/me/")  # the session is begun
    return member


def test_evidence_list_says_what_to_do_and_who_sees_each(client, member):
    with reading_only():
        page = words_of(client.get(LIST))
    assert "You have no evidence here yet." in page and "Add evidence" in page
    EvidenceFactory(member=member, title="Mine alone")
    shared(EvidenceFactory(member=member, title="Shared one"))
    EvidenceFactory(title="Another’s")
    page = words_of(client.get(LIST))
    assert "Mine alone A note in my own words, of 3 March 2026. Only you can see it." in page
    assert "Shared one A note in my own words, of 3 March 2026. You and your manager can see it." in page
    assert "Another’s" not in page


def test_evidence_list_asks_as_much_for_many(client, member):
    assert_flat_queries(client, LIST, lambda: shared(EvidenceFactory(member=member, is_file=True)))


def test_somebody_without_a_record_has_no_evidence(client):
    user = UserFactory()
    GrantFactory(user=user, role="champion", organisation=OrganisationFactory())
    client.force_login(user)
    assert client.get(LIST).status_code == 403


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({}, "note"),
        ({"kind": "link", "link": "https://example.com/a", "note": ""}, "link"),
        ({"kind": "file", "note": ""}, "file"),
        ({"kind": "note", "link": "http://not-asked-for"}, "note"),
    ],
)
def test_evidence_add(client, member, more, kind):
    file = {"file": SimpleUploadedFile("report.pdf", GOOD["report.pdf"])}
    response = client.post(LIST + "add/", SAID | more | file)
    evidence = Evidence.objects.get(member=member)
    assert response.headers["Location"] == evidence.get_absolute_url()
    assert evidence.kind == kind
    assert "Only you can see it." in words_of(client.get(evidence.get_absolute_url()))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "Say what it is"),
        ({"kind": ""}, "Select how you show it"),
        ({"note": ""}, "Write your note"),
        ({"kind": "file"}, "Select a file"),
        ({"kind": "link"}, "Enter a web address"),
        ({"kind": "link", "link": "http://example.com"}, "Enter a web address in the correct format"),
        ({"kind": "link", "link": "javascript:alert(1)"}, "Enter a web address in the correct format"),
        ({"dated_on-year": "2100"}, "must be on or before"),
        ({"note": "x" * 5001}, "must be 5000 characters or less"),
    ],
)
def test_evidence_add_says_what_is_wrong(client, member, wrong, words):
    response = client.post(LIST + "add/", SAID | wrong)
    assert response.status_code == 422
    assert words in words_of(response)
    assert not Evidence.objects.exists()


def test_evidence_change_and_not_after_it_was_shared(client, member):
    evidence = EvidenceFactory(member=member)
    url = evidence.get_absolute_url() + "change/"
    client.post(url, SAID | {"title": "Changed"})
    assert "Changed" in words_of(client.get(evidence.get_absolute_url()))
    assert client.post(url, SAID | {"note": ""}).status_code == 422
    shared(evidence)
    assert "Change it" not in words_of(client.get(evidence.get_absolute_url()))
    assert client.post(url, SAID).status_code == 409


def test_evidence_remove_says_what_it_means(client, member):
    alone, given = EvidenceFactory(member=member), shared(EvidenceFactory(member=member))
    assert "gone for good" in words_of(client.get(alone.get_absolute_url() + "remove/"))
    assert "It stays with what you had shared" in words_of(client.get(given.get_absolute_url() + "remove/"))
    for evidence in (alone, given):
        assert client.post(evidence.get_absolute_url() + "remove/").status_code == 302
    assert client.get(alone.get_absolute_url()).status_code == 404
    page = words_of(client.get(given.get_absolute_url()))
    assert "You took this out on" in page and "Your claim : your manager" in page


def test_file_download_is_a_file_to_save(client, member):
    evidence = EvidenceFactory(member=member, is_file=True)
    response = client.get(evidence.get_absolute_url() + "file/")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert client.get(EvidenceFactory(member=member).get_absolute_url() + "file/").status_code == 404


def test_the_central_team_reads_nothing_of_it_among_all_data(client):
    evidence = EvidenceFactory(title="Xanthippe", note="Xanthippe")
    prior = claim(one_unit(member=evidence.member))
    PriorEvidence.objects.create(prior=prior, evidence=evidence)
    PlanActionFactory(title="Xanthippe", because="Xanthippe")
    sign_in_central(client)
    for page in ("evidence/evidence/", "learning/priorevidence/", "plan/planaction/"):
        pk = apps.get_model(*page.strip("/").split("/")).objects.get().pk
        for address in (f"/admin/{page}", f"/admin/{page}{pk}/change/"):
            response = client.get(address)
            assert response.status_code == 200 and "Xanthippe" not in response.content.decode()


@pytest.mark.parametrize("page", ["", "change/", "remove/", "file/"])
def test_evidence_of_somebody_else_is_not_there(client, member, page):
    evidence = shared(EvidenceFactory(member__line_manager=member, is_file=True))
    assert client.get(evidence.get_absolute_url() + page).status_code == 404


def test_what_somebody_wrote_is_shown_as_text(client, member):
    evidence = actions.add_evidence(title="<b>x</b>", dated_on="2026-03-03", note="{{7*7}} <script>", by=member.user)
    page = client.get(evidence.get_absolute_url()).content.decode()
    assert "&lt;b&gt;x&lt;/b&gt;" in page and "{{7*7}} &lt;script&gt;" in page
