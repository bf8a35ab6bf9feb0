"""The demonstration: its people are who the contract says, and loading it twice changes nothing."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.approvals.models import Case, Task
from apps.approvals.states import CaseStatus, Kind
from apps.console.population.people import BY_KEY, PEOPLE
from apps.core.models import AuditEvent
from apps.learning.models import Circumstances, MarkingTask, Work
from apps.learning.queries import eligible_for
from apps.members.models import Aims, Consent, Look, ManagerProposal, Member
from apps.qualifications.models import Enrolment
from apps.qualifications.states import Status
from apps.secondments.models import Application, Opportunity, Placement
from apps.secondments.states import Kind as Elsewhere
from apps.surge.models import Deployment, Offer, RosterEntry, SurgeRequest

pytestmark = pytest.mark.django_db  # so that there is a database, also when this module runs alone
KEYS = (
    "member manager senior assessor assurer hop-dwp hop-moj champion central host partner director apprentice newcomer"
)


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    """Loaded once for all tests of this module; gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo")
        yield
        transaction.set_rollback(True)


def user(key):
    return User.objects.get(email=f"{key}@demo.odp.example")


def enrolments(key):
    return list(Enrolment.objects.filter(member__user=user(key)).values_list("status", flat=True))


def counts():
    return {model._meta.label: model.objects.count() for model in apps.get_models() if hasattr(model, "objects")}


def test_the_people_are_those_of_the_contract():
    assert [person.key for person in PEOPLE] == KEYS.split()
    for person in PEOPLE:
        account = user(person.key)
        assert (account.name, account.is_active) == (person.name, True)
        assert account.emailaddress_set.get().verified
        assert len(person.note) <= 120
    assert len({person.name for person in PEOPLE}) == len(PEOPLE)


def test_all_but_the_partner_have_claimed_a_record():
    for person in PEOPLE:
        member = user(person.key).member_or_none
        if person.key == "partner":
            assert member is None
        else:
            assert member.claimed_at and member.staff_number == person.staff_number
            assert (member.grade_id, member.organisation_id) == (person.grade, person.organisation)


def test_the_lines_are_as_told():
    def manager(key):
        return user(key).member.line_manager.user

    assert manager("member") == manager("newcomer") == user("manager")
    assert manager("manager") == user("senior")
    assert manager("senior") == user("director")
    assert user("director").member.line_manager.grade_id == "SCS3"
    assert (BY_KEY["manager"].grade, BY_KEY["senior"].grade, BY_KEY["director"].grade) == ("HEO", "G7", "SCS2")


def test_everybody_in_work_and_pensions_reports_to_whom_the_director_reports_in_the_end():
    tops = Member.objects.filter(organisation__department="DWP", line_manager=None)
    assert list(tops) == [user("director").member.line_manager]


def test_the_roles_are_as_told():
    found = {
        person.key: sorted((grant.role, grant.organisation_id) for grant in user(person.key).current_grants)
        for person in PEOPLE
        if user(person.key).current_grants
    }
    assert found == {
        "assessor": [(Role.ASSESSOR, None)],
        "assurer": [(Role.QUALITY_ASSURER, None)],
        "hop-dwp": [(Role.HEAD_OF_PROFESSION, "DWP"), (Role.STEERING_GROUP, None)],
        "hop-moj": [(Role.HEAD_OF_PROFESSION, "MOJ")],
        "champion": [(Role.AUTHOR, "HMRC"), (Role.CHAMPION, "HMRCC")],
        "central": [(Role.CENTRAL, None)],
        "host": [(Role.SURGE_LEAD, "HMCTS")],
        "partner": [(Role.PARTNER_HOST, None)],
    }
    assert {grant.given_by for person in PEOPLE for grant in user(person.key).current_grants} == {
        None,
        user("central"),
    }
    assert user("central").grants.get().given_by is None


def test_the_member_and_the_newcomer_have_it_all_before_them():
    assert enrolments("member") == enrolments("newcomer") == []


def test_others_have_done_something():
    assert enrolments("manager") == enrolments("champion") == [Status.COMPLETED]
    assert enrolments("apprentice") == enrolments("senior") == [Status.IN_PROGRESS]


def test_a_decision_of_each_kind_waits_for_the_manager_and_he_has_a_team():
    waiting = Task.objects.for_decision_by(user("manager"))
    assert {task.kind for task in waiting} == {Kind.STUDY_TIME, Kind.RELEASE, Kind.STANDING_RELEASE}
    assert len(waiting) == 3
    assert not {task.requester.user for task in waiting} & {user("member"), user("newcomer")}
    assert Member.objects.filter(line_manager__user=user("manager")).count() == 8


def test_the_board_has_every_kind_and_somebody_is_placed():
    kinds = set(Opportunity.objects.open().values_list("kind", flat=True))
    assert kinds == set(Elsewhere)
    assert Application.objects.get(member__user=user("member")).status == "draft"
    placement = Placement.objects.get()
    assert placement.status == "running" and placement.member.line_manager.user == user("manager")
    assert Opportunity.objects.hosted_by(user("partner")).count() == 2


def test_one_question_waits_for_the_central_team():
    case = Case.objects.get()
    assert (case.status, case.opened_by) == (CaseStatus.OPEN, user("host"))
    assert case.task.enrolment.status == Status.DECLINED


def test_one_dispute_waits_for_the_central_team():
    proposal = ManagerProposal.objects.disputed().get()
    assert (proposal.proposed.email, proposal.member.line_manager.email) == (
        "senior@demo.odp.example",
        "manager@demo.odp.example",
    )
    assert AuditEvent.objects.about(proposal).count() == 3


def test_a_surge_runs_another_waits_and_one_has_gaps():
    runs, waits, gaps = SurgeRequest.objects.for_page().order_by("rank")
    assert [row.status for row in (runs, waits, gaps)] == ["approved", "submitted", "submitted"]
    assert gaps.gaps and not waits.gaps and RosterEntry.objects.ready().count() == 12
    assert sorted(Deployment.objects.values_list("status", flat=True)) == ["agreed", "running"]
    assert Offer.objects.waiting().filter(member__user=user("apprentice")).exists()


def test_somebody_has_said_something_of_themselves_and_somebody_was_looked_at():
    consent = Consent.objects.get(purpose="mentoring")
    assert consent.member.email == "apprentice@demo.odp.example"
    assert Aims.objects.filter(member=consent.member).exists()
    assert Look.objects.get().member.email == "host@demo.odp.example"


def test_about_three_thousand_people():
    assert 2900 < Member.objects.in_post().count() < 3100


def test_loading_it_again_changes_nothing_and_says_so(capsys):
    before = counts()
    call_command("load_demo")
    assert counts() == before
    assert "nothing was changed" in capsys.readouterr().out


def test_it_is_only_for_a_demonstration(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_demo")


def test_it_is_only_for_an_empty_portal():
    with transaction.atomic():
        for place, member in enumerate(Member.objects.filter(staff_number__startswith="D")):
            Member.objects.filter(pk=member.pk).update(staff_number=f"X{place}")
        with pytest.raises(CommandError, match="only for an empty portal"):
            call_command("load_demo")
        transaction.set_rollback(True)


def test_assessor_and_assurer_have_work_and_the_apprentice_is_not_yet_met():
    tasks = MarkingTask.objects.allocated()
    assert tasks.filter(holder=user("assessor"), kind="mark").count() == 5
    assert tasks.filter(holder=user("assessor")).late().count() == 1
    assert tasks.filter(holder=user("assessor"), submission__number=2).exists()
    assert tasks.filter(holder=user("assurer"), kind="check").count() == 3
    assert MarkingTask.objects.waiting().count() == Circumstances.objects.open().count() == 1
    assert Work.objects.get(enrolled_unit__enrolment__member__user=user("apprentice")).status == "referred"
    for task in tasks.select_related("holder"):  # what is given out here is what the portal itself would give out
        assert task.holder in eligible_for(task) or task.kind == "check"
