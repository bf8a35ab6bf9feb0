"""Programs that run beside each other: started, watched, stopped together, and gone when the runner is gone."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from odp_portal.devstack.folders import ROOT, Refused

SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of linux/prctl.h
SECONDS_TO_STOP = 8


def say(message: str) -> None:
    print(f"[portal] {message}", flush=True)


def die_with_runner(stop_signal: int) -> Callable[[], None] | None:
    """For a child, before it becomes its program: the kernel stops it when we are gone, even by kill -9 (Linux)."""
    if sys.platform != "linux":
        return None
    prctl, runner = ctypes.CDLL(None).prctl, os.getpid()

    def ask_kernel() -> None:
        prctl(SET_PARENT_DEATH_SIGNAL, int(stop_signal), 0, 0, 0)
        if os.getppid() != runner:  # it was gone before the kernel knew
            os._exit(1)

    return ask_kernel


class Service:
    """A program that runs until it is stopped."""

    name: str
    stop_signal = signal.SIGTERM
    restarts = True  # started again if it ends by itself

    process: "subprocess.Popen[bytes]"

    def start(self) -> None:
        raise NotImplementedError

    def launch(self, command: list, **options) -> None:
        """Starts the program out of the terminal's reach: Ctrl-C is for the runner, which stops the rest in order."""
        self.process = subprocess.Popen(
            command, start_new_session=True, preexec_fn=die_with_runner(self.stop_signal), **options
        )

    def has_ended(self) -> bool:
        return self.process.poll() is not None


class Program(Service):
    """A part of the portal. What it writes, the runner prints with its name before it."""

    def __init__(self, name: str, command: list[str], environment: Mapping[str, str], restarts: bool = True) -> None:
        self.name, self.command, self.environment, self.restarts = name, command, environment, restarts

    def start(self) -> None:
        self.launch(
            self.command,
            cwd=ROOT,
            env={**self.environment, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )


def stop_all(services: Iterable[Service]) -> None:
    """Asks them all to stop, at once, and ends those that are not gone in a few seconds."""
    services = list(services)
    for service in services:
        service.process.send_signal(service.stop_signal)
    deadline = time.monotonic() + SECONDS_TO_STOP
    for service in services:
        try:
            service.process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            kill_group(service)


def kill_group(service: Service) -> None:
    """Ends the program and the workers it made, which a kill of the program alone may have left."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(service.process.pid, signal.SIGKILL)
    service.process.wait()


def wait_until(service: Service, is_ready: Callable[[], bool], log: Path, seconds: int = 30) -> None:
    """Waits for a server that has just been started."""
    deadline = time.monotonic() + seconds
    while not is_ready():
        if service.has_ended() or time.monotonic() > deadline:
            raise Refused(f"{service.name} did not start:\n{log.read_text()[-1500:]}")
        time.sleep(0.02)


def run(command: list[str], environment: Mapping[str, str]) -> int:
    """Runs a command in the foreground for its exit code. Ctrl-C reaches it by the terminal, TERM through us."""
    process = subprocess.Popen(command, env=dict(environment), cwd=ROOT, preexec_fn=die_with_runner(signal.SIGTERM))
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    code = process.wait()
    return code if code >= 0 else 128 - code
