import pytest

from apps.members.actions import import_feed
from apps.members.models import Grade, JobFamily, Organisation, Region
from tests.members.feed_files import DAY, write


@pytest.fixture
def reference(db):
    """Some of the codes that a feed refers to."""
    Grade.objects.bulk_create(
        Grade(code=code, name=code, order=order) for order, code in enumerate(["AA", "AO", "EO"])
    )
    Region.objects.bulk_create(Region(code=code, name=code) for code in ["NW", "LDN"])
    JobFamily.objects.create(code="HELP", title="Help")
    Organisation.objects.bulk_create(Organisation(code=code, name=code) for code in ["DWP", "HO"])
    Organisation.objects.bulk_create(
        Organisation(code=code, name=code, department_id="DWP") for code in ["DWPC", "HSE"]
    )


@pytest.fixture
def feed(reference, tmp_path):
    """feed(rows) imports these people, however few of the former ones are among them."""

    def take_over(rows, as_of=DAY, **options):
        path = write(tmp_path / "feed.csv", rows)
        return import_feed(path=path, as_of=as_of, **{"allow_leavers": 100, "allow_fewer": 100} | options)

    return take_over
