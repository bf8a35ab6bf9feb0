"""Drafts of the catalogue: one person writes, another publishes, and nobody's study changes by it."""

from importlib import import_module

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from apps.notifications.models import Message
from apps.qualifications import actions, queries
from apps.qualifications.actions.catalogue import keep_version
from apps.qualifications.models import CatalogueDraft, Qualification, QualificationVersion, Suite, Unit
from apps.qualifications.states import DraftKind, DraftStatus, Status
from tests.members.factories import MemberFactory, OrganisationFactory, RegionFactory, central_user
from tests.qualifications.factories import (
    CatalogueDraftFactory,
    EnrolmentFactory,
    QualificationFactory,
    SuiteFactory,
    UnitFactory,
    author_of,
)
from tests.qualifications.our_catalogue import our_catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def hmrc():
    return OrganisationFactory(code="HMRC", name="HM Revenue and Customs")


@pytest.fixture
def places():
    OrganisationFactory(code="DWP")
    RegionFactory(code="WLS")


def publish(draft, by=None):
    return actions.publish_draft(draft=draft, seen=queries.seen_of(draft), by=by or central_user())


def change(qualification, **values):
    """Draft this change and publish it, by two people."""
    author = central_user()
    draft = actions.begin_change(of=qualification, by=author)
    draft = actions.edit_draft(draft=draft, values=values, revision=draft.revision, by=author)
    publish(actions.submit_draft(draft=draft, by=author))
    qualification.refresh_from_db()
    return qualification


def kept(qualification):
    """As the catalogue has it once it is published for the first time."""
    keep_version(qualification, None)
    qualification.refresh_from_db()
    return qualification


# --- Beginning and writing -------------------------------------------------------------------------------------------


def test_an_author_drafts_for_the_own_department_only(hmrc):
    author = author_of(hmrc)
    draft = actions.begin_draft(
        kind=DraftKind.QUALIFICATION, code="CALM", title="Calm calls", department=hmrc, by=author
    )
    assert (draft.code, draft.department, draft.suite.department) == ("HMRC-CALM", hmrc, hmrc)
    assert draft.data["eligible_departments"] == ["HMRC"]
    values = {"eligible_departments": "all", "code": "OTHER"}
    draft = actions.edit_draft(draft=draft, values=values, revision=1, by=author)
    assert (draft.data["eligible_departments"], draft.data["code"]) == (["HMRC"], "HMRC-CALM")
    with pytest.raises(PermissionDenied):
        actions.begin_draft(kind=DraftKind.UNIT, code="1", title="One", department=OrganisationFactory(), by=author)
    with pytest.raises(PermissionDenied):
        actions.begin_draft(kind="unit", code="1", title="One", suite=SuiteFactory(), department=hmrc, by=author)
    assert list(AuditEvent.objects.filter(subject_id=str(draft.pk)).values_list("event", flat=True)) == [
        "draft.begun",
        "draft.edited",
    ]


def test_who_sees_which_drafts(hmrc):
    suite = SuiteFactory(code="HMRC-OWN", department=hmrc)
    own, other = CatalogueDraftFactory(suite=suite), CatalogueDraftFactory()
    seen = CatalogueDraft.objects.visible_to
    assert list(seen(author_of(hmrc))) == [own]
    assert set(seen(central_user())) == {own, other}
    assert not seen(author_of(OrganisationFactory())).exists()
    assert not seen(MemberFactory().user).exists()


def test_one_open_draft_of_a_thing():
    qualification = QualificationFactory()
    first = actions.begin_change(of=qualification, by=central_user())
    assert actions.begin_change(of=qualification, by=central_user()) == first
    with pytest.raises(IntegrityError, match="one_open_per_subject"):
        CatalogueDraftFactory(suite=qualification.suite, code=qualification.code)


def test_what_is_in_the_catalogue_is_not_begun_anew():
    qualification = QualificationFactory()
    with pytest.raises(RuleBroken, match="already"):
        actions.begin_draft(
            kind="qualification", code=qualification.code, title="New", suite=qualification.suite, by=central_user()
        )


def test_whoever_writes_on_what_somebody_changed_is_told():
    draft = CatalogueDraftFactory(drafted_by=central_user())
    actions.edit_draft(draft=draft, values={"note": "One"}, revision=1, by=central_user())
    with pytest.raises(RuleBroken, match="has changed"):
        actions.edit_draft(draft=draft, values={"note": "Two"}, revision=1, by=central_user())
    draft.refresh_from_db()
    assert draft.data["note"] == "One"


# --- Review ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"level": None}, "level"),
        ({"rules": {"mandatory": ["9"]}}, "no unit of this suite"),
        ({"rules": None}, "must be known"),
        ({"requirements": {"grade_from": "XX"}}, "no grade of ours"),
        ({"price_gbp": "a lot"}, "price_gbp"),
    ],
)
def test_what_the_checker_refuses_is_not_sent(changes, said):
    draft = CatalogueDraftFactory(drafted_by=central_user())
    draft.data |= changes
    draft.save()
    with pytest.raises(RuleBroken, match=said):
        actions.submit_draft(draft=draft, by=draft.drafted_by)


def test_what_changes_nothing_is_not_sent():
    draft = actions.begin_change(of=QualificationFactory(), by=central_user())
    with pytest.raises(RuleBroken, match="what is published already"):
        actions.submit_draft(draft=draft, by=draft.drafted_by)


def test_sent_back_put_right_and_published(hmrc):
    author, suite = author_of(hmrc), SuiteFactory(code="HMRC-OWN", department=hmrc)
    draft = CatalogueDraftFactory(suite=suite, code="HMRC-NEW", drafted_by=author, sent=True)
    with pytest.raises(RuleBroken, match="cannot be changed"):
        actions.edit_draft(draft=draft, values={"note": "Late"}, revision=1, by=author)
    draft = actions.send_back_draft(draft=draft, reason="Say what it is for.", by=central_user())
    assert dict(Message.objects.get(recipient=author).facts) == {"Why": "Say what it is for."}
    draft = actions.edit_draft(draft=draft, values={"note": "For callers."}, revision=1, by=author)
    draft = publish(actions.submit_draft(draft=draft, by=author))
    qualification = Qualification.objects.get(code="HMRC-NEW")
    assert (draft.status, qualification.note) == (DraftStatus.PUBLISHED, "For callers.")
    assert (qualification.eligible_departments, qualification.version.number) == (["HMRC"], 1)
    assert qualification.version.published_by == draft.decided_by
    assert Message.objects.filter(recipient=author).count() == 2
    assert not CatalogueDraft.objects.open().exists()


@pytest.mark.parametrize("who", ["drafted_by", "edited_by", "submitted_by"])
def test_nobody_publishes_what_they_worked_on(who):
    draft = CatalogueDraftFactory(sent=True, **{who: central_user()})
    with pytest.raises(PermissionDenied):
        publish(draft, by=getattr(draft, who))
    draft.decided_by, draft.decided_at, draft.status = getattr(draft, who), draft.submitted_at, "published"
    with pytest.raises(IntegrityError, match="published_by_somebody_else"):
        draft.save()


def test_an_author_does_not_publish(hmrc):
    draft = CatalogueDraftFactory(suite=SuiteFactory(code="HMRC-OWN", department=hmrc), sent=True)
    with pytest.raises(PermissionDenied):
        publish(draft, by=author_of(hmrc))


def test_what_changed_since_it_was_looked_at_is_not_published():
    qualification = QualificationFactory()
    draft = CatalogueDraftFactory(suite=qualification.suite, code=qualification.code, sent=True)
    seen = queries.seen_of(draft)
    Qualification.objects.filter(pk=qualification.pk).update(note="Said meanwhile.")
    with pytest.raises(RuleBroken, match="since you looked"):
        actions.publish_draft(draft=draft, seen=seen, by=central_user())


def test_discard_draft():
    draft = CatalogueDraftFactory()
    assert actions.discard_draft(draft=draft, by=central_user()).status == DraftStatus.DISCARDED
    CatalogueDraftFactory(suite=draft.suite, code=draft.code)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "in_review"},
        {"sent": True, "status": "sent_back", "reason": "Why"},
        {"status": "discarded"},
    ],
)
def test_the_database_keeps_who_sent_and_decided(fields):
    with pytest.raises(IntegrityError, match="says_when_and_by_whom"):
        CatalogueDraftFactory(**fields)


# --- Units -----------------------------------------------------------------------------------------------------------


def test_a_published_unit_is_found_and_kept_with_what_it_counts_for():
    qualification = kept(QualificationFactory())
    author, unit = central_user(), Unit.objects.get(code="1")
    draft = actions.begin_change(of=unit, by=author)
    values = {"title": "Listening well", "credits": 4}
    draft = actions.edit_draft(draft=draft, values=values, revision=1, by=author)
    publish(actions.submit_draft(draft=draft, by=author))
    unit.refresh_from_db()
    assert (unit.title, unit.credits) == ("Listening well", 4)
    assert Qualification.objects.search("listening").get() == qualification
    qualification.refresh_from_db()
    assert (qualification.version.number, qualification.version.units[0]["credits"]) == (2, 4)


def test_a_unit_may_not_make_a_rule_impossible():
    UnitFactory(code="1", recorded_credits=5)
    QualificationFactory(rule={"min_credits": 5})
    author = central_user()
    draft = actions.begin_change(of=Unit.objects.get(code="1"), by=author)
    draft = actions.edit_draft(draft=draft, values={"credits": 1}, revision=1, by=author)
    with pytest.raises(RuleBroken, match="impossible"):
        actions.submit_draft(draft=draft, by=author)


# --- Versions --------------------------------------------------------------------------------------------------------


def test_a_version_never_changes():
    version = kept(QualificationFactory()).version
    for statement in ("UPDATE {} SET number = 9", "DELETE FROM {}"):
        with pytest.raises(DatabaseError, match="never change"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(version._meta.db_table))


def test_the_first_versions_are_what_was_there():
    """What the migration wrote is what would be kept today."""
    group = {"title": "Optional", "choose": 1, "units": ["1", "2"]}
    made = [
        QualificationFactory(price_gbp="168.00", glh="60-80", requirements={"grade_to": "EO"}, note="Said."),
        QualificationFactory(rule={"groups": [group]}, glh="60", eligible_departments=["HMRC"]),
        QualificationFactory(rule={"min_credits": 5}, eligible_regions=["NW"], level=3),
        QualificationFactory(rule=None, availability="details_pending"),
    ]
    made[0].successor = made[1]
    made[0].save()
    sent, draft = EnrolmentFactory(qualification=made[0]), EnrolmentFactory(draft=True, qualification=made[0])
    migration = import_module("apps.qualifications.migrations.0008_first_versions")
    with connection.cursor() as cursor:
        for statement in (migration.VERSIONS, migration.NEWEST, migration.SENT):
            cursor.execute(statement)
    for qualification in made:
        assert keep_version(qualification, None).number == 1
    sent.refresh_from_db()
    draft.refresh_from_db()
    assert (sent.version.qualification, draft.version) == (made[0], None)


def test_the_file_keeps_a_version_where_it_changes_something(places):
    data = our_catalogue()
    actions.load_catalogue(data=data)
    assert set(QualificationVersion.objects.values_list("number", flat=True)) == {1}
    data["qualifications"][0]["note"] = "Said now."
    actions.load_catalogue(data=data)
    code = data["qualifications"][0]["code"]
    assert list(QualificationVersion.objects.filter(number=2).values_list("qualification__code", flat=True)) == [code]


def test_whoever_asked_before_completes_under_the_old_rule_and_a_draft_gets_the_new_one():
    qualification = kept(QualificationFactory())
    UnitFactory(code="3")
    asked = EnrolmentFactory(draft=True, qualification=qualification)
    begun = EnrolmentFactory(draft=True, qualification=qualification)
    asked = actions.submit_enrolment(enrolment=asked, by=asked.member.user)
    asked.status = Status.IN_PROGRESS
    asked.save()
    change(qualification, title="Another title", rules={"mandatory": ["1", "3"]})
    with pytest.raises(RuleBroken, match="Unit 2 does not count any more"):
        actions.submit_enrolment(enrolment=begun, by=begun.member.user)
    actions.choose_units(enrolment=begun, units=list(Unit.objects.filter(code__in=["1", "3"])), by=begun.member.user)
    begun = actions.submit_enrolment(enrolment=begun, by=begun.member.user)
    assert (asked.version.number, begun.version.number) == (1, 2)
    for unit in Unit.objects.filter(code__in=["1", "2"]):
        actions.achieve_unit(member=asked.member, unit=unit, how="passing its test", by=asked.member.user)
    asked.refresh_from_db()
    assert (asked.status, asked.certificate.title) == (Status.COMPLETED, "Award " + qualification.code)
    assert [label for label, *_ in queries.changes_since(asked)] == ["Title", "Mandatory units"]


def test_credits_count_as_they_were():
    UnitFactory(code="1", recorded_credits=5)
    qualification = QualificationFactory(rule={"mandatory": ["1"], "min_credits": 5})
    enrolment = EnrolmentFactory(draft=True, qualification=qualification)
    enrolment = actions.submit_enrolment(enrolment=enrolment, by=enrolment.member.user)
    enrolment.status = Status.IN_PROGRESS
    enrolment.save()
    Unit.objects.update(recorded_credits=1)
    unit = Unit.objects.get()
    actions.achieve_unit(member=enrolment.member, unit=unit, how="passing its test", by=enrolment.member.user)
    enrolment.refresh_from_db()
    assert enrolment.status == Status.COMPLETED


def test_a_department_has_one_suite(hmrc):
    SuiteFactory(code="HMRC-OWN", department=hmrc)
    with pytest.raises(IntegrityError):
        Suite.objects.create(code="HMRC-TWO", department=hmrc)


def test_a_row_says_what_its_file_said(places):
    actions.load_catalogue(data=our_catalogue())
    for row in our_catalogue()["qualifications"]:
        said = Qualification.objects.get(code=row["code"]).as_row()
        wanted = {name: value for name, value in row.items() if value not in (None, "") and name != "awarding_body"}
        assert {name: said.get(name) for name in wanted} == wanted
