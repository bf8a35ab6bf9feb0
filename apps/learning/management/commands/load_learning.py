import tomllib
from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.core.rules import RuleBroken
from apps.learning.actions import load_assignment, load_content

OUR_OWN = Path(__file__).resolve().parents[2] / "data"
ASSIGNMENTS = OUR_OWN / "assignments"


class Command(BaseCommand):
    help = "Load pages, tests and assignments of units from content files (TOML): all of them, or nothing."

    def add_arguments(self, parser):
        parser.add_argument("files", metavar="FILE.toml", nargs="*", help="default: the portal's own sample content")

    @transaction.atomic
    def handle(self, *, files, **options):
        our_own = [*sorted(OUR_OWN.glob("*.toml")), *sorted(ASSIGNMENTS.glob("*.toml"))]
        paths = [Path(file) for file in files] or our_own
        found = [(path, self._read(path)) for path in paths]
        assignments = {_unit_of(data): (path, data) for path, data in found if "criteria" in data}
        for path, data in found:
            if "criteria" not in data:
                _, assignment = assignments.pop(_unit_of(data), (None, None))
                self._load(path, partial(load_content, data=data, assignment=assignment))
        for path, data in assignments.values():
            self._load(path, partial(load_assignment, data=data))
        self.stdout.write(f"Loaded {len(paths)} files of content.")

    def _read(self, path):
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise CommandError(f"{path} could not be read: {error.strerror}.") from error
        except ValueError as error:
            raise CommandError(f"{path} is not TOML in UTF-8: {error}.") from error

    def _load(self, path, load):
        try:
            load()
        except RuleBroken as error:
            raise CommandError(f"{path} was not loaded, nothing was changed:\n{error}") from error


def _unit_of(data):
    return repr((data.get("suite"), data.get("unit")))  # whatever is there: it has not been checked yet
