import pytest
from django.core.management import call_command
from django.db import transaction

from odp_portal.bench.rig import Rig


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    """Made once for all tests of a module: each of them undoes what it did to them."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("make_population", members=300, seed=1)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def population(people, db):
    pass


@pytest.fixture
def rig(media):
    with Rig(300) as rig:
        rig.repeats = 1
        yield rig
