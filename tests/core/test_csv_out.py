import csv
import io

import pytest

from apps.core.csv_out import CsvOut, defused


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_text_that_could_be_a_formula_is_defused(start):
    assert defused(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["1-1", "a=b", " =1", "", "'=1", -5, -0.5, 0, None])
def test_everything_else_stays_as_it_is(cell):
    assert defused(cell) == cell


def test_rows_can_be_read_back():
    file = io.StringIO(newline="")
    out = CsvOut(file)
    out.row(["name", "count"])
    out.rows([['Anne "Annie", Lee', 3], ["=cmd|'/c calc'!A0", -1], ["two\nlines", None]])
    file.seek(0)
    assert list(csv.reader(file, strict=True)) == [
        ["name", "count"],
        ['Anne "Annie", Lee', "3"],
        ["'=cmd|'/c calc'!A0", "-1"],
        ["two\nlines", ""],
    ]
