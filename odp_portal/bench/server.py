"""gunicorn, unless told otherwise with one process and one thread: a page’s CPU is in one place. And its visitors."""

import os
import socket
import sys
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

from odp_portal.bench.measure import Failed
from odp_portal.devstack.folders import ROOT
from odp_portal.devstack.processes import Service, stop_all, wait_until

SECONDS_FOR_A_PAGE = 30


class WebServer(Service):
    """A WSGI application on a Unix socket in `folder`. As a context it runs."""

    def __init__(self, name: str, application: str, folder: Path, workers: int = 1, threads: int = 1) -> None:
        self.name, self.application = name, application
        self.size = ["--workers", str(workers), "--threads", str(threads)]
        self.socket, self.log = folder / f"{name}.sock", folder / f"{name}.log"

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", self.application, "--bind", f"unix:{self.socket}"]
        command += [*self.size, "--worker-class", "gthread", "--no-control-socket"]
        # As the portal's web does it: with the rights of the restricted role.
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_ROLE"}
        with self.log.open("ab") as log:
            self.launch(command, cwd=ROOT, env=environment, stdout=log, stderr=log)

    def __enter__(self) -> "WebServer":
        self.start()
        wait_until(self, lambda: bool(self.socket.exists() and self.workers()), self.log)
        return self

    def __exit__(self, *error: object) -> None:
        stop_all([self])

    def workers(self) -> list[int]:
        """The processes that answer; the one that only watches over them costs nothing."""
        return [pid for pid in _processes() if _parent_of(pid) == self.process.pid]


def _processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _parent_of(pid: int) -> int | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
        return None
    return int(stat.rpartition(")")[2].split()[1])


class Visitor:
    """Somebody with a browser: their cookies, and one connection that stays open from page to page.

    `waited`: milliseconds until the last answer began.
    """

    def __init__(self, server: WebServer, cookies: dict[str, str] | None = None) -> None:
        self.connection = SocketConnection(server.socket)
        self.headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())}

    def get(self, address: str) -> bytes:
        return self._ask("GET", address, 200)

    def post(self, address: str, **fields: str) -> None:
        """Sends a form. The answer to one that was taken leads on to another page."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        self._ask("POST", address, 302, urlencode(fields), headers)

    def _ask(
        self, method: str, address: str, expected: int, body: str | None = None, headers: dict[str, str] | None = None
    ) -> bytes:
        start = perf_counter()
        self.connection.request(method, address, body, {**self.headers, **(headers or {})})
        response = self.connection.getresponse()
        self.waited = (perf_counter() - start) * 1000
        content = response.read()
        if response.status != expected or "/account/" in (response.headers["Location"] or ""):
            raise Failed(f"{method} {address} was answered with {response.status}, not {expected}")
        return content

    def leave(self) -> None:
        self.connection.close()


class SocketConnection(HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=SECONDS_FOR_A_PAGE)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))
