import pytest
from django.utils import timezone

from apps.approvals.models import Task
from apps.console.population.feed_file import rows_on_record
from apps.members.actions import import_feed
from apps.members.feed.columns import COLUMNS
from apps.members.models import Member, Organisation
from apps.qualifications.actions import remind_learners
from apps.qualifications.models import Enrolment, Qualification, Suite
from odp_portal.bench import data, feed_floor, pages, reminders
from odp_portal.bench.feed import Nights
from odp_portal.bench.feed_memory import memory
from odp_portal.bench.measure import Failed

pytestmark = pytest.mark.django_db


def test_a_database_with_tables_is_left_alone():
    with pytest.raises(Failed, match="not empty"):
        data.prepare(300)


def test_the_catalogue_has_as_many_qualifications_as_asked_for(population):
    real = Qualification.objects.count()
    data.fill_catalogue(real + 60)
    assert Qualification.objects.count() == real + 60
    copy = Qualification.objects.filter(code__startswith=data.OURS).order_by("pk").first()
    assert copy.suite.code.startswith(data.OURS)
    assert copy.suite.units.count() == 16
    assert Qualification.objects.search("contact centres").filter(code__startswith=data.OURS).exists()


def test_what_belongs_to_one_department_is_copied_for_none(population):
    suite = Suite.objects.order_by("pk").first()
    suite.department = Organisation.objects.filter(department=None).first()
    suite.save()
    data.fill_catalogue(60)
    assert list(Suite.objects.exclude(department=None)) == [suite]


def test_requests_wait_for_the_manager_they_are_made_for(population):
    data.fill_catalogue(60)
    first, second, _ = data.managers()
    data.ask(first, 20)
    data.ask(second, 10)
    first.refresh_from_db()
    assert Task.objects.for_decision_by(first.user).count() == 20


def test_the_learner_is_in_the_middle_of_things(population):
    statuses = [enrolment.status for enrolment in Enrolment.objects.filter(member=data.learner())]
    assert sorted(statuses) == sorted(data.LEARNT)


def test_the_sql_reminds_as_many_as_the_portal_does(population):
    today = timezone.localdate()
    data.learner()
    told = reminders.taken_back(lambda: remind_learners(on=today))
    assert told == reminders.taken_back(lambda: reminders.raw(today)) > 0
    assert remind_learners(on=today) == told  # it was taken back


def test_a_night_has_new_changed_and_missing_people_and_the_floor_takes_them_over_as_the_portal_does(
    population, tmp_path
):
    feed_floor.prepare(COLUMNS)
    nights = Nights(list(rows_on_record()), tmp_path)
    before = Member.objects.count()
    counts = import_feed(path=nights.path(0)).counts
    assert {kind: counts[kind] for kind in ("new", "changed", "left")} == {"new": 3, "changed": 12, "left": 4}
    assert before + 3 == Member.objects.count()
    assert feed_floor.differences() > 0
    feed_floor.take_over(nights.path(0))
    assert feed_floor.differences() == 0


def test_only_the_last_two_nights_are_kept(population, tmp_path):
    nights = Nights(list(rows_on_record()), tmp_path)
    first = nights.path(0)
    nights.path(2)
    assert not first.exists()
    assert nights.path(1).exists()


def test_memory_is_told_in_megabytes():
    assert 20 < memory("VmRSS") <= memory("VmHWM") < 4000


def test_queries_are_counted_without_those_that_begin_and_end_transactions():
    statements = ["BEGIN", "SELECT 1", "SAVEPOINT s", "RELEASE SAVEPOINT s", "UPDATE commits", "COMMIT"]
    assert [one for one in statements if not pages.TRANSACTION.match(one)] == ["SELECT 1", "UPDATE commits"]
