"""What the portal's commands have in common.

They end with 0 when it is done, 1 when it was refused, in plain words and with nothing written, 2 when called wrongly.
"""

import json
import sys
from time import monotonic

from django.core.management import BaseCommand, CommandError

from apps.core.rules import RuleBroken

PATIENCE = 2  # seconds that a person waits without being told how far it is
WIDTH = 30


class PortalCommand(BaseCommand):
    def execute(self, *args, **options):
        try:
            return super().execute(*args, **options)
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal


def read_json(path):
    try:
        with open(path, encoding="utf-8-sig") as file:
            return json.load(file, parse_constant=_refuse_constant)
    except OSError as error:
        raise RuleBroken(f"The file {path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:  # wrong encoding and wrong JSON are both ValueErrors
        raise RuleBroken(f"The file {path} is not JSON in UTF-8: {error}") from error


def _refuse_constant(name):
    raise ValueError(f"{name} is not a number in JSON")


class Progress:
    """A bar on a terminal, for what takes longer than two seconds. Elsewhere it says nothing."""

    def __init__(self, label, total, stream=None):
        self.label, self.total, self.stream = label, max(total, 1), stream or sys.stderr
        self.started = self.drawn = monotonic()
        self.visible = False

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.visible:
            self.stream.write("\r\033[K")
            self.stream.flush()

    def show(self, done):
        now = monotonic()
        if now - self.drawn < 0.1 or now - self.started < PATIENCE or not self.stream.isatty():
            return
        self.drawn, self.visible = now, True
        share = min(done / self.total, 1)
        bar = "#" * round(share * WIDTH)
        self.stream.write(f"\r{self.label} [{bar:<{WIDTH}}] {share:4.0%}")
        self.stream.flush()
