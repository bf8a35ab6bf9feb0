import tomllib
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
        for path in paths:
            try:
                data = tomllib.loads(path.read_text(encoding="utf-8"))
                load = load_assignment if "criteria" in data else load_content
                load(data=data)
            except OSError as error:
                raise CommandError(f"{path} could not be read: {error.strerror}.") from error
            except ValueError as error:
                raise CommandError(f"{path} is not TOML in UTF-8: {error}.") from error
            except RuleBroken as error:
                raise CommandError(f"{path} was not loaded, nothing was changed:\n{error}") from error
        self.stdout.write(f"Loaded {len(paths)} files of content.")
