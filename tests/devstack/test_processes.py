import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from odp_portal.devstack import checks, processes, supervisor, up
from odp_portal.devstack.folders import ROOT, Refused
from odp_portal.devstack.processes import Program, stop_all
from odp_portal.devstack.servers import Servers, throw_away_servers

SLEEP = "import time; print('hello', flush=True); time.sleep(60)"


@pytest.fixture(autouse=True)
def run_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(supervisor, "RUN", tmp_path / "run")
    return tmp_path / "run"


def program(name, code, **options):
    return Program(name, [sys.executable, "-c", code], os.environ, **options)


def seconds_from_now(seconds):
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def is_alive(pid):
    try:
        return open(f"/proc/{pid}/stat").read().split()[2] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_what_a_program_writes_has_its_name_before_it(capsys):
    with supervisor.Supervisor([]) as watched:
        watched.start(program("worker", "print('one'); print('two'); import time; time.sleep(60)"))
        watched.watch(until=seconds_from_now(1))
    assert "  worker | one\n  worker | two\n" in capsys.readouterr().out


def test_a_program_that_was_killed_is_started_again(run_folder, capsys):
    worker = program("worker", SLEEP)
    with supervisor.Supervisor([]) as watched:
        watched.start(worker)
        first = worker.process.pid
        os.kill(first, signal.SIGKILL)
        assert watched.watch(until=lambda: worker.process.pid != first)
        assert (run_folder / "worker.pid").read_text() == f"{worker.process.pid}\n"
        second = worker.process.pid
    assert not is_alive(second)
    assert not run_folder.exists()
    assert "worker ended with -9: starting it again." in capsys.readouterr().out


def test_a_program_that_ends_again_and_again_is_given_up(capsys):
    with supervisor.Supervisor([]) as watched:
        watched.start(program("worker", "raise SystemExit(3)"))
        assert not watched.watch(until=seconds_from_now(30))
    assert capsys.readouterr().out.count("starting it again") == supervisor.RESTARTS


def test_the_end_of_the_web_is_the_end_of_all(capsys):
    with supervisor.Supervisor([]) as watched:
        worker = program("worker", SLEEP)
        watched.start(worker)
        watched.start(program("web", "raise SystemExit(3)", restarts=False))
        assert not watched.watch(until=seconds_from_now(30))
    assert worker.process.returncode == -signal.SIGTERM
    assert "web ended with 3: stopping." in capsys.readouterr().out


def test_a_program_that_does_not_stop_is_ended(monkeypatch):
    monkeypatch.setattr(processes, "SECONDS_TO_STOP", 0.2)
    deaf = program("worker", f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}")
    deaf.start()
    assert deaf.process.stdout.readline() == b"hello\n"
    stop_all([deaf])
    assert deaf.process.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent died")
def test_a_killed_runner_leaves_nothing_behind():
    code = (
        "import sys, os, time\n"
        "from odp_portal.devstack.processes import Program\n"
        "child = Program('worker', [sys.executable, '-c', 'import time; time.sleep(60)'], os.environ)\n"
        "child.start()\n"
        "print(child.process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    runner = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    child = int(runner.stdout.readline())
    assert is_alive(child)
    runner.kill()
    runner.wait()
    wait_until(lambda: not is_alive(child))


@pytest.mark.parametrize(
    ("code", "expected"), [("raise SystemExit(7)", 7), ("import os; os.kill(os.getpid(), 9)", 137)]
)
def test_the_exit_code_of_a_command_is_passed_on(code, expected):
    runner = (
        "import os, sys\n"
        "from odp_portal.devstack.processes import run\n"
        f"sys.exit(run([sys.executable, '-c', {code!r}], os.environ))\n"
    )
    assert subprocess.run([sys.executable, "-c", runner], cwd=ROOT).returncode == expected


def test_a_failed_check_is_shown_and_fails_all(monkeypatch, capsys):
    monkeypatch.setattr(
        checks,
        "CHECKS",
        {
            "good": [sys.executable, "-c", "print('nothing to see')"],
            "bad": [sys.executable, "-c", "print('line 3 is wrong'); raise SystemExit(1)"],
        },
    )
    assert checks.check() == 1
    assert capsys.readouterr().out.splitlines()[:3] == [
        "good                 OK",
        "bad                  FAILED",
        "line 3 is wrong",
    ]


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_that_was_asked_for_must_be_free(taken_port):
    with pytest.raises(Refused, match=f"Port {taken_port} is in use"):
        up.choose_port(str(taken_port))


@pytest.mark.parametrize("port", ["eighty", "0", "65536", "٨٠٠٠", "-1"])
def test_a_port_must_be_a_number(port):
    with pytest.raises(Refused, match="PORT must be a number"):
        up.choose_port(port)


def test_without_a_wish_the_next_free_port_is_taken(monkeypatch, taken_port):
    monkeypatch.setattr(up, "FIRST_PORT", taken_port)
    assert up.choose_port(None) > taken_port


def test_throw_away_servers_answer_and_leave_nothing_behind():
    import psycopg2
    import redis

    with throw_away_servers({}) as servers:
        with psycopg2.connect(servers.urls["DATABASE_URL"]) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT current_user, current_database(), current_setting('fsync')")
            assert cursor.fetchone() == ("odp", "odp", "off")
        connection.close()
        broker = redis.Redis.from_url(servers.urls["REDIS_URL"])
        broker.set("key", "value")
        postgres, valkey = servers.services
        valkey.process.kill()
        valkey.process.wait()
        valkey.start()
        assert broker.get("key") is None
    assert postgres.process.returncode == 0
    assert valkey.has_ended()
    assert not servers.folder.exists()
    assert not servers.sockets.exists()


def test_no_server_is_started_where_its_address_is_given(tmp_path):
    given = {"DATABASE_URL": "postgres://me@db/mine", "REDIS_URL": "redis://cache:6379"}
    with Servers(tmp_path, given, durable=True) as servers:
        assert (servers.services, servers.urls) == ([], {})
