"""Where somebody stands, and what is missing to what is expected."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.capability import actions
from apps.capability.documents import Series, mark, radar
from apps.capability.models import Capability
from apps.capability.queries import content_of, develops_into, gaps_of, result_of
from apps.members.models import JobFamily, Member
from tests.capability.factories import agreed, answer, answered, begun, propose, published, reporting, shared, viewed
from tests.capability.our_frameworks import SENIOR, our_framework, our_grades
from tests.members.factories import MemberFactory

pytestmark = pytest.mark.django_db


def sizes(member):
    return [(gap.capability.code, gap.at and gap.at.title, gap.size, gap.source) for gap in gaps_of(member)]


def test_gaps_are_what_is_expected_less_what_one_says_the_largest_first():
    member = reporting("SEO")  # practitioner, the third level, is expected
    one = begun(member)
    assert sizes(member) == []  # nothing is said yet
    for number, place in [(1, 3), (2, 2), (3, 0), (4, 4), (5, None)]:
        answer(one, number, place)
    assert sizes(member) == [
        ("ADP", None, 3, "self"),
        ("OLM", "Working", 1, "self"),
    ]
    assert {gap.expected.title for gap in gaps_of(member)} == {"Practitioner"}


def test_what_was_agreed_goes_before_what_one_says_as_long_as_it_holds():
    member = reporting("SEO")
    one = viewed(member, place=1)
    outcome = propose(one, place=2, differs=[1], until=timezone.localdate() + timedelta(days=1))
    actions.confirm_outcome(outcome=outcome, by=member.user)
    agreed_gaps = [("CON", "Awareness", 2, "self"), ("OLM", "Working", 1, "agreed")]
    assert sizes(member)[:2] == agreed_gaps
    again = actions.revise_assessment(assessment=one, by=member.user)
    answer(again, 2, 3)  # what one says oneself meanwhile does not change what was agreed
    assert sizes(member)[:2] == agreed_gaps


def test_what_no_longer_holds_does_not_count(monkeypatch):
    member = reporting("SEO")
    one = agreed(member, place=2, until=timezone.localdate() + timedelta(days=1))
    assert {row[3] for row in sizes(member)} == {"agreed"}
    later = timezone.localdate() + timedelta(days=2)
    monkeypatch.setattr("apps.capability.queries.gaps.timezone.localdate", lambda moment=None: later)
    assert {row[3] for row in sizes(member)} == {"self"}
    assert result_of(one).held_until is None


def test_practice_and_what_was_taken_back_count_nowhere():
    member = reporting("SEO")
    answer(begun(member, practice=True), 1, 0)
    one = answered(member, place=1)
    actions.withdraw_assessment(assessment=one, by=member.user)
    assert sizes(member) == []


def test_against_last_time():
    member = reporting("SEO")
    one = agreed(member, place=2)
    assert result_of(one).before_on is None
    again = actions.revise_assessment(assessment=one, by=member.user)
    answer(again, 1, 4)
    result = result_of(again)
    assert (result.standings[0].own, result.standings[0].before, result.standings[0].agreed) == (4, 2, 2)
    assert result.before_on == timezone.localdate()


def test_a_role_s_level_goes_before_that_of_the_grade():
    our_grades()
    JobFamily.objects.create(code="HELP", title="Help")
    data = our_framework() | {"version": "roles"}
    data["expected_levels_by_role"] = [
        {
            "title": "Adviser",
            "job_family": "HELP",
            "grades": ["AO"],
            "levels": {"all": "working", "customer-understanding": "expert"},
        }
    ]
    content = content_of(actions.load_framework(data=data))

    def expected(member):
        return [content.expected_of(row, member).title for row in content.capabilities[2:4]]

    assert expected(MemberFactory.build(grade_id="AO", user=None, organisation=None)) == ["Awareness", "Awareness"]
    adviser = Member(grade_id="AO", job_family_id="HELP")
    assert expected(adviser) == ["Working", "Expert"]
    assert content.expected_of(content.capabilities[0], Member(grade_id="SCS3")) is None


def test_what_skills_develop_into():
    senior = published(SENIOR)
    found = dict(develops_into(content_of(published())))
    skill = Capability.objects.get(slug="connections-and-communication")
    assert found[skill] == ["Power of Connections", "Human Centred Design"]
    assert develops_into(content_of(senior)) == []


# --- The chart -------------------------------------------------------------------------------------------------------


def chart(**changes):
    said = {
        "title": "Where <you> stand",
        "axes": ["One", "Two & more", "Three"],
        "rings": ["Low", "High"],
        "series": [Series("Own view", [2, None, 0], "own", "circle")],
    }
    return radar(**said | changes)


def test_the_chart_says_its_figures_in_words():
    svg = chart()
    assert '<title id="radar-title">Where &lt;you&gt; stand</title>' in svg
    assert "Own view: One High, Two &amp; more not said, Three not yet." in svg
    assert svg.count("<circle") == 2  # nothing is drawn where nothing is known
    assert "style=" not in svg


def test_with_too_few_axes_there_is_no_chart():
    assert chart(axes=["One", "Two"], series=[]) == ""


def test_the_marks_differ():
    assert len({mark(kind).split()[0] for kind in ("circle", "square", "triangle")}) == 3


def test_shared_but_not_agreed_is_one_s_own_view():
    member = reporting("SEO")
    shared(member, place=1)
    assert {row[3] for row in sizes(member)} == {"self"}
