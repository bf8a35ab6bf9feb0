from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    run_before = [
        ("qualifications", "0001_initial"),
        ("approvals", "0002_decisions_that_cannot_get_stuck"),
        ("members", "0006_absence_and_guests"),
    ]
    operations = [TrigramExtension(), BtreeGistExtension()]
