from django.core.management.base import CommandError

from apps.core.commands import PortalCommand, read_json
from apps.core.rules import RuleBroken
from apps.qualifications.actions import load_catalogue


class Command(PortalCommand):
    help = "Load suites, units and qualifications from a catalogue file: all of it, or nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.json")

    def handle(self, *, file, **options):
        data = read_json(file)
        try:
            number = load_catalogue(data=data)
        except RuleBroken as refusal:
            raise CommandError(f"{file} was not loaded, nothing was changed:\n{refusal}") from refusal
        self.stdout.write(f"Loaded {number} {'qualification' if number == 1 else 'qualifications'}.")
