"""The portal on the morning of a journey: the real catalogue and its content, the demo people, their colleagues."""

from functools import cache
from io import BytesIO

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from apps.certificates.actions import next_number
from apps.console.population.people import PEOPLE
from apps.members.actions import load_job_families, load_organisations
from apps.members.models import Member
from apps.members.reference import job_families, workforce
from apps.qualifications.models import Qualification
from tests.accounts.factories import UserFactory
from tests.members.factories import GrantFactory, MemberFactory
from tests.qualifications.factories import EnrolmentFactory

AWARD = "Level 2 Award in Operational Delivery (Principles)"
COLLEAGUES = 60
HAVE_THE_AWARD = 7  # with Amara eight, and eight is shown as ten
FROM_DJANGO = {"auth", "contenttypes", "sessions"}


def make_world():
    load_organisations(data=workforce())
    load_job_families(data=job_families())
    for name in ("capability_framework.json", "core_skills_framework.json"):
        call_command("load_framework", f"apps/capability/data/{name}", verbosity=0)
    call_command("load_catalogue", "apps/qualifications/data/qualifications.json", verbosity=0)
    call_command("load_learning", verbosity=0)
    make_people()
    make_colleagues()


def make_people():
    """The people whom /demo/ signs in: with their managers and roles, and nothing done yet."""
    members = {}
    for person in PEOPLE:
        if person.organisation:
            members[person.key] = MemberFactory(
                staff_number=person.staff_number,
                email=person.email,
                given_name=person.given_name,
                family_name=person.family_name,
                organisation__code=person.organisation,
                grade__code=person.grade,
                region__code=person.region,
                job_title=person.job_title,
            )
    for person in PEOPLE:
        if person.manager:
            Member.objects.filter(pk=members[person.key].pk).update(line_manager=members[person.manager])
        user = members[person.key].user if person.organisation else UserFactory(email=person.email, name=person.name)
        for role, organisation in person.roles:
            GrantFactory(user=user, role=role, organisation_id=organisation)


def make_colleagues():
    """Enough of them in Work and Pensions that figures can be shown, and some have the Award."""
    award = Qualification.objects.get(title=AWARD)
    theirs = {"organisation__code": "DWPC", "grade__code": "AO", "region__code": "NW"}
    for colleague in MemberFactory.create_batch(HAVE_THE_AWARD, **theirs):
        EnrolmentFactory(completed=True, member=colleague, qualification=award, certificate__number=next_number())
    MemberFactory.create_batch(COLLEAGUES - HAVE_THE_AWARD, user=None, **theirs)


class Copy:
    """All rows of ours as they are now, to be put back into empty tables: faster than making them again."""

    def __init__(self):
        self.rows = {}
        for model in apps.get_models(include_auto_created=True):
            if model._meta.app_label not in FROM_DJANGO:
                columns = [field.column for field in model._meta.local_fields if not field.generated]
                name = f'"{model._meta.db_table}" ({", ".join(f"{chr(34)}{column}{chr(34)}" for column in columns)})'
                self._take(name)

    def _take(self, name):
        rows = BytesIO()
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {name} TO STDOUT", rows)
        if rows.tell():
            self.rows[name] = rows

    @transaction.atomic
    def put_back(self):
        """In any order and whatever never changes: neither references nor triggers are looked at."""
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for name, rows in self.rows.items():
                rows.seek(0)
                cursor.copy_expert(f"COPY {name} FROM STDIN", rows)


@cache
def _made_in(database, day):
    make_world()
    return Copy()


def start_the_day():
    """Make the world in an empty database, or put back what was made before."""
    made = _made_in.cache_info().misses
    copy = _made_in(connection.settings_dict["NAME"], timezone.localdate())
    if _made_in.cache_info().misses == made:
        copy.put_back()
