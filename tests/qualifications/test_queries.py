import datetime

import pytest

from apps.members.states import EmploymentStatus
from apps.qualifications import actions, queries
from apps.qualifications.models import Qualification, standing_of
from apps.qualifications.states import Availability, PlaceStatus, Size, Status
from tests.members.factories import MemberFactory, OrganisationFactory, RegionFactory
from tests.qualifications.factories import (
    EnrolmentFactory,
    OfferingFactory,
    PlaceFactory,
    QualificationFactory,
    StudyPlanFactory,
    SuiteFactory,
    UnitAchievementFactory,
    UnitFactory,
    enrolment_in,
    full_offering,
)
from tests.qualifications.our_catalogue import our_catalogue

pytestmark = pytest.mark.django_db

ANY = {"level": "", "size": "", "body": "", "price": "", "starts": "", "mine": "", "closes": ""}


# --- Search ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def catalogue():
    """What ships with the portal, which is what people search."""
    OrganisationFactory(code="DWP")
    RegionFactory(code="WLS")
    actions.load_catalogue(data=our_catalogue())


def codes(text):
    return list(Qualification.objects.search(text).values_list("code", flat=True))


def test_search_forgives_typing_errors(catalogue):
    for_customers = {"CG-CUST-L4-AWD", "CG-CUST-L4-CRT"}
    assert set(codes("custmer")[:2]) == set(codes("custmer servis")[:2]) == set(codes("Managing Custmers")[:2])
    assert set(codes("custmer")[:2]) == for_customers
    assert set(codes("managment")) == set(codes("management"))
    assert codes("debt managment")[0] == "CG-DEBT-L3-CRT"
    assert "CG-3815-L5-AWD" in codes("projct")[:1]
    assert "CG-REL-L4-AWD" in codes("relatonship managment")[:1]


def test_search_finds_titles_units_and_codes(catalogue):
    assert codes("Level 4 Award in Relationship Management")[0] == "CG-REL-L4-AWD"
    assert set(codes("level 3 diploma")) == {"CG-3815-L3-DIP"}
    unit = our_catalogue()["suites"][0]["units"][0]
    assert codes(unit["title"])[0] == "CG-3815-L2-AWD"
    assert set(codes("304")) == {"CG-3815-L3-CRT", "CG-3815-L3-DIP", "CG-3818-L3"}
    assert codes("304DM") == codes("304dm") == ["CG-DEBT-L3-CRT"]
    assert codes("CG-3815-L2-AWD") == codes("cg-3815-l2-awd") == ["CG-3815-L2-AWD"]
    assert codes("C00/1229/8") == codes("(3818-13)") == ["CG-3818-L3"]
    assert set(codes("CMI")) == {row["code"] for row in our_catalogue()["qualifications"] if "CMI" in row["code"]}


def test_a_number_is_not_taken_for_one_like_it(catalogue):
    assert len(codes("3815")) == 10
    assert all("3815" in code for code in codes("3815"))


def test_search_needs_every_word(catalogue):
    assert codes("customer zebra") == []
    assert codes("debt court") == []


def test_search_leaves_out_words_that_say_nothing(catalogue):
    assert codes("award in custmer services")[0] == "CG-CUST-L4-AWD"
    assert codes("the") == codes("in of the") == []


def test_search_has_no_operators(catalogue):
    assert codes("-debt") == codes("debt") == codes('"debt"') == codes("debt & !debt") == ["CG-DEBT-L3-CRT"]
    assert codes("customer or debt") == ["CG-DEBT-L3-CRT"]


def test_a_title_comes_before_a_unit():
    in_unit = QualificationFactory(title="Award A", search_text="Award A\nManaging risk well")
    in_title = QualificationFactory(title="Award in Managing Risk", search_text="Award in Managing Risk")
    assert list(Qualification.objects.search("risk")) == [in_title, in_unit]
    assert list(Qualification.objects.search("rsik managing")) == []
    assert list(Qualification.objects.search("managng risk")) == [in_title, in_unit]
    assert Qualification.objects.search("award a").first() == in_unit


def test_what_is_equally_good_comes_by_level_then_title():
    third = QualificationFactory(title="Managing B", level=3, search_text="Managing B")
    first = QualificationFactory(title="Managing A", level=2, search_text="Managing A")
    second = QualificationFactory(title="Managing A", level=3, search_text="Managing A")
    assert list(Qualification.objects.search("managing")) == [first, second, third]


@pytest.mark.parametrize(
    "text",
    [
        "'",
        '"',
        "'; DROP TABLE qualifications_qualification; --",
        "a & b | !c <-> (d",
        ":*",
        "\\",
        "\\m1\\",
        "9[",
        "1(((",
        "%",
        "_1_",
        "x" * 5000,
        "1" * 5000,
        "word " * 1000,
        "😀",
        "３０４",
        "\u202e402",
        "{{7*7}}",
        "-",
    ],
)
def test_search_bears_anything(text):
    QualificationFactory()
    assert list(Qualification.objects.search(text)) == []


# --- Filters ---------------------------------------------------------------------------------------------------------


def found(q="", member=None, **chosen):
    return queries.find(q=q, chosen=ANY | chosen, member=member)


def counts(answer, name):
    facet = next(facet for facet in answer.facets if facet.name == name)
    return {value: count for value, _, count in facet.choices}


@pytest.fixture
def three():
    """An Award and a Certificate of City & Guilds at level 2 and 3, an Award of CMI at level 3."""
    cmi = SuiteFactory(code="CMI-1", awarding_body="CMI")
    return [
        QualificationFactory(title="A", level=2),
        QualificationFactory(title="B", level=3, size=Size.CERTIFICATE),
        QualificationFactory(title="C", level=3, suite=cmi),
    ]


def pks(answer):
    return [row["pk"] for row in answer.rows]


def test_without_a_filter_all_are_there_by_level(three):
    answer = found()
    assert pks(answer) == [qualification.pk for qualification in three]
    assert not answer.is_narrowed
    assert counts(answer, "level") == {"2": 1, "3": 2}
    assert counts(answer, "size") == {"Award": 2, "Certificate": 1}
    assert counts(answer, "body") == {"City & Guilds": 2, "CMI": 1}


def test_a_filter_narrows_and_the_others_count_what_is_left(three):
    answer = found(level="3")
    assert pks(answer) == [three[1].pk, three[2].pk]
    assert answer.is_narrowed
    assert counts(answer, "level") == {"2": 1, "3": 2}  # what each would find instead
    assert counts(answer, "size") == {"Award": 1, "Certificate": 1}
    assert counts(answer, "body") == {"City & Guilds": 1, "CMI": 1}


def test_filters_that_find_nothing_are_hidden_unless_chosen(three):
    answer = found(level="2", body="CMI")
    assert pks(answer) == []
    assert counts(answer, "level") == {"2": 0, "3": 1}
    assert counts(answer, "body") == {"City & Guilds": 1, "CMI": 0}
    assert counts(answer, "size") == {}


def test_filters_and_search_go_together(three):
    Qualification.objects.filter(pk=three[2].pk).update(title="Managing", search_text="Managing")
    answer = found(q="managing")
    assert pks(answer) == [three[2].pk]
    assert counts(answer, "level") == {"3": 1}
    assert pks(found(q="managing", level="2")) == []


@pytest.mark.parametrize("name", ANY)
@pytest.mark.parametrize("value", ["nonsense", "99", "'", "😀", "３", "x" * 100])
def test_a_filter_of_no_meaning_finds_nothing(name, value, three):
    answer = found(**{name: value})
    assert pks(answer) == []
    assert answer.is_narrowed


def test_levels_are_in_plain_words(three):
    facet = found().facets[0]
    assert [words for _, words, _ in facet.choices] == ["Level 2", "Level 3"]


def test_open_to_me():
    dwp = OrganisationFactory(code="DWP")
    office = OrganisationFactory(code="JCP", department=dwp)
    member = MemberFactory(organisation=office, region=RegionFactory(code="NW"))
    mine = [
        QualificationFactory(),
        QualificationFactory(eligible_departments=["DWP", "HMRC"]),
        QualificationFactory(eligible_regions=["NW", "WLS"]),
    ]
    others = [
        QualificationFactory(eligible_departments=["HMRC"]),
        QualificationFactory(eligible_regions=["WLS"]),
        QualificationFactory(availability=Availability.CLOSED),
        QualificationFactory(availability=Availability.DETAILS_PENDING, rule=None),
        QualificationFactory(successor=mine[0]),
    ]
    answer = found(member=member, mine="yes")
    assert set(pks(answer)) == {qualification.pk for qualification in mine}
    assert counts(answer, "mine") == {"yes": 3}
    assert set(Qualification.objects.open_to(member)) == set(mine)
    assert len(others) == len(pks(found(member=member))) - 3


def test_nothing_is_open_to_whoever_has_no_hr_record(three):
    assert counts(found(), "mine") == {}
    assert pks(found(mine="yes")) == []


def test_page_of_keeps_the_order(three):
    member = MemberFactory()
    Qualification.objects.filter(pk=three[0].pk).update(availability=Availability.CLOSED)
    rows = found(member=member).rows
    page = queries.page_of(rows[::-1], member)
    assert page == three[::-1]
    assert [qualification.is_mine for qualification in page] == [True, True, False]


# --- Units -----------------------------------------------------------------------------------------------------------


def test_units_of_says_which_part_each_is():
    UnitFactory(code="9")
    qualification = QualificationFactory(
        rule={"mandatory": ["1"], "groups": [{"title": "People", "choose": 1, "units": ["2", "3"]}]}
    )
    units = queries.units_of(qualification)
    assert [(unit.code, unit.part) for unit in units] == [("1", "Mandatory"), ("2", "People"), ("3", "People")]


def test_units_of_an_unknown_rule_are_those_of_the_suite():
    UnitFactory(code="9")
    qualification = QualificationFactory(rule=None, availability=Availability.DETAILS_PENDING)
    assert [(unit.code, unit.part) for unit in queries.units_of(qualification)] == [("9", "To be confirmed")]


def test_units_of_says_what_the_member_has_achieved():
    banked = UnitAchievementFactory(unit=UnitFactory(code="1"))
    UnitAchievementFactory(member=banked.member, unit=UnitFactory(code="2", suite__code="OTHER"))
    qualification = QualificationFactory()

    def achieved(member):
        return [unit.code for unit in queries.units_of(qualification, member) if unit.is_achieved]

    assert achieved(banked.member) == ["1"]
    assert achieved(MemberFactory()) == achieved(None) == []


def test_standing_has_every_time_that_one_asked():
    declined = enrolment_in(Status.DECLINED)
    member, qualification = declined.member, declined.qualification
    EnrolmentFactory(member=member)
    EnrolmentFactory(qualification=qualification)
    standing = standing_of(member, qualification)
    assert (standing.enrolments, standing.live) == ([declined], None)
    live = enrolment_in(Status.SUBMITTED, member=member, qualification=qualification)
    standing = standing_of(member, qualification)
    assert (standing.enrolments, standing.live) == ([live, declined], live)
    assert standing_of(None, qualification).enrolments == []


def test_standing_has_the_coming_starts_with_the_own_place():
    qualification, member, today = QualificationFactory(), MemberFactory(), datetime.date.today()
    assert standing_of(member, qualification).is_open
    for fields in ({"starts_on": today - datetime.timedelta(days=1)}, {"is_open": False}):
        OfferingFactory(qualification=qualification, **fields)
    OfferingFactory()
    assert not standing_of(member, qualification).is_open
    later, first = (
        full_offering(qualification=qualification, starts_on=today + datetime.timedelta(n)) for n in (9, 8)
    )
    place = PlaceFactory(offering=later, member=member, status=PlaceStatus.WAITING)
    PlaceFactory(offering=first, member=member, status=PlaceStatus.LEFT)
    standing = standing_of(member, qualification)
    assert standing.offerings == [first, later] and standing.is_open
    assert [offering.place for offering in standing.offerings] == [None, place]
    assert (standing.next_start, standing.offerings[0].price_gbp) == (None, first.price_gbp)
    assert [offering.place for offering in standing_of(None, qualification).offerings] == [None, None]


# --- The team in those weeks -----------------------------------------------------------------------------------------


MAY = datetime.date(2027, 5, 1)


@pytest.fixture
def boss():
    return MemberFactory()


@pytest.fixture
def plan(boss):
    """What one of the team asks for: all of May."""
    enrolment = EnrolmentFactory(draft=True, with_units=False, member__line_manager=boss)
    return StudyPlanFactory(enrolment=enrolment, starts_on=MAY, ends_on=datetime.date(2027, 5, 31))


def studies(boss, *, starts_on, ends_on, **fields):
    enrolment = EnrolmentFactory(member__line_manager=boss, with_units=False, **fields)
    StudyPlanFactory(enrolment=enrolment, starts_on=starts_on, ends_on=ends_on)
    return enrolment


def team_words(plan):
    return queries.team_in_those_weeks(plan.enrolment.member, plan)


def test_the_team_counts_those_with_agreed_time_in_the_same_weeks(boss, plan):
    assert team_words(plan) == ""  # nobody else is in the team
    MemberFactory(line_manager=boss)
    assert team_words(plan) == "0 of 1 colleague has study time in these weeks"
    studies(boss, starts_on=datetime.date(2027, 4, 1), ends_on=MAY)
    assert team_words(plan) == "1 of 2 colleagues has study time in these weeks"
    studies(boss, starts_on=datetime.date(2027, 5, 31), ends_on=datetime.date(2027, 7, 1))
    assert team_words(plan) == "2 of 3 colleagues have study time in these weeks"


def test_the_team_leaves_out_other_weeks_other_teams_and_what_is_not_agreed(boss, plan):
    day = datetime.timedelta(days=1)
    studies(boss, starts_on=datetime.date(2027, 1, 1), ends_on=MAY - day)
    studies(boss, starts_on=datetime.date(2027, 6, 1), ends_on=datetime.date(2027, 7, 1))
    studies(boss, starts_on=MAY, ends_on=MAY + day, status=Status.SUBMITTED)
    studies(boss, starts_on=MAY, ends_on=MAY + day, status=Status.DECLINED)
    studies(MemberFactory(), starts_on=MAY, ends_on=MAY + day)
    MemberFactory(line_manager=boss, status=EmploymentStatus.ABSENT)
    assert team_words(plan) == "0 of 4 colleagues have study time in these weeks"


def test_the_team_counts_a_plan_as_it_was_changed(boss, plan):
    changed = studies(boss, starts_on=MAY, ends_on=datetime.date(2027, 5, 31))
    assert team_words(plan).startswith("1 of 1")
    autumn = datetime.date(2027, 9, 1)
    StudyPlanFactory(enrolment=changed, version=2, starts_on=autumn, ends_on=datetime.date(2027, 12, 1))
    assert team_words(plan).startswith("0 of 1")


def test_a_person_counts_once_however_much_they_study(boss, plan):
    first = studies(boss, starts_on=MAY, ends_on=datetime.date(2027, 5, 31))
    second = EnrolmentFactory(member=first.member, with_units=False)
    StudyPlanFactory(enrolment=second, starts_on=MAY, ends_on=datetime.date(2027, 5, 31))
    assert team_words(plan).startswith("1 of 1")


def test_whoever_has_no_manager_has_no_team():
    plan = StudyPlanFactory()
    MemberFactory()
    assert team_words(plan) == ""
