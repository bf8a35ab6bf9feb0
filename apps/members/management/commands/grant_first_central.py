from apps.core.commands import PortalCommand
from apps.members.actions import grant_first_central


class Command(PortalCommand):
    help = "Make somebody the first of the central team. Later ones are made by the central team itself."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *, email, **options):
        grant = grant_first_central(email=email)
        self.stdout.write(f"{grant.user} is in the central team now.")
