import csv
from tempfile import NamedTemporaryFile

from apps.core.rules import RuleBroken
from apps.members.actions import import_feed
from apps.members.feed.columns import COLUMNS
from apps.members.models import Member
from apps.members.states import EmploymentStatus


def write_feed(members, path):
    """Write people as an HR feed. Names stay as they are: what reads this is the importer, not a spreadsheet."""
    try:
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(members)
    except OSError as error:
        raise RuleBroken(f"The file {path} cannot be written: {error.strerror}.") from error


def rows_on_record():
    """Everybody who has not left, as an HR feed would have them."""
    values = {"organisation": "organisation_id", "grade": "grade_id", "region": "region_id"}
    values |= {"job_family": "job_family_id", "line_manager": "line_manager__staff_number"}
    fields = [values.get(column, column) for column in COLUMNS]
    people = Member.objects.exclude(status=EmploymentStatus.LEFT).order_by("pk").values_list(*fields)
    for person in people.iterator():
        row = dict(zip(COLUMNS, ("" if cell is None else cell for cell in person), strict=True))
        yield row | {"restricted": "yes" if row["restricted"] else "no"}


def import_people(members, *, progress=None):
    """Made-up people come as all people come: by an HR feed."""
    with NamedTemporaryFile(suffix=".csv") as file:
        write_feed(members, file.name)
        return import_feed(path=file.name, progress=progress)
