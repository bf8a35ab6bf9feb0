import argparse
import re
from datetime import date

from apps.core.commands import PortalCommand, Progress
from apps.core.words import date_words, joined
from apps.members.actions import import_feed
from apps.members.feed.faults import Refused

DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)


class Command(PortalCommand):
    help = "Take over the HR feed: validate everything, then write what changed, or nothing if anything is wrong."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.csv")
        parser.add_argument("--dry-run", action="store_true", help="say what would change and write nothing")
        parser.add_argument(
            "--as-of", type=day, metavar="YYYY-MM-DD", help="the day the file describes; default today"
        )
        parser.add_argument("--allow-leavers", type=per_cent, metavar="PERCENT", help="let this many leave; default 5")
        parser.add_argument(
            "--allow-fewer",
            type=per_cent,
            metavar="PERCENT",
            help="let the file have this many rows fewer than the last; default 5, or what --allow-leavers says",
        )
        parser.add_argument("--report", metavar="FILE.csv", help="write all errors to this file")

    def handle(self, *, file, dry_run, as_of, allow_leavers, allow_fewer, report, **options):
        try:
            with Progress("HR feed", 1) as progress:
                outcome = import_feed(
                    path=file,
                    as_of=as_of,
                    dry_run=dry_run,
                    allow_leavers=allow_leavers,
                    allow_fewer=allow_fewer,
                    report=report,
                    progress=progress.show,
                )
        except Refused as refusal:
            self._show(refusal.faults, report)
            raise
        for warning in outcome.warnings:
            self.stderr.write(f"Warning: {warning}")
        self.stdout.write(f"HR feed of {date_words(outcome.as_of)}: {outcome.rows} rows")
        for kind, count in outcome.counts.items():
            self.stdout.write(f"{kind:>12}: {count}")
        for kind, fields, people in outcome.details:
            self.stdout.write(f"{people:>12} {kind}: {joined(fields)}")
        self.stdout.write(outcome.words if not dry_run else "This was a dry run: nothing was written.")

    def _show(self, faults, report):
        for fault in faults.first if faults else []:
            self.stderr.write(str(fault))
        if faults and faults.count > len(faults.first):
            where = f"are in {report}" if report else "can be had with --report FILE.csv"
            self.stderr.write(f"These are the first {len(faults.first)} of {faults.count} errors: all {where}")


def day(text):
    try:
        if DAY.match(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is not a date as YYYY-MM-DD")


def per_cent(text):
    try:
        if 0 <= float(text) <= 100:
            return float(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 100")
