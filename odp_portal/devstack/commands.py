"""./portal test, manage and bench: a command of ours on servers that are there, or that run as long as it does."""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from odp_portal.devstack import environment, folders
from odp_portal.devstack.folders import ROOT, STATE
from odp_portal.devstack.processes import run
from odp_portal.devstack.servers import Servers, throw_away_servers


def test(arguments: Sequence[str]) -> int:
    """Every test, on all cores; --full adds the long ones."""
    given = dict(os.environ)
    with throw_away_servers(given) as servers:
        variables = environment.for_tests(given, servers.urls, servers.folder)
        if "--full" in arguments:
            variables["ODP_TEST_FULL"] = "1"
        Path(variables["STATIC_ROOT"]).mkdir()  # WhiteNoise warns of one that is missing
        return run([sys.executable, "-m", "pytest", *pytest_arguments(arguments)], variables)


def pytest_arguments(arguments: Sequence[str]) -> list[str]:
    chosen = [argument for argument in arguments if argument != "--full"]
    if any(argument.startswith(("-n", "--numprocesses")) for argument in chosen):
        return chosen
    return ["-n", "auto", "--dist", "worksteal", *chosen]


def bench(arguments: Sequence[str]) -> int:
    """The benchmarks, on servers that write to the disk as those of ./portal up do."""
    given = dict(os.environ)
    with throw_away_servers(given, durable=True) as servers:
        given = {"CREDENTIAL_KEY": folders.credential_key(), **given}
        variables = environment.for_bench(given, servers.urls, folders.secret_key(), servers.folder)
        return run([sys.executable, "-m", "odp_portal.bench", *arguments], variables)


def manage(arguments: Sequence[str]) -> int:
    """A Django command on the data of ./portal up, which may be running or not."""
    given = dict(os.environ)
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    if given.get("DATABASE_URL") and given.get("REDIS_URL"):
        return run(command, demo_environment(given, {}))
    while True:
        try:
            with folders.only_one("manage"), Servers(STATE, given, durable=True) as servers:
                return run(command, demo_environment(given, servers.urls))
        except folders.Busy:
            running = folders.running_environment()
        if running:
            return run(command, demo_environment(given, running))
        # ./portal up is still starting, or another command has the servers.
        time.sleep(0.2)


def demo_environment(given: Mapping[str, str], servers: Mapping[str, str]) -> dict[str, str]:
    given = {"CREDENTIAL_KEY": folders.credential_key(), **given}
    return environment.for_demo(given, servers, folders.secret_key(), STATE)
