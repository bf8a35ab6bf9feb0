"""Where somebody could go from here: moves of people like them, and opportunities that fit, with the reason."""

import pytest

from apps.members.models import JobFamily, Move
from apps.plan.queries import options_of
from tests.capability.factories import answered, reporting
from tests.members.factories import GradeFactory, MemberFactory, MoveFactory
from tests.reading import budget, words_of
from tests.secondments.factories import host_of, opportunity_of

pytestmark = pytest.mark.django_db
OPTIONS = "/capability/options/"


def family():
    number = JobFamily.objects.count()
    return JobFamily.objects.create(code=f"F{number}", title=f"Family {number}")


@pytest.fixture
def member(client):
    """An EO who is at the first level of everything, where the second is expected."""
    member = answered(reporting("EO", job_family=family()), place=1).member
    client.force_login(member.user)
    return member


def moves_of(like, number, **other):
    """Moves of others from where this member is."""
    to = {"from_grade": like.grade, "to_grade": GradeFactory(code="HEO"), "from_family": like.job_family}
    for _ in range(number):
        MoveFactory(**to | {"to_family": like.job_family} | other)


def test_moves_that_enough_people_like_them_made(client, member):
    moves_of(member, 12)
    moves_of(member, 9, to_family=family())  # too few to tell
    moves_of(member, 10, from_grade=GradeFactory(code="AA"))  # of others
    moves_of(member, 1, member=MemberFactory(restricted=True))
    [move] = options_of(member).moves
    assert (move["to_family"], move["to_grade"], move["people"]) == (member.job_family_id, "HEO", 10)
    assert "at least 10 people" in words_of(client.get(OPTIONS))


def test_somebody_restricted_is_never_the_tenth(member):
    moves_of(member, 9)
    moves_of(member, 1, member=MemberFactory(restricted=True))
    assert options_of(member).moves == []


def test_opportunities_with_the_reason(client, member):
    lacks = member.assessments.get().answers.select_related("capability").first().capability
    gives, other = opportunity_of(), opportunity_of(title="Something else")
    gives.capabilities.create(capability=lacks, side="gained")
    own = opportunity_of(member.user)
    own.capabilities.create(capability=lacks, side="gained")
    [option] = options_of(member).opportunities
    assert (option.opportunity, option.gives, option.uses) == (gives, [lacks.title], [])
    page = words_of(client.get(OPTIONS))
    assert f"Because you would learn {lacks.title}" in page and str(other) not in page
    assert host_of(gives) != member.user


def test_where_there_is_nothing_it_says_why(client):
    client.force_login(MemberFactory(grade=None, job_family=None).user)
    page = words_of(client.get(OPTIONS))
    assert "Your HR record has no grade" in page and "Nothing that is open today" in page


def test_the_page_keeps_to_its_budget(client, member):
    moves_of(member, 12)
    client.get(OPTIONS)
    with budget(14):
        client.get(OPTIONS)
    assert Move.objects.count() == 12
