from pathlib import Path

from django.core.management.base import CommandError

from apps.core.commands import PortalCommand, read_json
from apps.core.rules import RuleBroken
from apps.qualifications.actions import load_development

OUR_OWN = Path(__file__).resolve().parents[2] / "data" / "development.json"


class Command(PortalCommand):
    help = "Load which units develop which capabilities from a file: all of it, or nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.json", nargs="?", default=OUR_OWN, help="default: the portal's own")

    def handle(self, *, file, **options):
        data = read_json(file)
        try:
            changed = load_development(data=data)
        except RuleBroken as refusal:
            raise CommandError(f"{file} was not loaded, nothing was changed:\n{refusal}") from refusal
        self.stdout.write(f"Loaded what units develop: {changed} changed.")
