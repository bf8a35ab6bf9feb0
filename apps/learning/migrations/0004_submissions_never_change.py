from django.db import migrations

TABLES = ["submission", "submittedanswer", "submittedfile", "criterionmark"]
# Of a mark only that another took its place is ever written down later.
MARK = """
    CREATE FUNCTION refuse_change_of_mark() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR to_jsonb(OLD) - 'replaced_at' <> to_jsonb(NEW) - 'replaced_at'
            OR OLD.replaced_at IS NOT NULL
        THEN
            RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER mark_never_changes BEFORE UPDATE OR DELETE ON learning_mark
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_mark();
"""
NO_MARK = "DROP TRIGGER mark_never_changes ON learning_mark; DROP FUNCTION refuse_change_of_mark();"


def refuse(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE ON learning_{table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change();",
        f"DROP TRIGGER {table}_never_changes ON learning_{table};",
    )


class Migration(migrations.Migration):

    dependencies = [("learning", "0003_assignments"), ("core", "0005_upload_never_changes")]
    operations = [*[refuse(table) for table in TABLES], migrations.RunSQL(MARK, NO_MARK)]
