from django.core.management.base import BaseCommand, CommandError

from apps.console import invariants


class Command(BaseCommand):
    help = "Look whether all that must be true of the data is so. Ends with 1, and a line for each thing that is not."

    def handle(self, **options):
        if lines := invariants.broken():
            for line in lines:
                self.stdout.write(line)
            raise CommandError(f"{len(lines)} broken.")
        self.stdout.write(f"All {len(invariants.CHECKS)} checks hold.")
