from django.conf import settings
from django.db import migrations, models

# But for what the scanner says, once.
TRIGGER = """
    DROP TRIGGER upload_never_changes ON core_upload;
    CREATE TRIGGER upload_never_changes BEFORE UPDATE ON core_upload
        FOR EACH ROW {when} EXECUTE FUNCTION refuse_change();
"""
BUT_ITS_SCAN = """
    WHEN (NOT (
        OLD.scan = 'checking' AND NEW.scan IN ('clean', 'harmful')
        AND to_jsonb(OLD) - 'scan' = to_jsonb(NEW) - 'scan'
    ))
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0006_search_words'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='upload',
            name='scan',
            field=models.CharField(choices=[('none', 'Not asked'), ('checking', 'Being checked'), ('clean', 'Nothing found'), ('harmful', 'Something harmful found')], default='none', editable=False, max_length=10),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(('scan__in', ['none', 'checking', 'clean', 'harmful'])), name='upload_scan_known'),
        ),
        migrations.RunSQL(TRIGGER.format(when=BUT_ITS_SCAN), TRIGGER.format(when="")),
    ]
