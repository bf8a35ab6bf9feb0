"""The catalogue in the console: written by authors of a department and the central team, decided by another."""

import pytest

from apps.qualifications.actions.catalogue import keep_version
from apps.qualifications.models import CatalogueDraft, Qualification
from apps.qualifications.states import Availability, DraftStatus
from tests.console.central import sign_in, sign_in_central
from tests.helpers import assert_flat_queries
from tests.members.factories import GradeFactory, MemberFactory, OrganisationFactory, central_user
from tests.qualifications.factories import (
    CatalogueDraftFactory,
    EnrolmentFactory,
    QualificationFactory,
    SuiteFactory,
    UnitFactory,
    author_of,
)
from tests.reading import budget, reading_only, words_of

pytestmark = pytest.mark.django_db
CATALOGUE, UNITS, DRAFTS = "/console/catalogue/", "/console/catalogue/units/", "/console/catalogue/drafts/"


@pytest.fixture
def hmrc():
    return OrganisationFactory(code="HMRC", name="HM Revenue and Customs")


@pytest.fixture
def own_suite(hmrc):
    return SuiteFactory(code="HMRC-OWN", department=hmrc)


@pytest.fixture
def author(client, hmrc):
    return sign_in(client, author_of(hmrc))


@pytest.fixture
def central(client):
    return sign_in_central(client)


# --- Whose pages they are --------------------------------------------------------------------------------------------


def test_an_author_finds_the_pages_and_only_their_own(client, author, own_suite):
    own, other = CatalogueDraftFactory(suite=own_suite), CatalogueDraftFactory()
    QualificationFactory(suite=own_suite, title="Made here")
    foreign = QualificationFactory(title="Made elsewhere")
    page = words_of(client.get(CATALOGUE))
    assert "Catalogue drafts" in page and "Made here" in page and "Made elsewhere" not in page
    assert client.get(f"{CATALOGUE}{foreign.pk}/").status_code == 404
    assert str(own) in words_of(client.get(DRAFTS)) and str(other) not in words_of(client.get(DRAFTS))
    for path in ("", "preview/", "review/", "put-away/", "part/about/"):
        assert client.get(f"{DRAFTS}{other.pk}/{path}").status_code == 404
    assert client.get("/console/").status_code == 404
    assert client.get(f"{CATALOGUE}{foreign.pk}/retire/").status_code == 404


def test_others_do_not_know_of_them(client):
    sign_in(client, MemberFactory().user)
    for path in (CATALOGUE, UNITS, DRAFTS, f"{DRAFTS}begin/"):
        assert client.get(path).status_code == 404
    assert "Catalogue drafts" not in words_of(client.get("/"))


@pytest.mark.parametrize(
    ("path", "make"), [(CATALOGUE, QualificationFactory), (DRAFTS, CatalogueDraftFactory), (UNITS, UnitFactory)]
)
def test_lists_hold_their_budget(client, central, path, make):
    make()
    with reading_only(), budget(8):
        client.get(path)
    assert_flat_queries(client, path, make)


def test_lists_are_narrowed_and_counted(client, central):
    QualificationFactory(title="Award in Listening")
    QualificationFactory(availability=Availability.CLOSED)
    page = words_of(client.get(f"{CATALOGUE}?status=closed"))
    assert "All (2)" in page and "Closed to new starts (1)" in page and "Listening" not in page
    assert "Listening" in words_of(client.get(f"{CATALOGUE}?q=listen"))
    CatalogueDraftFactory(sent=True)
    assert "Waiting for review (1)" in words_of(client.get(f"{DRAFTS}?show=review"))
    assert "There is no draft among these." in words_of(client.get(f"{DRAFTS}?show=done"))


# --- Writing ---------------------------------------------------------------------------------------------------------


def write(client, draft, part, **typed):
    draft.refresh_from_db()
    return client.post(f"{DRAFTS}{draft.pk}/part/{part}/", {"revision": draft.revision, **typed})


def test_an_author_writes_a_qualification_part_by_part(client, author, own_suite):
    GradeFactory(code="EO")
    UnitFactory(suite=own_suite, code="1")
    begun = {"kind": "qualification", "code": "calm", "title": "Calm calls"}
    client.post(f"{DRAFTS}begin/", begun)
    draft = CatalogueDraft.objects.get(code="HMRC-CALM")
    assert "Not complete" in words_of(client.get(draft.get_absolute_url()))
    about = {"title": "Calm calls", "status": "open", "provenance": "confirmed"}
    size = {"level": "2", "size": "Award", "size_provenance": "confirmed", "glh": "60-80"}
    rule = {"groups": "1", "title_0": "Optional", "choose_0": "1", "units_0": ["1"], "rules_provenance": "confirmed"}
    who = {"grade_from": "EO", "contract_past_end": "on", "funded_once": "on"}
    for part, typed in [
        ("about", about),
        ("size", size),
        ("units", rule),
        ("who", who),
        ("price", {"price_gbp": "£99"}),
    ]:
        assert write(client, draft, part, **typed).status_code == 302, part
    draft.refresh_from_db()
    assert draft.data["rules"] == {"groups": [{"title": "Optional", "choose": 1, "units": ["1"]}]}
    assert draft.data["requirements"] == {"grade_from": "EO", "contract_past_end": True, "funded_once": True}
    assert (draft.data["price_gbp"], draft.data["glh_range"], draft.data["level"]) == ("99.00", "60-80", 2)
    with reading_only():
        preview = words_of(client.get(f"{DRAFTS}{draft.pk}/preview/"))
    assert "It is not published" in preview and "Unit 1." in preview
    assert "£99.00 excluding VAT" in preview
    client.post(f"{DRAFTS}{draft.pk}/send/")
    client.post(f"{DRAFTS}{draft.pk}/send/")
    draft.refresh_from_db()
    assert draft.status == DraftStatus.IN_REVIEW
    assert client.get(f"{DRAFTS}{draft.pk}/review/").status_code == 403
    assert client.get(f"{DRAFTS}{draft.pk}/part/about/").status_code == 409


@pytest.mark.parametrize(
    ("part", "typed", "said"),
    [
        ("about", {"title": ""}, "Enter title"),
        ("size", {"glh": "60\u200b80"}, "Guided learning hours must"),
        ("units", {"groups": "0"}, "The rule must be known for a qualification that is open"),
        ("units", {"groups": "1", "units_0": ["1"], "choose_0": "1"}, "Enter a title for the group"),
        (
            "units",
            {"groups": "1", "title_0": "A", "units_0": ["1"], "choose_0": "2", "rules_provenance": "confirmed"},
            "How many of group 1 is impossible: 2 of 1 units",
        ),
        ("units", {"groups": "0", "mandatory": "1", "barred": "1 and 2"}, "Line 1 must be like"),
        (
            "units",
            {"groups": "0", "mandatory": "1", "barred": "1 with 9", "rules_provenance": "confirmed"},
            "Units that cannot be taken together “9” is no unit of this suite",
        ),
        ("who", {"prerequisites": "NO-SUCH"}, "What comes first “NO-SUCH” is no other qualification of ours"),
        ("who", {"grade_from": "HEO", "grade_to": "EO"}, "must be the same grade as grade_from or a higher one"),
        ("price", {"price_gbp": "free"}, "Price must be a number"),
        ("note", {"note": "x" * 2001}, "Note must be 2000 characters or less"),
        ("units", {"groups": "99999999999"}, "must be"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_kept(client, central, part, typed, said):
    GradeFactory(code="EO", order=1)
    GradeFactory(code="HEO", order=2)
    draft = CatalogueDraftFactory()
    before = draft.data
    response = write(client, draft, part, **typed)
    assert response.status_code == 422
    assert said in words_of(response)
    draft.refresh_from_db()
    assert (draft.data, draft.revision) == (before, 1)


def test_what_somebody_else_saved_meanwhile_is_not_written_over_unseen(client, central):
    draft = CatalogueDraftFactory()
    typed = {"revision": 1, "note": "Mine."}
    CatalogueDraft.objects.update(revision=2)
    response = client.post(f"{DRAFTS}{draft.pk}/part/note/", typed)
    assert response.status_code == 422
    assert "Somebody changed this draft while you wrote" in words_of(response)
    form = response.context["form"]
    assert (form["note"].value(), form["revision"].value()) == ("Mine.", 2)


@pytest.mark.parametrize("code", ["", "with space", "ünit", "X" * 21])
def test_a_code_that_cannot_be(client, central, code):
    suite = SuiteFactory()
    typed = {"kind": "unit", "suite": suite.pk, "code": code, "title": "One"}
    assert client.post(f"{DRAFTS}begin/", typed).status_code == 422
    assert not CatalogueDraft.objects.exists()


@pytest.mark.parametrize("query", ["?q=%00", "?page=1e9", "?status='", "?q=%ED%A0%80"])
def test_what_a_list_is_asked_may_be_nonsense(client, central, query):
    QualificationFactory()
    for path in (CATALOGUE, DRAFTS, UNITS):
        assert client.get(path + query).status_code in (200, 400)


def test_a_second_click_begins_nothing_more(client, central):
    typed = {"kind": "unit", "suite": SuiteFactory().pk, "code": "7", "title": "Seven"}
    assert client.post(f"{DRAFTS}begin/", typed).url == client.post(f"{DRAFTS}begin/", typed).url


def test_a_part_that_is_not_there(client, central):
    assert client.get(f"{DRAFTS}{CatalogueDraftFactory().pk}/part/unit/").status_code == 404


def test_an_unfinished_draft_has_no_preview(client, central):
    draft = CatalogueDraftFactory()
    CatalogueDraft.objects.update(data={"title": "Only this", "code": draft.code, "suite": draft.suite.code})
    assert client.get(f"{DRAFTS}{draft.pk}/preview/").status_code == 409


# --- Review ----------------------------------------------------------------------------------------------------------


def test_the_central_team_sees_what_changes_and_publishes(client, central):
    qualification = QualificationFactory(note="As it was.")
    draft = CatalogueDraftFactory(suite=qualification.suite, code=qualification.code, sent=True)
    page = client.get(f"{DRAFTS}{draft.pk}/review/")
    assert "Note As it was. Not said" in words_of(page)
    seen = page.context["form"].initial["seen"]
    assert client.post(f"{DRAFTS}{draft.pk}/review/", {"seen": seen}).status_code == 422
    assert client.post(f"{DRAFTS}{draft.pk}/review/", {"seen": "x", "decision": "publish"}).status_code == 409
    client.post(f"{DRAFTS}{draft.pk}/review/", {"seen": seen, "decision": "publish"})
    assert Qualification.objects.get().note == ""
    assert "Published" in words_of(client.get(draft.get_absolute_url()))
    entry = words_of(client.get(f"{CATALOGUE}{qualification.pk}/"))
    assert "Version 1" in entry


def test_sending_back_needs_a_reason(client, central):
    draft = CatalogueDraftFactory(sent=True)
    response = client.post(f"{DRAFTS}{draft.pk}/review/", {"seen": "x", "decision": "send_back", "reason": ""})
    assert response.status_code == 422 and "Say what has to be put right" in words_of(response)
    client.post(f"{DRAFTS}{draft.pk}/review/", {"seen": "x", "decision": "send_back", "reason": "Too short."})
    assert "What has to be put right: Too short." in words_of(client.get(draft.get_absolute_url()))


def test_the_overview_counts_drafts_to_review(client, central):
    CatalogueDraftFactory(sent=True)
    assert "Drafts of the catalogue to review 1" in words_of(client.get("/console/"))


# --- Opening and closing ---------------------------------------------------------------------------------------------


def test_retire_and_reopen(client, central):
    qualification, successor = QualificationFactory(), QualificationFactory()
    EnrolmentFactory(qualification=qualification)
    page = words_of(client.get(f"{CATALOGUE}{qualification.pk}/retire/"))
    assert "1 person studies it or has paused: they go on to the end" in page
    wrong = client.post(f"{CATALOGUE}{qualification.pk}/retire/", {"reason": "Old.", "successor": "NO-SUCH"})
    assert wrong.status_code == 422 and "No qualification has this code" in words_of(wrong)
    client.post(f"{CATALOGUE}{qualification.pk}/retire/", {"reason": "Old.", "successor": successor.code.lower()})
    qualification.refresh_from_db()
    assert (qualification.availability, qualification.successor) == (Availability.CLOSED, successor)
    client.post(f"{CATALOGUE}{qualification.pk}/reopen/")
    qualification.refresh_from_db()
    assert qualification.availability == Availability.OPEN


def test_a_change_is_begun_once(client, central):
    qualification = QualificationFactory()
    unit = qualification.suite.units.first()
    first = client.post(f"{CATALOGUE}{qualification.pk}/change/").url
    assert client.post(f"{CATALOGUE}{qualification.pk}/change/").url == first
    assert client.post(f"{UNITS}{unit.pk}/change/").url != first
    assert CatalogueDraft.objects.count() == 2


def test_whoever_asked_before_reads_what_counts_for_them(client):
    qualification = QualificationFactory(note="As it was.")
    keep_version(qualification, None)
    qualification.refresh_from_db()
    enrolment = EnrolmentFactory(qualification=qualification, version=qualification.version)
    sign_in(client, enrolment.member.user)
    assert "What has changed" not in words_of(client.get(enrolment.get_absolute_url()))
    Qualification.objects.update(note="As it is.")
    keep_version(qualification, central_user())
    page = words_of(client.get(enrolment.get_absolute_url()))
    assert "What has changed since you asked" in page and "Note As it was. As it is." in page
