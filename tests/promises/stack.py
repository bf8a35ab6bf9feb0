"""The portal as it runs: a Valkey of its own, gunicorn, a worker and beat, in processes of their own."""

import os
import subprocess
import time
from contextlib import contextmanager
from signal import SIGCONT, SIGKILL, SIGSTOP

import redis
from django.conf import settings

from odp_portal.devstack import environment, up
from odp_portal.devstack.folders import ROOT
from odp_portal.devstack.processes import kill_group
from odp_portal.devstack.servers import Servers

SECONDS_TO_START = 60


class Stack:
    """The portal on a database that is there. `troubles` counts what was done to its Valkey; `only` names the parts
    of it that run, all where it is left out."""

    def __init__(self, *, web_url, mail_port, folder, only=("web", "worker", "beat")):
        self.folder, self.port, self.only = folder, up.free_port(), only
        self.site = f"http://localhost:{self.port}"
        self.given = {
            **{name: value for name, value in os.environ.items() if name != "REDIS_URL"},
            "WEB_DATABASE_URL": web_url,
            "DATABASE_URL": web_url,  # only migrations and commands are the owner's, and none runs here
            "SITE_URL": self.site,
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(mail_port),
            "SECRET_KEY": settings.SECRET_KEY,
            "MEDIA_ROOT": str(folder / "media"),
        }
        self.troubles = {"killed": 0, "hanging": 0, "flushed": 0, "full": 0}
        self.programs, self.restarts = [], 0

    def __enter__(self):
        self.servers = Servers(self.folder, self.given, durable=False)
        self.servers.__enter__()
        try:
            [self.valkey] = self.servers.services
            self._start_programs()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *error):
        for program in self.programs:
            kill_group(program)
        self.valkey.process.send_signal(SIGCONT)
        self.servers.__exit__(None, None, None)

    def _start_programs(self):
        variables = environment.for_demo(self.given, self.servers.urls, settings.SECRET_KEY, self.folder)
        for program in up.portal_programs(variables, self.port, self.folder):
            if program.name in self.only:
                self._start(program)
                self.programs.append(program)
        self._wait()

    def _wait(self):
        until = time.monotonic() + SECONDS_TO_START
        while not up.is_ready(self.port, until) or (
            "worker" in self.only and " ready." not in self._log("worker").read_text()
        ):
            time.sleep(0.1)

    def _start(self, program):
        with self._log(program.name).open("a") as log:
            program.launch(
                program.command,
                cwd=ROOT,
                env=program.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @contextmanager
    def without_web(self):
        """The web is killed, with all its workers, and started again at the end."""
        web = next(program for program in self.programs if program.name == "web")
        kill_group(web)
        yield web.process.returncode
        self._start(web)
        self._wait()

    def look_after(self):
        """Start again what has ended, as ./portal up and a container do: Celery's worker ends when Redis is full."""
        for program in self.programs:
            if program.has_ended():
                kill_group(program)
                self._start(program)
                self.restarts += 1

    def _log(self, name):
        return self.folder / f"{name}.log"

    def logs(self):
        return "\n".join(path.read_text()[-3000:] for path in sorted(self.folder.glob("*.log")))

    # --- What can happen to Valkey -----------------------------------------------------------------------------------

    def begin(self, trouble):
        if trouble == "killed":
            self.valkey.process.send_signal(SIGKILL)
            self.troubles[trouble] += self.valkey.process.wait() == -SIGKILL
        elif trouble == "hanging":
            self.valkey.process.send_signal(SIGSTOP)
            self.troubles[trouble] += self.valkey.process.poll() is None
        elif trouble == "flushed":
            self.troubles[trouble] += self._client().flushall()
        elif trouble == "full":
            self.troubles[trouble] += self._client().config_set("maxmemory", 1)

    def end(self, trouble):
        if trouble == "killed":
            self.valkey.start()
        elif trouble == "hanging":
            self.valkey.process.send_signal(SIGCONT)
        elif trouble == "full":
            self._client().config_set("maxmemory", "256mb")

    def _client(self):
        return redis.Redis.from_url(self.valkey.url, socket_timeout=5)
