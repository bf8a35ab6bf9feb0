from django.db import migrations

# What was sent to a host, what was signed and what was said at the end stay as they were; refuse_change() is made by
# core's 0005. Of a version of an agreement only its state and the exception made for it are added later.
TABLES = ["submission", "signature", "placementreview"]
VERSION = """
    CREATE FUNCTION refuse_change_of_agreement() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR to_jsonb(OLD) - '{status,excepted_by_id,excepted_at}'::text[]
            <> to_jsonb(NEW) - '{status,excepted_by_id,excepted_at}'::text[]
        THEN
            RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER agreementversion_never_changes BEFORE UPDATE OR DELETE ON secondments_agreementversion
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_agreement();
"""
NO_VERSION = """
    DROP TRIGGER agreementversion_never_changes ON secondments_agreementversion;
    DROP FUNCTION refuse_change_of_agreement();
"""


def refuse(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE ON secondments_{table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change();",
        f"DROP TRIGGER {table}_never_changes ON secondments_{table};",
    )


class Migration(migrations.Migration):

    dependencies = [("secondments", "0001_initial"), ("core", "0005_upload_never_changes")]
    operations = [*[refuse(table) for table in TABLES], migrations.RunSQL(VERSION, NO_VERSION)]
