import csv

from apps.core.rules import RuleBroken
from apps.members.feed.columns import COLUMNS


def write_feed(members, path):
    """Write people as an HR feed. Names stay as they are: what reads this is the importer, not a spreadsheet."""
    try:
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(members)
    except OSError as error:
        raise RuleBroken(f"The file {path} cannot be written: {error.strerror}.") from error
