"""Watches over services: prints what they write, starts again what may end, and says when to give up."""

import os
import selectors
import shutil
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

from odp_portal.devstack.folders import RUN
from odp_portal.devstack.processes import Program, Service, kill_group, say, stop_all

# More ends than this within so many seconds are no accident.
RESTARTS, SECONDS = 5, 60


class Supervisor:
    """Watches servers that others started, and programs that it starts and, as a context, stops.

    It works in one thread: the kernel stops a child when the thread that started it ends, not only the process.
    """

    def __init__(self, servers: Iterable[Service]) -> None:
        self.services: list[Service] = []
        self.programs: list[Program] = []
        self.output = selectors.DefaultSelector()
        self.unfinished: dict[str, bytes] = defaultdict(bytes)
        self.ends: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=RESTARTS + 1))
        for server in servers:
            self._follow(server)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        stop_all(self.programs)
        self._print_output(0)
        shutil.rmtree(RUN, ignore_errors=True)

    def start(self, program: Program) -> None:
        program.start()
        self.programs.append(program)
        self._follow(program)

    def watch(self, until: Callable[[], bool]) -> bool:
        """True when `until` is; False when a service ended that may not, or one ends again and again."""
        while not until():
            self._print_output(0.2)
            for service in self.services:
                if service.has_ended() and not self._start_again(service):
                    return False
        return True

    def _follow(self, service: Service) -> None:
        """Notes the process id in a file, so that a person can try what a kill does."""
        if service not in self.services:
            self.services.append(service)
        RUN.mkdir(exist_ok=True)
        (RUN / f"{service.name}.pid").write_text(f"{service.process.pid}\n")
        if service.process.stdout:
            os.set_blocking(service.process.stdout.fileno(), False)
            self.output.register(service.process.stdout, selectors.EVENT_READ, service.name)

    def _start_again(self, service: Service) -> bool:
        self._print_output(0)
        ended = f"{service.name} ended with {service.process.returncode}"
        times = self.ends[service.name]
        times.append(time.monotonic())
        if not service.restarts or (len(times) > RESTARTS and times[-1] - times[0] < SECONDS):
            say(f"{ended}: stopping.")
            return False
        say(f"{ended}: starting it again.")
        kill_group(service)
        service.start()
        self._follow(service)
        return True

    def _print_output(self, seconds: float) -> None:
        """Prints what comes within these seconds, each line with the name of its service before it."""
        if not self.output.get_map():
            time.sleep(seconds)
            return
        for key, _ in self.output.select(seconds):
            written = os.read(key.fd, 65536)
            if not written:
                self.output.unregister(key.fileobj)
            *lines, self.unfinished[key.data] = (self.unfinished[key.data] + written).split(b"\n")
            for line in lines:
                print(f"{key.data:>8} | {line.decode(errors='replace').rstrip()}", flush=True)
