"""The demonstration: a small profession, the people whom /demo/ signs in, and what they have done so far."""

from datetime import timedelta
from tempfile import NamedTemporaryFile

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.console.population.feed_file import write_feed
from apps.console.population.history import make_history
from apps.console.population.members import make_members
from apps.console.population.people import PEOPLE
from apps.console.population.proportions import Proportions
from apps.core.rules import RuleBroken
from apps.members.actions import (
    account_for,
    claim_record,
    grant_role,
    import_feed,
    load_job_families,
    load_organisations,
)
from apps.members.models import Member, Organisation
from apps.members.reference import job_families, workforce

SIZE, SEED = 3000, 2024


@transaction.atomic
def load_demo():
    """Fill an empty portal. Returns False if the demonstration is there already."""
    if not settings.DEMO:
        raise RuleBroken("Demonstration data is only for a portal that runs with DEMO=1.")
    if Member.objects.filter(staff_number__in=_staff_numbers()).exists():
        return False
    if Member.objects.exists():
        raise RuleBroken("There are people here already: demonstration data is only for an empty portal.")
    load_organisations(data=workforce())
    load_job_families(data=job_families())
    call_command("load_catalogue", "apps/qualifications/data/qualifications.json", verbosity=0)
    call_command("load_learning", verbosity=0)
    import_members()
    accounts = make_accounts()
    give_roles(accounts)
    make_history(seed=SEED, without=_staff_numbers())
    if "refresh_insights" in get_commands():
        call_command("refresh_insights", verbosity=0)
    return True


def import_members():
    """Everybody comes as people come: by an HR feed."""
    with NamedTemporaryFile(suffix=".csv") as file:
        write_feed(make_rows(), file.name)
        import_feed(path=file.name)


def make_rows():
    """The made-up people with the demo people among them, as HR feed rows."""
    rows, proportions = make_members(SIZE, seed=SEED), Proportions()
    rank = {grade: place for place, grade in enumerate(proportions.grades(0))}
    tops = {proportions.department_of[row["organisation"]]: row for row in rows if not row["line_manager"]}
    for person in sorted((person for person in PEOPLE if person.organisation), key=lambda person: rank[person.grade]):
        department = proportions.department_of[person.organisation]
        row, top = _row(person), tops.get(department)
        if person.manager:
            row["line_manager"] = _person(person.manager).staff_number
        elif top and rank[top["grade"]] < rank[person.grade]:
            row["line_manager"] = top["staff_number"]
        else:
            tops[department] = row
            if top:
                top["line_manager"] = row["staff_number"]
        rows.append(row)
    return rows


def _row(person):
    return {
        "staff_number": person.staff_number,
        "email": person.email,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "organisation": person.organisation,
        "unit": person.unit,
        "grade": person.grade,
        "region": person.region,
        "job_family": person.job_family,
        "job_title": person.job_title,
        "line_manager": "",
        "contract": "permanent",
        "contract_end": "",
        "working_days": person.working_days,
        "status": "in_post",
        "restricted": "no",
    }


def make_accounts():
    """{key: account}: each has shown their e-mail address and claimed their record, the newcomer yesterday."""
    members = {member.staff_number: member for member in Member.objects.filter(staff_number__in=_staff_numbers())}
    accounts = {}
    for person in PEOPLE:
        if person.organisation:
            user = account_for(member=members[person.staff_number])
        else:
            user = User.objects.create_user(person.email, name=person.name)
        EmailAddress.objects.update_or_create(
            user=user, email=person.email, defaults={"primary": True, "verified": True}
        )
        claim_record(user=user)
        accounts[person.key] = user
    claimed = timezone.now() - timedelta(days=1)
    Member.objects.filter(user=accounts["newcomer"]).update(claimed_at=claimed)
    Member.objects.filter(user__in=accounts.values()).exclude(user=accounts["newcomer"]).update(
        claimed_at=claimed - timedelta(days=400)
    )
    return accounts


def give_roles(accounts):
    """The first of the central team comes from nobody; she gives all other roles."""
    central = accounts["central"]
    grant_role(user=central, role=Role.CENTRAL, by=None)
    for person in PEOPLE:
        for role, code in person.roles:
            if role != Role.CENTRAL:
                organisation = Organisation.objects.get(pk=code) if code else None
                grant_role(user=accounts[person.key], role=role, organisation=organisation, by=central)


def _staff_numbers():
    return [person.staff_number for person in PEOPLE if person.organisation]


def _person(key):
    return next(person for person in PEOPLE if person.key == key)
