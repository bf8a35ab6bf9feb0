"""Nobody is in two places at once."""

import datetime
from threading import Thread

import pytest
from django.db import IntegrityError, transaction

from apps.core.models import AuditEvent
from apps.core.rules import RuleBroken
from apps.members import actions
from apps.members.models import Absence
from apps.members.states import AbsenceKind
from tests.helpers import closing
from tests.members.factories import AbsenceFactory, MemberFactory, central_user

MAY, JUNE = datetime.date(2027, 5, 31), datetime.date(2027, 6, 1)


@pytest.mark.django_db
def test_the_database_refuses_an_overlap_whatever_it_is_for():
    absence = AbsenceFactory()
    with pytest.raises(IntegrityError, match="absence_one_place_at_a_time"):
        AbsenceFactory(member=absence.member, kind=AbsenceKind.DEPLOYMENT, starts_on=MAY, ends_on=JUNE)


@pytest.mark.django_db
def test_the_next_day_and_another_person_are_free():
    absence = AbsenceFactory()
    AbsenceFactory(member=absence.member, starts_on=JUNE, ends_on=JUNE)
    AbsenceFactory()


@pytest.mark.django_db
def test_it_does_not_end_before_it_starts():
    with pytest.raises(IntegrityError, match="absence_ends_after_start"):
        AbsenceFactory(starts_on=JUNE, ends_on=MAY)


@pytest.mark.django_db
def test_book_absence_says_who_is_placed_already():
    absence, by = AbsenceFactory(), central_user()
    said = {"member": absence.member, "kind": AbsenceKind.PLACEMENT, "starts_on": MAY, "ends_on": JUNE, "by": by}
    with transaction.atomic(), pytest.raises(RuleBroken, match="already placed somewhere else"):
        actions.book_absence(**said)
    with transaction.atomic():
        actions.cancel_absence(absence=absence, by=by)
        actions.book_absence(**said)
    assert [event.event for event in AuditEvent.objects.order_by("pk")] == ["absence.cancelled", "absence.booked"]


@pytest.mark.django_db
def test_change_absence_ends_on_another_day_where_that_is_free():
    absence, by = AbsenceFactory(), central_user()
    AbsenceFactory(member=absence.member, starts_on=JUNE, ends_on=JUNE)
    with transaction.atomic(), pytest.raises(RuleBroken, match="already placed somewhere else"):
        actions.change_absence(absence=absence, ends_on=JUNE, by=by)
    with transaction.atomic():
        actions.change_absence(absence=absence, ends_on=absence.starts_on, by=by)
        actions.cancel_absence(absence=absence, by=by)
    for action, said in [(actions.change_absence, {"ends_on": JUNE}), (actions.cancel_absence, {})]:
        with transaction.atomic(), pytest.raises(RuleBroken, match="called off"):
            action(absence=absence, by=by, **said)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_books():
    member, by, refused = MemberFactory(), central_user(), []

    def book():
        try:
            with transaction.atomic():
                days = {"starts_on": MAY, "ends_on": JUNE}
                actions.book_absence(member=member, kind=AbsenceKind.PLACEMENT, by=by, **days)
        except RuleBroken as rule:
            refused.append(str(rule))

    threads = [Thread(target=closing(book)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Absence.objects.count() == 1 and len(refused) == 5
