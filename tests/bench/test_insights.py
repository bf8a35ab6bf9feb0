import pytest
from django.db import transaction

from apps.insights.actions import recount, refresh
from apps.insights.models import Fact
from apps.qualifications.models import StudyLog
from odp_portal.bench import insights
from odp_portal.bench.workloads import Workload

RECORDS = Workload("D3", "Figures are those of records", "A", 0)


def test_figures_are_those_of_the_records_after_a_feed_and_changes(population, rig):
    result = insights.same_as_live(RECORDS, rig)
    assert result.count == 0
    assert result.met
    assert "12 moves and 30 changes" in result.note
    assert not Fact.objects.exists()  # it was taken back


@pytest.mark.parametrize(("what", "wrong"), [("hours", 2), ("decided", 2)])
def test_a_figure_that_is_not_is_found(population, what, wrong):
    """One fact is missing, and so is not in step with what was counted of it either."""
    recount()
    assert insights.differences() == 0
    Fact.objects.filter(pk=Fact.objects.filter(what=what).first().pk).delete()
    assert insights.differences() == wrong


def test_a_change_that_figures_have_not_followed_is_found(population):
    recount()
    logged = StudyLog.objects.count()
    insights._study(20)
    assert StudyLog.objects.count() > logged
    with transaction.atomic():
        assert insights.differences() > 0
        transaction.set_rollback(True)
    refresh()
    assert insights.differences() == 0
