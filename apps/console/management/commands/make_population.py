from apps.console.population.feed_file import write_feed
from apps.console.population.members import make_members
from apps.core.commands import PortalCommand


class Command(PortalCommand):
    def add_arguments(self, parser):
        parser.add_argument("--members", type=int)
        parser.add_argument("--csv")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *, members, csv, seed, **options):
        write_feed(make_members(members, seed=seed), csv)
