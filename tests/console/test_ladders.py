"""How requests step up, as the central team sets it."""

import pytest

from apps.approvals.models import Ladder
from apps.approvals.states import Kind
from tests.console.central import sign_in_central
from tests.members.factories import OrganisationFactory
from tests.reading import words_of

pytestmark = pytest.mark.django_db

LADDERS = "/console/ladders/"
RULE = {
    "department": "",
    "kind": "",
    "remind_first": "1",
    "remind_second": "3",
    "step_up_after": "6",
    "most_managers": "1",
    "with_head": "no",
}


@pytest.fixture(autouse=True)
def central(client):
    return sign_in_central(client)


def test_ladder_list_has_the_usual_rule_last(client):
    Ladder.objects.create(department=OrganisationFactory(code="ZZZ", name="Work and Pensions"), step_up_after=9)
    words = words_of(client.get(LADDERS))
    assert "Every kind in Work and Pensions 2 and 4 days 9 days" in words, words[-900:]
    assert words.index("Work and Pensions") < words.index("The usual rule 2 and 4 days 5 days 2 managers")


def test_ladder_set(client):
    place = OrganisationFactory(code="DWP")
    response = client.post(f"{LADDERS}set/", RULE | {"department": "DWP", "kind": "study_time"})
    assert response.url == LADDERS
    ladder = Ladder.objects.get()
    assert (ladder.department, ladder.kind, ladder.step_up_after) == (place, Kind.STUDY_TIME, 6)
    assert (ladder.most_managers, ladder.with_head) == (1, False)


def test_ladder_set_begins_with_the_rule_to_be_changed(client):
    ladder = Ladder.objects.create(step_up_after=9, with_head=False)
    text = client.get(f"{LADDERS}set/?rule={ladder.pk}").text
    assert 'value="9"' in text and "Change a rule" in text
    for nonsense in ("x", "", "９", "1e9", "999999999999"):
        assert "Make a rule" in client.get(f"{LADDERS}set/?rule={nonsense}").text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"remind_second": "1"}, "Second reminder must come after the first"),
        ({"step_up_after": "3"}, "One step up must come after the second reminder"),
        ({"remind_first": "0"}, "First reminder must be 1 or more"),
        ({"step_up_after": "61"}, "One step up must be 60 or less"),
        ({"most_managers": "11"}, "The number of managers must be 10 or less"),
        ({"with_head": ""}, "Select yes if the head of profession is asked"),
        ({"department": "NOWHERE"}, "Select one of the choices given"),
        ({"kind": "nonsense"}, "Select one of the choices given"),
    ],
)
def test_ladder_set_says_what_is_wrong(client, sent, words):
    response = client.post(f"{LADDERS}set/", RULE | sent)
    assert response.status_code == 422
    assert words in words_of(response)
    assert not Ladder.objects.exists()


def test_ladder_remove(client):
    wider = Ladder.objects.create(step_up_after=9)
    ladder = Ladder.objects.create(department=OrganisationFactory(code="DWP"))
    page = words_of(client.get(f"{LADDERS}{ladder.pk}/remove/"))
    assert "Then the rule “Every kind in every department” holds there" in page
    assert client.post(f"{LADDERS}{ladder.pk}/remove/").url == LADDERS
    assert list(Ladder.objects.all()) == [wider]
    assert client.get(f"{LADDERS}{ladder.pk}/remove/").status_code == 404
    assert "Then the usual rule holds there" in words_of(client.get(f"{LADDERS}{wider.pk}/remove/"))
