import pytest

from odp_portal.bench.measure import Failed, cpu_of
from odp_portal.bench.server import Visitor, WebServer


@pytest.fixture
def hello(tmp_path):
    with WebServer("hello", "odp_portal.bench.hello", tmp_path) as server:
        yield server


def test_one_process_says_hello_and_what_it_costs_can_be_read(hello):
    [worker] = hello.workers()
    before = cpu_of([worker])
    visitor = Visitor(hello)
    assert [visitor.get("/") for _ in range(3)] == [b"Hello, world"] * 3
    visitor.leave()
    assert cpu_of([worker]) > before


def test_an_answer_that_was_not_expected_ends_the_workload(hello):
    with pytest.raises(Failed, match="GET /catalogue/ was answered with 404, not 200"):
        Visitor(hello).get("/catalogue/")
    with pytest.raises(Failed, match="POST / was answered with 403, not 302"):
        Visitor(hello).post("/", decision="approved")


def test_nothing_is_left_running(tmp_path):
    with WebServer("hello", "odp_portal.bench.hello", tmp_path) as server:
        pass
    assert server.has_ended()
    assert server.workers() == []
