"""The weeks in which a department asks its people."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from apps.capability import actions
from apps.capability.models import Assessment, Cycle
from apps.capability.queries import with_response
from apps.core.rules import RuleBroken
from apps.members.models import Member, Organisation
from tests.capability.factories import answered, published, reporting, shared
from tests.members.factories import MemberFactory, OrganisationFactory, central_user
from tests.qualifications.trail import events, forget, messages

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 2), date(2026, 4, 30)


def opened(opens_on=FIRST, closes_on=LAST, department="DWP", by=None):
    version = published()
    return actions.open_cycle(
        department=OrganisationFactory(code=department),
        framework=version.framework,
        opens_on=opens_on,
        closes_on=closes_on,
        by=by or central_user(),
    )


def test_open_cycle_is_the_central_team_s_and_one_at_a_time():
    by = central_user()
    forget()
    opened(by=by)
    assert events().count("cycle.opened") == 1
    with pytest.raises(PermissionDenied):
        opened(department="HMRC", by=MemberFactory().user)
    with pytest.raises(RuleBroken, match="in these weeks already"):
        opened(opens_on=LAST, closes_on=LAST + timedelta(days=9), by=by)
    with pytest.raises(RuleBroken, match="after the first one"):
        opened(opens_on=LAST, closes_on=LAST, department="HMRC", by=by)
    opened(opens_on=LAST + timedelta(days=1), closes_on=LAST + timedelta(days=9), by=by)
    cycle = Cycle.objects.first()
    with pytest.raises(IntegrityError, match="cycle_closes_after_it_opens"), transaction.atomic():
        Cycle.objects.filter(pk=cycle.pk).update(closes_on=cycle.opens_on)


def test_those_whom_it_asks_are_told_once():
    published()
    inside = OrganisationFactory(code="DWPC", department=OrganisationFactory(code="DWP"))
    asked = MemberFactory(grade_id="AO", organisation=inside)
    MemberFactory(grade_id="SCS2", organisation=inside)
    MemberFactory(grade_id="AO", organisation=inside, status="absent")
    MemberFactory(grade_id="AO", organisation=inside, user=None)
    MemberFactory(grade_id="AO", organisation=OrganisationFactory(code="HMRC"))
    opened(by=central_user_elsewhere())
    forget()
    assert actions.invite_to_cycles(on=FIRST - timedelta(days=1)) == 0
    assert actions.invite_to_cycles(on=FIRST) == 1
    assert messages() == [(asked.user, "See where you stand")]
    later = MemberFactory(grade_id="EO", organisation=inside)
    assert actions.invite_to_cycles(on=FIRST + timedelta(days=9)) == 1
    assert messages()[-1][0] == later.user
    assert actions.invite_to_cycles(on=LAST + timedelta(days=1)) == 0


def central_user_elsewhere():
    user = central_user()
    Member.objects.filter(user=user).update(organisation=OrganisationFactory(code="HMRC"))
    return user


def test_only_those_who_have_not_shared_are_reminded_and_what_was_missed_is_caught_up(monkeypatch):
    cycle = opened(by=central_user_elsewhere())
    slow, quick = reporting(), reporting()
    Member.objects.exclude(pk__in=[slow.pk, quick.pk]).update(organisation=OrganisationFactory(code="HMRC"))
    monkeypatch.setattr("apps.capability.actions.assessment.timezone.localdate", lambda: FIRST)
    answered(slow)
    assert shared(quick).cycle == cycle
    forget()
    assert actions.remind_of_cycles(on=LAST - timedelta(days=31)) == 0
    assert actions.remind_of_cycles(on=LAST - timedelta(days=20)) == 1  # ten days late
    assert actions.remind_of_cycles(on=LAST - timedelta(days=19)) == 0
    assert actions.remind_of_cycles(on=LAST - timedelta(days=7)) == 1
    assert actions.remind_of_cycles(on=LAST - timedelta(days=1)) == 1
    assert {person for person, _ in messages()} == {slow.user}


def test_a_short_cycle_has_no_reminder_of_a_day_before_it_began():
    opened(closes_on=FIRST + timedelta(days=10), by=central_user_elsewhere())
    reporting()
    assert actions.remind_of_cycles(on=FIRST) == 0
    assert actions.remind_of_cycles(on=FIRST + timedelta(days=3)) > 0


def test_with_response_counts_people_who_have_shared(monkeypatch):
    monkeypatch.setattr("apps.capability.actions.assessment.timezone.localdate", lambda: FIRST)
    opened(by=central_user_elsewhere())
    members = [reporting() for _ in range(3)]
    Member.objects.filter(grade="HEO").update(organisation=Organisation.objects.get(code="HMRC"))
    Member.objects.filter(pk=members[2].pk).update(restricted=True)
    one = shared(members[0])
    answered(members[1])
    shared(members[2])
    [row] = with_response(Cycle.objects.all())
    assert (row.asked, row.shared) == (2, 1)
    actions.withdraw_assessment(assessment=one, by=one.member.user)
    [row] = with_response(Cycle.objects.all())
    assert row.shared == 0 and Assessment.objects.filter(cycle=row).count() == 2
