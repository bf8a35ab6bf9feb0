"""What is "open to me" in the list is what the page of each says, whatever is asked and whoever asks."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.members.states import Contract
from apps.qualifications import eligibility
from apps.qualifications.models import Qualification
from apps.qualifications.states import Availability, PlaceStatus, Requirement
from tests.members.factories import GradeFactory, MemberFactory, OrganisationFactory, RegionFactory
from tests.qualifications.factories import (
    EnrolmentFactory,
    OfferingFactory,
    PlaceFactory,
    QualificationFactory,
    WaiverFactory,
)

pytestmark = pytest.mark.django_db
TOLD_ON_THE_PAGE = {"start", "held", "enrolled"}  # of start dates, and what one has taken already


@pytest.mark.parametrize("seed", range(4))
def test_list_and_page_agree(seed):
    chance = random.Random(seed)
    maybe = lambda value, odds=0.4: value if chance.random() < odds else None  # noqa: E731
    grades = [GradeFactory(code=code, order=place) for place, code in enumerate(["AO", "EO", "HEO"])]
    offices = [OrganisationFactory(code=code, department=OrganisationFactory()) for code in ("A", "B")]
    regions = [RegionFactory(code=code) for code in ("NW", "WLS")]
    before = QualificationFactory(code="BEFORE")
    today = timezone.localdate()
    for _ in range(8):
        asked = {
            "grade_from": maybe("EO"),
            "grade_to": maybe("EO"),
            "organisations": maybe(["A"]),
            "prerequisites": maybe(["BEFORE"]),
            "contract_past_end": maybe(True),
            "funded_once": maybe(True),
        }
        one = QualificationFactory(
            requirements={name: value for name, value in asked.items() if value},
            eligible_departments=maybe([offices[0].department_id]) or [],
            eligible_regions=maybe(["NW"]) or [],
            availability=maybe(Availability.CLOSED, 0.1) or Availability.OPEN,
        )
        if chance.random() < 0.5:
            OfferingFactory(qualification=one, places=9, starts_on=today + timedelta(days=chance.randrange(9, 60)))
    everything = list(Qualification.objects.select_related("suite", "successor"))
    for qualification in everything[1:3]:
        Qualification.objects.filter(pk=before.pk).update(successor=qualification)
    said = {True: 0, False: 0}
    for _ in range(5):
        contract = maybe({"contract": Contract.FIXED_TERM, "contract_end": today + timedelta(days=100)}) or {}
        member = MemberFactory(
            grade=chance.choice([*grades, None]),
            organisation=chance.choice(offices),
            region=chance.choice([*regions, None]),
            **contract,
        )
        if chance.random() < 0.5:
            EnrolmentFactory(completed=True, member=member, qualification=before)
        if chance.random() < 0.5:
            paid = OfferingFactory(
                funded=True, qualification=chance.choice(everything), starts_on=today - timedelta(days=200)
            )
            PlaceFactory(offering=paid, member=member, status=PlaceStatus.HELD, funded_gbp=168)
        for qualification in everything:
            if chance.random() < 0.3:
                rules = chance.sample(Requirement.values, 4)
                WaiverFactory(member=member, qualification=qualification, rules=rules)
        listed = set(Qualification.objects.open_to(member))
        for qualification in Qualification.objects.select_related("suite", "successor"):
            found = eligibility.checks(qualification, member)
            answer = eligibility.is_eligible(found, but=TOLD_ON_THE_PAGE)
            assert (qualification in listed) is answer, [check for check in found if check.is_in_the_way]
            said[answer] += 1
    assert min(said.values()) > 5, said
