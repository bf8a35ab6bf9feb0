"""A qualification closes to new starts and opens again: whoever studies it goes on."""

import pytest
from django.core.exceptions import PermissionDenied

from apps.core.rules import RuleBroken
from apps.notifications.models import Message
from apps.qualifications import actions, queries
from apps.qualifications.states import Availability, PlaceStatus, Status
from tests.members.factories import OrganisationFactory, central_user
from tests.qualifications.factories import (
    CatalogueDraftFactory,
    EnrolmentFactory,
    OfferingFactory,
    PlaceFactory,
    QualificationFactory,
    author_of,
)

pytestmark = pytest.mark.django_db


def test_retire_and_reopen():
    qualification, successor = QualificationFactory(), QualificationFactory()
    offering = OfferingFactory(qualification=qualification, places=3)
    waiting = PlaceFactory(offering=offering, status=PlaceStatus.WAITING)
    offered = PlaceFactory(offering=offering, status=PlaceStatus.OFFERED)
    draft = EnrolmentFactory(draft=True, qualification=qualification)
    learner = EnrolmentFactory(qualification=qualification)
    touched = queries.touched_by_retiring(qualification)
    assert touched == {"drafts": 1, "waiting": 1, "offered": 1, "deciding": 0, "studying": 1}
    central = central_user()
    actions.retire_qualification(qualification=qualification, reason="It is old.", successor=successor, by=central)
    told = set(Message.objects.filter(kind="retired").values_list("recipient", flat=True))
    assert told == {row.member.user_id for row in (waiting, offered, draft)}
    waiting.refresh_from_db()
    offering.refresh_from_db()
    assert (waiting.status, offering.taken) == (PlaceStatus.LAPSED, 0)
    with pytest.raises(RuleBroken, match="closed to new starts"):
        actions.submit_enrolment(enrolment=draft, by=draft.member.user)
    for unit in qualification.suite.units.all():
        actions.achieve_unit(member=learner.member, unit=unit, how="passing its test", by=learner.member.user)
    learner.refresh_from_db()
    assert learner.status == Status.COMPLETED
    with pytest.raises(RuleBroken, match="already"):
        actions.retire_qualification(qualification=qualification, reason="Again.", by=central)
    again = actions.reopen_qualification(qualification=qualification, by=central)
    assert (again.availability, again.successor) == (Availability.OPEN, None)
    assert qualification.versions.count() == 2


def test_what_was_retired_meanwhile_stays_so():
    qualification = QualificationFactory()
    draft = CatalogueDraftFactory(code=qualification.code, sent=True)
    actions.retire_qualification(qualification=qualification, reason="It is old.", by=central_user())
    actions.publish_draft(draft=draft, seen=queries.seen_of(draft), by=central_user())
    qualification.refresh_from_db()
    assert (qualification.combination.mandatory, qualification.availability) == (("1",), Availability.CLOSED)


def test_only_the_central_team_retires():
    with pytest.raises(PermissionDenied):
        actions.retire_qualification(
            qualification=QualificationFactory(), reason="No.", by=author_of(OrganisationFactory())
        )
