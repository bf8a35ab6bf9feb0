"""What the person who sends the HR feed reads, word for word: each error names its line and its column."""

import pytest

from apps.members.actions import import_feed
from apps.members.feed.columns import COLUMNS
from apps.members.feed.faults import Refused
from apps.members.models import FeedImport, Member
from tests.members.feed_files import DAY, person

pytestmark = pytest.mark.django_db
HEADER = ",".join(COLUMNS)
LINE = ",".join(person("1").values())
TAB = r"\t"
ANN = "ann@work.example"


def row(number, **cells):
    return ",".join(person(number, **cells).values())


def messages(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "feed.csv"
    path.write_bytes(text.encode(encoding))
    with pytest.raises(Refused) as refusal:
        import_feed(path=path, as_of=DAY)
    assert not Member.objects.exists() and not FeedImport.objects.exists()
    return [str(fault) for fault in refusal.value.faults.first]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (HEADER.replace("grade,", ""), ["Line 1, grade: the column is missing"]),
        (
            HEADER.replace("grade", "email"),
            ["Line 1, email: the column is there twice", "Line 1, grade: the column is missing"],
        ),
        (HEADER.replace("grade", "Grade"), ["Line 1, grade: the column is missing"]),
        (
            HEADER.replace(",", ";"),
            [f"Line 1: the columns are separated by semicolons: use commas: {HEADER[:100].replace(',', ';')}…"],
        ),
        (
            HEADER.replace(",", "\t"),
            [rf"Line 1: the columns are separated by tabs: use commas: {HEADER[:100].replace(',', TAB)}…"],
        ),
    ],
)
def test_header(reference, tmp_path, header, found):
    assert messages(tmp_path, f"{header}\n{LINE}\n") == found


def test_encoding(reference, tmp_path):
    assert messages(tmp_path, f"{HEADER}\n{LINE}\n", "utf-16") == [
        "Line 1: the file is in UTF-16: save it as CSV in UTF-8"
    ]
    said = messages(tmp_path, f"{HEADER}\n{row('1', family_name='Müller')}\n", "latin-1")
    assert said == [r"Line 2, family_name: is not text in UTF-8: M\udcfcller"]


LONG = "u" * 201
ROWS = [
    (
        [row("1", unit='"Preston')],
        ["Line 2: a quotation mark is not closed on its line, or has something after it: {line}"],
    ),
    ([LINE.rpartition(",")[0]], ["Line 2: has 15 cells, not 16 like the header: {line}"]),
    ([LINE + ",x"], ["Line 2: has 17 cells, not 16 like the header: {line}"]),
    ([row("a1"), row("A1", email=ANN)], ["Line 3, staff_number: repeats the one in line 2: A1"]),
    ([row("1", email=ANN), row("2", email="ANN@Work.example")], [f"Line 3, email: repeats the one in line 2: {ANN}"]),
    ([row("1", email=ANN), row("2", email="ａnn@work.example")], [f"Line 3, email: repeats the one in line 2: {ANN}"]),
    ([row("1", organisation="NOWHERE")], ["Line 2, organisation: is not the code of an organisation: NOWHERE"]),
    (
        [row("1", organisation="DWP")],
        ["Line 2, organisation: is a department with organisations: name one of these: DWP"],
    ),
    ([row("1", grade="A0")], ["Line 2, grade: is not the code of a grade: A0"]),
    ([row("1", region="Wales")], ["Line 2, region: is not the code of a region: Wales"]),
    ([row("1", job_family="X")], ["Line 2, job_family: is not the code of a job family: X"]),
    ([row("1", line_manager="9")], ["Line 2, line_manager: is not the staff number of anybody in this file: 9"]),
    ([row("1", line_manager="1")], ["Line 2, line_manager: nobody is their own line manager: 1"]),
    (
        [row("1", line_manager="2"), row("2", line_manager="3"), row("3", line_manager="1")],
        ["Line 2, line_manager: is a circle of line managers: 1 reports to 2 reports to 3 reports to 1: 2"],
    ),
    ([row("1", contract_end="31/03/2027")], ["Line 2, contract_end: must be a real date as YYYY-MM-DD: 31/03/2027"]),
    ([row("1", contract="fixed_term")], ["Line 2, contract_end: a fixed term has an end: give its date"]),
    ([row("1", unit=LONG)], [f"Line 2, unit: must have 200 characters or fewer: {LONG[:100]}…"]),
    (
        [row("1", job_title="bell\a")],
        [r"Line 2, job_title: must not have control, invisible or direction-changing characters: bell\x07"],
    ),
    (
        [row("1", family_name="eeL\u202e")],
        [r"Line 2, family_name: must not have control, invisible or direction-changing characters: eeL\u202e"],
    ),
    ([row("1", family_name="")], ["Line 2, family_name: must not be empty"]),
]


@pytest.mark.parametrize(("rows", "found"), ROWS)
def test_rows(reference, tmp_path, rows, found):
    cut = rows[0][:100] + "…" if len(rows[0]) > 100 else rows[0]
    assert messages(tmp_path, "\n".join([HEADER, *rows, ""])) == [words.replace("{line}", cut) for words in found]


def test_all_errors_of_a_file_are_found_at_once_in_the_order_of_its_lines(reference, tmp_path):
    rows = [row("1", grade="A0"), row("2"), row("3", region="ZZ", email="x"), row("4")]
    assert messages(tmp_path, "\n".join([HEADER, *rows])) == [
        "Line 2, grade: is not the code of a grade: A0",
        "Line 4, email: must be an email address: x",
        "Line 4, region: is not the code of a region: ZZ",
    ]


@pytest.mark.parametrize(("given", "family"), [("Siobhán", "O'Brien-Smith"), ("Lan", "Nguyễn"), ("", "Suharto")])
def test_names_of_all_sorts_are_no_error(reference, tmp_path, given, family):
    path = tmp_path / "feed.csv"
    path.write_text(f"{HEADER}\n{row('1', given_name=given, family_name=family)}\n", encoding="utf-8")
    import_feed(path=path, as_of=DAY)
    assert Member.objects.get().name == f"{given} {family}".strip()
