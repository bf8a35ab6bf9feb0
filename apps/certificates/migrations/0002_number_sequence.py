from django.db import migrations


class Migration(migrations.Migration):
    """Certificate numbers come from the database, so that two workers never give out the same one."""

    dependencies = [("certificates", "0001_initial")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE certificates_number", reverse_sql="DROP SEQUENCE certificates_number")
    ]
