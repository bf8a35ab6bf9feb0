"""Every action of the portal, each with a situation in which somebody does it.

A function here is named app__action. It makes the situation and returns the call that is to come.
"""

import datetime
import tomllib
from functools import partial
from pathlib import Path

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from apps.accounts import actions as accounts
from apps.accounts.roles import Role
from apps.approvals import actions as approvals
from apps.approvals.states import Status as Decision
from apps.certificates import actions as certificates
from apps.core import jobs
from apps.core.files import StoredFile
from apps.core.models import Job, JobState
from apps.insights import actions as insights
from apps.insights.models import Snapshot
from apps.learning import actions as learning
from apps.learning.models import Answer
from apps.members import actions as members
from apps.members.reference import job_families, workforce
from apps.qualifications import actions as qualifications
from apps.qualifications.states import Status
from tests.accounts.factories import UserFactory
from tests.approvals.factories import CaseFactory, TaskFactory
from tests.certificates.factories import CertificateFactory
from tests.learning.factories import UnitContentFactory
from tests.members.factories import GrantFactory, MemberFactory, OrganisationFactory, RegionFactory, central_user
from tests.qualifications.factories import EnrolmentFactory, QualificationFactory, UnitFactory, enrolment_in
from tests.qualifications.our_catalogue import our_catalogue

TODAY = timezone.localdate()
PLAN = {"hours_a_week": 2, "starts_on": TODAY, "ends_on": TODAY + datetime.timedelta(days=90), "cover": ""}
URLS = {"decide_url": "/a/", "accept_url": "/b/", "withdraw_url": "/c/", "again_url": "/d/"}
CONTENT = Path(learning.__file__).parents[1] / "data" / "CG-3815-201.toml"


def _own(status):
    enrolment = enrolment_in(status)
    return {"enrolment": enrolment, "by": enrolment.member.user}


def _studied():
    """A unit with content that somebody studies."""
    enrolment = EnrolmentFactory(qualification__rule={"mandatory": ["1"]})
    unit = enrolment.enrolled_units.get()
    UnitContentFactory(unit=unit.unit)
    return {"enrolled_unit": unit, "by": enrolment.member.user}


def _by_a_domain(action, **arguments):
    """What is part of an action of the domain that asks: the transaction is the domain's."""
    return partial(transaction.atomic(action), **arguments)


def accounts__remove_second_factor():
    user = UserFactory()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return partial(accounts.remove_second_factor, email=user.email, by=central_user())


def approvals__request_approval():
    member = MemberFactory(line_manager=MemberFactory())
    asked = {"kind": "study_time", "title": "3 hours a week", "facts": [], "urls": URLS}
    return _by_a_domain(approvals.request_approval, requester=member, by=member.user, **asked)


def approvals__decide():
    manager = MemberFactory()
    task = TaskFactory(requester__line_manager=manager)
    said = {"decision": Decision.APPROVED, "link": "/", "link_text": "Start"}
    return _by_a_domain(approvals.decide, task=task, by=manager.user, **said)


def approvals__accept_changes():
    task = TaskFactory(agreed=True, status=Decision.CHANGED)
    return _by_a_domain(approvals.accept_changes, task=task, by=task.requested_by)


def approvals__withdraw_request():
    task = TaskFactory()
    return _by_a_domain(approvals.withdraw_request, task=task, by=task.requested_by)


def approvals__open_case():
    task = TaskFactory(refused=True)
    return partial(approvals.open_case, task=task, by=task.requested_by, question="Was the cover seen?")


def approvals__answer_case():
    return partial(approvals.answer_case, case=CaseFactory(), by=central_user(), answer="It was not.")


def certificates__award_certificate():
    made = {"title": "Award", "level": 2, "awarding_body": "CMI", "units": []}
    return partial(certificates.award_certificate, holder=MemberFactory(), by=UserFactory(), **made)


def certificates__store_certificate():
    file = StoredFile("certificates/1.pdf", "0" * 64)
    return partial(certificates.store_certificate, certificate=CertificateFactory(), file=file)


def jobs__retry():
    ended = {"state": JobState.FAILED, "last_error": "x", "finished_at": timezone.now()}
    return partial(jobs.retry, job=Job.objects.create(kind="draw", key="1", **ended), by=central_user())


def insights__publish_figures():
    MemberFactory()
    return partial(insights.publish_figures, on=TODAY)


def insights__export_insights():
    insights__publish_figures()()
    snapshot = Snapshot.objects.get()
    asked = {"snapshot": snapshot, "scope": snapshot.figures["scopes"][0], "table": "grade"}
    return partial(insights.export_insights, by=central_user(), **asked)


def learning__load_content():
    UnitFactory(suite__code="CG-3815", code="201")
    return partial(learning.load_content, data=tomllib.loads(CONTENT.read_text()))


def learning__start_attempt():
    return partial(learning.start_attempt, **_studied())


def learning__submit_attempt():
    studied = _studied()
    attempt = learning.start_attempt(**studied)
    for question in studied["enrolled_unit"].unit.content.questions.all():
        Answer.objects.create(attempt=attempt, question=question, chosen=question.right)
    return partial(learning.submit_attempt, attempt=attempt, by=studied["by"])


def members__account_for():
    return partial(members.account_for, member=MemberFactory(user=None))


def members__claim_record():
    user = UserFactory(email=MemberFactory(user=None).email)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return partial(members.claim_record, user=user)


def members__grant_role():
    return partial(members.grant_role, user=UserFactory(), role=Role.ASSESSOR, by=central_user())


def members__end_grant():
    return partial(members.end_grant, grant=GrantFactory(role=Role.ASSESSOR), by=central_user())


def members__grant_first_central():
    return partial(members.grant_first_central, email=MemberFactory(user=None).email)


def members__load_organisations():
    return partial(members.load_organisations, data=workforce())


def members__load_job_families():
    return partial(members.load_job_families, data=job_families())


def qualifications__load_catalogue():
    OrganisationFactory(code="DWP")
    RegionFactory(code="WLS")
    return partial(qualifications.load_catalogue, data=our_catalogue())


def qualifications__start_enrolment():
    return partial(qualifications.start_enrolment, qualification=QualificationFactory(), by=MemberFactory().user)


def qualifications__choose_units():
    draft = _own(Status.DRAFT)
    units = [row.unit for row in draft["enrolment"].enrolled_units.all()]
    return partial(qualifications.choose_units, units=units, **draft)


def qualifications__propose_study_time():
    return partial(qualifications.propose_study_time, **_own(Status.DRAFT), **PLAN)


def qualifications__say_purpose():
    return partial(qualifications.say_purpose, purpose="To lead a team.", **_own(Status.DRAFT))


def qualifications__submit_enrolment():
    return partial(qualifications.submit_enrolment, **_own(Status.DRAFT))


def qualifications__decide_study_time():
    manager = MemberFactory()
    enrolment = enrolment_in(Status.SUBMITTED, member__line_manager=manager)
    said = {"decision": Decision.CHANGED, "plan": PLAN | {"hours_a_week": 1}}
    return partial(qualifications.decide_study_time, enrolment=enrolment, by=manager.user, **said)


def qualifications__accept_changes():
    return partial(qualifications.accept_changes, **_own(Status.CHANGED))


def qualifications__start_learning():
    return partial(qualifications.start_learning, **_own(Status.APPROVED))


def qualifications__achieve_unit():
    studied = _studied()
    member, unit = studied["by"].member, studied["enrolled_unit"].unit
    return partial(qualifications.achieve_unit, member=member, unit=unit, how="passing its test", by=studied["by"])


def qualifications__withdraw_enrolment():
    return partial(qualifications.withdraw_enrolment, reason="work", **_own(Status.SUBMITTED))
