"""The quick way through a feed: a column of a block of rows at a time.

It finds the rows of which it is sure that they are right as they stand. All others are for the reader to look at, cell
by cell: what is wrong, and in which words, is said there alone.
"""

from operator import eq
from unicodedata import is_normalized

from apps.members.feed.columns import COLUMNS, DOMAIN, LOCAL_PARTS, STAFF_NUMBERS, BadCell
from apps.members.feed.columns import EMAIL as EMAIL_CELL
from apps.members.states import Contract, EmploymentStatus

SHORT = {"given_name": 100, "family_name": 100, "unit": 200, "job_title": 200}
CODES = ("organisation", "grade", "region", "job_family", "contract", "contract_end", "working_days", "restricted")
MOST = 20_000  # values of a column that are remembered
STAFF_NUMBER, EMAIL = COLUMNS.index("staff_number"), COLUMNS.index("email")
IN_SERVICE = {EmploymentStatus.IN_POST.value, EmploymentStatus.ABSENT.value}


class Sure:
    """`of(lines)` sorts the lines of a block; it remembers which codes are right, and whether anything may repeat."""

    def __init__(self, checks, places):
        self.checks, self.places = checks, places  # the place of each of our columns in a row
        self.right = {name: set() for name in CODES}
        self.domains = set()
        self.seen = {"staff_number": set(), "email": set()}
        self.may_repeat = set()

    def of(self, lines, width):
        """The columns of the lines that are right, their places among the lines, and the places of all others."""
        places, columns = self._fitting(lines, range(len(lines)), width)
        if places and (wrong := self._wrong(columns)):
            places = [place for number, place in enumerate(places) if number not in wrong]
            columns = [[cell for number, cell in enumerate(cells) if number not in wrong] for cells in columns]
        if not places:
            return [], [], range(len(lines))
        self.note("staff_number", _lowered(columns[STAFF_NUMBER]))
        self.note("email", columns[EMAIL])
        return columns, places, sorted({*range(len(lines))} - {*places}) if len(places) < len(lines) else []

    def _fitting(self, lines, places, width):
        """Those that are plain and as wide as the header. All together they are cut into cells at once."""
        text, commas = ",".join(lines), width - 1
        if not is_plain(text) or {line.count(",") for line in lines} != {commas}:
            places = [place for place in places if lines[place].count(",") == commas and is_plain(lines[place])]
            text = ",".join(lines[place] for place in places)
        cells = text.split(",")
        return places, [cells[place::width] for place in self.places] if places else []

    def note(self, name, values):
        """Repeats are looked for afterwards, if there can be any. A number for each value takes less room than it."""
        seen, before = self.seen[name], len(self.seen[name])
        seen.update(map(hash, values))
        if len(seen) < before + len(values):
            self.may_repeat.add(name)

    def _wrong(self, columns):
        """The numbers of the rows that are not certainly right."""
        of = dict(zip(COLUMNS, columns, strict=True))
        wrong = {*self._not_among(of["status"], IN_SERVICE), *self._bad_emails(of["email"])}
        for name in CODES:
            wrong.update(self._not_among(of[name], self._right(name, of[name])))
        for name, most in SHORT.items():
            if max(map(len, of[name])) > most:
                wrong.update(number for number, cell in enumerate(of[name]) if len(cell) > most)
        if "" in of["family_name"]:
            wrong.update(number for number, cell in enumerate(of["family_name"]) if not cell)
        wrong.update(_unlike(STAFF_NUMBERS, of["staff_number"]))
        wrong.update(_unlike(STAFF_NUMBERS, of["line_manager"], may_be_empty=True))
        wrong.update(_own_managers(of["staff_number"], of["line_manager"]))
        terms = list(zip(of["contract"], of["contract_end"], strict=True))
        if odd := {(contract, end) for contract, end in {*terms} if (contract == Contract.FIXED_TERM) != bool(end)}:
            wrong.update(number for number, pair in enumerate(terms) if pair in odd)
        return wrong

    def _right(self, name, cells):
        """The values of this column that are stored as they stand."""
        right = self.right[name]
        if len(right) > MOST:
            right.clear()
        right.update(value for value in {*cells} - right if _stays(self.checks[name], value))
        return right

    def _not_among(self, cells, right):
        return [number for number, cell in enumerate(cells) if cell not in right] if {*cells} - right else []

    def _bad_emails(self, cells):
        if {cell.count("@") for cell in cells} != {1}:
            return [number for number, cell in enumerate(cells) if cell.count("@") != 1 or not EMAIL_CELL.match(cell)]
        parts = "@".join(cells).split("@")
        local_parts, domains = parts[::2], parts[1::2]
        if len(self.domains) > MOST:
            self.domains.clear()
        self.domains.update(domain for domain in {*domains} - self.domains if DOMAIN.fullmatch(domain))
        wrong = {*self._not_among(domains, self.domains), *_unlike(LOCAL_PARTS, local_parts)}
        if max(map(len, local_parts)) > 64 or max(map(len, cells)) > 254:
            wrong.update(number for number, cell in enumerate(cells) if not EMAIL_CELL.match(cell))
        return wrong


def is_plain(text):
    """Of one line or of several with commas between them: nothing of it needs to be escaped, replaced or taken off."""
    return (
        text.isprintable()
        and (text.isascii() or is_normalized("NFC", text))
        and not ('"' in text or "\\" in text or " ," in text or ", " in text)
        and not (text[:1] == " " or text[-1:] == " ")
    )


def _stays(check, value):
    try:
        return check(value) == value
    except BadCell:
        return False


def _unlike(pattern, cells, *, may_be_empty=False):
    """The numbers of the cells that a pattern for many lines does not fit."""
    values = [cell for cell in {*cells} if cell] if may_be_empty else cells
    if pattern.fullmatch("\n".join([*values, ""])):
        return []
    return [
        number
        for number, cell in enumerate(cells)
        if (cell or not may_be_empty) and not pattern.fullmatch(f"{cell}\n")
    ]


def _own_managers(staff_numbers, managers):
    pairs = list(map(eq, _lowered(staff_numbers), _lowered(managers)))
    return [number for number, is_own in enumerate(pairs) if is_own] if any(pairs) else []


def _lowered(cells):
    return "\n".join(cells).lower().split("\n")
