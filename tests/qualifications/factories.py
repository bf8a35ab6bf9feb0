import datetime
from decimal import Decimal

import factory
from django.utils import timezone

from apps.accounts.roles import Role
from apps.approvals.states import Kind
from apps.approvals.states import Status as Decision
from apps.qualifications.models import (
    CatalogueDraft,
    Deferral,
    EnrolledUnit,
    Enrolment,
    Interest,
    Offering,
    Outcome,
    Place,
    Qualification,
    SavedQualification,
    StudyAgreement,
    StudyChange,
    StudyLog,
    StudyPlan,
    Suite,
    Unit,
    UnitAchievement,
    Waiver,
)
from apps.qualifications.states import (
    LIVE_PLACES,
    PLANNED,
    TAKING,
    Availability,
    DraftKind,
    DraftStatus,
    Helped,
    PlaceStatus,
    Provenance,
    Side,
    Size,
    Status,
    WithdrawalReason,
)
from tests.accounts.factories import UserFactory
from tests.approvals.factories import TaskFactory
from tests.certificates.factories import CertificateFactory
from tests.members.factories import GrantFactory, MemberFactory


class SuiteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Suite
        django_get_or_create = ["code"]

    code = "CG-1"
    awarding_body = "City & Guilds"
    title = "Operational Delivery"


class UnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Unit
        django_get_or_create = ["suite", "code"]

    suite = factory.SubFactory(SuiteFactory)
    code = factory.Sequence(lambda number: str(200 + number))
    title = factory.LazyAttribute(lambda unit: f"Unit about {unit.code}")
    level = 2
    provenance = Provenance.CONFIRMED


class QualificationFactory(factory.django.DjangoModelFactory):
    """An open Award of units 1 and 2 of its suite, which are made with it."""

    class Meta:
        model = Qualification
        skip_postgeneration_save = True

    class Params:
        units = ("1", "2")

    suite = factory.SubFactory(SuiteFactory)
    code = factory.Sequence("Q-{}".format)
    slug = factory.LazyAttribute(lambda qualification: qualification.code.lower())
    title = factory.LazyAttribute(lambda qualification: f"Award {qualification.code}")
    level = 2
    size = Size.AWARD
    size_provenance = provenance = Provenance.CONFIRMED
    availability = Availability.OPEN
    rule = factory.LazyAttribute(lambda qualification: {"mandatory": list(qualification.units)})
    search_text = factory.LazyAttribute(lambda qualification: qualification.title)

    @factory.post_generation
    def with_units(self, create, extracted, **kwargs):
        rule = self.combination
        for code in sorted(rule.codes) if rule else ():
            UnitFactory(suite=self.suite, code=code)


class OfferingFactory(factory.django.DjangoModelFactory):
    """Two places in a month's time, at £168; `funded`: the central funding pays for one of them."""

    class Meta:
        model = Offering

    class Params:
        funded = factory.Trait(funded_places=1, funding_gbp=Decimal("200.00"))

    qualification = factory.SubFactory(QualificationFactory)
    provider = factory.Sequence("Provider {}".format)
    starts_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=30))
    ends_on = factory.LazyAttribute(lambda offering: offering.starts_on + datetime.timedelta(days=90))
    places = 2
    price_gbp = Decimal("168.00")


class PlaceFactory(factory.django.DjangoModelFactory):
    """Held, offered or waited for: the count of its offering is kept in step."""

    class Meta:
        model = Place

    offering = factory.SubFactory(OfferingFactory)
    member = factory.SubFactory(MemberFactory)
    status = PlaceStatus.HELD
    until = factory.LazyAttribute(lambda place: _in_days(5) if place.status == PlaceStatus.OFFERED else None)
    ended_at = factory.LazyAttribute(lambda place: None if place.status in LIVE_PLACES else timezone.now())

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        place = super()._create(model_class, *args, **kwargs)
        if place.status in TAKING:
            offering = place.offering
            offering.taken += 1
            if place.funded_gbp:
                offering.funded_taken, offering.spent_gbp = offering.funded_taken + 1, offering.spent_gbp + 168
            offering.save()
        return place


def _in_days(number):
    return timezone.now() + datetime.timedelta(days=number)


def full_offering(**fields):
    """All its places are held by others."""
    offering = OfferingFactory(**fields)
    PlaceFactory.create_batch(offering.places, offering=offering)
    return offering


class InterestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Interest

    qualification = factory.SubFactory(QualificationFactory, availability=Availability.DETAILS_PENDING)
    member = factory.SubFactory(MemberFactory)


class WaiverFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Waiver

    qualification = factory.SubFactory(QualificationFactory)
    member = factory.SubFactory(MemberFactory)
    rules = ["grade"]
    reason = "She has led the team for a year."
    given_by = factory.SubFactory(UserFactory)


class CatalogueDraftFactory(factory.django.DjangoModelFactory):
    """A new Award of unit 1 of its suite, complete and being written by the central team; `sent`: for review."""

    class Meta:
        model = CatalogueDraft
        skip_postgeneration_save = True

    class Params:
        sent = factory.Trait(
            status=DraftStatus.IN_REVIEW,
            submitted_by=factory.SelfAttribute("drafted_by"),
            submitted_at=factory.LazyFunction(timezone.now),
        )

    kind = DraftKind.QUALIFICATION
    suite = factory.SubFactory(SuiteFactory)
    code = factory.Sequence("NEW-{}".format)
    department = factory.SelfAttribute("suite.department")
    drafted_by = factory.SubFactory(UserFactory)
    edited_by = factory.SelfAttribute("drafted_by")
    data = factory.LazyAttribute(lambda draft: award_row(draft.code, draft.suite))

    @factory.post_generation
    def with_units(self, create, extracted, **kwargs):
        UnitFactory(suite=self.suite, code="1")


def award_row(code, suite, **changes):
    """A row of a catalogue file: an Award of unit 1."""
    row = {
        "code": code,
        "suite": suite.code,
        "title": f"Award {code}",
        "level": 2,
        "size": "Award",
        "size_provenance": "confirmed",
        "status": "open",
        "provenance": "confirmed",
        "rules": {"mandatory": ["1"]},
        "rules_provenance": "confirmed",
        "eligible_departments": [suite.department_id] if suite.department_id else "all",
        "eligible_regions": "all",
    }
    return row | changes


def author_of(department):
    """Somebody who drafts what the department makes for itself."""
    return GrantFactory(user=MemberFactory().user, role=Role.AUTHOR, organisation=department).user


class EnrolmentFactory(factory.django.DjangoModelFactory):
    """In progress, with the mandatory units and an agreed plan, as if a manager had agreed."""

    class Meta:
        model = Enrolment
        skip_postgeneration_save = True

    class Params:
        completed = factory.Trait(
            status=Status.COMPLETED,
            completed_at=factory.LazyFunction(timezone.now),
            certificate=factory.SubFactory(CertificateFactory, holder=factory.SelfAttribute("..member")),
        )
        draft = factory.Trait(status=Status.DRAFT, task=None)

    member = factory.SubFactory(MemberFactory)
    qualification = factory.SubFactory(QualificationFactory)
    status = Status.IN_PROGRESS
    purpose = "To do my job better."
    task = factory.SubFactory(TaskFactory, requester=factory.SelfAttribute("..member"), agreed=True)

    @factory.post_generation
    def with_units(self, create, extracted, **kwargs):
        for unit in self.qualification.suite.units.filter(code__in=self.qualification.combination.mandatory):
            EnrolledUnit.objects.get_or_create(enrolment=self, unit=unit)
        if extracted is not False:
            plan = StudyPlanFactory(enrolment=self)
            if self.task and self.task.status == Decision.APPROVED:
                StudyAgreementFactory(enrolment=self, plan=plan, agreed_by=self.task.decided_by)
        if self.status == Status.DEFERRED:
            DeferralFactory(enrolment=self)


def enrolment_in(status, **fields):
    """An enrolment with everything that goes with its status, its task above all."""
    having = {
        Status.DRAFT: {"draft": True},
        Status.SUBMITTED: {"task__agreed": False},
        Status.CHANGED: {"task__status": Decision.CHANGED},
        Status.COMPLETED: {"completed": True},
        Status.DECLINED: {"task__agreed": False, "task__refused": True},
        Status.WITHDRAWN: {
            "task__agreed": False,
            "task__status": Decision.WITHDRAWN,
            "withdrawn_at": timezone.now(),
            "withdrawal_reason": WithdrawalReason.WORK,
        },
    }
    return EnrolmentFactory(**{"status": status} | having.get(status, {}) | fields)


class DeferralFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Deferral

    enrolment = factory.SubFactory(EnrolmentFactory)
    reason = "work"
    return_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=60))


class StudyPlanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StudyPlan

    enrolment = factory.SubFactory(EnrolmentFactory, with_units=False)
    version = 1
    hours_a_week = Decimal("3.0")
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyAttribute(lambda plan: plan.starts_on + datetime.timedelta(days=180))
    proposed_by = factory.LazyAttribute(lambda plan: plan.enrolment.member.user)


class StudyAgreementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StudyAgreement

    enrolment = factory.SubFactory(EnrolmentFactory, with_units=False)
    plan = factory.SubFactory(StudyPlanFactory, enrolment=factory.SelfAttribute("..enrolment"))
    agreed_by = factory.SubFactory(UserFactory)


class StudyChangeFactory(factory.django.DjangoModelFactory):
    """Asked for by somebody who studies, and waiting."""

    class Meta:
        model = StudyChange

    enrolment = factory.SubFactory(EnrolmentFactory)
    hours_a_week = Decimal("5.0")
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyAttribute(lambda change: change.starts_on + datetime.timedelta(days=90))
    why = "The dates clash with the busy weeks."
    task = factory.SubFactory(
        TaskFactory,
        kind=Kind.STUDY_CHANGE,
        requester=factory.LazyAttribute(lambda task: task.factory_parent.enrolment.member),
        title="A change to 5 hours a week",
    )


class StudyLogFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StudyLog

    enrolment = factory.SubFactory(EnrolmentFactory)
    member = factory.SelfAttribute("enrolment.member")
    on = factory.LazyFunction(timezone.localdate)
    hours = Decimal("2.00")


class SavedQualificationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SavedQualification

    member = factory.SubFactory(MemberFactory)
    qualification = factory.SubFactory(QualificationFactory)


class UnitAchievementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UnitAchievement

    member = factory.SubFactory(MemberFactory)
    unit = factory.SubFactory(UnitFactory)
    achieved_on = factory.LazyFunction(timezone.localdate)
    how = "passing its test"


def as_planned(plan, **changes):
    """What a decision may change, as it was planned but for these changes."""
    return {name: getattr(plan, name) for name in PLANNED} | changes


class OutcomeFactory(factory.django.DjangoModelFactory):
    """Asked of the learner, and waiting for an answer."""

    class Meta:
        model = Outcome

    class Params:
        answered = factory.Trait(helped=Helped.LITTLE, answered_at=factory.LazyFunction(timezone.now))
        of_manager = factory.Trait(
            side=Side.MANAGER,
            enrolment__member__line_manager=factory.SubFactory(MemberFactory),
            asked=factory.SelfAttribute("enrolment.member.line_manager"),
        )

    enrolment = factory.SubFactory(EnrolmentFactory, completed=True, with_units=False)
    side = Side.LEARNER
    asked = factory.SelfAttribute("enrolment.member")
