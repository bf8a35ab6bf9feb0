"""HR feeds for tests: rows as dictionaries, all right unless a test says otherwise."""

import csv

from apps.members.feed.columns import COLUMNS


def person(number, **cells):
    """Somebody in post at a jobcentre, without a line manager."""
    return {
        "staff_number": number,
        "email": f"p{number}@work.example",
        "given_name": "Ann",
        "family_name": f"Lee {number}",
        "organisation": "DWPC",
        "unit": "Preston Jobcentre",
        "grade": "AO",
        "region": "NW",
        "job_family": "HELP",
        "job_title": "Customer adviser",
        "line_manager": "",
        "contract": "permanent",
        "contract_end": "",
        "working_days": "MTWTF",
        "status": "in_post",
        "restricted": "no",
    } | cells


def people(*numbers, **cells):
    return [person(number, **cells) for number in numbers]


def write(path, rows, columns=COLUMNS):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path
