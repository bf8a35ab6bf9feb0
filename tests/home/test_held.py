"""Everything held about a person: every table that leads to one is in it, or is left out with a reason."""

import json
import re
import tracemalloc
from io import BytesIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import models
from django.utils import timezone
from pypdf import PdfReader

from apps.accounts.models import User
from apps.console.tasks import MOST_ROWS
from apps.core import audit
from apps.core.models import AuditEvent
from apps.home import documents, queries
from apps.home.queries.held import SECTIONS
from apps.learning.models import PageRead, PriorEvidence
from apps.members.actions import confirm_proposal, give_consent, propose_manager
from apps.members.models import Member
from apps.notifications.models import Message
from tests.accounts.factories import UserFactory
from tests.approvals.factories import CaseFactory, StandInFactory, TaskFactory, TurnFactory
from tests.capability.factories import world_of_assessments
from tests.certificates.factories import CertificateFactory, RecordShareFactory
from tests.console.central import sign_in
from tests.evidence.factories import EvidenceFactory, shared
from tests.learning.assignments import live_of_assignments
from tests.learning.beside import rows_beside
from tests.learning.prior import claim
from tests.learning.studying import attempt_at, enrolled_unit
from tests.members.factories import (
    AbsenceFactory,
    AimsFactory,
    ConsentFactory,
    DownloadFactory,
    GrantFactory,
    LearningNeedsFactory,
    LookFactory,
    ManagerProposalFactory,
    MemberFactory,
    MoveFactory,
)
from tests.notifications.factories import DigestFactory, MessageFactory, PreferenceFactory
from tests.plan.factories import NotInterestedFactory, PlanActionFactory
from tests.qualifications.factories import (
    DeferralFactory,
    InterestFactory,
    OutcomeFactory,
    PlaceFactory,
    SavedQualificationFactory,
    StudyChangeFactory,
    StudyLogFactory,
    UnitAchievementFactory,
    WaiverFactory,
)
from tests.secondments.factories import life_elsewhere
from tests.surge.factories import life_in_surge

pytestmark = pytest.mark.django_db
PERSON = (User, Member)


# --- Nothing is forgotten --------------------------------------------------------------------------------------------


def ways_to_a_person():
    """Each field that leads straight to a person, and each table that leads to one, through others or not."""
    direct = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField) and field.related_model in PERSON
    }
    reached = {model for model in apps.get_models(include_auto_created=True) if _has(model, direct)}
    while True:
        further = {
            model
            for model in apps.get_models(include_auto_created=True)
            if model not in reached
            and any(isinstance(f, models.ForeignKey) and f.related_model in reached for f in model._meta.get_fields())
        }
        if not further:
            break
        reached |= further
    return direct, {model._meta.label for model in reached | set(PERSON)}


def _has(model, direct):
    return any(way.rpartition(".")[0] == model._meta.label for way in direct)


def forgotten(sections, left_out):
    direct, reached = ways_to_a_person()
    fields = {f"{section.model._meta.label}.{section.person.partition('__')[0]}" for section in sections}
    tables = {section.model._meta.label for section in sections}
    covered = {way for way in direct if way in fields or way in left_out or way.rpartition(".")[0] in left_out}
    return (direct - covered) | {table for table in reached if table not in tables and table not in left_out}


def test_every_table_that_leads_to_a_person_is_in_it_or_is_left_out_with_a_reason():
    assert forgotten(SECTIONS, queries.LEFT_OUT) == set()


@pytest.mark.parametrize("title", [section.title for section in SECTIONS if section.person])
def test_a_table_that_was_forgotten_is_found(title):
    without = [section for section in SECTIONS if section.title != title]
    assert forgotten(without, queries.LEFT_OUT)


@pytest.mark.parametrize("way", queries.LEFT_OUT)
def test_a_reason_that_was_forgotten_is_found(way):
    without = {other: reason for other, reason in queries.LEFT_OUT.items() if other != way}
    assert forgotten(SECTIONS, without)


def test_what_leads_to_a_person_through_others_is_found():
    direct, reached = ways_to_a_person()
    for table in ("socialaccount.SocialToken", "learning.Answer"):
        assert table in reached and not any(way.startswith(table) for way in direct)


# --- What is in it ---------------------------------------------------------------------------------------------------


def full_life(**fields):
    """Somebody with a row in every table. `fields` of their HR record."""
    member = MemberFactory(line_manager=MemberFactory(given_name="Priya", family_name="Shah"), **fields)
    user = member.user
    met = {"code": "open", "met": True, "text": "It is open for new starts.", "change": ""}
    unit = enrolled_unit(member=member, eligibility=[met])
    PageRead.objects.create(enrolled_unit=unit, page=unit.unit.contents.get().pages.first())
    attempt_at(unit, right=1)
    live_of_assignments(member, eligibility=[met])
    prior = claim(unit.enrolment, units=[unit.unit])
    PriorEvidence.objects.create(prior=prior, evidence=EvidenceFactory(member=member))
    rows_beside(member)
    life_elsewhere(member)
    life_in_surge(member)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "never-say-this"})
    SocialAccount.objects.create(user=user, provider="entra", uid=member.staff_number, extra_data={"oid": "x"})
    session = {"session_key": f"never-say-this-{member.staff_number}", "ip": "192.0.2.7", "user_agent": "A browser"}
    UserSession.objects.create(user=user, **session)
    for factory in (
        AbsenceFactory,
        AimsFactory,
        LearningNeedsFactory,
        ConsentFactory,
        LookFactory,
        MoveFactory,
        SavedQualificationFactory,
        UnitAchievementFactory,
    ):
        factory(member=member)
    for factory in (PlaceFactory, InterestFactory, WaiverFactory):
        factory(member=member)
    DeferralFactory(enrolment=unit.enrolment)
    ManagerProposalFactory(proposed=member)
    ManagerProposalFactory(member=member)
    GrantFactory(user=user, role="assessor", given_by=UserFactory())
    CaseFactory(opened_by=user, task__requester=member)
    TurnFactory(task__requester=member)
    for side in ("manager", "deputy"):
        StandInFactory(**{side: member})
    StudyChangeFactory(enrolment=unit.enrolment)
    StudyLogFactory(enrolment=unit.enrolment)
    OutcomeFactory(enrolment=unit.enrolment, asked=member)
    CertificateFactory(holder=member)
    RecordShareFactory(member=member)
    shared(EvidenceFactory(member=member))
    world_of_assessments(member)
    PlanActionFactory(member=member), NotInterestedFactory(member=member)
    for factory in (MessageFactory, DigestFactory):
        factory(recipient=user)
    for factory in (PreferenceFactory, DownloadFactory):
        factory(user=user)
    audit.record("member.changed", subject=member, by=None, says="took over the grade")
    audit.record("thing.done", subject=TaskFactory(), by=user, says="agreed")
    return member


def tables_of(user):
    text = "".join(documents.held_json(user, queries.everything_about(user)))
    return {table["title"]: table["rows"] for table in json.loads(text)["tables"]}


def test_somebody_with_a_row_in_every_table_has_one_in_every_section():
    """And so every path of every section is one that the database knows."""
    tables = tables_of(full_life().user)
    assert list(tables) == [section.title for section in SECTIONS]
    assert [title for title, rows in tables.items() if not rows] == []


def test_somebody_with_nothing_has_their_account():
    tables = tables_of(UserFactory())
    assert [title for title, rows in tables.items() if rows] == ["Your account"]


def test_codes_are_words_and_dates_are_for_machines():
    member = full_life()
    tables = tables_of(member.user)
    [needs] = tables["What you need to learn well"]
    assert needs["Adjustments"] == ["Extra time in tests", "Large print"]
    [record] = tables["Your HR record"]
    assert (record["Line manager"], record["HR feed of"], record["Status"]) == ("Priya Shah", "2026-11-01", "In post")
    enrolments = [row for row in tables["Your enrolments"] if row["Whether you could take it"]]
    assert enrolments[0]["Where it stands"] == "In progress"
    assert enrolments[0]["Whether you could take it"] == ["Yes: It is open for new starts."]
    assert tables["Your test answers"][0]["Answer"] == ["Option 0"]
    assert tables["Your test answers"][0]["Question"] == "What is right in q1?"


def test_no_secret_is_in_it():
    text = json.dumps(tables_of(full_life().user))
    assert "192.0.2.7" in text and "A browser" in text
    assert "never-say-this" not in text


def test_nothing_of_anybody_else_is_in_it():
    """A second person has a row in every table, too; of them there is nothing but what stands in one's own rows."""
    one, other = full_life(), full_life(given_name="Zsuzsanna", family_name="Quillfeather", email="zq@work.example")
    text = json.dumps(tables_of(one.user))
    for secret in ("Zsuzsanna", "Quillfeather", "zq@work.example", other.staff_number):
        assert secret not in text
    assert "Quillfeather" in json.dumps(tables_of(other.user))


def test_the_history_names_those_whose_names_one_has_seen():
    boss, member = MemberFactory(), MemberFactory()
    proposal = propose_manager(email=boss.email, by=member.user)
    confirm_proposal(proposal=proposal, by=boss.user)
    give_consent(purpose="mentoring", by=member.user)
    audit.record("member.changed", subject=member, by=UserFactory(name="Zainab Hussain"), says="took over grade")
    audit.record("account.made", subject=member, by=None, says="made an account")
    history = tables_of(member.user)["What happened to your data"]
    assert [(row["Who"], row["What"].partition(" ")[0]) for row in history] == [
        ("You", "said"),
        (boss.user.name, "confirmed"),
        ("Somebody else", "agreed"),
        ("You", "agreed"),
        ("Somebody else", "took"),
        ("The portal", "made"),
    ]
    assert "Zainab" not in json.dumps(history)
    assert tables_of(member.user)["What you did for others"] == []
    assert [row["What"] for row in tables_of(boss.user)["What you did for others"]] == [
        f"agreed that {member} reports to {boss}"
    ]


def test_what_one_typed_is_data_and_nothing_else():
    hostile = '"}]}</script>{{ 7|add:7 }}\n\x7f\\'
    member = AimsFactory(interests=hostile).member
    [aims] = tables_of(member.user)["What interests you and what you want next"]
    assert aims["Interests"] == hostile


def test_it_is_streamed_in_bounded_memory():
    """Three thousand messages of a thousand letters are 3 MB; what is held of them at a time is a few hundred."""
    user = UserFactory()
    Message.objects.bulk_create(
        MessageFactory.build(recipient=user, object_id=str(number), sentence="x" * 1000) for number in range(3000)
    )
    tracemalloc.start()
    size = sum(len(part) for part in documents.held_json(user, queries.everything_about(user)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 3_000_000 and peak < 2_500_000, (size, peak)


def test_it_asks_as_much_for_many_rows_as_for_few(django_assert_max_num_queries):
    user = full_life().user
    MessageFactory.create_batch(30, recipient=user)
    AuditEvent.objects.bulk_create(
        AuditEvent(event="x", subject_type="accounts.User", subject_id=user.pk, by=user, says="did") for _ in range(30)
    )
    with django_assert_max_num_queries(len(SECTIONS)):
        tables_of(user)


# --- The document ----------------------------------------------------------------------------------------------------


def pdf_of(user, most_rows=MOST_ROWS):
    tables = queries.latest_about(user, most_rows)
    return documents.held_pdf(user, tables, most_rows=most_rows, left_out=["Because."], identifier="7")


def words_in(pdf):
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def test_the_document_is_tagged_and_has_a_section_for_each_table():
    member = full_life(given_name="Łukasz", family_name="Żak-O’Brien")
    pdf = pdf_of(member.user)
    reader = PdfReader(BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert re.search(r"pdfuaid:part(>|=\")1", root["/Metadata"].get_object().get_data().decode())
    assert root["/Lang"] == "en" and "/StructTreeRoot" in root
    assert reader.metadata.title == f"Everything held about {member.user.name}"
    text = words_in(pdf)
    for words in (*(section.title for section in SECTIONS), member.staff_number, "Extra time in tests", "Because."):
        assert words in text, words
    assert "Nothing is held under these" not in text and "never-say-this" not in text
    outline = [entry.title for entry in reader.outline]
    assert outline[: len(SECTIONS)] == [section.title for section in SECTIONS]


def test_the_document_of_somebody_with_nothing_says_so():
    text = words_in(pdf_of(UserFactory()))
    assert "Nothing is held under these" in text and "Your certificates" in text


def test_the_document_has_the_latest_of_many_and_says_that_there_are_more():
    user = UserFactory()
    for number in range(5):
        MessageFactory(recipient=user, sentence=f"Message number {number}.")
    text = words_in(pdf_of(user, most_rows=2))
    assert "These are the latest 2." in text
    assert [f"Message number {number}." in text for number in range(5)] == [False, False, False, True, True]
    assert "These are the latest" not in words_in(pdf_of(user, most_rows=5))


def test_what_people_typed_cannot_make_the_document_fetch_anything():
    hostile = '<img src="file:///etc/passwd"><link rel="attachment" href="file:///etc/passwd">{{ 7|add:7 }}'
    member = AimsFactory(interests=hostile).member
    assert "file:///etc/passwd" in words_in(pdf_of(member.user))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        ("", ""),
        (True, "Yes"),
        (False, "No"),
        (0, "0"),
        (["a", "b"], "a\nb"),
        ([["Hours", 3], ["Cover", ""]], "Hours: 3\nCover: "),
        ([{"code": "1", "title": "x"}], "code: 1\ntitle: x"),
        ({"a": None}, "a: "),
        (timezone.datetime(2026, 3, 3).date(), "3 March 2026"),
        (timezone.datetime(2026, 3, 3, 9, 40, tzinfo=timezone.get_default_timezone()), "3 March 2026, 9:40am"),
    ],
)
def test_plain(value, words):
    assert documents.plain(value) == words


# --- The pages -------------------------------------------------------------------------------------------------------


def test_the_json_is_a_file_of_ones_own(client):
    member = full_life()
    sign_in(client, member.user)
    response = client.get("/me/download/everything.json")
    assert response["Content-Disposition"] == 'attachment; filename="everything-held-about-me.json"'
    assert response["Cache-Control"] == "no-store, private"
    data = json.loads(b"".join(response.streaming_content))
    assert data["of"] == member.user.email and len(data["tables"]) == len(SECTIONS)
    assert client.post("/me/download/everything.json").status_code == 405


def test_the_page_says_how_far_the_document_is(client):
    user = MemberFactory().user
    client.force_login(user)
    assert "Make the document" in client.get("/me/download/").text
    download = DownloadFactory(user=user)
    page = client.get("/me/download/").text
    assert "Being made" in page and "Make the document" not in page
    type(download).objects.update(status="ready", ready_at=timezone.now(), file="x", sha256="y")
    page = client.get("/me/download/").text
    assert f'href="/me/download/{download.pk}.pdf"' in page and "Make a new document" in page


def test_somebody_without_an_hr_record_has_the_page_too(client):
    user = UserFactory()
    GrantFactory(user=user, role="champion", organisation=MemberFactory().organisation)
    client.force_login(user)
    assert client.get("/me/download/").status_code == 200
    assert client.get("/me/download/everything.json").status_code == 200
