from typing import NamedTuple

from apps.core.csv_out import CsvOut
from apps.core.rules import RuleBroken

SHOWN = 50
VALUE_LENGTH = 100


class Refused(RuleBroken):
    """The file is not applied. `faults` says which lines are wrong, if that is why."""

    def __init__(self, text, faults=None):
        super().__init__(text)
        self.faults = faults


class Busy(Refused):
    """Not now: another feed is being taken over."""


class Fault(NamedTuple):
    """Something wrong in the file: where, which rule it breaks, and what stands there."""

    line: int
    column: str
    rule: str
    value: str = ""

    def __str__(self):
        place = f"Line {self.line}, {self.column}" if self.column else f"Line {self.line}"
        return f"{place}: {self.rule}" + (f": {self.value}" if self.value else "")


class Faults:
    """Counts the faults, keeps the first for the screen, and writes all of them to the report, if there is one."""

    def __init__(self, report=None):
        self.count, self.first = 0, []
        self.report = CsvOut(report) if report else None
        if self.report:
            self.report.row(["line", "column", "rule", "value"])

    def add(self, line, column, rule, value=""):
        fault = Fault(line, column, rule, escaped(value))
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(fault)
        if self.report:
            self.report.row(fault)


def escaped(value):
    """As it can be shown: at most 100 characters, with names for those that would not be seen or would mislead."""
    cut = value[:VALUE_LENGTH]
    shown = cut if cut.isprintable() else "".join(_visible(letter) for letter in cut)
    return shown + ("…" if len(value) > VALUE_LENGTH else "")


def _visible(letter):
    return letter if letter.isprintable() else letter.encode("unicode_escape", "surrogatepass").decode()
