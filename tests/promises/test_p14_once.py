"""P14: double click, retry and back button make one thing: each form twice, and by many at once."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.approvals.models import Case, Task
from apps.approvals.models.task import TaskQuerySet
from apps.approvals.states import CaseStatus
from apps.approvals.states import Status as Decision
from apps.certificates.models import Certificate, ClaimExport, RecordShare
from apps.core.models import AuditEvent, Job
from apps.evidence.models import Evidence
from apps.learning.actions import start_attempt
from apps.learning.models import Answer, Attempt
from apps.members.models import Consent, Download, ManagerProposal
from apps.notifications.models import Message
from apps.plan.models import NotInterested, PlanAction
from apps.qualifications.actions import enrolment as enrolment_actions
from apps.qualifications.models import Deferral, Enrolment, Interest, Place, Waiver
from apps.qualifications.models.enrolment import EnrolmentQuerySet
from apps.qualifications.states import Status
from tests.approvals.factories import CaseFactory, TaskFactory
from tests.certificates.factories import CertificateFactory, RecordShareFactory
from tests.learning.factories import UnitContentFactory
from tests.members.factories import ManagerProposalFactory, MemberFactory, central_user
from tests.plan.factories import PlanActionFactory
from tests.promises.together import at_once, browser_of, slowly
from tests.qualifications.factories import (
    EnrolmentFactory,
    PlaceFactory,
    QualificationFactory,
    enrolment_in,
    full_offering,
)

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


@dataclass
class Form:
    """Who sends it and where to, what it makes, and the audit line of that. `also` counts what comes with it."""

    user: User
    path: str
    made: object  # a queryset
    event: str
    data: dict = field(default_factory=dict)
    also: tuple = ()


# --- The forms that make something -----------------------------------------------------------------------------------


def start_enrolment():
    user, qualification = MemberFactory().user, QualificationFactory()
    return Form(user, f"/catalogue/{qualification.slug}/enrol/", Enrolment.objects.all(), "enrolment.started")


def send_request():
    draft = enrolment_in(Status.DRAFT, member__line_manager=MemberFactory())
    messages = (Message.objects.all(), Job.objects.all())  # one to the manager, one to the member
    return Form(
        draft.member.user, f"/enrolments/{draft.pk}/check/", Task.objects.all(), "task.requested", also=messages
    )


def agree():
    return _decision({"decision": "approved"}, Task.objects.filter(status=Decision.APPROVED))


def refuse():
    data = {"decision": "refused", "reason": "cover", "comment": "Ask again in May."}
    return _decision(data, Task.objects.filter(status=Decision.REFUSED))


def _decision(data, made):
    manager = MemberFactory()
    enrolment = enrolment_in(Status.SUBMITTED, member__line_manager=manager)
    return Form(manager.user, f"/enrolments/{enrolment.pk}/decide/", made, "task.decided", data)


def start_learning():
    enrolment = enrolment_in(Status.APPROVED)
    made = Enrolment.objects.filter(status=Status.IN_PROGRESS)
    return Form(enrolment.member.user, f"/enrolments/{enrolment.pk}/start/", made, "enrolment.begun")


def start_test():
    unit = _studied_unit()
    return Form(unit.enrolment.member.user, f"/learning/{unit.pk}/test/", Attempt.objects.all(), "attempt.started")


def send_in_test():
    unit = _studied_unit()
    user = unit.enrolment.member.user
    attempt = start_attempt(enrolled_unit=unit, by=user)
    for question in unit.unit.contents.get().questions.all():
        Answer.objects.create(attempt=attempt, question=question, chosen=question.right)
    path, data = f"/learning/{unit.pk}/test/check/", {"attempt": attempt.number}
    return Form(user, path, Certificate.objects.all(), "enrolment.completed", data)


def _studied_unit():
    enrolment = EnrolmentFactory(qualification__rule={"mandatory": ["1"]})
    unit = enrolment.enrolled_units.get()
    UnitContentFactory(unit=unit.unit)
    return unit


def ask_the_central_team():
    task = TaskFactory(refused=True)
    data = {"question": "Was the offer of cover seen?"}
    return Form(
        task.requested_by, f"/approvals/{task.pk}/ask-the-central-team/", Case.objects.all(), "case.opened", data
    )


def answer_a_question():
    case, data = CaseFactory(), {"answer": "It was not.", "outcome": "stands"}
    made = Case.objects.filter(status=CaseStatus.CLOSED)
    return Form(central_user(), f"/console/cases/{case.pk}/", made, "case.answered", data)


def withdraw():
    enrolment = enrolment_in(Status.SUBMITTED)
    made = Enrolment.objects.filter(status=Status.WITHDRAWN)
    path = f"/enrolments/{enrolment.pk}/withdraw/"
    return Form(enrolment.member.user, path, made, "enrolment.withdrawn", {"reason": "work"})


def accept_changes():
    enrolment = enrolment_in(Status.CHANGED)
    made = Enrolment.objects.filter(status=Status.APPROVED)
    path = f"/enrolments/{enrolment.pk}/accept/"
    return Form(enrolment.member.user, path, made, "enrolment.changes_accepted")


def agree_to_be_found():
    user = MemberFactory().user
    return Form(user, "/me/consents/mentoring/give/", Consent.objects.all(), "consent.given")


def confirm_a_report():
    proposal = ManagerProposalFactory()
    made = ManagerProposal.objects.filter(status="confirmed")
    path = f"/me/manager/{proposal.pk}/confirm/"
    return Form(proposal.proposed.user, path, made, "proposal.confirmed")


def decline_a_report():
    proposal = ManagerProposalFactory()
    made, data = ManagerProposal.objects.filter(status="declined"), {"reason": "stranger"}
    path = f"/me/manager/{proposal.pk}/decline/"
    return Form(proposal.proposed.user, path, made, "proposal.declined", data)


def settle_a_dispute():
    proposal = ManagerProposalFactory(disputed=True)
    made, data = ManagerProposal.objects.filter(status="settled"), {"note": "HR corrects it."}
    return Form(central_user(), f"/console/disputes/{proposal.pk}/", made, "dispute.settled", data)


def ask_for_everything_held():
    made = Download.objects.all()
    return Form(MemberFactory().user, "/me/download/request/", made, "download.requested")


def correct_a_name():
    certificate, data = CertificateFactory(), {"name": "Another Name", "confirmed": "yes"}
    made = Certificate.objects.filter(replaces__isnull=False)
    path = f"/console/certificates/{certificate.pk}/reissue/"
    return Form(central_user(), path, made, "certificate.replaced", data)


def revoke_a_certificate():
    certificate, data = CertificateFactory(), {"reason": "mistake", "note": "Two mixed up.", "confirmed": "yes"}
    made = Certificate.objects.filter(status="revoked")
    path = f"/console/certificates/{certificate.pk}/revoke/"
    return Form(central_user(), path, made, "certificate.revoked", data)


def claim_certificates():
    CertificateFactory(awarding_body="CMI")
    path, data = "/console/claims/export/?body=CMI", {"purpose": "Claims for November"}
    return Form(central_user(), path, ClaimExport.objects.all(), "claims.exported", data)


def have_a_document_made_again():
    certificate = CertificateFactory(signed=True, file="certificates/gone.pdf", sha256="0" * 64)
    made, path = Job.objects.filter(kind="make_certificate"), f"/certificates/{certificate.pk}/remake/"
    return Form(certificate.holder.user, path, made, "certificate.lost")


def end_a_link():
    share = RecordShareFactory()
    made = RecordShare.objects.exclude(ended_at=None)
    return Form(share.member.user, f"/me/record/share/{share.pk}/end/", made, "record.unshared")


def join_a_waiting_list():
    path, made = f"/starts/{full_offering().pk}/wait/", Place.objects.filter(status="waiting")
    return Form(MemberFactory().user, path, made, "place.waited_for")


def take_an_offered_place():
    place = PlaceFactory(status="offered")
    return Form(place.member.user, f"/places/{place.pk}/take/", Place.objects.filter(status="held"), "place.held")


def leave_an_offered_place():
    place = PlaceFactory(status="offered")
    return Form(place.member.user, f"/places/{place.pk}/leave/", Place.objects.filter(status="left"), "place.ended")


def ask_to_be_told():
    closed = QualificationFactory(availability="details_pending", rule=None)
    path = f"/catalogue/{closed.slug}/tell-me/"
    return Form(MemberFactory().user, path, Interest.objects.all(), "interest.registered")


def pause():
    enrolment, day = EnrolmentFactory(), timezone.localdate() + timedelta(days=30)
    data = {"reason": "work", "return_on-day": day.day, "return_on-month": day.month, "return_on-year": day.year}
    path = f"/enrolments/{enrolment.pk}/pause/"
    return Form(enrolment.member.user, path, Deferral.objects.all(), "enrolment.deferred", data)


def make_an_exception():
    data = {"code": QualificationFactory().code, "rules": ["grade"], "reason": "She leads.", "confirmed": "yes"}
    path = f"/console/people/{MemberFactory().pk}/exception/"
    return Form(central_user(), path, Waiver.objects.all(), "waiver.given", data)


def keep_evidence():
    said = {"title": "A hard call", "kind": "note", "note": "I rang back."}
    day = {"dated_on-day": 3, "dated_on-month": 3, "dated_on-year": 2026}
    return Form(MemberFactory().user, "/me/evidence/add/", Evidence.objects.all(), "evidence.added", said | day)


def plan_something():
    data = {"title": "Sit in on an appeal"}
    return Form(MemberFactory().user, "/capability/plan/add/", PlanAction.objects.all(), "plan_action.added", data)


def plan_what_is_suggested():
    path = f"/capability/plan/suggested/qualification/{QualificationFactory().pk}/add/"
    return Form(MemberFactory().user, path, PlanAction.objects.all(), "plan_action.added")


def tick_it_off():
    action = PlanActionFactory()
    path = f"/capability/plan/{action.pk}/done/"
    return Form(action.member.user, path, PlanAction.objects.filter(status="done"), "plan_action.done")


def say_no_to_a_suggestion():
    path = f"/capability/plan/suggested/qualification/{QualificationFactory().pk}/decline/"
    made = NotInterested.objects.all()
    return Form(MemberFactory().user, path, made, "suggestion.declined", {"reason": "fit"})


FORMS = [
    keep_evidence,
    plan_something,
    plan_what_is_suggested,
    tick_it_off,
    say_no_to_a_suggestion,
    join_a_waiting_list,
    take_an_offered_place,
    leave_an_offered_place,
    ask_to_be_told,
    pause,
    make_an_exception,
    correct_a_name,
    revoke_a_certificate,
    claim_certificates,
    have_a_document_made_again,
    end_a_link,
    start_enrolment,
    send_request,
    agree,
    refuse,
    accept_changes,
    start_learning,
    start_test,
    send_in_test,
    ask_the_central_team,
    answer_a_question,
    withdraw,
    agree_to_be_found,
    confirm_a_report,
    decline_a_report,
    settle_a_dispute,
    ask_for_everything_held,
]


# --- Twice, and at once ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", FORMS)
def test_the_same_form_twice_makes_one_thing(make):
    form = make()
    statuses = [send(form)(), send(form)()]
    assert statuses[0] == 302
    assert faults(form, statuses) == []


@pytest.mark.parametrize("make", FORMS)
def test_the_same_form_at_once_makes_one_thing(make, counts):
    form = make()
    statuses = send_at_once(form)
    counts(f"{AT_ONCE} at once, answered {dict(Counter(statuses))}")
    assert 302 in statuses
    assert faults(form, statuses) == []


def send(form):
    """A browser of the person's own, ready to send it."""
    client = browser_of(form.user)
    return lambda: client.post(form.path, form.data).status_code


def send_at_once(form):
    return at_once([send(form) for _ in range(AT_ONCE)])


def faults(form, statuses):
    """Everything that is there twice, or was answered with anything but a way on or a plain refusal."""
    found = [f"answered {status}" for status in statuses if status not in (302, 403, 409)]
    if (made := form.made.count()) != 1:
        found.append(f"{made} made")
    if (lines := AuditEvent.objects.filter(event=form.event).count()) != 1:
        found.append(f"{lines} lines {form.event}")
    for message in Message.objects.all():
        alike = Message.objects.filter(recipient=message.recipient, kind=message.kind, object_id=message.object_id)
        if alike.count() != 1:
            found.append(f"{alike.count()} messages {message.kind}")
    found += [f"{rows.count()} {rows.model.__name__}" for rows in form.also if rows.count() != 2]
    return found


# --- Without what keeps them apart -----------------------------------------------------------------------------------


def test_without_the_lock_a_request_is_sent_twice(monkeypatch):
    """The checker sees it."""
    monkeypatch.setattr(EnrolmentQuerySet, "locked", lambda queryset: queryset)
    monkeypatch.setattr(enrolment_actions, "team_fact", slowly(enrolment_actions.team_fact))
    form = send_request()
    assert any("made" in fault for fault in faults(form, send_at_once(form)))


def test_without_the_lock_a_decision_is_made_twice(monkeypatch):
    monkeypatch.setattr(EnrolmentQuerySet, "locked", lambda queryset: queryset)
    monkeypatch.setattr(TaskQuerySet, "locked", lambda queryset: queryset)
    monkeypatch.setattr(Task, "move_to", slowly(Task.move_to))
    form = refuse()  # agreed twice, it would end at the constraint of the agreement
    assert any("lines task.decided" in fault for fault in faults(form, send_at_once(form)))
