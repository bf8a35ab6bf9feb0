import datetime
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from apps.secondments import actions
from apps.secondments.models import Application, Opportunity, OpportunityCapability, SavedSearch
from apps.secondments.states import Status
from tests.capability.factories import answered as self_assessed
from tests.evidence.factories import EvidenceFactory
from tests.helpers import assert_flat_queries
from tests.members.factories import MemberFactory, central_user
from tests.reading import budget, reading_only, words_of
from tests.secondments.factories import (
    accepted,
    agree,
    begun,
    begun_ago,
    ended,
    host_of,
    offered,
    opportunity_of,
    partner,
    refuse,
    release_of,
    sent,
    signed,
    signers,
    terms,
    wants,
    written,
)
from tests.secondments.test_opportunity import champion_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
BOARD = "/secondments/"


def date_of(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


TYPED = {
    "title": "Listing officer",
    "kind": "loan",
    "work": "You list cases.",
    "learn": "How a court works.",
    "place": "Leeds",
    "pattern": "site",
    "week": "100",
    "pays": "host",
    "months": "6",
    "places": "1",
    "contact": "Marek",
    **date_of("deadline_on", TODAY + datetime.timedelta(days=20)),
    **date_of("starts_on", TODAY + datetime.timedelta(days=60)),
}
PLAN_TYPED = {"decision": "approved", "backfill": "none"}


@pytest.fixture
def member(client):
    member = MemberFactory(line_manager=MemberFactory())
    sign_in(client, member.user)
    return member


def sign_in(client, user):
    client.force_login(user)
    session = client.session
    session["demo_person"] = "x"  # the second step has tests of its own
    session.save()
    client.get("/me/")


# --- The board -------------------------------------------------------------------------------------------------------


def test_board_budget_and_what_a_row_says(client, member):
    opportunity_of(deadline=timezone.now() + datetime.timedelta(days=9))
    with reading_only(), budget(4):  # person with roles, search with filters, page, navigation
        page = words_of(client.get(BOARD))
    for words in ("1 opportunity", "HMCTS, Leeds", "6 months", "Any grade", "Paid by: The host", "Closes in 9 days"):
        assert words in page
    assert_flat_queries(client, BOARD, opportunity_of)


def test_a_row_says_how_what_is_wanted_fits_what_one_says_of_oneself(client):
    assessment = self_assessed()
    opportunity = opportunity_of()
    known = assessment.version.capabilities.first()
    OpportunityCapability.objects.create(opportunity=opportunity, capability=known, side="wanted")
    wants(opportunity)
    sign_in(client, assessment.member.user)
    assert "You have 1 of the 2 capabilities they look for" in words_of(client.get(BOARD))
    sign_in(client, MemberFactory().user)
    assert "they look for" not in words_of(client.get(BOARD))


def test_board_with_nothing_says_what_to_do(client, member):
    assert "come back in a few days" in words_of(client.get(BOARD))
    assert "clear the filters" in words_of(client.get(BOARD + "?kind=loan"))
    assert client.get(BOARD + "?q=%22%3Cb%3E+or&kind=x&region=y&page=1e9").status_code == 200


def test_opportunity_budget_and_what_happens_to_your_job(client, member):
    opportunity = opportunity_of()
    wants(opportunity)
    with reading_only(), budget(5):  # person with roles, opportunity, capabilities, own application, navigation
        page = words_of(client.get(opportunity.get_absolute_url()))
    assert "What happens to your job meanwhile" in page and "Your job stays yours." in page
    assert "you have until" in page


def test_after_the_last_day_it_says_closed(client, member):
    page = words_of(client.get(opportunity_of(deadline=timezone.now()).get_absolute_url()))
    assert "Closed to new applications" in page and "Closes" not in page


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED])
def test_what_is_not_published_is_not_there(client, member, status):
    assert client.get(opportunity_of(status=status).get_absolute_url()).status_code == 404


def test_search_save_and_end(client, member):
    opportunity_of()
    client.post(BOARD + "searches/save/", {"q": "court", "kind": "loan"})
    search = SavedSearch.objects.get()
    assert search.words == "“court”, Loan to another department"
    page = words_of(client.get(BOARD + "searches/"))
    assert search.words in page
    assert client.get(search.get_absolute_url()).status_code == 200
    client.post(f"{BOARD}searches/{search.pk}/end/")
    assert "You have no saved searches." in words_of(client.get(BOARD + "searches/"))


# --- Hosting ---------------------------------------------------------------------------------------------------------


def test_an_opportunity_is_written_changed_sent_and_published(client, member):
    response = client.post(BOARD + "write/", TYPED)
    opportunity = Opportunity.objects.get()
    assert response.headers["Location"] == opportunity.get_absolute_url()
    url = opportunity.get_absolute_url()
    assert 'value="Listing officer"' in client.get(url + "change/").content.decode()
    client.post(url + "change/", TYPED | {"title": "Usher"})
    client.post(url + "submit/")
    champion = champion_of("DWP")
    sign_in(client, champion)
    assert "Usher" in words_of(client.get(BOARD + "to-publish/"))
    assert client.post(url + "publish/", {"decision": "back"}).status_code == 422
    client.post(url + "publish/", {"decision": "publish"})
    assert "Usher" in words_of(client.get(BOARD))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "Say what it is called"),
        ({"kind": "project"}, "A part-time project is 20% of a week or less"),
        ({"months": "25"}, "How long it is must be 24 or less"),
        (date_of("starts_on", TODAY + datetime.timedelta(days=20)), "must be after the last day to apply"),
        (date_of("deadline_on", TODAY - datetime.timedelta(days=1)), "must be on or after"),
        ({"wanted": "99999999"}, "Select one of the choices given"),
        ({"work": "x" * 4001}, "must be 4000 characters or less"),
    ],
)
def test_opportunity_write_says_what_is_wrong(client, member, wrong, words):
    response = client.post(BOARD + "write/", TYPED | wrong)
    assert response.status_code == 422 and words in words_of(response)
    assert not Opportunity.objects.exists()


def test_hosted_list_counts_who_waits(client):
    opportunity = opportunity_of()
    sent(opportunity), begun(opportunity)
    sign_in(client, host_of(opportunity))
    assert "1 has applied, 1 waits for your answer" in words_of(client.get(BOARD + "hosted/"))
    assert_flat_queries(client, BOARD + "hosted/", lambda: opportunity_of(host_of(opportunity)))


def test_hosts_copy_close_and_cancel(client):
    opportunity = opportunity_of()
    sign_in(client, host_of(opportunity))
    url = opportunity.get_absolute_url()
    assert client.post(url + "copy/").status_code == 302
    other = MemberFactory()
    assert other.user.name in words_of(client.post(url + "hosts/", {"email": other.email}, follow=True))
    client.post(url + "close/")
    assert client.post(url + "cancel/", {}).status_code == 422
    client.post(url + "cancel/", {"why": "The court moves."})
    opportunity.refresh_from_db()
    assert opportunity.status == Status.CANCELLED


def test_a_partner_sees_only_their_own(client):
    user = partner()
    own, foreign = opportunity_of(user), opportunity_of()
    application = sent(own)
    sign_in(client, user)
    assert client.get(BOARD).headers["Location"] == BOARD + "hosted/"
    page = words_of(client.get(own.get_absolute_url()))
    assert application.member.name in page
    assert client.get(application.get_absolute_url()).status_code == 200
    for address in (foreign.get_absolute_url(), sent(foreign).get_absolute_url()):
        assert client.get(address).status_code == 404
    assert client.get(BOARD + "searches/").status_code == 403


def test_guests_are_invited_by_the_central_team(client):
    sign_in(client, central_user())
    typed = {"name": "Linh", "email": "linh@b.example", "body": "Brightwater Ltd", "role": "partner_host"}
    assert client.post(BOARD + "guests/invite/", typed).status_code == 422
    typed |= date_of("until", TODAY + datetime.timedelta(days=90))
    assert "Brightwater Ltd" in words_of(client.post(BOARD + "guests/invite/", typed, follow=True))


# --- Applying --------------------------------------------------------------------------------------------------------


def test_an_application_is_written_part_by_part_and_sent(client, member):
    opportunity = opportunity_of()
    wants(opportunity, title="Working with customers")
    EvidenceFactory(member=member, title="A hard call")
    client.post(opportunity.get_absolute_url() + "apply/")
    application = Application.objects.get()
    url = application.get_absolute_url()
    assert "Cannot start yet" in words_of(client.get(url))
    for part, following in [("why", "1"), ("1", "team"), ("team", "evidence")]:
        response = client.post(f"{url}write/{part}/", {"text": f"About {part}."})
        assert response.headers["Location"] == f"{url}write/{following}/"
        assert f"About {part}." in words_of(client.get(f"{url}write/{part}/"))
    client.post(f"{url}write/evidence/", {"chosen": str(member.evidence.get().pk)})
    page = words_of(client.get(url + "check/"))
    assert "About why." in page and "A hard call" in page
    assert "You hear as soon as there is news." in words_of(client.post(url + "check/", follow=True))
    assert client.post(url + "check/").headers["Location"] == url
    assert client.get(url + "write/why/").status_code == 409


def test_what_is_typed_is_saved_as_it_is_typed(client, member):
    application = begun(member=member)
    url = f"{application.get_absolute_url()}write/why/"
    response = client.post(url, {"text": "So far"}, headers={"X-Requested-With": "XMLHttpRequest"})
    application.refresh_from_db()
    assert (response.status_code, application.why) == (204, "So far")
    assert client.post(url, {"text": "x" * 3001}).status_code == 422
    for part in ("9", "nothing"):
        assert client.get(f"{application.get_absolute_url()}write/{part}/").status_code == 404


def test_a_host_sees_what_was_sent_and_nothing_else(client):
    """Field by field: what is on the host's page is in the submission, or says where it stands."""
    opportunity = opportunity_of()
    wants(opportunity, title="Working with customers")
    member = MemberFactory(
        email="amara@work.example", job_title="Customer adviser", line_manager=MemberFactory(given_name="Xavier")
    )
    unsent = begun(opportunity)
    application = begun(opportunity, member)
    actions.save_words(application=application, benefit="Zanzibar for the team.", by=member.user)
    EvidenceFactory(member=member, title="Never shared")
    shared = EvidenceFactory(member=member, title="The file", is_file=True)
    actions.choose_evidence(application=application, evidence=[shared], by=member.user)
    actions.submit_application(application=application, by=member.user)
    refuse(release_of(application))
    sign_in(client, host_of(opportunity))
    url = application.get_absolute_url()
    page = words_of(client.get(url))
    for words in (member.name, member.email, "Customer adviser", "I once did that.", "The file", "not agreed"):
        assert words in page, words
    for hidden in (member.staff_number, "Zanzibar", "Xavier", "Never shared", "Ask again in May", "no cover"):
        assert hidden not in page, hidden
    download = f"{url}evidence/{shared.pk}/"
    assert client.get(download).status_code == 200
    assert client.get(unsent.get_absolute_url()).status_code == 404
    assert unsent.member.name not in words_of(client.get(opportunity.get_absolute_url()))
    member.job_title = "Something new"
    member.save()
    assert "Something new" not in words_of(client.get(url))
    actions.withdraw_application(application=application, reason="personal", by=member.user)
    page = words_of(client.get(url))
    assert "not shown any more" in page and "I once did that." not in page and member.email not in page
    assert client.get(download).status_code == 404


def test_a_host_decides_and_says_why(client):
    application = sent()
    sign_in(client, host_of(application.opportunity))
    url = f"{application.get_absolute_url()}choose/"
    assert "Select why it was not chosen" in words_of(client.post(url, {"decision": "not_chosen"}))
    client.post(url, {"decision": "not_chosen", "reason": "dates", "note": "Look again in June."})
    assert client.get(url).status_code == 409
    sign_in(client, application.member.user)
    page = words_of(client.get(application.get_absolute_url()))
    assert "The dates do not fit" in page and "Look again in June." in page


# --- Release ---------------------------------------------------------------------------------------------------------


def test_the_manager_decides_on_one_page_with_the_plan_for_the_work(client, member):
    application = sent(member=member)
    release = release_of(application)
    sign_in(client, member.line_manager.user)
    decide = f"{BOARD}releases/{release.pk}/decide/"
    page = words_of(client.get(release.task.get_absolute_url()))
    assert "What your team gains" in page
    assert client.post(decide, {"decision": "approved"}).headers["Location"].endswith("?decision=approved")
    assert "What your team gains" in words_of(client.get(decide + "?decision=approved"))
    typed = PLAN_TYPED | date_of("from_on", release.from_on)
    assert "Enter the day cover begins" in words_of(client.post(decide, typed | {"backfill": "cover"}))
    cover = {"backfill": "cover", "backfill_by": "Ben", "backfill_cost": "4,000"}
    page = words_of(client.post(decide, typed | cover | date_of("backfill_from", release.from_on), follow=True))
    assert "You agreed to the release." in page
    assert client.post(decide, typed).status_code == 409


def test_a_refusal_is_appealed_from_the_request(client, member):
    release = release_of(sent(member=member))
    sign_in(client, member.line_manager.user)
    decide = f"{BOARD}releases/{release.pk}/decide/"
    assert client.post(decide, {"decision": "refused"}).status_code == 422
    client.post(decide, {"decision": "refused", "reason": "notice", "comment": "Ask in June."})
    sign_in(client, member.user)
    page = words_of(client.get(release.task.get_absolute_url()))
    assert "The notice is too short to find cover" in page and "Appeal" in page
    response = client.post(f"{BOARD}releases/{release.pk}/appeal/", {"why_again": "Ben covers."}, follow=True)
    assert "Your appeal has been sent." in words_of(response)


def test_several_are_agreed_to_in_principle_together(client, member):
    release = release_of(sent(member=member))
    sign_in(client, member.line_manager.user)
    page = words_of(client.post(f"{BOARD}releases/decide/", {"task": [str(release.task_id), "x"]}, follow=True))
    assert "You agreed in principle to 1 request." in page


def test_an_offer_is_accepted_once_it_is_released_firmly(client, member):
    application = offered(member=member)
    url = application.get_absolute_url()
    assert "Accept the offer" not in words_of(client.get(url))
    client.post(url + "release/", date_of("from_on", application.opportunity.starts_on))
    agree(release_of(application))
    assert "Accept the offer" in words_of(client.get(url))
    for _ in range(2):
        assert client.post(url + "accept/").headers["Location"] == url
    application.refresh_from_db()
    assert application.status == "accepted"


# --- Agreement and placement -----------------------------------------------------------------------------------------


def test_the_agreement_is_written_read_signed_and_printed(client):
    application = accepted()
    sign_in(client, host_of(application.opportunity))
    url = f"{application.get_absolute_url()}agreement/"
    said = terms(application)
    typed = {"supervisor": "Ada Lane", "pays": "host", "terms": "As at home."}
    typed |= date_of("starts_on", said["starts_on"]) | date_of("ends_on", said["ends_on"])
    wrong = typed | date_of("pays_from", said["starts_on"].replace(day=2))
    assert "must be the first of a month" in words_of(client.post(url, wrong))
    assert "Ada Lane" in words_of(client.post(url, typed, follow=True))
    version = application.agreement.versions.get()
    page = application.agreement.get_absolute_url()
    for user in signers(version):
        sign_in(client, user)
        assert "Sign this version" in words_of(client.get(page))
        client.post(page + "sign/", {"digest": version.digest})
    assert "Signed by all three" in words_of(client.get(page))
    pdf = PdfReader(BytesIO(client.get(page + "1.pdf").content))
    text = " ".join(" ".join(part.extract_text() for part in pdf.pages).split())
    assert "As at home." in text and all(user.name in text for user in signers(version))
    assert client.get(page + "2.pdf").status_code == 404


def test_a_longer_one_waits_for_the_central_team(client):
    application = accepted()
    ends_on = application.opportunity.starts_on + datetime.timedelta(days=900)
    version = written(application, ends_on=ends_on, why_longer="The programme.")
    page = version.agreement.get_absolute_url()
    sign_in(client, application.member.user)
    assert "Sign this version" not in words_of(client.get(page))
    sign_in(client, central_user())
    assert "Make an exception" in words_of(client.get(page))
    client.post(page + "except/")
    assert signed(version).status == "agreed"


def test_a_placement_ends_is_reviewed_and_the_member_is_back(client):
    placement = ended()
    url = placement.get_absolute_url()
    member, manager = placement.member.user, placement.member.line_manager.user
    sign_in(client, host_of(placement.opportunity))
    assert "The return" not in words_of(client.get(url))
    client.post(url + "review/", {"did": "Listed 200 cases.", "learnt": "Plans well."})
    sign_in(client, manager)
    client.post(url + "return-plan/", {"plan": "The same team."})
    assert "Listed 200 cases." in words_of(client.get(url))
    client.post(url + "return/", date_of("on", TODAY))
    assert "Returned" in words_of(client.get(url))
    sign_in(client, member)
    assert "The same team." in words_of(client.get(url))
    assert "Listed 200 cases." in words_of(client.post(url + "review/keep/", follow=True))


def test_all_three_find_what_they_have_a_part_in(client):
    version, placement = written(), begun_ago(30)
    rows = [*signers(version), placement.member.user, placement.member.line_manager.user]
    for user, title in zip(rows, ["Agreements to sign"] * 3 + ["Placements"] * 2, strict=True):
        sign_in(client, user)
        assert title in words_of(client.get(BOARD + "applications/")), user
    sign_in(client, MemberFactory().user)
    page = words_of(client.get(BOARD + "applications/"))
    assert "You have not applied for anything yet." in page and "Agreements to sign" not in page


def test_a_placement_is_ended_early_by_the_member(client):
    placement = begun_ago(30)
    sign_in(client, placement.member.user)
    page = client.get(placement.agreement.application.get_absolute_url()).content.decode()
    assert placement.get_absolute_url() in page and "/withdraw/" not in page
    url = placement.get_absolute_url()
    assert client.post(url + "end/", date_of("on", TODAY)).status_code == 422
    page = words_of(client.post(url + "end/", date_of("on", TODAY) | {"why": "personal"}, follow=True))
    assert "It ends early." in page and "Personal or health reasons" in page


def test_what_somebody_wrote_is_shown_as_text(client):
    hostile = "<script>x()</script> {{7*7}}"
    opportunity = opportunity_of(title=hostile, work=hostile)
    application = sent(opportunity)
    sign_in(client, host_of(opportunity))
    for address in (opportunity.get_absolute_url(), application.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "<script>x()" not in page and "{{7*7}}" in page
