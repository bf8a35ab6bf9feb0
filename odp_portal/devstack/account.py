"""The account that Postgres and Valkey run under. Postgres refuses to run as root, so root hands over to another."""

import os
import pwd
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

from odp_portal.devstack.folders import Refused

# Where root keeps what the account must reach when the checkout is closed to it, as below a home with mode 0700.
SHARED = Path("/var/lib/odp-portal")


class Account:
    """Our own account, or the one that root hands over to: ODP_SERVICE_USER, else nobody."""

    def __init__(self) -> None:
        self.is_own = os.geteuid() != 0
        if self.is_own:
            self.uid, self.gid = os.geteuid(), os.getegid()
            return
        name = os.environ.get("ODP_SERVICE_USER", "nobody")
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            entry = None
        if entry is None or entry.pw_uid == 0:
            raise Refused(f"Postgres needs an account that is not root: set ODP_SERVICE_USER, because {name} is none.")
        self.uid, self.gid = entry.pw_uid, entry.pw_gid

    @property
    def popen_options(self) -> dict:
        """Options of subprocess that start a program under this account."""
        return {} if self.is_own else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def reaches(self, folder: Path) -> bool:
        """Whether the account may enter the folder and all above it."""
        return self.is_own or all(self._may_enter(path) for path in [folder, *folder.parents])

    def _may_enter(self, folder: Path) -> bool:
        entry = folder.stat()
        if entry.st_uid == self.uid:
            return bool(entry.st_mode & 0o100)
        return bool(entry.st_mode & (0o010 if entry.st_gid == self.gid else 0o001))

    def give(self, folder: Path) -> None:
        """Makes the folder the account's own, closed to all others but root."""
        folder.chmod(0o700)
        if not self.is_own:
            os.chown(folder, self.uid, self.gid)


def shared_folder() -> Path:
    """Root's folder for copies and data. In a place that anyone may write to, someone could have been there first."""
    SHARED.mkdir(exist_ok=True)
    if SHARED.stat().st_uid != 0:
        raise Refused(f"{SHARED} does not belong to root: remove it.")
    SHARED.chmod(0o755)
    return SHARED


def copy_package(distribution: str, folders: list[Path]) -> Path:
    """A copy of an installed package's folders that every account may read, made once for each version."""
    copy = shared_folder() / f"{distribution}-{version(distribution)}"
    if not copy.exists():
        partial = Path(tempfile.mkdtemp(dir=SHARED))
        for folder in folders:
            shutil.copytree(folder, partial / folder.name, symlinks=True)
        for path in [partial, *partial.rglob("*")]:
            if not path.is_symlink():
                mode = path.stat().st_mode
                path.chmod(mode | (0o555 if mode & 0o100 else 0o444))
        try:
            partial.rename(copy)
        except OSError:  # another command was faster
            shutil.rmtree(partial)
    return copy
