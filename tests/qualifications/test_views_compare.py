import pytest
from django.core.exceptions import PermissionDenied

from apps.qualifications.actions import save_qualification, unsave_qualification
from apps.qualifications.models import SavedQualification
from apps.qualifications.queries import MOST_COMPARED
from tests.accounts.factories import UserFactory
from tests.helpers import assert_flat_queries
from tests.members.factories import MemberFactory
from tests.qualifications.factories import QualificationFactory, SavedQualificationFactory, UnitAchievementFactory
from tests.reading import reading_only, words_of

pytestmark = pytest.mark.django_db
LIST, COMPARE, SAVED = "/catalogue/", "/catalogue/compare/", "/catalogue/saved/"


@pytest.fixture
def member(client):
    member = MemberFactory()
    client.force_login(member.user)
    client.get(LIST)  # the session is begun
    return member


def compare(client, *qualifications):
    return client.get(COMPARE, {"of": [qualification.slug for qualification in qualifications]})


def save(client, qualification, **data):
    return client.post(f"{LIST}{qualification.slug}/save/", data)


# --- Side by side ----------------------------------------------------------------------------------------------------


def test_qualification_compare(client, member):
    award = QualificationFactory(title="The Award", level=2, tqt=127, rule={"mandatory": ["1"]})
    diploma = QualificationFactory(title="The Diploma", level=4, size="Diploma", eligible_departments=["HMRC"])
    UnitAchievementFactory(member=member, unit=award.suite.units.get(code="1"))
    with reading_only():
        page = words_of(compare(client, diploma, award))
    assert page.index("The Diploma") < page.index("The Award")  # as chosen
    assert "Time in all Not on record 127 hours" in page
    assert "Price Price to be confirmed Price to be confirmed" in page
    assert "Open to you No: open it to see why Yes" in page
    assert "1 of 1" in page  # units they have already
    assert "Guided learning" not in page  # unknown for both


@pytest.mark.parametrize(("count", "says"), [(0, "You have not chosen any yet."), (1, "You chose Award 0 only.")])
def test_qualification_compare_asks_for_two(client, member, count, says):
    page = words_of(compare(client, *[QualificationFactory(title=f"Award {number}") for number in range(count)]))
    assert says in page
    assert "Choose two or three" in page


def test_qualification_compare_takes_the_first_three(client, member):
    chosen = [QualificationFactory(title=f"Award {number}") for number in range(MOST_COMPARED + 1)]
    page = words_of(compare(client, *chosen))
    assert "3 fit beside each other. These are the first 3 that you chose." in page
    assert "Award 2" in page
    assert "Award 3" not in page


def test_qualification_compare_leaves_out_what_is_not_there_or_named_twice(client, member):
    award = QualificationFactory(title="The Award")
    response = client.get(COMPARE, {"of": [award.slug, award.slug, "nowhere", "x" * 500]})
    assert "You chose The Award only." in words_of(response)


def test_qualification_compare_takes_one_away_and_adds_another(client, member):
    first, second = QualificationFactory(), QualificationFactory()
    page = compare(client, first, second).content.decode()
    assert f'href="{COMPARE}?of={second.slug}">Take away' in page
    assert f'href="{LIST}?of={first.slug}&amp;of={second.slug}">Choose another' in page


def test_the_list_keeps_what_is_ticked(client, member):
    here, elsewhere = QualificationFactory(level=2), QualificationFactory(level=4)
    page = client.get(LIST, {"of": [here.slug, elsewhere.slug], "level": "2"}).content.decode()
    assert f'value="{here.slug}" form="compare" checked>' in page
    assert f'<input type="hidden" name="of" value="{elsewhere.slug}">' in page


# --- Put aside -------------------------------------------------------------------------------------------------------


def test_saved_list_says_what_to_do(client, member):
    assert "You have saved none yet." in words_of(client.get(SAVED))


def test_qualification_save_and_take_out(client, member):
    qualification = QualificationFactory(title="The Award")
    for _ in range(2):
        assert save(client, qualification).url == qualification.get_absolute_url()
    assert [saved.qualification for saved in SavedQualification.objects.all()] == [qualification]
    assert "The Award is saved." in words_of(client.get(SAVED))
    assert "Saved: take it out" in words_of(client.get(LIST))
    assert "Take it out of what you saved" in words_of(client.get(qualification.get_absolute_url()))
    save(client, qualification, keep="no")
    assert not SavedQualification.objects.exists()


@pytest.mark.parametrize(
    ("back", "goes_to"),
    [("/catalogue/?level=2", "/catalogue/?level=2"), ("https://else.example/", None), ("//else.example", None)],
)
def test_qualification_save_goes_back_to_a_page_of_ours(client, member, back, goes_to):
    qualification = QualificationFactory()
    assert save(client, qualification, back=back).url == goes_to or qualification.get_absolute_url()


def test_saved_list_is_one_s_own_the_last_first(client, member):
    first, second = QualificationFactory(title="First"), QualificationFactory(title="Second")
    save(client, first)
    save(client, second)
    SavedQualificationFactory(qualification__title="Theirs")
    page = words_of(client.get(SAVED))
    assert page.rindex("Second") < page.rindex("First")
    assert "Theirs" not in page


def test_nobody_without_an_hr_record_saves():
    for action in (save_qualification, unsave_qualification):
        with pytest.raises(PermissionDenied):
            action(qualification=QualificationFactory(), by=UserFactory())


def test_saved_list_asks_no_more_for_more(client, member):
    def more():
        SavedQualificationFactory(member=member)

    assert_flat_queries(client, SAVED, more)
