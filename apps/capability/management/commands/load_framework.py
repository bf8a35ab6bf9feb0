from django.core.management.base import CommandError

from apps.capability.actions import load_framework
from apps.capability.states import VersionStatus
from apps.core.commands import PortalCommand, read_json
from apps.core.rules import RuleBroken


class Command(PortalCommand):
    help = "Load a framework of capabilities from a file: all of it, or nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.json")

    def handle(self, *, file, **options):
        data = read_json(file)
        try:
            version = load_framework(data=data)
        except RuleBroken as refusal:
            raise CommandError(f"{file} was not loaded, nothing was changed:\n{refusal}") from refusal
        self.stdout.write(f"Loaded {version}.")
        if version.status == VersionStatus.DRAFT:
            self.stdout.write("It is not published yet: somebody of the central team does that in the console.")
