from datetime import date

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.approvals.actions import follow_routes
from apps.capability.actions import invite_to_cycles, remind_of_cycles
from apps.qualifications.actions import remind_learners, remind_returns


class Command(BaseCommand):
    help = "Send the reminders that are due and were not sent yet. Twice on one day sends nothing twice."

    def add_arguments(self, parser):
        parser.add_argument(
            "--on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="as of this day; default: today"
        )

    def handle(self, *, on, **options):
        on = on or timezone.localdate()
        learners = remind_learners(on=on) + remind_returns(on=on)
        invite_to_cycles(on=on)
        remind_of_cycles(on=on)
        self.stdout.write(f"Reminded {follow_routes(on=on)} deciders and {learners} learners.")
