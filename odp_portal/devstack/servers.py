"""A Postgres and a Valkey of our own, on Unix sockets in a folder of their own: no ports, no clashes, no passwords."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from odp_portal.devstack.account import Account, shared_folder
from odp_portal.devstack.folders import Refused
from odp_portal.devstack.processes import Service, stop_all, wait_until
from odp_portal.devstack.programs import postgres_folder, postgres_major, valkey_program

OWNER = DATABASE = "odp"
# Where a crash may lose everything, because nothing is kept: twice as fast.
THROW_AWAY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


class Postgres(Service):
    """A cluster in `folder`, made if it is not there, that listens in the folder `sockets`."""

    name = "postgres"
    stop_signal = signal.SIGINT  # "fast": it ends all sessions and closes its files
    restarts = False

    def __init__(self, folder: Path, sockets: Path, account: Account, durable: bool = True) -> None:
        self.sockets, self.account, self.durable = sockets, account, durable
        self.programs = postgres_folder(account)
        self.major = postgres_major(self.programs)
        self.data = self._data_folder(folder / f"pg{self.major}")
        self.log = sockets / "postgres.log"

    @property
    def url(self) -> str:
        return f"postgres://{OWNER}@{quote(str(self.sockets), safe='')}/{DATABASE}"

    def start(self) -> None:
        self._stop_orphan()
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        options = ["listen_addresses=", "shared_buffers=128MB", "max_connections=500", "timezone=UTC"]
        options += [] if self.durable else THROW_AWAY
        command = [self.programs / "postgres", "-D", self.data, "-k", self.sockets]
        for option in options:
            command += ["-c", option]
        with self.log.open("ab") as log:
            self.launch(command, stdout=log, stderr=log, **self._process_options)
        wait_until(self, self._has_database, self.log)

    @property
    def _process_options(self) -> dict:
        environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": str(self.sockets), "TZ": "UTC"}
        return {"env": environment, "cwd": "/", **self.account.popen_options}

    def _data_folder(self, place: Path) -> Path:
        """The place itself, or a link to a folder elsewhere if the account cannot enter the place."""
        if not place.exists():
            if self.account.reaches(place.parent):
                place.mkdir()
            else:
                place.unlink(missing_ok=True)
                place.symlink_to(tempfile.mkdtemp(prefix="data-", dir=shared_folder()))
            self.account.give(place)
        if place.stat().st_uid != self.account.uid:
            raise Refused(f"{place} belongs to another account: run this as its owner, or remove the folder.")
        return place.resolve()

    def _make_cluster(self) -> None:
        # The same order of text wherever the portal runs: docker-compose.yml says the same.
        locale = ["--locale=C.UTF-8"]
        if self.major >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command = [
            str(self.programs / "initdb"),
            "-D",
            str(self.data),
            "-U",
            OWNER,
            "--auth=trust",
            "--encoding=UTF8",
            *locale,
        ]
        command += [] if self.durable else ["--no-sync"]
        made = subprocess.run(command, capture_output=True, text=True, start_new_session=True, **self._process_options)
        if made.returncode:
            raise Refused(f"The database could not be made:\n{made.stderr}")

    def _has_database(self) -> bool:
        """Whether it answers; makes the database if it is not there."""
        import psycopg2

        try:
            connection = psycopg2.connect(host=str(self.sockets), user=OWNER, dbname="postgres")
        except psycopg2.OperationalError:
            return False
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE}")
        return True

    def _stop_orphan(self) -> None:
        """Stops the server of a runner that was killed, if it is still closing its files."""
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, IndexError, ValueError):
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            if "postgres" not in Path(f"/proc/{pid}/cmdline").read_text():
                return
            os.kill(pid, self.stop_signal)
            deadline = time.monotonic() + 15
            while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
                time.sleep(0.05)


class Valkey(Service):
    """A broker and cache without a disk: the portal must do without what it forgets."""

    name = "valkey"

    def __init__(self, sockets: Path, account: Account) -> None:
        self.account = account
        self.sockets, self.socket, self.log = sockets, sockets / "valkey.sock", sockets / "valkey.log"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> None:
        self.socket.unlink(missing_ok=True)
        command = [valkey_program(self.account), "--port", "0", "--dir", self.sockets, "--save", ""]
        command += ["--unixsocket", self.socket, "--unixsocketperm", "700", "--appendonly", "no"]
        command += ["--maxmemory", "256mb", "--maxmemory-policy", "noeviction"]
        with self.log.open("ab") as log:
            self.launch(command, cwd="/", stdout=log, stderr=log, **self.account.popen_options)
        wait_until(self, self._answers, self.log)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection, contextlib.suppress(OSError):
            connection.settimeout(1)
            connection.connect(str(self.socket))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        return False


class Servers:
    """The servers whose address was not given. As a context they run; `urls` has the variables that name them."""

    def __init__(self, folder: Path, given: Mapping[str, str], durable: bool) -> None:
        self.folder, self.given, self.durable = folder, given, durable
        self.services: list[Service] = []
        self.urls: dict[str, str] = {}
        self.account = Account()

    def __enter__(self) -> Self:
        # Short, because the path of a socket has at most 107 bytes.
        self.sockets = Path(tempfile.mkdtemp(prefix="odp-", dir="/tmp"))
        self.account.give(self.sockets)
        try:
            if not self.given.get("DATABASE_URL"):
                self._start("DATABASE_URL", Postgres(self.folder, self.sockets, self.account, self.durable))
            if not self.given.get("REDIS_URL"):
                self._start("REDIS_URL", Valkey(self.sockets, self.account))
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _start(self, variable: str, server: "Postgres | Valkey") -> None:
        server.start()
        self.services.append(server)
        self.urls[variable] = server.url

    def _stop(self) -> None:
        stop_all(self.services)
        shutil.rmtree(self.sockets, ignore_errors=True)


@contextlib.contextmanager
def throw_away_servers(given: Mapping[str, str], durable: bool = False) -> Iterator[Servers]:
    """Servers for one run of tests or benchmarks, and a folder for what else they write: nothing is left of them."""
    folder = Path(tempfile.mkdtemp(prefix="odp-test-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        with Servers(folder, given, durable) as servers:
            yield servers
    finally:
        shutil.rmtree(folder, ignore_errors=True)
