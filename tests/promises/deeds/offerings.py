"""Start dates, places, breaks and exceptions."""

from datetime import timedelta
from functools import partial

from django.utils import timezone

from apps.qualifications import actions as qualifications
from apps.qualifications.states import PlaceStatus, Status
from tests.members.factories import MemberFactory, central_user
from tests.qualifications.factories import (
    InterestFactory,
    OfferingFactory,
    PlaceFactory,
    QualificationFactory,
    WaiverFactory,
    enrolment_in,
    full_offering,
)

IN_A_YEAR = timezone.localdate() + timedelta(days=365)


def _offered():
    place = PlaceFactory(status=PlaceStatus.OFFERED)
    return {"place": place, "by": place.member.user}


def _own(status, **fields):
    enrolment = enrolment_in(status, **fields)
    return {"enrolment": enrolment, "by": enrolment.member.user}


def qualifications__add_offering():
    fields = {"provider": "Provider", "starts_on": IN_A_YEAR, "ends_on": IN_A_YEAR + timedelta(days=1), "places": 1}
    return partial(qualifications.add_offering, qualification=QualificationFactory(), by=central_user(), **fields)


def qualifications__edit_offering():
    """The new place is offered to whoever waits."""
    offering = full_offering()
    PlaceFactory(offering=offering, status=PlaceStatus.WAITING)
    return partial(qualifications.edit_offering, offering=offering, places=3, by=central_user())


def qualifications__choose_offering():
    offering = OfferingFactory()
    draft = _own(Status.DRAFT, qualification=offering.qualification)
    return partial(qualifications.choose_offering, offering=offering, **draft)


def qualifications__switch_offering():
    offering = OfferingFactory(funded=True)
    studying = _own(Status.IN_PROGRESS, qualification=offering.qualification)
    return partial(qualifications.switch_offering, offering=offering, reason="dates", **studying)


def qualifications__join_waiting_list():
    return partial(qualifications.join_waiting_list, offering=full_offering(), by=MemberFactory().user)


def qualifications__take_place():
    return partial(qualifications.take_place, **_offered())


def qualifications__leave_place():
    return partial(qualifications.leave_place, **_offered())


def qualifications__follow_waiting_lists():
    PlaceFactory(status=PlaceStatus.OFFERED, until=timezone.now() - timedelta(days=1))
    return qualifications.follow_waiting_lists


def qualifications__register_interest():
    closed = QualificationFactory(availability="details_pending", rule=None)
    return partial(qualifications.register_interest, qualification=closed, by=MemberFactory().user)


def qualifications__withdraw_interest():
    interest = InterestFactory()
    asked = {"qualification": interest.qualification, "by": interest.member.user}
    return partial(qualifications.withdraw_interest, **asked)


def qualifications__tell_interested():
    InterestFactory(qualification__availability="open")
    return qualifications.tell_interested


def qualifications__defer_enrolment():
    said = {"reason": "work", "return_on": IN_A_YEAR}
    return partial(qualifications.defer_enrolment, **said, **_own(Status.IN_PROGRESS))


def qualifications__extend_deferral():
    return partial(qualifications.extend_deferral, return_on=IN_A_YEAR, **_own(Status.DEFERRED))


def qualifications__return_to_learning():
    return partial(qualifications.return_to_learning, **_own(Status.DEFERRED))


def qualifications__give_waiver():
    asked = {"qualification": QualificationFactory(), "rules": ["grade"], "reason": "She leads a team."}
    return partial(qualifications.give_waiver, member=MemberFactory(), by=central_user(), **asked)


def qualifications__end_waiver():
    return partial(qualifications.end_waiver, waiver=WaiverFactory(), by=central_user())
