"""What the workloads run on: the data, and servers that start when the first workload needs them."""

import os
import tempfile
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.db import connection

from apps.members.models import Member
from odp_portal.bench import data
from odp_portal.bench.measure import repeats_for
from odp_portal.bench.server import WebServer


class Rig:
    """As a context it leaves no process or file behind. The database is not its own."""

    def __init__(self, members: int) -> None:
        self.members, self.repeats = members, repeats_for(members)
        self.stack = ExitStack()

    def __enter__(self) -> "Rig":
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="odp-bench-", dir="/tmp")))
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *error: object) -> None:
        self.stack.close()

    @cached_property
    def portal(self) -> WebServer:
        return self.stack.enter_context(WebServer("portal", "odp_portal.wsgi", self.folder))

    @cached_property
    def hello(self) -> WebServer:
        return self.stack.enter_context(WebServer("hello", "odp_portal.bench.hello", self.folder))

    @cached_property
    def learner(self) -> Member:
        return data.learner()

    @staticmethod
    def postgres() -> list[int]:
        """The process in which Postgres works for us."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return list(cursor.fetchone())

    @staticmethod
    def own_processes() -> list[int]:
        """Ours, and the one in which Postgres works for us."""
        return [os.getpid(), *Rig.postgres()]
