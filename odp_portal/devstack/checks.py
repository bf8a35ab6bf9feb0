"""./portal check: every check that needs no running portal. One line for each, and the words of those that failed."""

import os
import secrets
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from odp_portal.devstack import environment
from odp_portal.devstack.folders import ROOT

MANAGE = [sys.executable, "manage.py"]
MODULE = [sys.executable, "-m"]
CHECKS = {
    "format": [*MODULE, "ruff", "format", "--check", ".", "portal"],
    "lint": [*MODULE, "ruff", "check", ".", "portal"],
    "types": [*MODULE, "mypy", "-p", "apps", "-p", "odp_portal"],
    "import contracts": [str(Path(sys.executable).with_name("lint-imports"))],
    "missing migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "deployment settings": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
    "docker-compose.yml": [
        *[*MODULE, "check_jsonschema", "--builtin-schema", "vendor.compose-spec"],
        "docker-compose.yml",
    ],
}


def check() -> int:
    variables = {**os.environ, **environment.for_checks(secrets.token_urlsafe(60))}
    variables.pop("DEMO", None)

    def run(command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=ROOT, env=variables, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    failed = False
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, result in zip(CHECKS, pool.map(run, CHECKS.values()), strict=True):
            failed |= result.returncode != 0
            print(f"{name:<20} {'FAILED' if result.returncode else 'OK'}", flush=True)
            if result.returncode:
                print(result.stdout, flush=True)
    return 1 if failed else 0
