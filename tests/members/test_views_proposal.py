"""The pages of "this is not my manager"."""

import pytest

from apps.members.models import ManagerProposal
from apps.members.states import ProposalStatus
from tests.members.factories import ManagerProposalFactory, MemberFactory
from tests.reading import reading_only, words_of

pytestmark = pytest.mark.django_db
START, CHECK = "/me/manager/", "/me/manager/check/"


@pytest.fixture
def former():
    return MemberFactory(given_name="Priya", family_name="Shah")


@pytest.fixture
def member(client, former):
    member = MemberFactory(line_manager=former)
    client.force_login(member.user)
    return member


@pytest.fixture
def other():
    return MemberFactory(given_name="Sam", family_name="Hill", email="sam@work.example")


def name(client, email):
    return client.post(START, {"who": "other", "email": email})


def test_say_who_it_is_see_the_name_and_have_them_asked(client, member, other):
    response = name(client, " Sam@Work.Example ")
    assert response.url == CHECK and "sam" not in response.url
    page = client.get(CHECK)
    assert "Is Sam Hill your line manager?" in page.text
    assert not ManagerProposal.objects.exists()
    response = client.post(CHECK, follow=True)
    proposal = ManagerProposal.objects.get()
    assert response.redirect_chain == [(f"/me/manager/{proposal.pk}/", 302)]
    assert "Sam Hill has been asked to confirm it." in words_of(response)


def test_say_that_there_is_none(client, member):
    assert client.post(START, {"who": "none"}).url == CHECK
    assert "Priya Shah gets a message" in client.get(CHECK).text
    client.post(CHECK)
    assert ManagerProposal.objects.get().proposed is None


def test_whoever_has_no_manager_on_record_is_asked_for_the_address_alone(client, other):
    client.force_login(MemberFactory().user)
    page = client.get(START)
    assert "I have no line manager" not in page.text and "Who is your line manager?" in page.text
    assert client.post(START, {"who": "none"}).status_code == 422
    assert client.post(START, {"email": other.email}).url == CHECK


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Select who your line manager is"),
        ({"who": "other"}, "Enter the work email address of your line manager"),
        ({"who": "other", "email": "Sam Hill"}, "Enter an email address in the correct format"),
        ({"who": "other", "email": "x@work.example"}, "We could not find anybody with that work email address"),
        ({"who": "everybody"}, "Select one of the choices given"),
        ({"who": "other", "email": "a\0@work.example"}, "must not contain hidden control characters"),
        ({"who": "other", "email": "x" * 300 + "@work.example"}, "must be 254 characters or less"),
    ],
)
def test_what_is_wrong_is_said(client, member, sent, words):
    response = client.post(START, sent)
    assert response.status_code == 422 and words in words_of(response)
    assert client.get(CHECK).url == START


def test_restricted_and_unknown_look_the_same(client, member):
    """Word for word, but for the address that was typed."""
    hidden = MemberFactory(restricted=True, email="hidden@work.example")
    pages = []
    for email in (hidden.email, "nobody@work.example"):
        page = name(client, email).content.decode().replace(email, "…")
        pages.append([line for line in page.splitlines() if "csrf" not in line and "data-seconds-left" not in line])
    assert pages[0] == pages[1]
    assert hidden.name not in "".join(pages[0])


def test_what_was_typed_before_it_became_impossible_is_asked_again(client, member, other):
    name(client, other.email)
    type(other).objects.filter(pk=other.pk).update(restricted=True)
    for ask in (client.get, client.post):
        assert ask(CHECK).url == START
    assert not ManagerProposal.objects.exists()


def test_a_second_click_and_the_back_button_lead_where_the_first_click_did(client, member, other):
    name(client, other.email)
    first = client.post(CHECK).url
    for again in (lambda: client.post(CHECK), lambda: client.get(CHECK), lambda: client.get(START)):
        assert again().url == first
    assert name(client, other.email).url == first
    assert ManagerProposal.objects.count() == 1


def test_a_restricted_member_is_told_what_the_other_learns(client, other):
    client.force_login(MemberFactory(restricted=True).user)
    client.post(START, {"email": other.email})
    assert "Sam Hill may not know of you yet" in words_of(client.get(CHECK))


# --- Answering -------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(client, member, other):
    """A proposal that waits, and whoever is to answer signed in."""
    proposal = ManagerProposalFactory(member=member, proposed=other)
    client.force_login(other.user)
    return proposal


def address(proposal, verb=""):
    return f"/me/manager/{proposal.pk}/{verb}"


def test_the_page_has_what_one_needs_to_know_and_changes_nothing(client, asked):
    with reading_only():
        words = words_of(client.get(address(asked)))
        assert client.get(address(asked, "decline/")).status_code == 200
    for said in (
        f"Does {asked.member} report to you?",
        "The HR feed says that it is Priya Shah",
        "Yes, they report to me",
    ):
        assert said in words
    assert asked.member.email not in words and asked.member.staff_number not in words


def test_confirm_proposal(client, asked, other):
    for _ in range(2):  # a second click leads where the first one did
        assert client.post(address(asked, "confirm/")).url == address(asked)
    asked.refresh_from_db()
    assert asked.status == ProposalStatus.CONFIRMED
    asked.member.refresh_from_db()
    assert asked.member.line_manager == other
    words = words_of(client.get(address(asked)))
    assert "You confirmed it on" in words and "Yes, they report to me" not in words


def test_decline_proposal(client, asked):
    response = client.post(address(asked, "decline/"), {"reason": "other", "comment": ""})
    assert response.status_code == 422 and "Say what the reason is" in response.text
    said = {"reason": "not_any_more", "comment": "Until <May>."}
    response = client.post(address(asked, "decline/"), said, follow=True)
    assert "has been told." in response.text and "Until &lt;May&gt;." in response.text
    for ask in (client.get, client.post):
        assert ask(address(asked, "decline/")).url == address(asked)


def test_what_is_over_is_not_confirmed(client, asked):
    ManagerProposal.objects.update(status=ProposalStatus.WITHDRAWN)
    response = client.post(address(asked, "confirm/"))
    assert response.status_code == 409 and "This is now “withdrawn”" in response.text


def test_withdraw_proposal(client, asked, member):
    client.force_login(member.user)
    for _ in range(2):
        response = client.post(address(asked, "withdraw/"), follow=True)
        assert response.redirect_chain == [("/me/", 302)] and "You have taken it back." in response.text
    assert "This is not my manager" in response.text


@pytest.mark.parametrize("status", ProposalStatus)
@pytest.mark.parametrize("who", ["member", "proposed", "former"])
def test_every_state_has_a_page_for_everybody_who_may_see_it(client, asked, former, status, who):
    agreed = status in (ProposalStatus.CONFIRMED, ProposalStatus.DISPUTED, ProposalStatus.SETTLED)
    fields = {"status": status, "former": former}
    if agreed:
        fields |= {"confirmed_at": "2026-11-01T10:00Z", "confirmed_by": asked.proposed.user}
    if status in (ProposalStatus.DISPUTED, ProposalStatus.SETTLED):
        fields["disputed_at"] = "2026-11-02T10:00Z"
    if status == ProposalStatus.SETTLED:
        fields |= {"settled_at": "2026-11-03T10:00Z", "settled_by": MemberFactory().user, "note": "HR does."}
    if status == ProposalStatus.DECLINED:
        fields["reason"] = "stranger"
    ManagerProposal.objects.update(**fields)
    person = {"member": asked.member, "proposed": asked.proposed, "former": former}[who]
    client.force_login(person.user)
    response = client.get(address(asked))
    is_hidden = who == "former" and status in ("proposed", "declined", "withdrawn")
    assert response.status_code == (404 if is_hidden else 200)
    if not is_hidden:
        assert status.label in words_of(response)
        assert ("Take it back" in response.text) == (who == "member" and status == ProposalStatus.PROPOSED)
        assert ("Yes, they report" in response.text) == (who == "proposed" and status == ProposalStatus.PROPOSED)
