import json
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from apps.qualifications import actions
from apps.qualifications.models import Qualification, Suite, Unit
from tests.accounts.factories import UserFactory
from tests.members.factories import OrganisationFactory, RegionFactory, central_user
from tests.qualifications.commands import exit_code_of
from tests.qualifications.factories import QualificationFactory
from tests.qualifications.our_catalogue import FILE, our_catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    OrganisationFactory(code="DWP")
    RegionFactory(code="WLS")


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Suite, Unit, Qualification)]


def test_load_catalogue():
    assert actions.load_catalogue(data=our_catalogue()) == 27
    assert (Suite.objects.count(), Unit.objects.count()) == (10, 120)
    award = Qualification.objects.get(code="CG-3815-L2-AWD")
    assert award.slug == "level-2-award-in-operational-delivery-principles"
    assert award.combination.mandatory == ("201", "207", "208")
    assert (award.price_gbp, award.price_words) == (None, "Price to be confirmed")
    assert award.size_provenance == "confirmed"
    assert award.eligible_departments == []
    assert "201 " in award.search_text and "301 " not in award.search_text
    priced = Qualification.objects.get(code="CG-CUST-L4-CRT")
    assert (priced.price_gbp, priced.price_words) == (Decimal("168.00"), "£168.00 excluding VAT")
    assert Qualification.objects.get(code="CG-CUST-L4-AWD").eligible_departments == ["DWP"]
    wales = Qualification.objects.get(code="CG-3818-L3")
    assert (wales.eligible_regions, wales.glh, wales.tqt) == (["WLS"], "94", 127)
    assert (wales.size_provenance, wales.accreditation_number) == ("illustrative", "C00/1229/8")
    assert Qualification.objects.get(code="CMI-L5-CRT").glh == "45-55"
    assert Qualification.objects.get(code="CG-3815-L2-CRT").combination is None


def test_what_was_written_in_the_console_follows_the_units_of_its_suite():
    """It is in no file, but the units are."""
    data = our_catalogue()
    actions.load_catalogue(data=data)
    of_file = Qualification.objects.get(code="CG-3815-L2-AWD")
    QualificationFactory(code="DWP-OWN", suite=of_file.suite, rule=of_file.rule)
    changed = next(unit for suite in data["suites"] for unit in suite["units"] if unit["code"] == "201")
    changed["title"] = "Cartography for beginners"
    actions.load_catalogue(data=data)
    own = Qualification.objects.get(code="DWP-OWN")
    assert "Cartography for beginners" in own.search_text
    assert "Cartography for beginners" in {unit["title"] for unit in own.version.units}


def test_what_is_illustrative_is_told():
    actions.load_catalogue(data=our_catalogue())
    parts = {code: Qualification.objects.get(code=code).illustrative_parts for code in ("CMI-L5-AWD", "CG-3818-L3")}
    assert parts["CMI-L5-AWD"] == ["the totals it asks for", "6 credits for each unit that has none on record"]
    assert parts["CG-3818-L3"] == ["its size", "which units make it"]


def test_load_catalogue_is_audited_once_for_each():
    by = central_user()
    actions.load_catalogue(data=our_catalogue(), by=by)
    events = AuditEvent.objects.filter(event="qualification.loaded")
    assert events.count() == AuditEvent.objects.count() == 27
    assert len({event.subject_id for event in events}) == 27
    assert events.first().sentence == f"{by} loaded it from a catalogue file"


def test_load_catalogue_is_the_central_team_s():
    with pytest.raises(PermissionDenied):
        actions.load_catalogue(data=our_catalogue(), by=UserFactory())


def test_load_catalogue_twice_changes_nothing():
    actions.load_catalogue(data=our_catalogue())
    before = everything()
    actions.load_catalogue(data=our_catalogue())
    assert everything() == before


def test_load_catalogue_brings_what_is_known_up_to_date_and_leaves_the_rest():
    actions.load_catalogue(data=our_catalogue())
    keys = set(Qualification.objects.values_list("pk", "code"))
    data = our_catalogue()
    data["qualifications"] = [row for row in data["qualifications"] if row["code"] == "CG-CUST-L4-CRT"]
    data["qualifications"][0] |= {"price_gbp": "170.50", "note": None}
    data["suites"] = [suite for suite in data["suites"] if suite["code"] == "CG-CUST"]
    data["suites"][0]["units"][0]["title"] = "A better title"
    assert actions.load_catalogue(data=data) == 1
    assert Qualification.objects.get(code="CG-CUST-L4-CRT").price_gbp == Decimal("170.50")
    assert "A better title" in Qualification.objects.get(code="CG-CUST-L4-CRT").search_text
    assert Unit.objects.get(suite__code="CG-CUST", code="C401").title == "A better title"
    assert set(Qualification.objects.values_list("pk", "code")) == keys


def test_load_catalogue_keeps_successors():
    data = our_catalogue()
    data["qualifications"][0]["successor"] = "CG-3815-L3-AWD"  # further down in the file
    actions.load_catalogue(data=data)
    assert Qualification.objects.get(code="CG-3815-L2-AWD").successor.code == "CG-3815-L3-AWD"


def test_titles_may_change_hands_within_the_file():
    data = our_catalogue()
    actions.load_catalogue(data=data)
    one, other = data["qualifications"][0], data["qualifications"][3]
    slugs = [Qualification.objects.get(code=row["code"]).slug for row in (one, other)]
    one["title"], other["title"] = other["title"], one["title"]
    actions.load_catalogue(data=data)
    assert [Qualification.objects.get(code=row["code"]).slug for row in (other, one)] == slugs


def test_a_title_of_one_that_is_not_in_the_file_is_refused():
    data = our_catalogue()
    actions.load_catalogue(data=data)
    before = everything()
    data["qualifications"] = [data["qualifications"][0] | {"code": "NEW"}]
    with pytest.raises(RuleBroken, match="is already the title of CG-3815-L2-AWD"):
        actions.load_catalogue(data=data)
    assert everything() == before


def test_a_refused_file_writes_nothing():
    data = our_catalogue()
    data["qualifications"][-1]["rules"]["mandatory"] = ["999"]
    data["suites"][0]["title"] = ""
    with pytest.raises(RuleBroken) as refused:
        actions.load_catalogue(data=data)
    assert str(refused.value).splitlines() == [
        "suites[0].title: must be a text",
        "qualifications[26].rules.mandatory[0]: “999” is no unit of this suite",
    ]
    assert everything() == [[], [], []]
    assert not AuditEvent.objects.exists()


# --- The command -----------------------------------------------------------------------------------------------------


def test_load_catalogue_command(capsys):
    call_command("load_catalogue", FILE)
    assert capsys.readouterr().out == "Loaded 27 qualifications.\n"
    assert Qualification.objects.count() == 27


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "is not JSON in UTF-8"),
        (b"\xff\xfe", "is not JSON in UTF-8"),
        (b"[" * 100_000, "is not JSON in UTF-8"),
        (b'{"suites": [], "qualifications": [NaN]}', "is not JSON in UTF-8"),
        (b"[]", "was not loaded, nothing was changed:\nfile: must be an object"),
        (b'{"suites": [{}], "qualifications": []}', "suites[0].code: must be a text"),
    ],
)
def test_load_catalogue_command_refuses_with_1(content, words, tmp_path):
    file = tmp_path / "catalogue.json"
    file.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        call_command("load_catalogue", file)
    assert words in str(refused.value)
    assert str(file) in str(refused.value)
    assert refused.value.returncode == 1
    assert not Suite.objects.exists()


def test_load_catalogue_command_refuses_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        call_command("load_catalogue", tmp_path / "missing.json")


@pytest.mark.parametrize("arguments", [[], ["one.json", "two.json"], ["--unknown"]])
def test_load_catalogue_command_called_wrongly_is_2(arguments):
    assert exit_code_of("load_catalogue", *arguments) == 2


def test_load_catalogue_command_tells_the_shell(tmp_path, capsys):
    (tmp_path / "wrong.json").write_text(json.dumps({"suites": [], "qualifications": [7]}))
    assert exit_code_of("load_catalogue", tmp_path / "wrong.json") == 1
    assert "qualifications[0]: must be an object" in capsys.readouterr().err
    assert exit_code_of("load_catalogue", FILE) == 0
