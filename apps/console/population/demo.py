"""The demonstration: a small profession, the people whom /demo/ signs in, and what they have done so far."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.console.population.demo_history import make_demo_history
from apps.console.population.feed_file import import_people
from apps.console.population.history import make_history
from apps.console.population.members import make_members
from apps.console.population.moves import make_moves
from apps.console.population.people import BY_KEY, PEOPLE, STAFF
from apps.console.population.proportions import Proportions
from apps.console.population.reference import load_codes, load_content
from apps.console.population.stories import SINCE
from apps.core.rules import RuleBroken
from apps.members.actions import account_for, claim_record, grant_role
from apps.members.models import Member, Organisation

SIZE, SEED = 3000, 2024
TEAM_SIZE = 6  # people who report to the manager besides the member and the newcomer


@transaction.atomic
def load_demo(*, progress=lambda share: None):
    """Fill an empty portal. Returns False if the demonstration is there already."""
    if not settings.DEMO:
        raise RuleBroken("Demonstration data is only for a portal that runs with DEMO=1.")
    if Member.objects.filter(staff_number__in=STAFF).exists():
        return False
    if Member.objects.exists():
        raise RuleBroken("There are people here already: demonstration data is only for an empty portal.")
    load_codes()
    progress(0.1)
    load_content()
    progress(0.2)
    import_people(make_rows())
    progress(0.4)
    accounts = make_accounts()
    give_roles(accounts)
    others = Member.objects.exclude(staff_number__in=STAFF).exclude(line_manager__user=accounts["manager"])
    make_history(seed=SEED, among=others)
    make_moves(seed=SEED, among=others)
    make_demo_history(seed=SEED)
    progress(0.7)
    if "refresh_insights" in get_commands():
        call_command("refresh_insights")
    return True


# --- Records --------------------------------------------------------------------------------------------------------


def make_rows():
    """The made-up people with the demo people among them, as HR feed rows."""
    rows, proportions = make_members(SIZE, seed=SEED), Proportions()
    rank = {grade: place for place, grade in enumerate(proportions.grades(0))}
    tops = {proportions.department_of[row["organisation"]]: row for row in rows if not row["line_manager"]}
    make_team(rows)
    # The director has somebody to talk to, too.
    tops[proportions.department_of[BY_KEY["director"].organisation]] |= {
        "grade": "SCS3",
        "job_title": "Director General",
    }
    for person in sorted(STAFF.values(), key=lambda person: rank[person.grade]):
        department = proportions.department_of[person.organisation]
        row, top = _row(person), tops.get(department)
        if person.manager:
            row["line_manager"] = BY_KEY[person.manager].staff_number
        elif top and rank[top["grade"]] < rank[person.grade]:
            row["line_manager"] = top["staff_number"]
        else:  # the most senior of the department: everybody there reports to them in the end
            tops[department] = row
            if top:
                top["line_manager"] = row["staff_number"]
        rows.append(row)
    return rows


def make_team(rows):
    """Some of the made-up people work at the manager's jobcentre and report to him."""
    manager = BY_KEY["manager"]
    leads = {row["line_manager"] for row in rows}
    team = [
        row
        for row in rows
        if row["organisation"] == manager.organisation
        and row["grade"] in ("AO", "EO")
        and row["staff_number"] not in leads
        and (row["status"], row["restricted"]) == ("in_post", "no")
    ]
    for row in team[:TEAM_SIZE]:
        row |= {"line_manager": manager.staff_number, "region": manager.region, "unit": manager.unit}


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


# --- Accounts and roles ---------------------------------------------------------------------------------------------


def make_accounts():
    """{key: account}. Each has shown that their address reaches them and has claimed their record."""
    members = {member.staff_number: member for member in Member.objects.filter(staff_number__in=STAFF)}
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
    _date_claims(accounts)
    return accounts


def _date_claims(accounts):
    """The newcomer signed in for the first time yesterday, the others when the portal opened."""
    claimed, now = Member.objects.filter(user__in=accounts.values()), timezone.now()
    claimed.update(claimed_at=now - timedelta(days=SINCE + 10))
    claimed.filter(user=accounts["newcomer"]).update(claimed_at=now - timedelta(days=1))


def give_roles(accounts):
    """The first of the central team comes from nobody; she gives all other roles."""
    central = accounts["central"]
    grant_role(user=central, role=Role.CENTRAL, by=None)
    for person in PEOPLE:
        for role, code in person.roles:
            if role != Role.CENTRAL:
                organisation = Organisation.objects.get(pk=code) if code else None
                grant_role(user=accounts[person.key], role=role, organisation=organisation, by=central)
