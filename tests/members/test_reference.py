"""Organisations, grades, regions and job families: loaded from files, checked, and repeatable."""

import copy
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from apps.members.actions import (
    load_job_families,
    load_organisations,
)
from apps.members.models import Grade, JobFamily, Organisation, Region
from apps.members.reference import job_families, workforce
from tests.accounts.factories import UserFactory
from tests.members.factories import central_user


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("event", flat=True))


# --- Reference data -------------------------------------------------------------------------------------------------


def test_load_organisations_takes_all_of_the_official_file(db):
    data = workforce()
    counts = load_organisations(data=data)
    assert counts == {"new": 26 + Organisation.objects.count(), "changed": 0, "unchanged": 0}
    assert Organisation.objects.departments().count() == len(data["departments"]) == 33
    hmpps = Organisation.objects.get(pk="HMPPS")
    assert (hmpps.name, hmpps.department_id, hmpps.headcount) == ("HM Prison and Probation Service", "MOJ", 62850)
    assert (Grade.objects.get(pk="").headcount, Grade.objects.get(pk="SCS1").headcount) == (21910, None)
    assert [grade.code for grade in Grade.objects.all()][:3] == ["AA", "AO", "EO"]
    assert Region.objects.get(pk="NW").headcount == 45215


def test_load_organisations_again_writes_nothing(db):
    load_organisations(data=workforce())
    AuditEvent.objects.all().delete()
    counts = load_organisations(data=workforce())
    assert (counts["new"], counts["changed"]) == (0, 0)
    assert events() == []


def test_load_organisations_takes_over_changes_with_an_audit_line_each(db):
    data = workforce()
    load_organisations(data=data)
    AuditEvent.objects.all().delete()
    data["departments"][0]["name"] = "Department of Justice"
    data["grades"][0]["order"], data["grades"][1]["order"] = 1, 0
    counts = load_organisations(data=data)
    assert (counts["new"], counts["changed"]) == (0, 3)
    assert Organisation.objects.get(pk="MOJ").name == "Department of Justice"
    assert events() == ["grade.changed", "grade.changed", "organisation.changed"]


def test_load_organisations_keeps_what_the_file_no_longer_has(db):
    data = workforce()
    load_organisations(data=data)
    left_out = data["departments"].pop()
    load_organisations(data=data)
    assert Organisation.objects.filter(pk=left_out["code"]).exists()


def small():
    return {
        "grades": [{"code": "AA", "name": "Administrative Assistant", "order": 0, "headcount": 1}],
        "regions": [{"code": "NW", "name": "North West", "headcount": None}],
        "departments": [
            {
                "code": "MOJ",
                "name": "Ministry of Justice",
                "headcount": 5,
                "organisations": [{"code": "HMPPS", "name": "Prisons", "headcount": 3}],
            },
            {"code": "HO", "name": "Home Office", "headcount": 5, "organisations": []},
        ],
    }


def changed(path, value):
    """The small file with one value replaced; DELETE takes it out."""
    data = copy.deepcopy(small())
    *way, last = path
    place = data
    for step in way:
        place = place[step]
    if value is DELETE:
        del place[last]
    else:
        place[last] = value
    return data


DELETE = object()


@pytest.mark.parametrize(
    ("path", "value", "error"),
    [
        (["grades"], DELETE, "grades: is missing"),
        (["grades"], {}, "grades: must be a list"),
        (["grades", 0], "AA", "grades[0]: must be an object"),
        (["grades", 0, "code"], None, "grades[0].code: must be text"),
        (["grades", 0, "code"], "A" * 11, "grades[0].code: must have 10 characters or fewer"),
        (["grades", 0, "order"], True, "grades[0].order: must be a whole number"),
        (["grades", 0, "order"], 40000, "grades[0].order: must be between 0 and 32767"),
        (["grades", 0, "headcount"], -1, "grades[0].headcount: must be between 0"),
        (["grades", 0, "headcount"], 1.5, "grades[0].headcount: must be a whole number"),
        (["grades", 0, "headcount"], DELETE, "grades[0].headcount: is missing"),
        (["grades", 0, "name"], " ", "grades[0].name: must not be empty"),
        (["regions", 0, "name"], "North\x00West", "regions[0].name: must not have hidden control characters"),
        (["regions", 0, "name"], "North\u202eWest", "regions[0].name: must not have hidden control characters"),
        (["departments", 0, "organisations"], DELETE, "departments[0].organisations: is missing"),
        (["departments", 0, "organisations", 0, "code"], DELETE, "departments[0].organisations[0].code: is missing"),
        (
            ["departments", 0, "organisations", 0, "code"],
            "",
            "departments[0].organisations[0].code: must not be empty",
        ),
        (
            ["departments", 0, "organisations", 0, "code"],
            "HO",
            "departments[1].code: repeats 'HO' of departments[0].organisations[0].code",
        ),
        (["departments", 1, "code"], "MOJ", "departments[1].code: repeats 'MOJ' of departments[0].code"),
    ],
)
def test_load_organisations_names_the_place_of_an_error_and_writes_nothing(path, value, error, db):
    with pytest.raises(RuleBroken) as refusal:
        load_organisations(data=changed(path, value))
    assert error in str(refusal.value)
    assert not Organisation.objects.exists() and not Grade.objects.exists() and events() == []


@pytest.mark.parametrize("data", [None, [], "text", 7])
def test_load_organisations_refuses_what_is_no_object(data, db):
    with pytest.raises(RuleBroken, match="the file: must be an object"):
        load_organisations(data=data)


def test_load_organisations_is_for_the_central_team(db):
    with pytest.raises(PermissionDenied):
        load_organisations(data=small(), by=UserFactory())
    load_organisations(data=small(), by=central_user())
    assert set(AuditEvent.objects.values_list("by__name", flat=True)) != {None}


def test_load_job_families_takes_the_four_and_is_repeatable(db):
    assert load_job_families(data=job_families())["new"] == 4
    assert load_job_families(data=job_families())["unchanged"] == 4
    assert JobFamily.objects.get(pk="HELP").title == "Help, Advice, Support and Service Delivery"
    with pytest.raises(RuleBroken, match=r"job_families\[0\].title: is missing"):
        load_job_families(data={"job_families": [{"code": "X"}]})


def test_the_command_loads_organisations_and_job_families(db, tmp_path, capsys):
    path = tmp_path / "w.json"
    path.write_text(json.dumps(small()))
    call_command("load_organisations", str(path))
    assert "9 new, 0 changed, 0 unchanged" in capsys.readouterr().out
    assert (Organisation.objects.count(), JobFamily.objects.count()) == (3, 4)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b'{"a": NaN}', b"[" * 100_000, b"9" * 10_000, b'{"grades": []}']
)
def test_the_command_refuses_a_file_that_is_no_workforce(content, db, tmp_path):
    path = tmp_path / "w.json"
    path.write_bytes(content)
    with pytest.raises(CommandError) as error:
        call_command("load_organisations", str(path))
    assert error.value.returncode == 1
    assert not JobFamily.objects.exists()


def test_the_command_refuses_a_missing_file(db):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("load_organisations", "/nowhere.json")
