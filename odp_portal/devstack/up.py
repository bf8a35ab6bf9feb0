"""./portal up: servers, data, web, worker, beat and a mail sink, watched until somebody stops them."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from odp_portal.devstack import environment, folders
from odp_portal.devstack.folders import ROOT, STATE, Refused
from odp_portal.devstack.processes import Program, die_with_runner, say
from odp_portal.devstack.servers import Servers
from odp_portal.devstack.supervisor import Supervisor

FIRST_PORT, PORTS = 8000, 100
SECONDS_TO_BE_READY = 120
DEMO_PEOPLE = [
    *["member", "manager", "senior", "assessor", "assurer", "hop-dwp", "hop-moj", "champion"],
    *["central", "host", "partner", "director", "apprentice", "newcomer"],
]


class StopRequest:
    """Whether somebody asked us to stop."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, *_: object) -> None:
        self.asked = True


def up() -> int:
    began = time.monotonic()
    stop = StopRequest()
    given = dict(os.environ)
    with alone():
        port = choose_port(given.get("PORT"))
        site = f"http://localhost:{port}"
        with Servers(STATE, given, durable=True) as servers, Supervisor(servers.services) as supervisor:
            if not given.get("EMAIL_HOST"):
                mail_port = free_port()
                supervisor.start(mail_sink(mail_port, given))
                given |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mail_port)}
            variables = environment.for_demo(
                {"SITE_URL": site, "CREDENTIAL_KEY": folders.credential_key(), **given},
                servers.urls,
                folders.secret_key(),
                STATE,
            )
            if not prepare(variables, stop):
                return 0 if stop.asked else 1
            with folders.announced(environment.shared(variables)):
                for program in portal_programs(variables, port, servers.sockets):
                    supervisor.start(program)
                deadline = time.monotonic() + SECONDS_TO_BE_READY
                if not supervisor.watch(until=lambda: stop.asked or is_ready(port, deadline)):
                    return 1
                if not stop.asked:
                    announce(site, time.monotonic() - began)
                return 0 if supervisor.watch(until=lambda: stop.asked) else 1


@contextlib.contextmanager
def alone() -> Iterator[None]:
    try:
        with folders.only_one("up"):
            yield
    except folders.Busy as busy:
        if str(busy) == "up":
            raise Refused("The portal is already running from this folder.") from busy
        raise Refused(f"./portal {busy} uses the data of this folder: try again when it has ended.") from busy


def choose_port(given: str | None) -> int:
    """PORT, which must be free, else the next free one."""
    if given and not (given.isascii() and given.isdigit() and 0 < int(given) < 65536):
        raise Refused("PORT must be a number from 1 to 65535.")
    if given:
        if not is_free(int(given)):
            raise Refused(f"Port {given} is in use, or not for this account: choose another PORT.")
        return int(given)
    port = next(filter(is_free, range(FIRST_PORT, FIRST_PORT + PORTS)), None)
    if port is None:
        raise Refused(f"Ports {FIRST_PORT} to {FIRST_PORT + PORTS - 1} are in use: choose another with PORT.")
    return port


def is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def mail_sink(port: int, given: Mapping[str, str]) -> Program:
    """Takes every message and keeps it as a file in .state/mail/new: nothing leaves this machine."""
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}"]
    return Program("mail", [*command, "-c", "aiosmtpd.handlers.Mailbox", str(STATE / "mail")], given)


def prepare(variables: Mapping[str, str], stop: StopRequest) -> bool:
    """Migrations, grants and demo data, by the owner of the database."""
    for folder in (variables["MEDIA_ROOT"], variables["STATIC_ROOT"]):
        Path(folder).mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "odp_portal.devstack.prepare"],
        cwd=ROOT,
        env={**variables, "DATABASE_ROLE": "owner"},
        start_new_session=True,
        preexec_fn=die_with_runner(signal.SIGTERM),
    )
    while process.poll() is None:
        if stop.asked:
            process.terminate()
        time.sleep(0.05)
    return process.returncode == 0


def portal_programs(variables: Mapping[str, str], port: int, folder: Path) -> list[Program]:
    """The parts of the portal. They work as the restricted role: DATABASE_ROLE is not among their variables."""
    python = [sys.executable, "-m"]
    web = ["gunicorn", "odp_portal.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
    web += ["--worker-class", "gthread", "--graceful-timeout", "5", "--no-control-socket"]
    celery = ["celery", "--app", "odp_portal", "--quiet"]
    worker = [*celery, "worker", "--loglevel", "INFO", "--concurrency", "2"]
    beat = [*celery, "beat", "--loglevel", "INFO", "--schedule", str(folder / "beat")]
    return [
        Program("web", [*python, *web], variables, restarts=False),
        Program("worker", [*python, *worker], variables),
        Program("beat", [*python, *beat], variables),
    ]


def is_ready(port: int, deadline: float) -> bool:
    if time.monotonic() > deadline:
        raise Refused(f"The portal was not ready after {SECONDS_TO_BE_READY} seconds. Its messages are above.")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/health/ready", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == 200
    return False


def announce(site: str, seconds: float) -> None:
    say(f"Ready after {seconds:.1f} seconds: {site}/")
    say(f"Demo people: {site}/demo/")
    say(f"  {', '.join(DEMO_PEOPLE)}")
    say(f"Mail is kept in {STATE / 'mail'}. Ctrl-C stops everything; the next start keeps the data.")
