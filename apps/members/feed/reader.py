"""Reads the file once: as it goes, every cell is checked, and rows are handed on in the form COPY takes."""

import csv
import hashlib
import io
from operator import itemgetter

from apps.members.feed.blocks import Sure
from apps.members.feed.columns import COLUMNS, BadCell, checks
from apps.members.feed.faults import Refused, escaped
from apps.members.states import Contract, EmploymentStatus

BLOCK = 1 << 18  # characters that are read at once
LONGEST_LINE = 100_000  # characters; all cells at their longest have fewer than 2,000
OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Reader:
    """`copy_lines()` yields lines for the rows, a block at a time. Faults, warnings, rows, sha256 and in which columns
    something may be there twice are complete when it has ended."""

    def __init__(self, path, faults):
        self.faults, self.warnings, self.rows, self.may_repeat = faults, [], 0, set()
        self.known = known = checks()  # now: while COPY runs, the database answers nothing else
        self.checks = [known[column] for column in COLUMNS]
        try:
            self.source = Source(path)
        except OSError as error:
            raise Refused(f"The file {path} cannot be read: {error.strerror}.") from error

    @property
    def sha256(self):
        return self.source.sha256.hexdigest()

    def copy_lines(self):
        with self.source.text() as lines:
            if self.source.starts_with(UTF_16):
                self.faults.add(1, "", "the file is in UTF-16: save it as CSV in UTF-8")
                return
            columns = self._columns(lines.readline(LONGEST_LINE))
            if not columns:
                return
            self.pick, self.sure = itemgetter(*columns), Sure(self.known, columns)
            number = 2
            for block in _blocks(lines):
                short = next((place for place, line in enumerate(block) if len(line) >= LONGEST_LINE), None)
                yield self._copied(block[:short], number)
                if short is not None:
                    self.faults.add(number + short, "", "the line is too long, so the rest was not read", block[short])
                    return
                number += len(block)
            self.may_repeat = self.sure.may_repeat
        if not self.rows and not self.faults.count:
            self.faults.add(1, "", "the file has no rows")

    def _copied(self, lines, first):
        """The rows of a block for COPY: those that are right as they stand, then the others as checked."""
        columns, places, others = self.sure.of(lines, self.width) if lines else ([], [], [])
        self.rows += len(places)
        numbers = map(str, range(first, first + len(lines)) if not others else [first + place for place in places])
        copied = ["\n".join(map("\t".join, zip(numbers, *columns, strict=True))) + "\n"] if places else []
        copied += [self._looked_at(first + place, lines[place]) for place in others]
        return "".join(copied)

    def _looked_at(self, number, line):
        cells = line.split(",") if '"' not in line else self._quoted(line, number)
        if len(cells) == self.width:
            self.rows += 1
            return self._checked(number, self.pick(cells), "\\" in line)
        if cells and line.strip():
            self.faults.add(number, "", f"has {len(cells)} cells, not {self.width} like the header", line)
        return ""

    def _quoted(self, line, number):
        """The cells of a line with quotation marks; none if these do not fit together."""
        try:
            return next(csv.reader([line], strict=True))
        except csv.Error:
            self.faults.add(number, "", "a quotation mark is not closed on its line, or has something after it", line)
            return []

    def _columns(self, line):
        """The place of each of our columns in the header, or nothing if it has not all of them once."""
        before = self.faults.count
        header = line.rstrip("\r\n")
        names = [name.strip(" ") for name in (self._quoted(header, 1) if '"' in header else header.split(","))]
        self.width = len(names)
        for separator, words in OTHER_SEPARATORS.items():
            if len(names) == 1 and separator in header:
                self.faults.add(1, "", f"the columns are separated by {words}: use commas", header)
                return None
        for name in COLUMNS:
            if names.count(name) != 1:
                self.faults.add(1, name, "the column is there twice" if name in names else "the column is missing")
        unknown = [name for name in names if name not in COLUMNS]
        if unknown:
            self.warnings.append(f"Columns that are not known are left out: {escaped(', '.join(unknown))}")
        return [names.index(name) for name in COLUMNS] if self.faults.count == before else None

    def _checked(self, number, cells, has_backslash):
        """The row for COPY. A wrong cell is left empty: the rest of the row still helps to check other rows."""
        try:
            values = [check(cell) for check, cell in zip(self.checks, cells, strict=True)]
        except BadCell:
            values = [self._checked_cell(number, place, cell, cells) for place, cell in enumerate(cells)]
        self._check_together(number, values, cells)
        for name, value in (("staff_number", values[STAFF_NUMBER].lower()), ("email", values[EMAIL])):
            if value:
                self.sure.note(name, [value])
        if has_backslash:
            values = [value.replace("\\", "\\\\") for value in values]
        return f"{number}\t" + "\t".join(values) + "\n"

    def _checked_cell(self, number, place, cell, cells):
        try:
            return self.checks[place](cell)
        except BadCell as bad:
            if place != EMAIL or cells[STATUS] != EmploymentStatus.LEFT:
                self.faults.add(number, COLUMNS[place], str(bad), cell)
            return ""

    def _check_together(self, number, values, cells):
        """The rules between the cells of a row, as checked and as they stand there."""
        if values[STATUS] == EmploymentStatus.LEFT:
            values[EMAIL] = ""
        if values[MANAGER] and values[MANAGER].lower() == values[STAFF_NUMBER].lower():
            self.faults.add(number, "line_manager", "nobody is their own line manager", values[MANAGER])
            values[MANAGER] = ""
        contract, end = values[CONTRACT], values[CONTRACT_END]
        if contract == Contract.FIXED_TERM and not cells[CONTRACT_END].strip():
            self.faults.add(number, "contract_end", "a fixed term has an end: give its date")
        if contract == Contract.PERMANENT and end:
            self.faults.add(number, "contract_end", "a permanent contract has no end: leave this empty", end)


def _blocks(lines):
    """Some lines at a time, without their ends. One that is far too long is not waited for."""
    rest = ""
    while text := lines.read(BLOCK):
        *block, rest = (rest + text).split("\n")
        if len(rest) >= LONGEST_LINE:
            yield [*block, rest]
            return
        yield block
    if rest:
        yield [rest]


STATUS, EMAIL, MANAGER = (COLUMNS.index(name) for name in ("status", "email", "line_manager"))
STAFF_NUMBER, CONTRACT, CONTRACT_END = (COLUMNS.index(name) for name in ("staff_number", "contract", "contract_end"))


class Source(io.RawIOBase):
    """The file, which takes its hash and counts while it is read."""

    def __init__(self, path):
        self.file = open(path, "rb", buffering=0)  # noqa: SIM115
        self.size = self.file.seek(0, io.SEEK_END)
        self.file.seek(0)
        self.done, self.sha256, self.start = 0, hashlib.sha256(), b""

    def readable(self):
        return True

    def readinto(self, buffer):
        count = self.file.readinto(buffer)
        self.sha256.update(buffer[:count])
        self.start = self.start or bytes(buffer[:4])
        self.done += count
        return count

    def close(self):
        self.file.close()
        super().close()

    def text(self):
        """Its lines. A byte that is not UTF-8 becomes a letter that no text has, so the cell it is in can be named."""
        buffered = io.BufferedReader(self, 1 << 18)
        buffered.peek(1)
        return io.TextIOWrapper(buffered, encoding="utf-8-sig", errors="surrogateescape")

    def starts_with(self, marks):
        return self.start.startswith(marks)
