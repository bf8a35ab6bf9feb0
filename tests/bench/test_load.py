from itertools import islice, repeat
from threading import Event

import pytest

from apps.approvals.models import Task
from odp_portal.bench import data, load
from odp_portal.bench.load import Answers
from odp_portal.bench.measure import Failed
from odp_portal.bench.pages import Page
from odp_portal.bench.results import Result
from odp_portal.bench.server import WebServer
from odp_portal.bench.workloads import Workload

SHARE = Workload("L1", "95% of 50 requests a second", "B", 1)


@pytest.fixture
def hello(tmp_path):
    with WebServer("hello", "odp_portal.bench.hello", tmp_path, workers=2, threads=2) as server:
        yield server


def test_every_request_is_answered_or_an_error(hello, monkeypatch):
    monkeypatch.setattr(load, "RATE", 200)
    pages = iter([({}, Page("/" if place % 5 else "/nowhere/")) for place in range(50)])
    answers = load.load(hello, pages, 40)
    assert (len(answers.times), len(answers.errors)) == (32, 8)
    assert "answered with 404" in answers.errors[0]
    assert len(hello.workers()) == 2


def test_a_request_that_had_to_wait_for_its_turn_is_late(hello, monkeypatch):
    """All are due at almost the same moment, and only one person asks."""
    monkeypatch.setattr(load, "RATE", 1_000_000)
    monkeypatch.setattr(load, "AT_ONCE", 1)
    times = load.load(hello, repeat(({}, Page("/"))), 30).times
    assert times == sorted(times)
    assert times[-1] > times[0]


def test_the_95th_of_a_hundred_is_told():
    assert 95 <= Answers(times=[float(number) for number in range(1, 101)]).p95 <= 96
    with pytest.raises(Failed, match="no page was answered"):
        Answers(errors=["ConnectionRefusedError()"]).p95  # noqa: B018


def test_an_error_is_too_many():
    assert Result(SHARE, 100, 150).met
    assert not Result(SHARE, 100, 150, errors=1).met


def test_a_learner_looks_and_a_manager_decides_what_waits(population, rig, monkeypatch):
    monkeypatch.setattr(load, "SECONDS", 1)
    data.fill_catalogue(60)
    requests = list(islice(load.mixed(rig), 150))
    decisions = [page for _, page in requests if page.form]
    assert 2 <= len(decisions) <= 15
    assert len({cookies["session"] for cookies, _ in requests}) == 2
    waiting = {task.decide_url for task in Task.objects.waiting()}
    assert {next(page.addresses) for page in decisions} <= waiting


def test_an_import_that_fails_ends_the_workload(population, rig, monkeypatch):
    begun = Event()

    def refused(feed):
        begun.set()
        raise Failed("the feed could not be imported")

    monkeypatch.setattr(load, "growth", refused)
    with pytest.raises(Failed, match="could not be imported"), load.importing(rig):
        assert begun.wait(30)
