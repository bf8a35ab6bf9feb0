"""The page of answers to "did it help?", and its file."""

import csv
import io

import pytest

from apps.core.models import AuditEvent
from apps.insights.disclosure import publish, second_table, span
from apps.insights.models import Snapshot
from apps.insights.outcomes import lay_out, published_outcomes
from apps.qualifications.models import Outcome
from tests.console.central import sign_in, sign_in_central
from tests.insights.factories import head_of, make_departments, make_snapshot
from tests.members.factories import MemberFactory
from tests.qualifications.factories import QualificationFactory
from tests.reading import words_of

pytestmark = pytest.mark.django_db
PAGE, FILE = "/insights/outcomes/", "/insights/outcomes.csv"
# (qualification, side, helped, number)
ANSWERED = [
    ("A", "learner", "lot", 31),
    ("A", "learner", "little", 20),
    ("A", "learner", "no", 9),
    ("B", "learner", "lot", 2),
    ("A", "manager", "lot", 8),
]


@pytest.fixture
def snapshot(monkeypatch):
    """Of these answers."""
    QualificationFactory(code="A", title="Award in Casework")
    QualificationFactory(code="B", title="Award in Debt")
    rows = [dict(zip(["qualification", "side", "helped", "number"], row, strict=True)) for row in ANSWERED]
    monkeypatch.setattr(Outcome.objects, "counted", lambda: rows)
    snapshot = make_snapshot()
    snapshot.figures["outcomes"] = published_outcomes()
    snapshot.save()
    return snapshot


def test_it_says_what_each_side_found(client, snapshot):
    sign_in(client, head_of(make_departments()["MOJ"]))
    words = words_of(client.get(PAGE))
    assert "58% of learners who answered say that it helped a lot and 33% a little" in words
    assert "Too few managers have answered to say how many it helped" in words
    assert "All qualifications 60 35 (58%) 20 (33%) fewer than 5 10 (17%)" in words
    assert "Award in Casework 60" in words
    assert "Award in Debt" not in words, "nothing can be shown of two answers"


def test_the_file_has_the_same_figures_and_who_took_it_is_kept(client, snapshot):
    sign_in_central(client)
    rows = list(csv.DictReader(io.StringIO(client.get(FILE).content.decode(), newline=""), strict=True))
    assert [(row["Who answered"], row["Code"], row["Answered"], row["Yes, a lot"]) for row in rows] == [
        ("Learners", "", "60", "35"),
        ("Learners", "A", "60", "30"),
        ("Managers", "", "10", "10"),
        ("Managers", "A", "10", "10"),
    ]
    assert AuditEvent.objects.get(event="insights.exported").details["page"] == "outcomes"


def test_for_others_it_is_not_there(client, snapshot):
    sign_in(client, MemberFactory().user)
    assert client.get(PAGE).status_code == client.get(FILE).status_code == 404


def test_before_the_first_figures_it_leads_to_where_that_is_said(client):
    sign_in_central(client)
    assert client.get(PAGE).url == "/insights/"
    assert client.get(FILE).status_code == 404
    assert not AuditEvent.objects.filter(event="insights.exported").exists()


def test_of_the_totals_no_small_count_can_be_worked_out():
    """10 in all, of three qualifications with fewer than 5 each."""
    counted = [
        {"qualification": code, "side": "learner", "helped": "lot", "number": number}
        for code, number in (("A", 4), ("B", 4), ("C", 2))
    ]
    table = lay_out(counted, "ABC")
    published = publish(table)
    spans = {key: span(cell) for key, cell in published.items()}
    for key, count in table.counts.items():
        assert count >= 5 or second_table(table, spans, key), key


def test_a_snapshot_of_before_is_read_too(client):
    snapshot = make_snapshot()
    snapshot.figures["outcomes"] = {}
    snapshot.save()
    sign_in_central(client)
    assert "Answered: fewer than 5" in words_of(client.get(PAGE))
    assert Snapshot.objects.count() == 1
