from django.db import migrations

# What somebody else was shown stays as it was; refuse_change() is made by core's 0005.
REFUSE = """
    CREATE TRIGGER evidence_shared_never_changes BEFORE UPDATE ON evidence_evidence FOR EACH ROW
        WHEN (
            OLD.shared_at IS NOT NULL
            AND (OLD.member_id, OLD.kind, OLD.title, OLD.dated_on, OLD.note, OLD.link, OLD.upload_id, OLD.shared_at)
            IS DISTINCT FROM
            (NEW.member_id, NEW.kind, NEW.title, NEW.dated_on, NEW.note, NEW.link, NEW.upload_id, NEW.shared_at)
        )
        EXECUTE FUNCTION refuse_change();
"""
ALLOW = "DROP TRIGGER evidence_shared_never_changes ON evidence_evidence;"


class Migration(migrations.Migration):

    dependencies = [("evidence", "0001_initial"), ("core", "0005_upload_never_changes")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
