"""Which units develop which capabilities: the file, and what follows from it."""

import json
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from apps import qualifications
from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from apps.qualifications import actions, queries
from apps.qualifications.models import Qualification, UnitCapability
from tests.capability.factories import answered, published, reporting
from tests.capability.our_frameworks import SENIOR
from tests.members.factories import MemberFactory, OrganisationFactory, RegionFactory
from tests.qualifications.commands import exit_code_of
from tests.qualifications.factories import (
    EnrolmentFactory,
    QualificationFactory,
    SuiteFactory,
    UnitAchievementFactory,
    UnitFactory,
)
from tests.qualifications.our_catalogue import our_catalogue
from tests.reading import budget, words_of

pytestmark = pytest.mark.django_db
FILE = Path(qualifications.__file__).parent / "data" / "development.json"
CUSTOMERS = "core-skills/customer-understanding"


def develop(unit, *capabilities):
    rows = [{"suite": unit.suite.code, "unit": unit.code, "develops": list(capabilities or [CUSTOMERS])}]
    return actions.load_development(data={"provenance": "illustrative", "units": rows})


# --- The file --------------------------------------------------------------------------------------------------------


def test_our_own_file_names_units_and_capabilities_that_there_are(capsys):
    published(), published(SENIOR)
    OrganisationFactory(code="DWP"), RegionFactory(code="WLS")
    actions.load_catalogue(data=our_catalogue())
    call_command("load_development")
    assert UnitCapability.objects.filter(provenance="illustrative").count() > 90
    before = AuditEvent.objects.count()
    call_command("load_development")
    assert "0 changed" in capsys.readouterr().out and AuditEvent.objects.count() == before


def test_load_development_takes_the_place_of_what_was_said_of_the_unit():
    published()
    unit, other = UnitFactory(), UnitFactory()
    develop(unit), develop(other)
    assert develop(unit, "core-skills/adaptability-to-change") == 1
    assert list(unit.develops.values_list("capability", flat=True)) == ["adaptability-to-change"]
    assert other.develops.count() == 1
    assert AuditEvent.objects.filter(event="unit.development_loaded").count() == 3


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda data: data.pop("units"), "file: must be an object with the list"),
        (lambda data: data.update(more=1), "more: is not known here"),
        (lambda data: data.update(provenance="sure"), "provenance: must be one of: confirmed, illustrative"),
        (lambda data: data["units"].append("1"), r"units\[1\]: must be an object with the texts"),
        (lambda data: data["units"].append({"suite": "X", "unit": "9"}), r"units\[1\].unit: “X 9” is no unit"),
        (lambda data: data["units"].append(data["units"][0]), r"units\[1\].unit: .* is there twice"),
        (lambda data: data["units"][0].update(develops=[]), r"units\[0\].develops: must be a list of at least one"),
        (lambda data: data["units"][0].update(develops=["x/y"]), r"units\[0\].develops\[0\]: “x/y” is no capability"),
        (lambda data: data["units"][0].update(develops=[[]]), r"units\[0\].develops\[0\]: “\[\]” is no capability"),
        (lambda data: data["units"][0].update(develops=[CUSTOMERS] * 2), r"develops\[1\]: .* is there twice"),
    ],
)
def test_each_fault_is_named_by_its_path_and_nothing_is_written(spoil, error):
    published()
    unit = UnitFactory()
    data = {
        "provenance": "illustrative",
        "units": [{"suite": unit.suite.code, "unit": unit.code, "develops": [CUSTOMERS]}],
    }
    spoil(data)
    with pytest.raises(RuleBroken, match=error):
        actions.load_development(data=data)
    assert not UnitCapability.objects.exists()


def test_load_development_is_the_central_team_s():
    with pytest.raises(PermissionDenied):
        actions.load_development(data={}, by=MemberFactory().user)


def test_the_command_ends_with_1_where_it_is_refused(tmp_path):
    file = tmp_path / "file.json"
    file.write_text(json.dumps({"units": 1}))
    assert exit_code_of("load_development", str(file)) == 1


# --- What would close a gap ------------------------------------------------------------------------------------------


@pytest.fixture
def member():
    """An EO who is not yet anywhere: the gap is of two levels everywhere."""
    return answered(reporting("EO"), place=0).member


def closes(qualification, member):
    found = queries.with_closes(Qualification.objects.all(), member).get(pk=qualification.pk)
    return [unit["code"] for unit in found.closes]


@pytest.mark.parametrize(
    ("rule", "counting"),
    [
        ({"mandatory": ["1"]}, ["1"]),
        ({"mandatory": ["2"], "groups": [{"title": "O", "choose": 1, "units": ["1", "3"]}]}, ["1", "2"]),
        ({"min_units": 1}, ["1", "2"]),
        ({"min_credits": 6, "min_tut_hours": None}, ["1", "2"]),
        ({"mandatory": ["3"]}, []),
    ],
)
def test_with_closes_goes_by_the_rule(member, rule, counting):
    qualification = QualificationFactory(rule=rule)
    for code in ("1", "2"):
        develop(UnitFactory(suite=qualification.suite, code=code))
    assert closes(qualification, member) == counting


def test_with_closes_leaves_out_what_is_achieved_or_studied(member):
    qualification = QualificationFactory(rule={"mandatory": ["1", "2"]})
    one, two = qualification.suite.units.order_by("code")
    develop(one), develop(two)
    UnitAchievementFactory(member=member, unit=one)
    assert closes(qualification, member) == ["2"]
    EnrolmentFactory(member=member, qualification=qualification)
    assert closes(qualification, member) == []


def test_with_closes_is_nothing_without_a_gap_or_a_person(member):
    qualification = QualificationFactory()
    develop(qualification.suite.units.first())
    assert closes(qualification, MemberFactory()) == closes(qualification, None) == []


def test_the_catalogue_can_be_narrowed_to_what_closes_a_gap(client, member):
    other, closing = QualificationFactory(suite=SuiteFactory(code="B")), QualificationFactory()
    develop(closing.suite.units.first())
    client.force_login(member.user)
    assert "Closes a gap of mine (1)" in words_of(client.get("/catalogue/"))
    client.get("/catalogue/")
    with budget(4):  # as without it: the gaps are part of the search
        page = words_of(client.get("/catalogue/?closes=yes"))
    assert closing.title in page and other.title not in page
    client.force_login(MemberFactory().user)
    assert "Closes a gap" not in words_of(client.get("/catalogue/"))
