"""What each cell of the HR feed may hold. A check takes the cell and returns what is stored, or raises BadCell."""

import re
from datetime import date
from unicodedata import category, normalize

from apps.members.models import Grade, JobFamily, Organisation, Region
from apps.members.states import WORKING_DAYS, Contract, EmploymentStatus

JOINERS = {"\u200c", "\u200d"}  # invisible, but some scripts cannot be written without them
STAFF_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z/._-]{0,19}\Z", re.ASCII)
ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
EMAIL = re.compile(rf"(?=.{{1,254}}\Z)(?=[^@]{{1,64}}@){ATOM}(?:\.{ATOM})*@(?:{LABEL}\.)+{LABEL}\Z", re.ASCII)
# The same for whole columns, a line for each cell. What follows a part is never in it, so nothing is tried again.
STAFF_NUMBERS = re.compile(r"(?:[0-9A-Za-z][0-9A-Za-z/._-]{0,19}+\n)*+", re.ASCII)
LOCAL_PARTS = re.compile(rf"(?:{ATOM}+(?:\.{ATOM}+)*+\n)*+", re.ASCII)
DOMAIN = re.compile(rf"(?:{LABEL}\.)+{LABEL}", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
DAYS = re.compile(WORKING_DAYS)


class BadCell(Exception):
    """The rule that the cell breaks, in words."""


class Remembered(dict):
    """A check whose answer is kept for each value: for columns in which the same values come again and again."""

    most = 20_000  # values kept: a column may turn out to have another one in every row

    def __init__(self, check):
        super().__init__()
        self.check = check

    def __missing__(self, cell):
        value = self.check(cell)
        if len(self) < self.most:
            self[cell] = value
        return value


def checks():
    """{column: its check}, with the codes that are on record now."""
    departments = set(Organisation.objects.exclude(department=None).values_list("department", flat=True))
    organisations = set(Organisation.objects.values_list("code", flat=True))
    return {
        "staff_number": staff_number,
        "email": email,
        "given_name": text(100),
        "family_name": text(100, required=True),
        "organisation": Remembered(organisation(organisations, departments)).__getitem__,
        "unit": Remembered(text(200)).__getitem__,
        "grade": Remembered(code_of(Grade)).__getitem__,
        "region": Remembered(code_of(Region)).__getitem__,
        "job_family": Remembered(code_of(JobFamily)).__getitem__,
        "job_title": Remembered(text(200)).__getitem__,
        "line_manager": line_manager,
        "contract": Remembered(one_of(Contract.values)).__getitem__,
        "contract_end": Remembered(day).__getitem__,
        "working_days": Remembered(working_days).__getitem__,
        "status": Remembered(one_of(EmploymentStatus.values)).__getitem__,
        "restricted": Remembered(one_of(["yes", "no"])).__getitem__,
    }


COLUMNS = [
    "staff_number",
    "email",
    "given_name",
    "family_name",
    "organisation",
    "unit",
    "grade",
    "region",
    "job_family",
    "job_title",
    "line_manager",
    "contract",
    "contract_end",
    "working_days",
    "status",
    "restricted",
]


def plain(cell):
    """The cell without spaces around it, if all of it can be seen."""
    if not cell.isprintable():
        cell = _without_odd_spaces(cell)
    return cell.strip(" ")


def _without_odd_spaces(cell):
    for letter in cell:
        if "\udc80" <= letter <= "\udcff":
            raise BadCell("is not text in UTF-8")
        if not letter.isprintable() and letter not in JOINERS and category(letter) != "Zs":
            raise BadCell("must not have control, invisible or direction-changing characters")
    return "".join(" " if category(letter) == "Zs" else letter for letter in cell)


def text(length, *, required=False):
    def check(cell):
        value = plain(cell)
        if not value.isascii():
            value = normalize("NFC", value)
        if len(value) > length:
            raise BadCell(f"must have {length} characters or fewer")
        if required and not value:
            raise BadCell("must not be empty")
        return value

    return check


def staff_number(cell):
    if STAFF_NUMBER.match(cell):
        return cell
    value = plain(cell)
    if not STAFF_NUMBER.match(value):
        raise BadCell(
            "must have 1 to 20 letters A to Z, digits, full stops, dashes or slashes" if value else "must not be empty"
        )
    return value


def line_manager(cell):
    return staff_number(cell) if cell and plain(cell) else ""


def email(cell):
    if EMAIL.match(cell):
        return cell
    value = normalize("NFKC", plain(cell)).lower()
    if not EMAIL.match(value):
        raise BadCell("must be an email address" if value else "must not be empty")
    return value


def organisation(codes, departments):
    def check(cell):
        value = plain(cell)
        if value in departments:
            raise BadCell("is a department with organisations: name one of these")
        if value not in codes:
            raise BadCell("is not the code of an organisation" if value else "must not be empty")
        return value

    return check


def code_of(model):
    codes = {"", *model.objects.values_list("code", flat=True)}
    words = model._meta.verbose_name

    def check(cell):
        value = plain(cell)
        if value not in codes:
            raise BadCell(f"is not the code of a {words}")
        return value

    return check


def one_of(values):
    words = f"must be {', '.join(values[:-1])} or {values[-1]}"

    def check(cell):
        value = plain(cell)
        if value not in values:
            raise BadCell(words)
        return value

    return check


def day(cell):
    value = plain(cell)
    if not value:
        return ""
    try:
        if DAY.match(value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise BadCell("must be a real date as YYYY-MM-DD")


def working_days(cell):
    value = plain(cell)
    if not DAYS.match(value):
        raise BadCell(
            "must be the days from Monday, as MTWTF or MTWTFSS, with - for a day off, and have a working day"
        )
    return value
