"""Whom the central team looks up: by the beginning of a name, an address or a number, and with a typing error."""

import logging

import pytest

from apps.console import queries
from apps.members.models import Look, Member
from tests.approvals.factories import TaskFactory
from tests.console.central import sign_in_central
from tests.members.factories import GrantFactory, ManagerProposalFactory, MemberFactory
from tests.reading import budget, reading_only, words_of

pytestmark = pytest.mark.django_db
PEOPLE = "/console/people/"
NAMES = [
    ("Amara", "Okafor"),
    ("Amaranth", "Okonkwo"),
    ("Sinéad", "O'Brien-Smith"),
    ("Lan", "Nguyễn"),
    ("", "Suharto"),
    ("Percy_", "100%"),
]


@pytest.fixture(autouse=True)
def central(client):
    return sign_in_central(client)


@pytest.fixture
def known():
    for place, (given, family) in enumerate(NAMES):
        MemberFactory(given_name=given, family_name=family, staff_number=f"AB{place:04}", user=None)
    MemberFactory(given_name="Old", family_name="Leaver", staff_number="GONE1", status="left", email=None, user=None)


def found(text):
    people = queries.people_found(Member.objects.all(), text)
    return [member.family_name for member in people.exact], [member.family_name for member in people.alike]


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("amara", ["Okafor", "Okonkwo"]),
        ("OK", ["Okafor", "Okonkwo"]),
        ("okafor ama", ["Okafor"]),
        ("o'brien", ["O'Brien-Smith"]),
        ("nguyễn", ["Nguyễn"]),
        ("suharto", ["Suharto"]),
        ("ab0001", ["Okonkwo"]),
        (" AB0001 ", ["Okonkwo"]),
        ("Ab0003@work.ex", ["Nguyễn"]),
        ("gone1", ["Leaver"]),
        ("100%", ["100%"]),
    ],
)
def test_the_beginning_is_enough(known, text, exact):
    assert found(text)[0] == exact


@pytest.mark.parametrize(
    ("text", "alike"),
    [
        ("okafr", "Okafor"),
        ("amra okafor", "Okafor"),
        ("smyth", "O'Brien-Smith"),
        ("smith", "O'Brien-Smith"),
        ("suhato", "Suharto"),
    ],
)
def test_a_typing_error_is_forgiven(known, text, alike):
    exact, nearly = found(text)
    assert exact == [] and nearly[0] == alike


@pytest.mark.parametrize("text", ["xyzzy", "okafor zzzz", "%%", "__", "fara", "b0001"])
def test_what_nobody_is_called_finds_nobody(known, text):
    assert found(text) == ([], [])


def test_many_are_not_counted(client, monkeypatch):
    monkeypatch.setattr(queries.person, "PEOPLE_SHOWN", 3)
    MemberFactory.create_batch(3, family_name="Patel", user=None)
    assert "there are more" not in searched(client, "patel")
    MemberFactory(family_name="Patel", user=None)
    words = searched(client, "patel")
    assert "These are the first 3, and there are more." in words and "4" not in words.partition("Found for")[2][:60]


def searched(client, text):
    assert client.post(PEOPLE, {"text": text}).url == PEOPLE
    return words_of(client.get(PEOPLE))


def test_what_was_typed_is_in_no_address_and_no_log(client, known, caplog):
    with caplog.at_level(logging.DEBUG):
        response = client.post(PEOPLE, {"text": "okafor"}, follow=True)
    assert response.redirect_chain == [(PEOPLE, 302)]
    assert "Amara Okafor" in words_of(response)
    logged = [record for record in caplog.records if not record.name.startswith("django.db")]
    assert "okafor" not in "".join(record.getMessage() for record in logged).lower()
    assert "Found for" not in words_of(client.get(PEOPLE, {"text": "nguy"})).replace("Found for “okafor”", "")


def test_search_says_what_is_wrong(client):
    for text, words in [("", "Enter a name, a work email or a staff number"), ("a", "must be 2 characters or more")]:
        response = client.post(PEOPLE, {"text": text})
        assert response.status_code == 422 and words in words_of(response)
    assert "Nobody found for “xyzzy”" in searched(client, "xyzzy")


def test_search_asks_as_much_for_many_as_for_few(client, known):
    searched(client, "ok")
    MemberFactory.create_batch(5, family_name="Okoro", user=None)
    with budget(8), reading_only():
        assert client.get(PEOPLE).status_code == 200


def test_a_person_with_everything(client, central):
    manager = MemberFactory(given_name="Mo", family_name="Boss")
    member = MemberFactory(line_manager=manager, restricted=True, job_title="Adviser")
    GrantFactory(user=member.user, role="assessor", given_by=central)
    mine = TaskFactory(requester=member, title="Three hours a week")
    for_them = TaskFactory(requester__line_manager=member, title="One hour a week")
    address = f"{PEOPLE}{member.pk}/"
    with budget(16), reading_only():
        words = words_of(client.get(address))
    assert "Line manager Mo Boss HR feed of 1 November 2026" in words
    assert "Job title Adviser HR feed of 1 November 2026" in words
    assert "This record is restricted." in words
    assert f"Assessor Holds today Everywhere, from 1 April 2024 Given by {central}" in words
    asked, to_decide = words.split("What they asked for and waits")[1].split("What waits for their decision")
    assert mine.title in asked and for_them.title in to_decide
    assert mine.title not in to_decide and for_them.title not in asked


def test_each_opening_is_a_look(client, central):
    member = MemberFactory()
    for _ in range(2):
        client.get(f"{PEOPLE}{member.pk}/")
    assert list(Look.objects.values_list("member", "by", "what")) == [(member.pk, central.pk, "your details")]
    client.get(f"{PEOPLE}{central.member.pk}/")
    assert Look.objects.count() == 1


def test_where_the_manager_comes_from_while_two_agreed(client):
    member = MemberFactory(line_manager=MemberFactory())
    ManagerProposalFactory(confirmed=True, member=member, proposed=member.line_manager)
    words = words_of(client.get(f"{PEOPLE}{member.pk}/"))
    assert f"You and {member.line_manager} agreed" not in words
    assert f"Agreed with {member.line_manager} on" in words


def test_somebody_who_never_signed_in_has_a_page_too(client):
    member = MemberFactory(user=None)
    assert "Has not signed in yet." in words_of(client.get(f"{PEOPLE}{member.pk}/"))
    assert client.get(f"{PEOPLE}{10**9}/").status_code == 404
