from apps.accounts.actions import remove_second_factor
from apps.core.commands import PortalCommand


class Command(PortalCommand):
    help = "Remove the second step of somebody who has lost it. Check first that it is them who asks."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *, email, **options):
        user = remove_second_factor(email=email)
        self.stdout.write(f"{user} now signs in without a second step, and can set up a new one.")
