from django.db import migrations


class Migration(migrations.Migration):
    """Questions answered so far were answered and no more."""

    dependencies = [("approvals", "0002_decisions_that_cannot_get_stuck")]
    operations = [
        migrations.RunSQL(
            "UPDATE approvals_case SET outcome = 'answered' WHERE status = 'closed'", migrations.RunSQL.noop
        )
    ]
