"""What an HR feed changes: who is new, changed, moved, left, returned; and that nobody else is touched."""

import datetime
import re

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, ManagementUtility, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.core.models import AuditEvent
from apps.members.actions import account_for, claim_record, import_feed
from apps.members.feed.changes import circles
from apps.members.feed.faults import Refused
from apps.members.models import FeedImport, Grant, Member
from tests.members.conftest import DAY
from tests.members.feed_files import people, person, write

NEXT_DAY = DAY + datetime.timedelta(days=1)


def counts(outcome):
    return {kind: count for kind, count in outcome.counts.items() if count}


def member(number):
    return Member.objects.get(staff_number=number)


def claimed(number):
    """The record of somebody who has signed in."""
    user = account_for(member=member(number))
    EmailAddress.objects.filter(user=user).update(verified=True)
    claim_record(user=user)
    return user


def everything():
    """All that a feed may write."""
    models = [Member, User, EmailAddress, FeedImport, AuditEvent]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models}


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


def test_a_role_outlives_a_move_but_a_leaver_is_out(feed):
    feed(people("1"))
    user = claimed("1")
    Grant.objects.create(user=user, role=Role.ASSESSOR, starts_on=DAY)
    feed([person("1", organisation="HO")])
    assert User.objects.get(pk=user.pk).has_role(Role.ASSESSOR)


# --- The same again, older, smaller ---------------------------------------------------------------------------------


def test_the_same_file_twice_writes_nothing(feed, tmp_path):
    feed(
        [
            person("1"),
            person("2", line_manager="1", contract="fixed_term", contract_end="2028-01-31"),
            person("3", grade=""),
        ]
    )
    claimed("2")
    before = everything()
    with CaptureQueriesContext(connection) as queries:
        outcome = import_feed(path=tmp_path / "feed.csv", as_of=NEXT_DAY)
    assert everything() == before
    assert outcome.is_repeat
    writes = [q["sql"] for q in queries if re.match(r'\s*(INSERT INTO|UPDATE|DELETE FROM) "?(?!feed)', q["sql"])]
    assert writes == []


def test_another_file_with_the_same_people_is_an_import_that_changes_nobody(feed):
    feed(people("1", "2"))
    before = list(Member.objects.order_by("pk").values())
    outcome = feed(people("2", "1"), as_of=NEXT_DAY)
    assert counts(outcome) == {"unchanged": 2} and not outcome.is_repeat
    assert list(Member.objects.order_by("pk").values()) == before
    assert FeedImport.objects.count() == 2


def test_a_dry_run_writes_nothing_and_says_what_would_change(feed):
    feed(people("1", "2", "3"))
    claimed("2")
    before = everything()
    outcome = feed([person("1", grade="EO"), person("2", email="x@work.example"), person("4")], dry_run=True)
    assert counts(outcome) == {"new": 1, "changed": 2, "left": 1}
    assert everything() == before


def test_an_older_feed_is_refused_and_one_of_the_same_day_is_not(feed):
    feed(people("1"), as_of=DAY)
    with pytest.raises(Refused, match="20 November 2026 was applied already, and this one is older: 19 November 2026"):
        feed(people("2"), as_of=DAY - datetime.timedelta(days=1))
    feed(people("1", "2"), as_of=DAY)


def numbers(count):
    return [str(number) for number in range(count)]


@pytest.fixture
def forty(feed, tmp_path):
    feed(people(*numbers(40)))

    def again(rows, **options):
        return import_feed(path=write(tmp_path / "feed.csv", rows), as_of=DAY, **options)

    return again


def test_a_twentieth_may_leave(forty):
    assert forty(people(*numbers(38))).counts["left"] == 2


def test_more_than_a_twentieth_leaving_is_refused(forty):
    with pytest.raises(Refused, match="3 of 40 people would leave, more than 5%"):
        forty(people(*numbers(37)))
    with pytest.raises(Refused, match="more than 7%"):
        forty(people(*numbers(37)), allow_leavers=7)
    assert Member.objects.in_post().count() == 40
    assert forty(people(*numbers(37)), allow_leavers=7.5).counts["left"] == 3


def test_leavers_by_status_count_too(forty):
    rows = [*people(*numbers(37)), *people("37", "38", "39", status="left")]
    with pytest.raises(Refused, match="3 of 40 people would leave"):
        forty(rows)


def test_far_fewer_rows_than_last_time_are_refused(forty):
    """Those who had left long ago are no leavers now, but their rows were there last time."""
    forty([*people(*numbers(40)), *people("40", "41", "42", status="left")])
    with pytest.raises(Refused, match="has 40 rows and the last one had 43: more than 5% are missing"):
        forty(people(*numbers(40)))
    assert forty(people(*numbers(40)), allow_fewer=7).counts["unchanged"] == 40


def test_allowing_leavers_allows_as_many_missing_rows(forty):
    assert forty(people(*numbers(20)), allow_leavers=50).counts["left"] == 20
    with pytest.raises(Refused, match="rows"):
        forty(people(*numbers(19)), allow_leavers=50, allow_fewer=0)


# --- The audit trail ------------------------------------------------------------------------------------------------


def test_one_line_for_the_import_and_one_for_each_person_changed(feed):
    feed(people("1", "2", "3", "4", "5"))
    feed([person("1", grade="EO", job_title="Lead"), person("2", organisation="HO"), person("5")])
    AuditEvent.objects.all().delete()
    feed([person("1"), person("2"), person("3"), person("6")], as_of=NEXT_DAY)
    lines = AuditEvent.objects.values_list("event", "subject_id", "says")
    applied = FeedImport.objects.latest("pk")
    source = "from the HR feed of 21 November 2026"
    assert set(lines) == {
        ("feed.applied", str(applied.pk), "took over the HR feed of 21 November 2026"),
        ("member.changed", str(member("1").pk), f"took over grade and job title {source}"),
        ("member.moved", str(member("2").pk), f"recorded a move to another organisation {source}"),
        ("member.returned", str(member("3").pk), f"recorded that they came back {source}"),
        ("member.left", str(member("5").pk), f"recorded that they left {source}"),
    }
    assert len(lines) == 5
    assert AuditEvent.objects.get(event="feed.applied").details["left"] == 1


def test_the_import_is_kept_with_its_figures(feed):
    feed(people("1", "2"))
    applied = FeedImport.objects.get()
    assert (applied.as_of, applied.rows, applied.counts["new"], len(applied.sha256)) == (DAY, 2, 2, 64)


# --- The command ----------------------------------------------------------------------------------------------------


def command(*arguments, capsys):
    """Exit code and output, as a shell sees them."""
    try:
        call_command("import_members", *map(str, arguments))
        code, refusal = 0, ""
    except CommandError as error:
        code = error.returncode
        refusal = str(error)
    out, err = capsys.readouterr()
    return code, out + err + refusal


def test_the_command_says_what_it_did(reference, tmp_path, capsys):
    path = write(tmp_path / "feed.csv", people("1", "2"))
    code, words = command(path, "--as-of", "2026-11-20", "--dry-run", capsys=capsys)
    assert code == 0 and "new: 2" in words and "dry run" in words and not Member.objects.exists()
    code, words = command(path, "--as-of", "2026-11-20", capsys=capsys)
    assert code == 0 and "HR feed of 20 November 2026: 2 rows" in words and "All of it was written" in words
    code, words = command(path, "--as-of", "2026-11-20", capsys=capsys)
    assert code == 0 and "unchanged: 2" in words and "nothing was written" in words
    assert Member.objects.count() == 2


def test_the_command_shows_the_first_fifty_errors_and_where_all_are(reference, tmp_path, capsys):
    path = write(tmp_path / "feed.csv", people(*numbers(60), grade="X"))
    code, words = command(path, "--report", tmp_path / "report.csv", capsys=capsys)
    assert code == 1
    assert words.count("is not the code of a grade") == 50
    assert "Line 2, grade: is not the code of a grade: X" in words
    assert "first 50 of 60 errors" in words and str(tmp_path / "report.csv") in words
    assert "Nothing was written: the file has 60 errors." in words


def test_a_refused_size_is_exit_code_1_and_says_the_option(forty, tmp_path, capsys):
    path = write(tmp_path / "other.csv", people(*numbers(20)))
    code, words = command(path, "--as-of", DAY, capsys=capsys)
    assert code == 1 and "--allow-leavers" in words
    assert command(path, "--as-of", DAY, "--allow-leavers", "50", capsys=capsys)[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["f.csv", "--as-of", "yesterday"],
        ["f.csv", "--as-of", "20261120"],
        ["f.csv", "--as-of", "2026-02-30"],
        ["f.csv", "--allow-leavers", "101"],
        ["f.csv", "--allow-leavers", "-1"],
        ["f.csv", "--allow-fewer", "nan"],
        ["f.csv", "--allow-fewer", "some"],
        ["f.csv", "--nonsense"],
    ],
)
def test_wrong_usage_is_exit_code_2(arguments):
    with pytest.raises(SystemExit) as end:
        ManagementUtility(["manage.py", "import_members", *arguments]).execute()
    assert end.value.code == 2
