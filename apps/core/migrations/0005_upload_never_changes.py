from django.db import migrations

# An upload can be removed while nothing holds it, but what is under its number never becomes something else.
REFUSE = """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER upload_never_changes BEFORE UPDATE ON core_upload
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
ALLOW = "DROP TRIGGER upload_never_changes ON core_upload; DROP FUNCTION refuse_change();"


class Migration(migrations.Migration):

    dependencies = [("core", "0004_upload")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
