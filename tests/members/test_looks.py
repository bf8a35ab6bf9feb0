"""Who looked at whose record: a row for each person, page sort and day, and nothing else is written by a look."""

import datetime
import logging

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.certificates.models import ClaimExport
from apps.core.models import AuditEvent, Heartbeat, Job
from apps.insights.models import SavedView, Subscription
from apps.learning.models import MarkingNote, MarkingSuite, PageRead
from apps.members.actions import keep_looks
from apps.members.models import Absence, Look
from tests.accounts.factories import UserFactory
from tests.approvals.factories import CaseFactory, StandInFactory, TaskFactory, TurnFactory
from tests.certificates.factories import CertificateFactory, RecordShareFactory
from tests.console.central import sign_in, sign_in_central
from tests.console.test_views import make_message
from tests.evidence.factories import EvidenceFactory
from tests.helpers import assert_flat_queries
from tests.learning.assignments import live_of_assignments, task_of
from tests.learning.beside import rows_beside
from tests.learning.factories import UnitContentFactory
from tests.learning.prior import claim
from tests.learning.studying import attempt_at
from tests.members.factories import (
    ConsentFactory,
    DownloadFactory,
    FeedUploadFactory,
    GrantFactory,
    LookFactory,
    ManagerProposalFactory,
    MemberFactory,
    MoveFactory,
    central_user,
)
from tests.notifications.factories import DigestFactory, MessageFactory, PreferenceFactory
from tests.plan.factories import NotInterestedFactory, PlanActionFactory
from tests.qualifications.factories import (
    DeferralFactory,
    EnrolmentFactory,
    InterestFactory,
    PlaceFactory,
    SavedQualificationFactory,
    StudyChangeFactory,
    StudyLogFactory,
    UnitAchievementFactory,
    WaiverFactory,
    enrolment_in,
)
from tests.reading import budget, reading_only
from tests.secondments.factories import life_elsewhere
from tests.surge.factories import life_in_surge

pytestmark = pytest.mark.django_db


def looks():
    return list(Look.objects.values_list("member", "by", "what"))


@pytest.fixture
def pair():
    """A member with a line manager."""
    manager = MemberFactory()
    return MemberFactory(line_manager=manager), manager


# --- What is kept ----------------------------------------------------------------------------------------------------


def test_a_manager_who_opens_an_enrolment_is_kept_once_a_day(client, pair):
    member, manager = pair
    address = f"/enrolments/{EnrolmentFactory(member=member).pk}/"
    client.force_login(manager.user)
    for _ in range(3):
        assert client.get(address).status_code == 200
    assert looks() == [(member.pk, manager.user.pk, "your enrolment on a qualification")]
    Look.objects.update(day=timezone.localdate() - datetime.timedelta(days=1))
    client.get(address)
    assert Look.objects.count() == 2


def test_another_enrolment_is_the_same_sort_of_page(client, pair):
    member, manager = pair
    client.force_login(manager.user)
    for _ in range(2):
        client.get(f"/enrolments/{EnrolmentFactory(member=member).pk}/")
    assert Look.objects.count() == 1


def test_ones_own_pages_are_not_kept(client, pair):
    member, _ = pair
    client.force_login(member.user)
    assert client.get(f"/enrolments/{EnrolmentFactory(member=member).pk}/").status_code == 200
    assert client.get(f"/approvals/{TaskFactory(requester=member).pk}/").status_code == 200
    assert looks() == []


def test_a_page_that_was_not_shown_is_not_kept(client, pair):
    member, _ = pair
    client.force_login(MemberFactory().user)
    assert client.get(f"/enrolments/{EnrolmentFactory(member=member).pk}/").status_code == 404
    assert looks() == []


def test_a_decision_is_no_look_but_its_page_is(client, pair):
    member, manager = pair
    enrolment = enrolment_in("submitted", member=member)
    client.force_login(manager.user)
    client.post(f"/enrolments/{enrolment.pk}/decide/", {"decision": "refused"})
    assert looks() == []
    client.get(f"/enrolments/{enrolment.pk}/decide/?decision=refused")
    assert looks() == [(member.pk, manager.user.pk, "your request for study time")]


def pages_about(member):
    """The pages of the portal that are about one person, other than their own, with what is kept."""
    case = CaseFactory(task__requester=member)
    message, job = make_message("failed", recipient=member.user)
    proposal = ManagerProposalFactory(member=member)
    return {
        f"/approvals/{TaskFactory(requester=member).pk}/": "your request for study time",
        f"/enrolments/{EnrolmentFactory(member=member).pk}/": "your enrolment on a qualification",
        f"/enrolments/{EnrolmentFactory(member=member, draft=True).pk}/": "your enrolment on a qualification",
        f"/console/cases/{case.pk}/": "your question to the central team",
        f"/console/messages/{message.pk}/": "a message to you",
        f"/console/jobs/{job.pk}/": "a message to you",
        f"/console/jobs/{job.pk}/retry/": "a message to you",
        f"/console/disputes/{proposal.pk}/": "what you said about your line manager",
        f"/me/manager/{proposal.pk}/": "what you said about your line manager",
    }


def test_each_page_about_a_person_is_kept_with_one_query_more(client, pair):
    """All those that the central team can open; and the second time on a day it is the same one query."""
    member, _ = pair
    user = sign_in_central(client)
    for address, what in pages_about(member).items():
        Look.objects.all().delete()
        for _ in range(2):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200, address
            writes = [query["sql"] for query in captured if "INSERT" in query["sql"] or "members_look" in query["sql"]]
            assert len(writes) == 1 and "ON CONFLICT DO NOTHING" in writes[0], address
        assert looks() == [(member.pk, user.pk, what)], address


def test_no_page_writes_anything_else(client, pair):
    """The checker of reading lets that one INSERT through, and no other."""
    sign_in_central(client)
    addresses = pages_about(pair[0])
    before = Job.objects.count(), AuditEvent.objects.count(), Heartbeat.objects.count()
    with reading_only():
        for address in addresses:
            client.get(address)
    assert (Job.objects.count(), AuditEvent.objects.count(), Heartbeat.objects.count()) == before
    for other in ("DELETE FROM members_look", "INSERT INTO members_consent DEFAULT VALUES"):
        with pytest.raises(AssertionError), reading_only(), connection.cursor() as cursor:
            cursor.execute(other)


# --- Django's admin --------------------------------------------------------------------------------------------------


def rows_about(member):
    """A row of each table that leads to a person, by the table."""
    enrolment = EnrolmentFactory(member=member)
    unit = enrolment.enrolled_units.first()
    content = UnitContentFactory(unit=unit.unit)
    attempt = attempt_at(unit, right=1)
    read = PageRead.objects.create(enrolled_unit=unit, page=content.pages.first())
    rows = [
        *(member, member.user, enrolment, unit, enrolment.plan, attempt, attempt.answers.get(), read, unit.start),
        *(TaskFactory(requester=member), CaseFactory(task__requester=member), CertificateFactory(holder=member)),
        *(TurnFactory(task__requester=member), StandInFactory(manager=member), enrolment.agreements.get()),
        *(StudyChangeFactory(enrolment=enrolment), StudyLogFactory(enrolment=enrolment)),
        *(MessageFactory(recipient=member.user), DigestFactory(recipient=member.user)),
        *(PreferenceFactory(user=member.user), GrantFactory(user=member.user, role="assessor")),
        *(UnitAchievementFactory(member=member), ConsentFactory(member=member), LookFactory(member=member)),
        MoveFactory(member=member),
        SavedView.objects.create(user=member.user, name="Mine", address="/insights/"),
        Subscription.objects.create(user=member.user),
        *(ManagerProposalFactory(member=member), DownloadFactory(user=member.user)),
        *(FeedUploadFactory(uploaded_by=member.user), RecordShareFactory(member=member)),
        ClaimExport.objects.create(awarding_body="CMI", purpose="Claims", rows=1, by=member.user),
        *rows_of_assignments(member),
        *rows_beside(member),
        *rows_of_prior_learning(enrolment),
        *(PlaceFactory(member=member), InterestFactory(member=member), WaiverFactory(member=member)),
        *(DeferralFactory(enrolment=enrolment), SavedQualificationFactory(member=member)),
        *(PlanActionFactory(member=member), NotInterestedFactory(member=member)),
        *rows_of_work_elsewhere(member),
    ]
    return {type(row): row for row in rows}


def rows_of_prior_learning(enrolment):
    prior, evidence = claim(enrolment), EvidenceFactory(member=enrolment.member)
    return prior, prior.units.first(), prior.files.get(), evidence, prior.evidence.create(evidence=evidence)


def rows_of_work_elsewhere(member):
    life_elsewhere(member)
    life_in_surge(member)
    rows = [Absence.objects.filter(member=member).first()]
    for model, registered in admin.site._registry.items():
        if model._meta.app_label in ("secondments", "surge") and registered.person:
            way = registered.person.replace(".", "__")
            rows.append(model.objects.filter(**{way: member.user if way.endswith("user") else member}).first())
    return rows


def rows_of_assignments(member):
    unit = live_of_assignments(member)
    work, submission = unit.work, unit.work.submissions.get()
    mark, task = submission.marks.get(), task_of(unit)
    note = MarkingNote.objects.create(task=task, by=task.holder, feedback="So far, good.")
    return [
        *(work, work.answers.first(), work.files.get(), work.files.get().upload, work.circumstances.get()),
        *(submission, submission.answers.first(), submission.files.get()),
        *(mark, mark.criteria.first(), task, note, MarkingSuite.objects.get()),
    ]


NOT_ABOUT_A_PERSON = {
    "core.AuditEvent": "a line of the audit trail is about a thing",
    "core.Job": "work, by the ids of things",
}


def test_each_row_of_the_admin_that_is_about_a_person_is_kept(client, pair):
    member, _ = pair
    user, rows = sign_in_central(client), rows_about(pair[0])
    tables = {
        model
        for model, registered in admin.site._registry.items()
        if registered.person is not None and model._meta.label not in NOT_ABOUT_A_PERSON
    }
    assert tables == set(rows)
    for model, row in rows.items():
        Look.objects.exclude(pk=rows[Look].pk).delete()
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/{row.pk}/change/"
        assert client.get(address).status_code == 200, address
        words = f"your data, table “{model._meta.verbose_name}”"
        assert (member.pk, user.pk, words) in looks(), address


def test_every_table_that_leads_to_a_person_says_to_whom():
    """Of the admin: a new table without `person` fails."""
    silent = set()
    for model, registered in admin.site._registry.items():
        leads = {field.related_model._meta.label for field in model._meta.fields if field.is_relation}
        is_about = leads & {"members.Member", "accounts.User", "qualifications.Enrolment", "learning.Attempt"}
        if is_about and registered.person is None:
            silent.add(model._meta.label)
    # A question says only who retired it, a cycle who opened it, and these who wrote or published them.
    written = {"learning.UnitContent", "capability.FrameworkVersion"}
    written |= {"qualifications.CatalogueDraft", "qualifications.QualificationVersion"}
    written |= {"secondments.Opportunity", "surge.SurgeRequest"}
    assert silent == {"core.AuditEvent", "learning.Question", "capability.Cycle", *written}


# --- When it cannot be kept ------------------------------------------------------------------------------------------


def test_a_look_that_cannot_be_kept_breaks_no_page_and_is_in_the_log_without_names(client, pair, caplog, monkeypatch):
    member, manager = pair
    client.force_login(manager.user)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE members_look ADD CONSTRAINT not_today CHECK (false) NOT VALID")
    with caplog.at_level(logging.ERROR):
        response = client.get(f"/enrolments/{EnrolmentFactory(member=member).pk}/")
    assert response.status_code == 200 and "Units" in response.text
    assert looks() == []
    [record] = caplog.records
    assert f"({member.pk}, {manager.user.pk}, 'your enrolment on a qualification')" in record.getMessage()
    for name in (member.name, manager.name, member.email, member.staff_number):
        assert name not in record.getMessage()


def test_keep_looks_is_one_statement_for_many():
    rows = [Look(member=MemberFactory(), by=UserFactory(), what="x") for _ in range(3)]
    with budget(1):
        keep_looks(looks=[*rows])
    keep_looks(looks=[Look(member_id=row.member_id, by_id=row.by_id, what="x") for row in rows])
    assert Look.objects.count() == 3


# --- The page --------------------------------------------------------------------------------------------------------


def test_the_page_says_who_what_and_when_the_newest_first(client, pair):
    member, manager = pair
    client.force_login(member.user)
    old = LookFactory(member=member, by=manager.user, at=timezone.now() - datetime.timedelta(days=3), what="old")
    new = LookFactory(member=member, by=UserFactory(name="Zainab <Hussain>"))
    LookFactory(by=manager.user)
    response = client.get("/me/views/")
    assert list(response.context["page"]) == [new, old]
    assert "Zainab &lt;Hussain&gt;" in response.text and "Your request for study time" in response.text


def test_nobody_yet(client):
    client.force_login(MemberFactory().user)
    assert "Nobody has opened a page about you yet." in client.get("/me/views/").text


def test_the_central_team_sees_there_only_who_looked_at_them(client):
    LookFactory()
    sign_in(client, central_user())
    assert list(client.get("/me/views/").context["page"]) == []


def test_it_has_pages_and_asks_as_much_for_many(client, pair):
    member, _ = pair
    client.force_login(member.user)
    assert_flat_queries(client, "/me/views/", lambda: LookFactory(member=member))
    LookFactory.create_batch(26, member=member)
    assert len(client.get("/me/views/").context["page"]) == 25
    for page in ("2", "1000000000", "x", "-1"):
        assert client.get("/me/views/", {"page": page}).status_code == 200


def test_it_needs_sign_in():
    assert Client().get("/me/views/").url == "/account/login/?next=/me/views/"
