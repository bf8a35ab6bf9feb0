"""What an HR feed changes: who is new, changed, moved, left, returned; and that nobody else is touched."""

import datetime
import re

import pytest
from allauth.account.models import EmailAddress

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.members.feed.checks import circles
from apps.members.models import Grant, Member, Move
from tests.members.feed_files import DAY, NEXT_DAY, claimed, counts, member, people, person

# --- Kinds of change ------------------------------------------------------------------------------------------------


def test_new_people_come_with_all_their_fields(feed):
    outcome = feed(
        [
            person("1"),
            person("2", line_manager="1", contract="fixed_term", contract_end="2028-01-31", restricted="yes"),
        ]
    )
    assert counts(outcome) == {"new": 2}
    row = member("2")
    assert (row.name, row.email, row.email_since, row.hr_as_of) == ("Ann Lee 2", "p2@work.example", DAY, DAY)
    assert (row.organisation_id, row.grade_id, row.region_id, row.job_family_id) == ("DWPC", "AO", "NW", "HELP")
    assert (row.unit, row.job_title, row.working_days) == ("Preston Jobcentre", "Customer adviser", "MTWTF")
    assert (row.contract, row.contract_end, row.status, row.restricted) == (
        "fixed_term",
        datetime.date(2028, 1, 31),
        "in_post",
        True,
    )
    assert row.line_manager == member("1")
    assert (row.user, row.claimed_at) == (None, None)


def test_a_manager_may_come_after_their_reports(feed):
    feed([person("1", line_manager="3"), person("2", line_manager="3"), person("3")])
    assert set(member("3").reports.values_list("staff_number", flat=True)) == {"1", "2"}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("given_name", "Anna"),
        ("family_name", "Lea"),
        ("email", "new@work.example"),
        ("unit", "Bolton Jobcentre"),
        ("grade", "EO"),
        ("grade", ""),
        ("region", "LDN"),
        ("region", ""),
        ("job_family", ""),
        ("job_title", "Work coach"),
        ("line_manager", ""),
        ("working_days", "MTW--"),
        ("status", "absent"),
        ("restricted", "yes"),
    ],
)
def test_one_changed_cell_is_one_changed_person(column, value, feed):
    feed([*people("1", "2"), person("3", line_manager="1")])
    before = {row["staff_number"]: row for row in Member.objects.values()}
    outcome = feed(
        [
            *people("1", "2"),
            person("3", line_manager="1", **{column: value} if column != "line_manager" else {}) | {column: value},
        ],
        as_of=NEXT_DAY,
    )
    assert counts(outcome) == {"changed": 1, "unchanged": 2}
    after = {row["staff_number"]: row for row in Member.objects.values()}
    assert after["1"] == before["1"] and after["2"] == before["2"]
    name = {
        "grade": "grade_id",
        "region": "region_id",
        "job_family": "job_family_id",
        "line_manager": "line_manager_id",
    }
    changed = {field for field in after["3"] if after["3"][field] != before["3"][field]}
    assert changed == {name.get(column, column), "hr_as_of"} | ({"email_since"} if column == "email" else set())
    assert after["3"]["hr_as_of"] == NEXT_DAY


def test_a_contract_that_becomes_fixed_is_a_change(feed):
    feed(people("1"))
    assert counts(feed([person("1", contract="fixed_term", contract_end="2028-01-31")])) == {"changed": 1}
    assert counts(feed([person("1", contract="fixed_term", contract_end="2028-02-29")])) == {"changed": 1}
    assert counts(feed(people("1"))) == {"changed": 1}
    assert member("1").contract_end is None


def test_another_organisation_is_a_move_and_keeps_the_person(feed):
    feed(people("1"))
    before = member("1").pk
    assert counts(feed([person("1", organisation="HO", grade="EO")])) == {"moved": 1}
    assert (member("1").pk, member("1").organisation_id, member("1").grade_id) == (before, "HO", "EO")


def test_where_somebody_went_is_kept_and_nothing_that_is_no_move(feed):
    feed(people("1", "2", "3", "4"))
    moved = [
        person("1", grade="EO"),
        person("2", job_family="", organisation="HO"),
        person("3", job_title="Work coach"),
        person("4", status="left", grade="EO"),
    ]
    feed(moved, as_of=NEXT_DAY)
    feed(moved, as_of=NEXT_DAY + datetime.timedelta(days=1))  # the same once more
    said = ["member__staff_number", "told_on", "from_grade", "to_grade", "from_family", "to_family"]
    rows = Move.objects.order_by("member__staff_number").values_list(*said, "from_organisation", "to_organisation")
    assert list(rows) == [
        ("1", NEXT_DAY, "AO", "EO", "HELP", "HELP", "DWPC", "DWPC"),
        ("2", NEXT_DAY, "AO", "AO", "HELP", None, "DWPC", "HO"),
    ]


@pytest.mark.parametrize("how", ["absent from the file", "with status left"])
def test_a_leaver_stays_on_record_without_an_address(how, feed):
    feed(people("1", "2"))
    rows = people("1") if how == "absent from the file" else [*people("1"), person("2", status="left")]
    outcome = feed(rows, as_of=NEXT_DAY)
    assert counts(outcome) == {"left": 1, "unchanged": 1}
    row = member("2")
    assert (row.status, row.email, row.email_since, row.hr_as_of) == ("left", None, None, NEXT_DAY)
    assert row.name == "Ann Lee 2"


def test_a_leaver_in_the_file_needs_no_address(feed):
    feed(people("1"))
    assert counts(feed([person("1", status="left", email="")])) == {"left": 1}


def test_someone_who_left_stays_left_and_unwritten(feed):
    feed(people("1", "2"))
    feed([*people("1"), person("2", status="left")])
    assert counts(feed([*people("1"), person("2", status="left")], as_of=NEXT_DAY)) == {"unchanged": 2}
    assert counts(feed(people("1"), as_of=NEXT_DAY)) == {"unchanged": 1}


def test_a_returner_gets_the_record_back(feed):
    feed(people("1", "2"))
    user = claimed("2")
    before = member("2").pk
    feed(people("1"))
    assert counts(feed([*people("1"), person("2", email="back@work.example")], as_of=NEXT_DAY)) == {
        "returned": 1,
        "unchanged": 1,
    }
    row = member("2")
    assert (row.pk, row.status, row.email, row.email_since, row.user) == (
        before,
        "in_post",
        "back@work.example",
        NEXT_DAY,
        user,
    )
    user.refresh_from_db()
    assert user.email == "back@work.example"


# --- Line managers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["absent from the file", "with status left"])
def test_the_reports_of_a_leaver_get_the_next_manager_up(how, feed):
    chain = [
        person("top"),
        person("a", line_manager="top"),
        person("b", line_manager="a"),
        person("c", line_manager="b"),
    ]
    feed(chain)
    if how == "absent from the file":
        rows = [chain[0], chain[3]]
    else:
        rows = [chain[0], chain[1] | {"status": "left"}, chain[2] | {"status": "left"}, chain[3]]
    outcome = feed(rows)
    assert member("c").line_manager == member("top")
    assert counts(outcome) == {"left": 2, "changed": 1, "unchanged": 1}
    assert re.search(r"managers of [12] people have left", outcome.warnings[0])
    assert counts(feed(rows)) in ({"unchanged": 2}, {"unchanged": 4})


def test_the_reports_of_a_top_person_who_leaves_have_no_manager(feed):
    feed([person("1"), person("2", line_manager="1")])
    feed([person("2", line_manager="1")])
    assert member("2").line_manager is None


def test_a_returning_manager_gets_the_reports_back_if_the_feed_says_so(feed):
    rows = [person("top"), person("a", line_manager="top"), person("b", line_manager="a")]
    feed(rows)
    feed([rows[0], rows[2]])
    assert counts(feed(rows)) == {"returned": 1, "changed": 1, "unchanged": 1}
    assert member("b").line_manager == member("a")


def test_a_circle_of_leavers_ends_nowhere(feed):
    rows = [person("1", line_manager="2"), person("2"), person("3", line_manager="1")]
    feed(rows)
    feed([person("1", line_manager="2", status="left"), person("2", status="left"), person("3", line_manager="1")])
    assert member("3").line_manager is None


def test_managers_may_change_places(feed):
    feed([person("1"), person("2", line_manager="1")])
    assert counts(feed([person("1", line_manager="2"), person("2")])) == {"changed": 2}
    assert member("1").line_manager == member("2") and member("2").line_manager is None


def test_circles_finds_each_circle_once_and_nothing_else():
    assert circles({}) == []
    assert circles({1: 2, 2: 3, 4: 3}) == []
    assert circles({1: 1}) == [[1]]
    found = circles({1: 2, 2: 3, 3: 1, 4: 1, 5: 6, 6: 5, 7: 8})
    assert sorted(map(sorted, found)) == [[1, 2, 3], [5, 6]]


# --- Addresses ------------------------------------------------------------------------------------------------------


def test_the_account_follows_to_a_new_address_and_name(feed):
    feed(people("1"))
    user = claimed("1")
    feed([person("1", email="new@work.example", family_name="Li")], as_of=NEXT_DAY)
    user.refresh_from_db()
    assert (user.email, user.name, member("1").user) == ("new@work.example", "Ann Li", user)
    address = EmailAddress.objects.get()
    assert (address.user, address.email, address.primary, address.verified) == (user, "new@work.example", True, False)


def test_an_account_that_was_not_changed_keeps_its_proof(feed):
    feed(people("1"))
    claimed("1")
    feed([person("1", grade="EO")])
    assert EmailAddress.objects.get().verified


def test_a_leaver_gives_the_address_up(feed):
    feed(people("1"))
    user = claimed("1")
    feed(people("2"))
    user.refresh_from_db()
    assert user.email == f"released-{user.pk}@released.invalid"
    assert not EmailAddress.objects.exists()
    assert member("1").user == user


def test_a_reused_address_does_not_open_the_former_holders_record(feed):
    feed([person("1", email="ann@work.example")])
    former = claimed("1")
    feed([person("2", email="ann@work.example")])
    new = claimed("2")
    assert new != former
    assert (member("1").user, member("2").user) == (former, new)
    assert User.objects.get(email="ann@work.example") == new


def test_addresses_may_change_places(feed):
    feed([person("1", email="a@work.example"), person("2", email="b@work.example")])
    one, two = claimed("1"), claimed("2")
    outcome = feed([person("1", email="b@work.example"), person("2", email="a@work.example")])
    assert counts(outcome) == {"changed": 2}
    assert (member("1").email, member("2").email) == ("b@work.example", "a@work.example")
    one.refresh_from_db(), two.refresh_from_db()
    assert (one.email, two.email) == ("b@work.example", "a@work.example")
    assert dict(EmailAddress.objects.values_list("user", "email")) == {one.pk: one.email, two.pk: two.email}


def test_an_address_goes_round_from_a_leaver_over_a_stayer_to_a_joiner(feed):
    feed([person("1", email="a@work.example"), person("2", email="b@work.example")])
    claimed("1"), claimed("2")
    feed([person("2", email="a@work.example"), person("3", email="b@work.example")])
    assert member("1").email is None
    assert (member("2").email, member("3").email) == ("a@work.example", "b@work.example")
    assert member("2").user.email == "a@work.example"


def test_the_longest_name_fits_the_account(feed):
    feed([person("1", given_name="A" * 100, family_name="B" * 100)])
    user = claimed("1")
    feed([person("1", given_name="C" * 100, family_name="B" * 100)])
    user.refresh_from_db()
    assert user.name == f"{'C' * 100} {'B' * 99}"


def test_a_role_outlives_a_move_but_a_leaver_is_out(feed):
    feed(people("1"))
    user = claimed("1")
    Grant.objects.create(user=user, role=Role.ASSESSOR, starts_on=DAY)
    feed([person("1", organisation="HO")])
    assert User.objects.get(pk=user.pk).has_role(Role.ASSESSOR)
    feed(people("2"))
    assert not User.objects.get(pk=user.pk).has_role(Role.ASSESSOR)
    assert not Grant.objects.current().exists()
