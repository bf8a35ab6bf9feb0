"""HR feeds for tests: rows as dictionaries, all right unless a test says otherwise."""

import csv
import datetime

from allauth.account.models import EmailAddress

from apps.accounts.models import User
from apps.core.models import AuditEvent
from apps.members.actions import account_for, claim_record
from apps.members.feed.columns import COLUMNS
from apps.members.models import FeedImport, Member

DAY = datetime.date(2026, 11, 20)
NEXT_DAY = DAY + datetime.timedelta(days=1)


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
