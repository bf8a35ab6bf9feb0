"""An HR feed as a whole: the same again, older, far smaller; its audit trail; and its command."""

import datetime
import re

import pytest
from django.core.management import CommandError, ManagementUtility, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.core.models import AuditEvent
from apps.members.actions import import_feed
from apps.members.feed.faults import Refused
from apps.members.models import FeedImport, Member
from tests.members.feed_files import DAY, NEXT_DAY, claimed, counts, everything, member, people, person, write

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


def test_a_date_far_ahead_is_taken_for_a_slip(feed):
    today = timezone.localdate()
    with pytest.raises(Refused, match="more than a year ahead"):
        feed(people("1"), as_of=today + datetime.timedelta(days=367))
    feed(people("1"), as_of=today + datetime.timedelta(days=366))


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
