"""Every rule of the HR feed: a file that breaks it is refused, with the line, the column, the rule and the value."""

import csv
import unicodedata

import pytest

from apps.accounts.models import User
from apps.members.actions import import_feed
from apps.members.feed.columns import COLUMNS
from apps.members.feed.faults import Refused
from apps.members.models import FeedImport, Member
from tests.accounts.factories import UserFactory
from tests.members.factories import MemberFactory
from tests.members.feed_files import DAY, people, person, write


def faults_of(path, **options):
    """The (line, column, value) of each fault, and the faults themselves; and nothing may have been written."""
    before = list(Member.objects.order_by("pk").values())
    with pytest.raises(Refused) as refusal:
        import_feed(path=path, as_of=DAY, **options)
    assert list(Member.objects.order_by("pk").values()) == before
    assert not FeedImport.objects.exists()
    return refusal.value.faults.first


def only_fault(tmp_path, rows):
    [fault] = faults_of(write(tmp_path / "feed.csv", rows))
    return fault


HEADER = ",".join(COLUMNS)


def text_file(tmp_path, *lines, header=HEADER, encoding="utf-8"):
    path = tmp_path / "feed.csv"
    path.write_bytes("\n".join([header, *lines]).encode(encoding, "surrogateescape"))
    return path


def line(row):
    return ",".join(row[column] for column in COLUMNS)


BAD_CELLS = [
    ("staff_number", "", "must not be empty"),
    ("staff_number", "1 2", "letters A to Z, digits"),
    ("staff_number", "１２", "letters A to Z, digits"),
    ("staff_number", "1" * 21, "1 to 20"),
    ("email", "", "must not be empty"),
    ("email", "ann.example", "email address"),
    ("email", "ann@work@example.uk", "email address"),
    ("email", "a" * 65 + "@work.example", "email address"),
    ("email", "ann@" + "a" * 250 + ".example", "email address"),
    ("email", "ann.@work.example", "email address"),
    ("email", "änn@work.example", "email address"),
    ("given_name", "A" * 101, "100 characters"),
    ("given_name", "Ann\x00", "control"),
    ("family_name", "", "must not be empty"),
    ("family_name", "B" * 101, "100 characters"),
    ("family_name", "eeL\u202e", "direction"),
    ("family_name", "L\u200bee", "invisible"),
    ("organisation", "", "must not be empty"),
    ("organisation", "NOWHERE", "not the code of an organisation"),
    ("organisation", "DWP", "department with organisations"),
    ("organisation", "dwpc", "not the code of an organisation"),
    ("unit", "u" * 201, "200 characters"),
    ("unit", "Pres\tton", "control"),
    ("grade", "A0", "not the code of a grade"),
    ("region", "North West", "not the code of a region"),
    ("job_family", "NONE", "not the code of a job family"),
    ("job_title", "t" * 201, "200 characters"),
    ("line_manager", "no one", "letters A to Z, digits"),
    ("contract", "", "permanent or fixed_term"),
    ("contract", "temporary", "permanent or fixed_term"),
    ("contract_end", "2027-02-29", "YYYY-MM-DD"),
    ("contract_end", "31/03/2027", "YYYY-MM-DD"),
    ("contract_end", "20270331", "YYYY-MM-DD"),
    ("contract_end", "٢٠٢٧-٠٣-٣١", "YYYY-MM-DD"),
    ("working_days", "", "days from Monday"),
    ("working_days", "MTWT", "days from Monday"),
    ("working_days", "MTWTFSSS", "days from Monday"),
    ("working_days", "TTWTF", "days from Monday"),
    ("working_days", "mtwtf", "days from Monday"),
    ("working_days", "-----", "have a working day"),
    ("status", "", "in_post, absent or left"),
    ("status", "retired", "in_post, absent or left"),
    ("restricted", "", "yes or no"),
    ("restricted", "true", "yes or no"),
]


@pytest.mark.parametrize(("column", "value", "rule"), BAD_CELLS)
def test_a_bad_cell_is_named_with_its_line_and_rule(column, value, rule, reference, tmp_path):
    fault = only_fault(tmp_path, [person("1"), person("2", **{column: value})])
    assert (fault.line, fault.column) == (3, column)
    assert rule in fault.rule
    assert fault.value.startswith(
        value[:3].encode("unicode_escape").decode()[:3] if not value.isprintable() else value[:3]
    )


@pytest.mark.parametrize(
    ("column", "value", "kept"),
    [
        ("staff_number", "00012", "00012"),
        ("email", "Ann.O'Brien@Work.Example", "ann.o'brien@work.example"),
        ("given_name", "", ""),
        ("given_name", " Seán ", "Seán"),
        ("family_name", "O'Brien-Smith", "O'Brien-Smith"),
        ("family_name", unicodedata.normalize("NFD", "Nguyễn"), unicodedata.normalize("NFC", "Nguyễn")),
        ("family_name", "می\u200cخواهم", "می\u200cخواهم"),
        ("family_name", "{{7*7}}", "{{7*7}}"),
        ("job_title", r"C:\Users \N", r"C:\Users \N"),
        ("job_title", "Team\xa0leader", "Team leader"),
        ("unit", '=cmd|"x", y', '=cmd|"x", y'),
        ("organisation", "HO", "HO"),
        ("grade", "", None),
        ("region", "", None),
        ("job_family", "", None),
        ("working_days", "MTW---S", "MTW---S"),
        ("working_days", "-T-T-S", "-T-T-S"),
        ("status", "absent", "absent"),
        ("restricted", "yes", True),
    ],
)
def test_an_unusual_cell_that_is_right_is_kept(column, value, kept, feed):
    feed([person("1", **{column: value})])
    column = column + "_id" if column in ("organisation", "grade", "region", "job_family") else column
    assert getattr(Member.objects.get(), column) == kept


def test_a_fixed_term_says_when_it_ends(feed, reference, tmp_path):
    fault = only_fault(tmp_path, [person("1", contract="fixed_term")])
    assert (fault.line, fault.column) == (2, "contract_end")
    feed([person("1", contract="fixed_term", contract_end="2028-02-29")])
    assert str(Member.objects.get().contract_end) == "2028-02-29"


@pytest.mark.parametrize("space", [" ", "\xa0"])
def test_a_cell_with_nothing_but_spaces_is_empty(space, reference, tmp_path):
    fault = only_fault(tmp_path, [person("1", contract="fixed_term", contract_end=space, line_manager=space)])
    assert fault.column == "contract_end"


def test_a_wrong_end_of_a_fixed_term_is_one_fault(reference, tmp_path):
    assert only_fault(tmp_path, [person("1", contract="fixed_term", contract_end="soon")]).value == "soon"


def test_a_permanent_contract_has_no_end(reference, tmp_path):
    assert only_fault(tmp_path, [person("1", contract_end="2028-03-31")]).column == "contract_end"


def test_a_value_is_cut_and_its_hidden_characters_are_shown(reference, tmp_path):
    fault = only_fault(tmp_path, [person("1", family_name="\u202e" + "x" * 300)])
    assert fault.value == "\\u202e" + "x" * 99 + "…"


def test_all_faults_are_found_at_once(reference, tmp_path):
    rows = [person("1", grade="A0", region="Mars"), person("1"), person("3", line_manager="4")]
    found = {(fault.line, fault.column) for fault in faults_of(write(tmp_path / "feed.csv", rows))}
    assert found == {(2, "grade"), (2, "region"), (3, "staff_number"), (3, "email"), (4, "line_manager")}


# --- Between rows ---------------------------------------------------------------------------------------------------


def test_a_staff_number_comes_once_whatever_its_letters(reference, tmp_path):
    fault = only_fault(tmp_path, [person("ab1"), *people("2"), person("AB1", email="x@work.example")])
    assert (fault.line, fault.column, fault.value) == (4, "staff_number", "AB1")
    assert "line 2" in fault.rule


@pytest.mark.parametrize("again", ["ANN@work.example", "ａｎｎ@work.example"])
def test_an_e_mail_address_comes_once_whatever_its_letters(again, reference, tmp_path):
    fault = only_fault(tmp_path, [person("1", email="ann@work.example"), person("2", email=again)])
    assert (fault.line, fault.column, fault.value) == (3, "email", "ann@work.example")
    assert "line 2" in fault.rule


def test_a_staff_number_on_record_in_other_letters_is_a_fault(reference, tmp_path):
    MemberFactory(staff_number="AB1")
    fault = only_fault(tmp_path, [person("ab1")])
    assert (fault.column, fault.value) == ("staff_number", "ab1")
    assert "AB1" in fault.rule


def test_nobody_is_their_own_manager(reference, tmp_path):
    fault = only_fault(tmp_path, [person("a1", line_manager="A1")])
    assert (fault.line, fault.column) == (2, "line_manager")


def test_a_manager_nobody_knows_is_a_fault(reference, tmp_path):
    fault = only_fault(tmp_path, [person("1", line_manager="999")])
    assert (fault.line, fault.column, fault.value) == (2, "line_manager", "999")


def test_a_manager_whose_own_row_is_bad_is_no_second_fault(reference, tmp_path):
    assert only_fault(tmp_path, [person("1", grade="A0"), person("2", line_manager="1")]).line == 2


def test_a_circle_of_managers_is_named_in_full(reference, tmp_path):
    rows = [
        person("top"),
        person("9", line_manager="top"),
        person("1", line_manager="3"),
        person("2", line_manager="1"),
        person("3", line_manager="2"),
        person("4", line_manager="3"),
    ]
    fault = only_fault(tmp_path, rows)
    assert (fault.line, fault.column) == (4, "line_manager")
    assert "1 reports to 3 reports to 2 reports to 1" in fault.rule


def test_each_circle_is_a_fault_of_its_own(reference, tmp_path):
    rows = [person(a, line_manager=b) for a, b in ["12", "21", "34", "43", "54"]]
    assert [fault.line for fault in faults_of(write(tmp_path / "feed.csv", rows))] == [2, 4]


def test_a_circle_that_closes_with_a_change_is_found(feed, tmp_path):
    """The feed changes one manager only; the rest of the circle is on record already."""
    feed([person("1"), person("2", line_manager="1"), person("3", line_manager="2"), person("4", line_manager="3")])
    FeedImport.objects.all().delete()
    rows = [person("1", line_manager="3"), person("2", line_manager="1"), person("3", line_manager="2"), person("4")]
    assert "1 reports to 3 reports to 2 reports to 1" in only_fault(tmp_path, rows).rule


def test_a_circle_through_someone_who_left_is_found(reference, tmp_path):
    rows = [person("1", line_manager="2"), person("2", line_manager="3", status="left"), person("3", line_manager="1")]
    assert "1 reports to 3 reports to 1" in only_fault(tmp_path, rows).rule


def test_an_address_that_another_account_holds_is_a_fault(feed, tmp_path):
    feed([person("1")])
    FeedImport.objects.all().delete()
    Member.objects.update(user=UserFactory(email="p1@work.example"))
    UserFactory(email="partner@work.example")
    fault = only_fault(tmp_path, [person("1", email="partner@work.example")])
    assert (fault.line, fault.column) == (2, "email")
    assert User.objects.filter(email="partner@work.example").count() == 1


# --- The file as such -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", COLUMNS)
def test_a_missing_column_is_named(missing, reference, tmp_path):
    columns = [column for column in COLUMNS if column != missing]
    [fault] = faults_of(write(tmp_path / "feed.csv", people("1"), columns))
    assert (fault.line, fault.column, fault.rule) == (1, missing, "the column is missing")


def test_a_repeated_column_is_named(reference, tmp_path):
    path = text_file(tmp_path, line(person("1")) + ",AO", header=",".join([*COLUMNS, "grade"]))
    [fault] = faults_of(path)
    assert (fault.line, fault.column, fault.rule) == (1, "grade", "the column is there twice")


def test_columns_may_come_in_any_order_and_unknown_ones_are_named(reference, tmp_path):
    rows = [person("1") | {"shoe size\u202e": "42"}]
    path = write(tmp_path / "feed.csv", rows, ["shoe size\u202e", *reversed(COLUMNS)])
    outcome = import_feed(path=path)
    assert outcome.warnings == ["Columns that are not known are left out: shoe size\\u202e"]
    assert Member.objects.get().email == "p1@work.example"


@pytest.mark.parametrize(("separator", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")])
def test_another_separator_is_recognised(separator, word, reference, tmp_path):
    header = separator.join(COLUMNS)
    [fault] = faults_of(text_file(tmp_path, line(person("1")).replace(",", separator), header=header))
    assert word in fault.rule


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_mark_at_the_start_and_any_line_ends_are_accepted(encoding, end, reference, tmp_path):
    path = tmp_path / "feed.csv"
    path.write_bytes(end.join([",".join(COLUMNS), line(person("1", given_name="Zoë")), "", ""]).encode(encoding))
    import_feed(path=path)
    assert Member.objects.get().given_name == "Zoë"


def test_a_cell_that_is_not_utf_8_is_named(reference, tmp_path):
    path = text_file(tmp_path, line(person("1")), line(person("2", given_name="Zoë")), encoding="latin-1")
    [fault] = faults_of(path)
    assert (fault.line, fault.column, fault.rule) == (3, "given_name", "is not text in UTF-8")
    assert fault.value == "Zo\\udceb"


def test_utf_16_is_recognised(reference, tmp_path):
    [fault] = faults_of(text_file(tmp_path, line(person("1")), encoding="utf-16"))
    assert "UTF-16" in fault.rule


def test_an_unclosed_quotation_mark_does_not_swallow_the_rest(reference, tmp_path):
    bad = line(person("2")).replace("Ann", '"Ann')
    found = faults_of(text_file(tmp_path, line(person("1")), bad, line(person("3", grade="A0"))))
    assert [(fault.line, fault.column) for fault in found] == [(3, ""), (4, "grade")]
    assert "quotation mark" in found[0].rule


def test_text_after_a_closing_quotation_mark_is_a_fault(reference, tmp_path):
    [fault] = faults_of(text_file(tmp_path, line(person("1")).replace("Ann", '"Ann"x')))
    assert "quotation mark" in fault.rule


def test_quoted_cells_may_have_commas_and_quotation_marks(feed):
    feed([person("1", unit='Hall "B", floor 2')])
    assert Member.objects.get().unit == 'Hall "B", floor 2'


@pytest.mark.parametrize(("change", "count"), [(lambda row: row + ",x", 17), (lambda row: row[:-3], 15)])
def test_too_many_or_too_few_cells_are_a_fault(change, count, reference, tmp_path):
    [fault] = faults_of(text_file(tmp_path, line(person("1")), change(line(person("2")))))
    assert (fault.line, fault.column) == (3, "")
    assert f"{count} cells, not 16" in fault.rule


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\xef\xbb\xbf", b"\x00" * 300, b"%PDF-1.7\n", b'"', b"\xff\xfe\x00\xd8"]
)
def test_a_file_that_is_no_feed_is_refused(content, reference, tmp_path):
    path = tmp_path / "feed.csv"
    path.write_bytes(content)
    assert faults_of(path)


def test_a_file_without_people_is_refused(reference, tmp_path):
    [fault] = faults_of(text_file(tmp_path))
    assert "no rows" in fault.rule


def test_a_huge_cell_is_a_fault_and_the_rest_is_not_read(reference, tmp_path):
    rows = [person("1", unit="x" * 90_000), person("2", unit="x" * 200_000), person("3", grade="A0")]
    found = faults_of(write(tmp_path / "feed.csv", rows))
    assert [(fault.line, fault.column) for fault in found] == [(2, "unit"), (3, "")]
    assert all(len(fault.value) <= 101 for fault in found)


def test_a_file_that_is_not_there_is_refused(reference, tmp_path):
    with pytest.raises(Refused, match="cannot be read: No such file"):
        import_feed(path=tmp_path / "nothing.csv")
    with pytest.raises(Refused, match="cannot be read: Is a directory"):
        import_feed(path=tmp_path)


# --- The report -----------------------------------------------------------------------------------------------------


def test_the_report_has_every_fault_and_no_formula(reference, tmp_path):
    rows = [person(str(number), job_family="=2+3") for number in range(60)]
    report = tmp_path / "report.csv"
    faults = faults_of(write(tmp_path / "feed.csv", rows), report=report)
    with open(report, newline="", encoding="utf-8") as file:
        header, *lines = csv.reader(file)
    assert header == ["line", "column", "rule", "value"]
    assert len(lines) == 60 and len(faults) == 50
    assert lines[59] == ["61", "job_family", "is not the code of a job family", "'=2+3"]


def test_the_report_of_a_good_file_is_empty(reference, tmp_path):
    report = tmp_path / "report.csv"
    report.write_text("from last time")
    import_feed(path=write(tmp_path / "feed.csv", people("1")), report=report)
    assert report.read_text().strip() == "line,column,rule,value"


def test_the_report_never_takes_the_place_of_the_feed(reference, tmp_path):
    path = write(tmp_path / "feed.csv", people("1"))
    content = path.read_bytes()
    (tmp_path / "link.csv").symlink_to(path)
    for report in [path, tmp_path / "link.csv"]:
        with pytest.raises(Refused, match="over the HR feed"):
            import_feed(path=path, report=report)
    assert path.read_bytes() == content


def test_a_report_that_cannot_be_written_is_said_first(reference, tmp_path):
    with pytest.raises(Refused, match=r"report .* cannot be written"):
        import_feed(path=write(tmp_path / "feed.csv", people("1")), report=tmp_path / "no" / "report.csv")
    assert not Member.objects.exists()
