"""The pages on which people say something of themselves."""

import pytest
from django.conf import settings

from apps.members.models import Aims, Consent, LearningNeeds
from apps.members.states import ADJUSTMENT_USES, BEING_FOUND, Purpose
from tests.accounts.factories import UserFactory
from tests.members.factories import (
    AimsFactory,
    ConsentFactory,
    GrantFactory,
    LearningNeedsFactory,
    ManagerProposalFactory,
    MemberFactory,
)
from tests.reading import reading_only, words_of

pytestmark = pytest.mark.django_db
PAGES = ["/me/", "/me/interests/", "/me/aims/", "/me/learning-needs/", "/me/consents/"]
AIMS = {"next_move": "up", "when": "year", "work": ["leading"], "how_far": "here", "help_wanted": "A mentor."}


@pytest.fixture
def member(client):
    member = MemberFactory()
    client.force_login(member.user)
    return member


@pytest.mark.parametrize("path", PAGES)
def test_looking_changes_nothing_and_everything_says_who_sees_it(client, member, path):
    AimsFactory(member=member), LearningNeedsFactory(member=member), ConsentFactory(member=member)
    with reading_only():
        response = client.get(path)
    assert response.status_code == 200
    assert "Who sees" in response.text


def test_the_profile_shows_what_one_has_said(client, member):
    AimsFactory(member=member, next_move="away", work=["face"], how_far="home", when="later")
    LearningNeedsFactory(member=member)
    ConsentFactory(member=member, purpose=Purpose.ADJUSTMENTS_TESTS)
    ConsentFactory(member=member, purpose=Purpose.MENTORING)
    words = words_of(client.get("/me/"))
    for said in (
        "Explaining decisions well.",
        "To work somewhere else for a while, then come back",
        "Serving people face to face",
        "Mostly from home",
        "In one to three years",
        "Extra time in tests Large print A desk by the window.",
        "Who may use them Tests",
        "Mentoring You agree since",
        "Talent search You do not agree",
    ):
        assert said in words, said


def test_the_profile_says_what_waits_to_be_said(client, member):
    words = words_of(client.get("/me/"))
    assert words.count("Not answered") == 8 and "Who may use them Nobody but you" in words


def test_what_is_said_of_hr_is_true(client, member):
    """Nothing of the HR record can be changed on the page, but for the manager, by proposing another."""
    words = words_of(client.get("/me/"))
    assert "They cannot be changed here, but you can say who your line manager is until HR has put it right." in words
    assert "ask your HR team to correct it there" in words
    table = client.get("/me/").text.partition("<table")[2].partition("</table>")[0]
    assert "<input" not in table and "<form" not in table
    assert table.count("href=") == 1 and 'href="/me/manager/"' in table


@pytest.mark.parametrize(
    ("traits", "words", "source"),
    [
        ({}, "You said otherwise: see where it is", "HR feed of 1 November 2026"),
        ({"confirmed": True}, "See what you agreed", "You and Sam Hill agreed on "),
        ({"disputed": True}, "This is not what you agreed: see where it is", "HR feed of 1 November 2026"),
    ],
)
def test_the_profile_says_where_the_line_manager_comes_from(client, member, traits, words, source):
    proposal = ManagerProposalFactory(
        member=member, proposed=MemberFactory(given_name="Sam", family_name="Hill"), **traits
    )
    page = client.get("/me/").text
    row = page.partition(">Line manager</th>")[2].partition("</tr>")[0]
    assert words in row and source in row and f'href="/me/manager/{proposal.pk}/"' in row


# --- Changing --------------------------------------------------------------------------------------------------------


def test_change_interests(client, member):
    response = client.post("/me/interests/", {"interests": "Football\r\nand <b>chess</b>"}, follow=True)
    assert response.redirect_chain == [("/me/", 302)]
    assert Aims.objects.get().interests == "Football\nand <b>chess</b>"
    assert "Football<br>and &lt;b&gt;chess&lt;/b&gt;" in response.text
    assert "Football\nand" in client.get("/me/interests/").context["form"].initial["interests"]


def test_change_aims(client, member):
    client.post("/me/aims/", AIMS)
    aims = Aims.objects.get(member=member)
    assert {name: getattr(aims, name) for name in AIMS} == AIMS
    page = client.get("/me/aims/").text
    assert page.count("checked") == 4 and "A mentor." in page
    client.post("/me/aims/", {})
    aims.refresh_from_db()
    assert (aims.next_move, aims.work, aims.help_wanted) == ("", [], "")


def test_change_learning_needs(client, member):
    said = {"needs": "Short steps", "adjustments": ["braille", "quiet"], "uses": ["adjustments_events"]}
    client.post("/me/learning-needs/", said)
    assert LearningNeeds.objects.get().adjustments == ["braille", "quiet"]
    assert client.get("/me/learning-needs/").text.count("checked") == 3
    client.post("/me/learning-needs/", said | {"uses": []})
    assert not Consent.objects.live().exists()


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/me/interests/", {"interests": "x" * 1001}),
        ("/me/interests/", {"interests": "a\0b"}),
        ("/me/aims/", {"next_move": "nowhere"}),
        ("/me/aims/", {"work": ["leading", "flying"]}),
        ("/me/aims/", {"how_far": "here\u202e"}),
        ("/me/learning-needs/", {"adjustments": ["none"]}),
        ("/me/learning-needs/", {"uses": ["mentoring"]}),
        ("/me/learning-needs/", {"uses": ["{{7*7}}"]}),
    ],
)
def test_what_cannot_be_saved_is_said_and_kept_in_the_form(client, member, path, sent):
    response = client.post(path, sent)
    assert response.status_code == 422
    assert "<title>Error: " in response.text and "There is a problem" in response.text
    assert not (Aims.objects.exists() or LearningNeeds.objects.exists() or Consent.objects.exists())


# --- Consents --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", BEING_FOUND)
def test_agree_and_take_it_back(client, member, purpose):
    for _ in range(2):  # a second click leads where the first one did
        response = client.post(f"/me/consents/{purpose}/give/", follow=True)
        assert response.redirect_chain == [("/me/consents/", 302)] and "You agree to: " in response.text
    assert Consent.objects.live().get().purpose == purpose
    for _ in range(2):
        response = client.post(f"/me/consents/{purpose}/withdraw/", follow=True)
    assert "You no longer agree to: " in response.text and "You agreed on " in response.text
    assert not Consent.objects.live().exists() and Consent.objects.count() == 1


@pytest.mark.parametrize("purpose", [*ADJUSTMENT_USES, "everything", "x" * 200])
@pytest.mark.parametrize("verb", ["give", "withdraw"])
def test_nothing_else_can_be_agreed_to(client, member, purpose, verb):
    assert client.post(f"/me/consents/{purpose}/{verb}/").status_code == 404
    assert not Consent.objects.exists()


def test_a_restricted_person_is_told_that_nobody_finds_them(client):
    client.force_login(MemberFactory(restricted=True).user)
    assert "nobody finds you, whatever you agree to here" in words_of(client.get("/me/consents/"))


def test_a_link_cannot_agree(client, member):
    for verb in ("give", "withdraw"):
        assert client.get(f"/me/consents/mentoring/{verb}/").status_code == 405


# --- Who -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_they_need_sign_in(client, path):
    assert client.get(path).url == f"{settings.LOGIN_URL and '/account/login/'}?next={path}"


@pytest.mark.parametrize("path", PAGES[1:])
def test_without_an_hr_record_there_is_nothing_to_say(client, path):
    user = UserFactory()
    GrantFactory(user=user, role="champion", organisation=MemberFactory().organisation)
    client.force_login(user)
    assert client.get(path).status_code == 403
    assert "What you say of yourself" not in client.get("/me/").text


def test_one_sees_ones_own(client, member):
    AimsFactory(interests="Somebody else’s.")
    LearningNeedsFactory(needs="Somebody else’s.")
    ConsentFactory(purpose=Purpose.TALENT_SEARCH)
    for path in PAGES:
        page = client.get(path).text
        assert "Somebody else" not in page and "You agree since" not in page
