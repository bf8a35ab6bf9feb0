"""The folder .state: what the commands of ./portal keep between runs, and how they keep out of each other's way."""

import contextlib
import fcntl
import json
import os
import secrets
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / ".state"
RUN = STATE / "run"
STACK = STATE / "stack.json"


class Refused(Exception):
    """A plain message for the person at the terminal: the command ends with exit code 1."""


class Busy(Exception):
    """Another command, named by the message, runs servers on the data of this folder."""


@contextlib.contextmanager
def only_one(command: str) -> Iterator[None]:
    """Holds the folder's data for one command. The kernel lets go of it when the command ends, however it ends."""
    try:
        STATE.mkdir(exist_ok=True)
        file = (STATE / "lock").open("a+")
    except PermissionError as error:
        raise Refused(f"{STATE} belongs to another person. Run this as that person, or remove the folder.") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise Busy(file.read()) from error
        file.truncate(0)
        file.write(command)
        file.flush()
        STACK.unlink(missing_ok=True)  # of a portal that was killed
        yield


def secret_key() -> str:
    """The demo's SECRET_KEY: made once, so that people stay signed in over a restart."""
    return _kept("secret_key", lambda: secrets.token_urlsafe(50))


def credential_key() -> str:
    """The demo's CREDENTIAL_KEY: made once, so that credentials can be checked after a restart."""
    return _kept("credential_key", lambda: b64encode(secrets.token_bytes(32)).decode())


def _kept(name: str, make: Callable[[], str]) -> str:
    STATE.mkdir(exist_ok=True)
    path = STATE / name
    if not path.exists():
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(make())
    return path.read_text()


@contextlib.contextmanager
def announced(environment: Mapping[str, str]) -> Iterator[None]:
    """Tells other commands the environment of the running portal. It may hold passwords: for our eyes only."""
    with open(os.open(STACK, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(environment, file, indent=1)
    try:
        yield
    finally:
        STACK.unlink()


def running_environment() -> dict[str, str] | None:
    """The environment of the running portal, if that is what keeps the folder busy."""
    try:
        return json.loads(STACK.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
