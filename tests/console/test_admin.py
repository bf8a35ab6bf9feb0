import pytest
from django.apps import apps
from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.core.models import Job
from tests.approvals.factories import CaseFactory
from tests.console.central import sign_in_central
from tests.helpers import assert_flat_queries
from tests.learning.factories import UnitContentFactory
from tests.members.factories import GrantFactory, MemberFactory
from tests.notifications.factories import MessageFactory
from tests.qualifications.factories import EnrolmentFactory

pytestmark = pytest.mark.django_db
# What people say of themselves is theirs: there is no page of these but their own.
PRIVATE = {
    "capability.AgreedLevel",
    "capability.Answer",
    "capability.Assessment",
    "capability.ManagerView",
    "capability.Outcome",
    "evidence.EvidenceShare",
    "members.Aims",
    "members.LearningNeeds",
    "qualifications.Outcome",
}
COUNTED = {"insights.Fact", "insights.Tally"}  # worked out from rows that have pages, and made anew each night
OURS = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("apps.") and model._meta.label not in PRIVATE | COUNTED
]


def address(model):
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def test_every_model_of_ours_is_there_to_look_at_and_nothing_else():
    assert set(admin.site._registry) == set(OURS)
    assert all(isinstance(registered, ReadOnlyAdmin) for registered in admin.site._registry.values())


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_lists_open_and_nothing_can_be_added(client, model):
    sign_in_central(client)
    assert client.get(address(model)).status_code == 200
    assert client.get(f"{address(model)}?q=something").status_code == 200
    assert client.get(f"{address(model)}add/").status_code == 403


def test_a_row_opens_and_can_be_neither_changed_nor_deleted(client):
    sign_in_central(client)
    member = MemberFactory(given_name="Amara", line_manager=MemberFactory())
    row = f"{address(type(member))}{member.pk}/"
    page = client.get(f"{row}change/").text
    assert "Amara" in page and 'name="given_name"' not in page and "<select" not in page
    assert client.post(f"{row}change/", {"given_name": "Mara"}).status_code == 403
    assert client.post(f"{row}delete/", {"post": "yes"}).status_code == 403
    member.refresh_from_db()
    assert member.given_name == "Amara"


def test_many_cannot_be_deleted_at_once(client):
    sign_in_central(client)
    job = Job.objects.create(kind="send_message", key="1")
    client.post(address(Job), {"action": "delete_selected", "_selected_action": [job.pk], "post": "yes"})
    assert Job.objects.filter(pk=job.pk).exists()


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/"])
def test_to_everybody_else_there_is_no_admin(client, path):
    client.force_login(MemberFactory().user)
    assert client.get(path, follow=True).status_code == 404


def test_signed_out_one_signs_in_as_everywhere(client):
    assert client.get("/admin/members/member/", follow=True).redirect_chain[-1][0] == (
        "/account/login/?next=/admin/members/member/"
    )


@pytest.mark.parametrize(
    "label, add_row",
    [
        ("members.Member", lambda: MemberFactory(line_manager=MemberFactory())),
        ("members.Grant", lambda: GrantFactory(given_by=MemberFactory().user, role="assessor")),
        ("notifications.Message", MessageFactory),
        ("approvals.Case", CaseFactory),
        ("approvals.Task", CaseFactory),
        ("qualifications.Enrolment", EnrolmentFactory),
        ("qualifications.EnrolledUnit", EnrolmentFactory),
        ("qualifications.StudyPlan", EnrolmentFactory),
        ("learning.Question", UnitContentFactory),
        ("learning.Page", UnitContentFactory),
    ],
)
def test_admin_list_queries(client, label, add_row):
    sign_in_central(client)
    assert_flat_queries(client, address(apps.get_model(label)), add_row)
