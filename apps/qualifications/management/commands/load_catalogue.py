import json

from django.core.management.base import BaseCommand, CommandError

from apps.core.rules import RuleBroken
from apps.qualifications.actions import load_catalogue


class Command(BaseCommand):
    help = "Load suites, units and qualifications from a catalogue file: all of it, or nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.json")

    def handle(self, *, file, **options):
        try:
            with open(file, encoding="utf-8") as stream:
                data = json.load(stream)
        except OSError as error:
            raise CommandError(f"{file} could not be read: {error.strerror}.") from error
        except ValueError as error:
            raise CommandError(f"{file} is not JSON in UTF-8: {error}.") from error
        try:
            number = load_catalogue(data=data)
        except RuleBroken as error:
            raise CommandError(f"{file} was not loaded, nothing was changed:\n{error}") from error
        self.stdout.write(f"Loaded {number} qualifications.")
