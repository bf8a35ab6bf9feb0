import pytest

from apps.console.queries import people_found
from apps.members.models import Member
from odp_portal.bench import search
from odp_portal.bench.measure import Failed


def test_somebody_of_the_most_usual_name_is_found_however_one_begins(population):
    name = search.usual_name()
    for text in search.begun(name):
        found = people_found(Member.objects.all(), text)
        assert name in {person.family_name for person in found.exact}, text


def test_a_typing_error_finds_them_by_the_second_statement(population):
    name = search.usual_name()
    found = people_found(Member.objects.all(), search.misspelled(name))
    assert found.exact == []
    assert name in {person.family_name for person in found.alike}
    assert len(search.people(search.misspelled(name))) == 2


def test_a_search_that_finds_nothing_is_not_measured(population):
    with pytest.raises(Failed, match="nothing was found by 'qqqqqq'"):
        search.people("qqqqqq")
    with pytest.raises(Failed, match="nothing was found by 'qqqqqq'"):
        search.qualifications("qqqqqq")


def test_the_statements_are_asked_as_they_were_caught(population, rig):
    statements = search.people(search.usual_name())
    with search.CaptureQueriesContext(search.connection) as captured:
        assert search.asking(statements, 2, rig.postgres)() > 0
    asked = [query["sql"] for query in captured if "pg_backend_pid" not in query["sql"]]
    assert asked == statements * 2
