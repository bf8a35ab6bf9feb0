from uuid import uuid4

import pytest
from django.utils import timezone

from apps.accounts.roles import Role
from apps.certificates.models import Certificate
from apps.core.words import date_words
from apps.qualifications.models import Enrolment
from apps.qualifications.states import LIVE, Status, WithdrawalReason
from tests.console.central import sign_in, sign_in_central
from tests.helpers import assert_flat_queries
from tests.members.factories import GrantFactory, MemberFactory
from tests.qualifications.factories import EnrolmentFactory, UnitAchievementFactory, enrolment_in
from tests.reading import budget, reading_only, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    member = MemberFactory(line_manager=MemberFactory())
    client.force_login(member.user)
    client.get("/catalogue/")  # the session is begun
    return member


def url(enrolment, step=""):
    return f"{enrolment.get_absolute_url()}{step}"


def first_unit(enrolment):
    return enrolment.enrolled_units.get(unit__code="1").unit


# --- My learning -----------------------------------------------------------------------------------------------------


def test_enrolment_list(client, member):
    studied = EnrolmentFactory(member=member, qualification__title="Level 3 Award")
    UnitAchievementFactory(member=member, unit=first_unit(studied))
    EnrolmentFactory(member=member, completed=True, qualification__title="Level 2 Award")
    enrolment_in(Status.DRAFT, member=member, qualification__title="Level 4 Award", with_units=False)
    EnrolmentFactory(qualification__title="Somebody else’s")
    page = words_of(client.get("/enrolments/"))
    ends_on = date_words(studied.plan.ends_on)
    assert f"Level 3 Award In progress 1 of 2 units achieved. Study time until {ends_on}" in page
    assert f"Level 2 Award Completed Completed on {date_words(timezone.now())}" in page
    assert f"Level 4 Award Not sent yet Started on {date_words(timezone.now())}" in page
    assert "Somebody else’s" not in page


def test_enrolment_list_with_nothing_says_what_to_do(client, member):
    page = words_of(client.get("/enrolments/"))
    assert "You have not asked for a qualification yet." in page
    assert "Find a qualification" in page


def test_enrolment_list_is_one_s_own_for_the_central_team_too(client):
    sign_in_central(client)
    theirs = EnrolmentFactory()
    assert theirs.qualification.title not in words_of(client.get("/enrolments/"))
    assert client.get(url(theirs)).status_code == 200  # which they may read


def test_enrolment_list_takes_any_page_number(client, member):
    EnrolmentFactory(member=member)
    for page in ["1e9", "0", "-1", "two", "9" * 30]:
        response = client.get(f"/enrolments/?page={page}")
        assert (page, response.status_code, len(response.context["page"].object_list)) == (page, 200, 1)


def test_enrolment_list_queries(client, member):
    assert_flat_queries(client, "/enrolments/", lambda: EnrolmentFactory(member=member))


# --- One enrolment ---------------------------------------------------------------------------------------------------


def test_enrolment_detail_waiting(client, member):
    enrolment = enrolment_in(Status.SUBMITTED, member=member)
    page = words_of(client.get(url(enrolment)))
    assert f"Waiting for a decision Asked on {date_words(timezone.now())}, now with {member.line_manager}." in page
    assert "1 Unit about 1 Not started" in page
    assert "Withdraw from this qualification" in page


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.CHANGED, "agreed with changes. See the changes and answer"),
        (Status.DECLINED, "did not agree: there is no cover for the work in those weeks. See the reason"),
        (Status.APPROVED, "Start learning"),
        (Status.IN_PROGRESS, "0 of 2 achieved. 1 Unit about 1 To do"),
        (Status.COMPLETED, "Your certificate is being made."),
        (Status.WITHDRAWN, "Units that you had achieved stay yours."),
    ],
)
def test_enrolment_detail_says_where_it_stands(status, words, client, member):
    enrolment = enrolment_in(status, member=member)
    page = words_of(client.get(url(enrolment)))
    assert enrolment.get_status_display() in page
    assert words in page
    assert ("Withdraw from this qualification" in page) == (status in LIVE)


def test_enrolment_detail_leads_to_the_certificate_once_it_is_made(client, member):
    enrolment = enrolment_in(Status.COMPLETED, member=member)
    Certificate.objects.update(file="certificate.pdf", sha256="hash")
    assert "See your certificate" in words_of(client.get(url(enrolment)))


def test_enrolment_detail_leads_to_the_units_while_one_studies(client, member):
    enrolment = EnrolmentFactory(member=member)
    UnitAchievementFactory(member=member, unit=first_unit(enrolment))
    page = client.get(url(enrolment))
    assert "1 of 2 achieved. 1 Unit about 1 Achieved 2 Unit about 2 To do" in words_of(page)
    for row in enrolment.enrolled_units.all():
        assert f'href="{row.get_absolute_url()}"' in page.content.decode()


def test_enrolment_detail_for_the_manager(client, member):
    enrolment = EnrolmentFactory(member__line_manager=member)
    page = client.get(url(enrolment))
    assert str(enrolment.member) in words_of(page)
    assert "/learning/" not in page.content.decode().partition("<main")[2]
    assert "Withdraw" not in words_of(page)


@pytest.mark.parametrize("status", Status)
def test_enrolment_detail_hides_others(status, client, member):
    theirs = enrolment_in(status)
    there, not_there = client.get(url(theirs)), client.get(f"/enrolments/{uuid4()}/")
    assert there.status_code == not_there.status_code == 404
    assert words_of(there) == words_of(not_there)


@pytest.mark.parametrize("pk", ["1", "x", "0" * 32, "../..", "015e19b2-54ef-4188-b97a-4ae9197a170"])
def test_enrolment_detail_of_no_id(pk, client, member):
    assert client.get(f"/enrolments/{pk}/").status_code in (301, 404)


def test_enrolment_detail_asks_as_much_for_many_units_as_for_few(client, member):
    few = EnrolmentFactory(member=member)
    many = EnrolmentFactory(
        member=member,
        qualification__rule={"mandatory": [str(code) for code in range(12)]},
        qualification__suite__code="MANY",
    )
    for enrolment in [few, many]:
        # Person, grants, enrolment, units, plans, agreements, hours logged, an open change, navigation.
        with budget(9):
            client.get(url(enrolment))


def test_a_look_writes_nothing(client, member):
    with reading_only():
        assert client.get("/enrolments/").status_code == 200
    for status in Status:
        enrolment = enrolment_in(status, member=member)
        with reading_only():
            assert client.get(url(enrolment)).status_code == 200
            assert client.get(url(enrolment, "withdraw/")).status_code == (200 if status in LIVE else 409)


# --- What one does ---------------------------------------------------------------------------------------------------


def test_learning_start(client, member):
    enrolment = enrolment_in(Status.APPROVED, member=member)
    assert client.get(url(enrolment, "start/")).status_code == 405
    for _ in range(2):  # a second click leads where the first one led
        response = client.post(url(enrolment, "start/"))
        assert (response.status_code, response.url) == (302, url(enrolment))
    enrolment.refresh_from_db()
    assert enrolment.status == Status.IN_PROGRESS


def test_learning_start_too_early(client, member):
    enrolment = enrolment_in(Status.SUBMITTED, member=member)
    response = client.post(url(enrolment, "start/"))
    assert response.status_code == 409
    assert "This is now “waiting for a decision”, so it cannot become “in progress”." in words_of(response)


def test_changes_accept(client, member):
    enrolment = enrolment_in(Status.CHANGED, member=member)
    assert client.get(url(enrolment, "accept/")).status_code == 405
    response = client.post(url(enrolment, "accept/"), follow=True)
    assert "You have accepted the changes. You can start learning now." in words_of(response)
    again = client.post(url(enrolment, "accept/"))
    assert again.status_code == 409
    assert "There are no changes to accept on this request now." in words_of(again)


def test_changes_accept_of_a_draft_is_no_error(client, member):
    assert client.post(url(enrolment_in(Status.DRAFT, member=member), "accept/")).status_code == 409


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.DRAFT, "Your answers are put away. Nobody was sent them."),
        (Status.SUBMITTED, "Your request is taken back"),
        (Status.CHANGED, "Your request is taken back"),
        (Status.IN_PROGRESS, "Units that you have achieved stay yours and count if you come back."),
    ],
)
def test_enrolment_withdraw(status, words, client, member):
    enrolment = enrolment_in(status, member=member)
    assert words in words_of(client.get(url(enrolment, "withdraw/")))
    response = client.post(url(enrolment, "withdraw/"), {"reason": WithdrawalReason.TIME}, follow=True)
    assert f"You have withdrawn from the {enrolment.qualification}." in words_of(response)
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.withdrawal_reason) == (Status.WITHDRAWN, WithdrawalReason.TIME)
    again = client.post(url(enrolment, "withdraw/"), {"reason": WithdrawalReason.TIME})
    assert again.status_code == 409
    assert "This is now “withdrawn”, so there is nothing to give up." in words_of(again)


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("", "Choose a reason"),
        ("nonsense", "Select one of the choices given"),
        ("work\0", "Select one of the choices given"),
    ],
)
def test_enrolment_withdraw_says_what_is_wrong(reason, message, client, member):
    enrolment = enrolment_in(Status.SUBMITTED, member=member)
    response = client.post(url(enrolment, "withdraw/"), {"reason": reason})
    assert response.status_code == 422
    assert "Error: Withdraw – ODP portal" in words_of(response)
    assert words_of(response).count(message) == 2
    assert Enrolment.objects.get().status == Status.SUBMITTED


@pytest.mark.parametrize("step", ["withdraw/", "accept/", "start/"])
def test_what_one_may_see_but_not_do_is_403(step, client, member):
    enrolment = enrolment_in(Status.SUBMITTED, member__line_manager=member)
    assert client.post(url(enrolment, step), {"reason": "work"}).status_code == 403
    assert client.post(url(enrolment_in(Status.SUBMITTED), step)).status_code == 404


def test_nobody_is_let_in_without_signing_in(client):
    enrolment = EnrolmentFactory()
    for step in ["", "units/", "time/", "purpose/", "check/", "decide/", "withdraw/"]:
        response = client.get(url(enrolment, step))
        assert response.status_code == 302
        assert response.url.startswith("/account/login/")


def test_roles_open_no_door_to_enrolments(client):
    """A head of profession sees figures, never names."""
    enrolment = EnrolmentFactory()
    hop = GrantFactory(role=Role.HEAD_OF_PROFESSION, organisation=enrolment.member.organisation)
    sign_in(client, hop.user)
    assert client.get(url(enrolment)).status_code == 404
