from django.utils import timezone

from apps.core.commands import PortalCommand
from apps.core.words import date_words
from apps.insights import actions


class Command(PortalCommand):
    """Publishes the figures now; those published earlier today are replaced."""

    help = "Counts the figures for insights anew and publishes them as today's."

    def handle(self, *args, **options):
        actions.recount()
        snapshot = actions.publish_figures(on=timezone.localdate())
        self.stdout.write(f"Published the figures of {date_words(snapshot.as_of)}.")
