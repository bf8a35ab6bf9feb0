import datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from apps.approvals.models import Task
from apps.core.models import AuditEvent
from apps.qualifications.models import EnrolledUnit, Enrolment
from apps.qualifications.states import Status
from tests.members.factories import MemberFactory, OrganisationFactory
from tests.qualifications.factories import (
    EnrolmentFactory,
    QualificationFactory,
    UnitAchievementFactory,
    UnitFactory,
    enrolment_in,
)
from tests.reading import budget, reading_only, words_of

pytestmark = pytest.mark.django_db

STEPS = ["", "units/", "time/", "purpose/", "check/", "withdraw/"]


@pytest.fixture
def member(client):
    member = MemberFactory(line_manager=MemberFactory())
    client.force_login(member.user)
    client.get("/catalogue/")  # the session is begun
    return member


@pytest.fixture
def qualification():
    groups = [{"title": "Optional", "choose": 1, "units": ["3", "4"]}]
    return QualificationFactory(title="Level 3 Certificate", rule={"mandatory": ["1"], "groups": groups})


@pytest.fixture
def draft(member, qualification):
    """With nothing said in it."""
    enrolment = EnrolmentFactory(draft=True, member=member, qualification=qualification, with_units=False, purpose="")
    enrolment.enrolled_units.all().delete()
    return enrolment


@pytest.fixture
def complete(member, qualification):
    """Ready to be sent."""
    enrolment = EnrolmentFactory(draft=True, member=member, qualification=qualification)
    EnrolledUnit.objects.create(enrolment=enrolment, unit=UnitFactory(code="3"))
    return enrolment


def url(enrolment, step=""):
    return f"{enrolment.get_absolute_url()}{step}"


def date_parts(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def errors(response):
    """The messages of the error summary, which says the same as the fields."""
    summary = response.context["form"].errors
    return [str(error) for messages in summary.values() for error in messages]


# --- Start -----------------------------------------------------------------------------------------------------------


def test_enrolment_start(client, member, qualification):
    address = f"{qualification.get_absolute_url()}enrol/"
    page = words_of(client.get(address))
    assert "You can ask for this qualification" in page
    assert "Then your request goes to your line manager." in page
    assert not Enrolment.objects.exists()  # a look starts nothing
    response = client.post(address)
    enrolment = Enrolment.objects.get()
    assert (response.status_code, response.url) == (302, enrolment.get_absolute_url())
    assert client.post(address).url == response.url  # once more, or the back button
    assert client.get(address).url == response.url
    assert Enrolment.objects.count() == 1


def test_enrolment_start_budget(client, member, qualification):
    # Person, grants, qualification, own enrolments; enrolment, units to choose from, units chosen, audit.
    with budget(8):
        client.post(f"{qualification.get_absolute_url()}enrol/")


def test_enrolment_start_is_for_the_signed_in(client, qualification):
    assert client.post(f"{qualification.get_absolute_url()}enrol/").status_code == 302
    assert not Enrolment.objects.exists()


# --- The task list ---------------------------------------------------------------------------------------------------


def test_the_task_list_of_a_new_draft(client, draft):
    page = words_of(client.get(url(draft)))
    assert "Choose units Not complete Study time Not started What it is for Not started" in page
    assert "Check your answers Cannot start yet" in page
    assert client.get(url(draft, "check/")).url == url(draft)


def test_the_task_list_of_a_complete_draft(client, complete):
    page = words_of(client.get(url(complete)))
    assert "Choose units Completed Study time Completed What it is for Completed Check your answers Ready" in page


@pytest.mark.parametrize("step", STEPS)
def test_a_draft_of_somebody_else_is_as_if_it_were_not_there(step, client, member):
    theirs = EnrolmentFactory(draft=True, member__line_manager=member)  # of one's own report, even
    for method in [client.get, client.post]:
        there, not_there = method(url(theirs, step)), method(f"/enrolments/{uuid4()}/{step}")
        assert there.status_code == not_there.status_code == (405 if step == "" and method == client.post else 404)
        assert words_of(there) == words_of(not_there)


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.WITHDRAWN])
def test_what_is_no_draft_cannot_be_changed(status, client, member):
    enrolment = enrolment_in(status, member=member)
    reads = [client.get(url(enrolment, step)) for step in ["units/", "time/", "purpose/", "check/"]]
    writes = [client.post(url(enrolment, step)) for step in ["units/", "units/check/", "time/", "purpose/"]]
    for response in reads + writes:
        assert response.status_code == 409
        assert "You can no longer change or send this request: it is now “" in words_of(response)


@pytest.mark.parametrize("step", ["units/", "units/check/", "time/", "purpose/", "check/", "accept/", "start/"])
def test_a_manager_reads_but_does_not_write(step, client, member):
    theirs = enrolment_in(Status.SUBMITTED, member__line_manager=member)
    assert client.get(url(theirs)).status_code == 200
    assert client.post(url(theirs, step)).status_code == 403


# --- Units -----------------------------------------------------------------------------------------------------------


def test_enrolment_units(client, draft):
    UnitAchievementFactory(member=draft.member, unit=UnitFactory(code="4"))
    page = words_of(client.get(url(draft, "units/")))
    assert "Chosen 0 of 2 units. Still needed: 1 mandatory unit (1); 1 optional unit." in page
    assert "Everybody takes this one. 1 Unit about 1" in page
    assert "Optional: choose 1" in page
    assert "4 Unit about 4 Level 2, you have already achieved this unit" in page


def test_enrolment_units_keeps_a_choice_and_goes_on(client, draft):
    response = client.post(url(draft, "units/"), {"group_0": ["3"]})
    assert (response.status_code, response.url) == (302, url(draft))
    assert set(draft.enrolled_units.values_list("unit__code", flat=True)) == {"1", "3"}
    page = words_of(client.get(url(draft, "units/")))
    assert "Chosen 2 of 2 units. That is all you need." in page


def test_enrolment_units_keeps_a_choice_with_gaps_and_says_what_is_missing(client, draft):
    response = client.post(url(draft, "units/"))
    assert response.status_code == 422
    assert errors(response) == ["Still needed: 1 optional unit"]
    assert "Error: Choose units" in words_of(response)
    assert "Chosen 1 of 2 units. Still needed: 1 optional unit." in words_of(response)
    assert draft.enrolled_units.get().unit.code == "1"


def test_enrolment_units_can_be_left_for_later(client, draft):
    assert client.post(url(draft, "units/"), {"later": "1"}).url == url(draft)
    assert draft.enrolled_units.get().unit.code == "1"


def test_enrolment_units_says_what_cannot_be_taken_together(client, draft):
    draft.qualification.rule = {"min_units": 2, "barred": [{"unit": "3", "not_with": ["4DM"]}]}
    draft.qualification.save()
    UnitFactory(code="4DM")
    response = client.post(url(draft, "units/"), {"others": ["3", "4DM"]})
    assert errors(response) == ["Units 3 and 4DM cannot be taken together: take one of them out"]
    assert "Chosen 2 units. Units 3 and 4DM cannot be taken together" in words_of(response)


def test_enrolment_units_offers_no_empty_group(client, draft):
    draft.qualification.rule = {"mandatory": ["1", "3", "4"], "min_units": 3}
    draft.qualification.save()
    page = client.get(url(draft, "units/"))
    assert "Everybody takes these 3." in words_of(page)
    assert 'type="checkbox"' not in page.content.decode() and "<fieldset" not in page.content.decode()
    assert client.post(url(draft, "units/")).url == url(draft)
    assert draft.enrolled_units.count() == 3


def test_enrolment_units_refuses_what_is_not_on_the_page(client, draft):
    UnitFactory(code="5")  # of the suite, but not of this qualification
    for code in ["5", "9", "", "3\0", "3' OR 1=1", "😀", "x" * 5000]:
        response = client.post(url(draft, "units/"), {"group_0": ["3", code]})
        assert (code, response.status_code) == (code, 422)
        assert errors(response) == ["Select one of the choices given"]
        assert client.post(url(draft, "units/check/"), {"group_0": [code]}).status_code == 422
    assert not draft.enrolled_units.exists()


def test_units_check_says_what_is_needed_and_keeps_nothing(client, draft):
    with reading_only():
        response = client.post(url(draft, "units/check/"), {"group_0": ["3", "4"]})
    assert words_of(response) == "Chosen 3 of 3 units. That is all you need."
    assert "<html" not in response.content.decode()
    assert not draft.enrolled_units.exists()
    assert client.get(url(draft, "units/check/")).status_code == 405


# --- Study time ------------------------------------------------------------------------------------------------------


def study_time(**changes):
    today = timezone.localdate()
    dates = {
        "starts_on": changes.pop("starts_on", today),
        "ends_on": changes.pop("ends_on", today + datetime.timedelta(days=100)),
    }
    typed = {"hours_a_week": "2.5", "cover": "Sam covers."}
    for name, day in dates.items():
        typed |= date_parts(name, day) if day else {}
    return typed | changes


def test_enrolment_time(client, draft):
    assert client.get(url(draft, "time/")).status_code == 200
    response = client.post(url(draft, "time/"), study_time())
    assert (response.status_code, response.url) == (302, url(draft))
    plan = draft.plans.get()
    assert (plan.hours_a_week, plan.cover, plan.starts_on) == (Decimal("2.5"), "Sam covers.", timezone.localdate())
    page = client.get(url(draft, "time/")).content.decode()
    assert 'value="2.5"' in page and "Sam covers." in page


TODAY, DAY = timezone.localdate(), datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("typed", "messages"),
    [
        ({"hours_a_week": ""}, ["Enter hours a week"]),
        ({"hours_a_week": "some"}, ["Hours a week must be a number, like 2 or 2.5"]),
        ({"hours_a_week": "0.4"}, ["Hours a week must be 0.5 or more"]),
        ({"hours_a_week": "15.5"}, ["Hours a week must be 15 or less"]),
        ({"hours_a_week": "2.25"}, ["Hours a week must have one decimal place at most, like 2.5"]),
        ({"hours_a_week": "NaN"}, ["Hours a week must be a number, like 2 or 2.5"]),
        ({"starts_on": None}, ["Enter start date"]),
        ({"starts_on": None, "starts_on-day": "31"}, ["Start date must include a month and year"]),
        ({"starts_on-day": "31", "starts_on-month": "2"}, ["Start date must be a real date"]),
        ({"starts_on": TODAY - DAY}, ["Start date must be today or in the future"]),
        ({"ends_on": None}, ["Enter end date"]),
        ({"ends_on": TODAY}, ["End date must be after the start date"]),
        ({"ends_on": TODAY + 1096 * DAY}, ["End date must be within 3 years of the start date"]),
        ({"ends_on-year": "99999"}, ["End date must have a year of 4 numbers, like 2026"]),
        ({"cover": "x" * 1001}, ["Cover must be 1000 characters or less"]),
        (
            {"cover": "a\0b"},
            ["Cover must not contain hidden control characters. They have been taken out: check the text"],
        ),
    ],
)
def test_enrolment_time_says_what_is_wrong(typed, messages, client, draft):
    response = client.post(url(draft, "time/"), study_time(**typed))
    assert response.status_code == 422
    assert errors(response) == messages
    page = words_of(response)
    assert "Error: Study time – ODP portal" in page
    assert page.count(messages[0]) == 2  # in the summary and at the field
    assert not draft.plans.exists()


def test_enrolment_time_bears_anything(client, draft):
    for value in ["\0", "😀", "２", "1e9", "-" * 5000, "<script>"]:
        for name in ["hours_a_week", "starts_on-day", "ends_on-year"]:
            response = client.post(url(draft, "time/"), study_time(**{name: value}))
            assert response.status_code in (302, 422)
            assert "<script>" not in response.content.decode()


def test_enrolment_time_takes_the_longest_study(client, draft):
    assert client.post(url(draft, "time/"), study_time(ends_on=TODAY + 1095 * DAY)).status_code == 302


# --- Purpose ---------------------------------------------------------------------------------------------------------


def test_enrolment_purpose(client, draft):
    response = client.post(url(draft, "purpose/"), {"purpose": "To become a work coach.\r\nSoon."})
    assert (response.status_code, response.url) == (302, url(draft))
    draft.refresh_from_db()
    assert draft.purpose == "To become a work coach.\nSoon."
    assert "To become a work coach." in words_of(client.get(url(draft, "purpose/")))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Say what you want the qualification for"),
        (" \n ", "Say what you want the qualification for"),
        ("x" * 2001, "What it is for must be 2000 characters or less"),
        (
            "a\u202eb",
            "What it is for must not contain hidden control characters. They have been taken out: check the text",
        ),
    ],
)
def test_enrolment_purpose_says_what_is_wrong(typed, message, client, draft):
    response = client.post(url(draft, "purpose/"), {"purpose": typed})
    assert (response.status_code, errors(response)) == (422, [message])
    draft.refresh_from_db()
    assert draft.purpose == ""


def test_enrolment_purpose_is_escaped(client, complete):
    typed = "<script>alert(1)</script> {{7*7}} Łukasz"
    client.post(url(complete, "purpose/"), {"purpose": typed})
    for step in ["purpose/", "check/"]:
        page = client.get(url(complete, step))
        assert "<script>alert" not in page.content.decode()
        assert typed in words_of(page)


# --- Check and send --------------------------------------------------------------------------------------------------


def test_enrolment_check_shows_what_the_manager_will_see(client, complete):
    page = words_of(client.get(url(complete, "check/")))
    assert "This is what your line manager will see." in page
    assert "Qualification Level 3 Certificate (City & Guilds) Units 1 Unit about 1 3 Unit about 3" in page
    assert "Study time 3 hours a week" in page and "In all About 78 hours, or 10.5 working days" in page
    assert "Cost Price to be confirmed Cover None needed What it is for To do my job better." in page


def test_enrolment_check_sends_it(client, complete):
    response = client.post(url(complete, "check/"))
    assert (response.status_code, response.url) == (302, url(complete, "?sent=1"))
    page = words_of(client.get(response.url))
    boss = complete.member.line_manager
    assert f"You have asked for study time It is now with {boss}" in page
    assert "You have asked for study time" not in words_of(client.get(url(complete)))
    assert Task.objects.get().requester == complete.member


def test_enrolment_check_sent_twice_asks_once(client, complete):
    first = client.post(url(complete, "check/"))
    again = client.post(url(complete, "check/"))
    assert (again.status_code, again.url) == (302, first.url)
    assert Task.objects.count() == 1


def test_enrolment_check_refuses_what_is_missing(client, draft):
    response = client.post(url(draft, "check/"))
    assert response.status_code == 409
    assert "Choose your units first. Still needed: 1 mandatory unit (1); 1 optional unit." in words_of(response)
    assert not Task.objects.exists()


def test_enrolment_check_refuses_whoever_moved_away(client, complete):
    complete.qualification.eligible_departments = [
        OrganisationFactory(code="HMRC", name="HM Revenue and Customs").code
    ]
    complete.qualification.save()
    response = client.post(url(complete, "check/"))
    assert response.status_code == 409
    assert "It is open to HM Revenue and Customs only." in words_of(response)


# --- All of them -----------------------------------------------------------------------------------------------------


def test_a_look_writes_nothing(client, complete):
    with reading_only():
        for step in STEPS:
            assert client.get(url(complete, step)).status_code == 200
    assert not AuditEvent.objects.exists()


def test_a_form_needs_its_token(member, complete):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member.user)
    for step in ["units/", "time/", "purpose/", "check/", "withdraw/"]:
        assert strict.post(url(complete, step)).status_code == 403
