import argparse

from django.db import transaction
from django.db.models import Max

from apps.console.population.assessments import make_assessments
from apps.console.population.feed_file import import_people, rows_on_record, write_feed
from apps.console.population.history import make_history
from apps.console.population.members import make_members
from apps.console.population.moves import make_moves
from apps.console.population.reference import load_codes, load_content
from apps.core.commands import PortalCommand, Progress
from apps.members.models import Member, Organisation
from apps.qualifications.models import Qualification

MOST = 5_000_000
IMPORTED, TOLD = 0.25, 0.7  # of the time is over when everybody is imported, and when their history is written


class Command(PortalCommand):
    help = "Make up people, and what they have done so far, in the proportions of the profession."

    def add_arguments(self, parser):
        parser.add_argument("--members", type=number, required=True, metavar="N", help="how many people to add")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed makes the same people")
        parser.add_argument("--csv", metavar="FILE", help="write an HR feed of them and change nothing else")

    def handle(self, *, members, seed, csv, **options):
        if csv:
            write_feed(make_members(members, seed=seed), csv)
            self.stdout.write(f"{members} people written to {csv}.")
        else:
            with Progress("People and history", 1) as progress:
                busy, answers = self._fill(members, seed, progress.show)
            self.stdout.write(
                f"{members} people, {busy} of whom have asked for a qualification. "
                f"{answers} answers in self-assessments."
            )

    @transaction.atomic
    def _fill(self, total, seed, tell):
        """Those who are here already stay as they are: the feed has them too."""
        if not Organisation.objects.exists():
            load_codes()
        if not Qualification.objects.exists():
            load_content()
        last = Member.objects.aggregate(last=Max("pk"))["last"] or 0
        here = list(rows_on_record())
        taken = {row["email"] for row in here}
        new = make_members(total, seed=seed, first_number=first_free_number(), taken=taken)
        import_people([*here, *new], progress=lambda share: tell(share * IMPORTED))
        among = Member.objects.filter(pk__gt=last)
        make_moves(seed=seed, among=among)
        busy = make_history(seed=seed, among=among, progress=_part(tell, IMPORTED, TOLD))
        return busy, make_assessments(seed=seed, among=among, progress=_part(tell, TOLD, 1))


def _part(tell, start, end):
    """Progress from `start` to `end` of the whole."""
    return lambda share: tell(start + share * (end - start))


def first_free_number():
    """One more than the highest staff number that a population has."""
    numbers = Member.objects.filter(staff_number__regex=r"^\d{8}$").aggregate(last=Max("staff_number"))
    return int(numbers["last"] or 0) + 1


def number(text):
    if text.isascii() and text.isdecimal() and 1 <= len(text) <= 7 and 1 <= int(text) <= MOST:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to {MOST}")
