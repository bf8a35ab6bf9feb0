import django.db.models.deletion
from django.db import migrations, models

PARTS = ["page", "course", "question", "assignment", "criterion"]
# Of what is no draft any more nothing changes but how it stands, and that a question is retired.
REFUSE = """
    CREATE FUNCTION refuse_change_of_content() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        moves text[] := ARRAY['status'];
    BEGIN
        IF OLD.status = 'in_review' THEN
            moves := moves || ARRAY['sent_back_why', 'published_at', 'published_by_id'];
        END IF;
        IF OLD.status <> 'draft' AND (
            TG_OP = 'DELETE' OR to_jsonb(OLD) - moves <> to_jsonb(NEW) - moves
            OR OLD.status <> 'in_review' AND NEW.status IN ('draft', 'in_review')
        ) THEN
            RAISE EXCEPTION 'a version that is no draft never changes' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$;
    CREATE TRIGGER unitcontent_never_changes BEFORE UPDATE OR DELETE ON learning_unitcontent
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_content();

    CREATE FUNCTION refuse_change_of_content_part() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        retired text[] := ARRAY['retired_at', 'retired_by_id', 'retired_why'];
        before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
        later jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    BEGIN
        IF TG_OP = 'UPDATE' AND before ->> 'retired_at' IS NULL AND before - retired = later - retired THEN
            RETURN NEW;
        END IF;
        IF EXISTS (
            SELECT FROM unnest(ARRAY[before, later]) part
            LEFT JOIN learning_assignment assignment ON assignment.id = (part ->> 'assignment_id')::bigint
            JOIN learning_unitcontent content
                ON content.id = coalesce((part ->> 'content_id')::bigint, assignment.content_id)
            WHERE content.status <> 'draft'
        ) THEN
            RAISE EXCEPTION 'rows of % of a version that is no draft never change', TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$;
"""
ALLOW = """
    DROP TRIGGER unitcontent_never_changes ON learning_unitcontent;
    DROP FUNCTION refuse_change_of_content();
    DROP FUNCTION refuse_change_of_content_part();
"""


def refuse(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_of_a_version_never_changes BEFORE INSERT OR UPDATE OR DELETE ON learning_{table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_content_part();",
        f"DROP TRIGGER {table}_of_a_version_never_changes ON learning_{table};",
    )


class Migration(migrations.Migration):

    dependencies = [('learning', '0008_first_versions')]

    operations = [
        migrations.RemoveField(
            model_name='assignment',
            name='unit',
        ),
        migrations.AlterField(
            model_name='assignment',
            name='content',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='assignment', to='learning.unitcontent'),
        ),
        migrations.AlterField(
            model_name='attempt',
            name='content',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning.unitcontent'),
        ),
        migrations.AlterField(
            model_name='work',
            name='assignment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='works', to='learning.assignment'),
        ),
        migrations.RunSQL(REFUSE, ALLOW),
        *[refuse(table) for table in PARTS],
    ]
