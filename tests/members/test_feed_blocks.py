"""The quick way through a feed takes only rows that the careful one would keep as they stand."""

from random import Random

import pytest

from apps.members.feed.blocks import Sure
from apps.members.feed.columns import COLUMNS, BadCell, checks
from tests.members.feed_files import person
from tests.members.test_feed_faults import BAD_CELLS

pytestmark = pytest.mark.django_db
PLACES = list(range(len(COLUMNS)))
# For each column, what is right as it stands; and what is to be changed, or goes together with nothing else.
RIGHT = [
    *[("staff_number", "00012"), ("staff_number", "A/b._-9"), ("email", "o'brien.a+b@x-y.work.example")],
    *[("given_name", ""), ("given_name", "Seán"), ("family_name", "Nguyễn"), ("family_name", "O'Brien-Smith")],
    *[("unit", "Ward 3, Preston".replace(",", "")), ("job_title", ""), ("grade", ""), ("region", "LDN")],
    *[("line_manager", "00099"), ("working_days", "MTW--"), ("status", "absent"), ("restricted", "yes")],
]
TO_BE_CHANGED = [
    *[("email", "Ann@Work.example"), ("given_name", " Ann"), ("family_name", "Lee "), ("unit", "a\xa0b")],
    *[("unit", "back\\slash"), ("unit", 'a "quote"'), ("family_name", "Nguye\u0302\u0303n"), ("status", "left")],
    *[("staff_number", " 1"), ("line_manager", " "), ("grade", "AO "), ("contract_end", "2027-01-01")],
    *[("contract", "fixed_term"), ("line_manager", "1"), ("unit", "می\u200cخواهم"), ("email", "a@b@c.example")],
]


@pytest.fixture
def sure(reference):
    return Sure(checks(), PLACES)


def line(**cells):
    return ",".join((person("1") | cells)[column] for column in COLUMNS)


def taken(sure, *lines):
    columns, places, others = sure.of(list(lines), len(COLUMNS))
    assert sorted([*places, *others]) == list(range(len(lines)))
    assert [",".join(row) for row in zip(*columns, strict=True)] == [lines[place] for place in places]
    return list(places)


@pytest.mark.parametrize(("column", "value"), RIGHT)
def test_what_is_right_as_it_stands_is_taken(sure, column, value):
    assert taken(sure, line(**{column: value}), line(staff_number="2")) == [0, 1]


@pytest.mark.parametrize(("column", "value"), [(column, value) for column, value, _ in BAD_CELLS] + TO_BE_CHANGED)
def test_nothing_else_is(sure, column, value):
    """Alone, and among others that are taken all the same."""
    assert taken(sure, line(**{column: value})) == []
    others = [line(staff_number=str(number)) for number in range(2, 5)]
    assert taken(sure, *others[:2], line(**{column: value}), others[2]) == [0, 1, 3]


@pytest.mark.parametrize("wrong", ["", "a,b", line() + ",", line()[:-3], line().replace(",", ";")])
def test_a_line_of_another_width_is_left_to_the_reader(sure, wrong):
    assert taken(sure, wrong, line()) == [1]


def test_two_wrong_widths_that_make_up_for_each_other_are_found(sure):
    assert taken(sure, line() + ",x", line().rpartition(",")[0]) == []


def test_two_wrong_addresses_that_make_up_for_each_other_are_found(sure):
    assert taken(sure, line(email="a@b.example@c"), line(email="plain.example"), line(email="a@b.example")) == [2]


def test_columns_may_come_in_another_order_and_with_others_between(reference):
    sure = Sure(checks(), [place + 1 for place in reversed(PLACES)])
    columns, places, _ = sure.of(["odd," + ",".join(reversed(line().split(",")))], len(COLUMNS) + 1)
    assert list(places) == [0] and [cell for (cell,) in columns] == line().split(",")


def test_it_never_takes_what_the_checks_would_change_or_refuse(sure):
    """Many random rows: each cell of those taken is what its check makes of it."""
    random, known = Random(7), checks()
    odd = [(column, value) for column, value, _ in BAD_CELLS] + TO_BE_CHANGED + RIGHT
    found = 0
    for _ in range(60):
        lines = [line(**dict(random.sample(odd, random.choice([0, 0, 1, 2])))) for _ in range(20)]
        lines = [one for one in lines if "\n" not in one]
        columns, places, _ = sure.of(lines, len(COLUMNS))
        found += len(places)
        for name, cells in zip(COLUMNS, columns, strict=False):
            assert all(stays(known[name], cell) for cell in cells), name
    assert 300 < found < 1000


def stays(check, cell):
    try:
        return check(cell) == cell
    except BadCell:
        return False


def test_what_may_be_there_twice_is_noted(sure):
    taken(sure, line(), line(staff_number="2", email="b@work.example"))
    assert sure.may_repeat == set()
    taken(sure, line(staff_number="3", email="b@work.example"))
    assert sure.may_repeat == {"email"}
    taken(sure, line(staff_number="4a", email="c@work.example"), line(staff_number="4A", email="d@work.example"))
    assert sure.may_repeat == {"email", "staff_number"}
