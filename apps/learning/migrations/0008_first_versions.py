from django.db import migrations

# What there was is the first version, and everybody who has begun has begun with it.
FIRST_VERSIONS = "UPDATE learning_unitcontent SET status = 'published', published_at = now();"
FILL = """
    UPDATE learning_assignment assignment SET content_id = content.id
        FROM learning_unitcontent content WHERE content.unit_id = assignment.unit_id;
    UPDATE learning_attempt attempt SET content_id = content.id
        FROM qualifications_enrolledunit chosen JOIN learning_unitcontent content ON content.unit_id = chosen.unit_id
        WHERE chosen.id = attempt.enrolled_unit_id;
    UPDATE learning_work work SET assignment_id = assignment.id
        FROM qualifications_enrolledunit chosen JOIN learning_assignment assignment
        ON assignment.unit_id = chosen.unit_id WHERE chosen.id = work.enrolled_unit_id;
    INSERT INTO learning_unitstart (enrolled_unit_id, content_id, started_at)
        SELECT chosen.id, content.id, min(begun.at)
        FROM (
            SELECT enrolled_unit_id, read_at AS at FROM learning_pageread
            UNION ALL SELECT enrolled_unit_id, started_at FROM learning_attempt
            UNION ALL SELECT enrolled_unit_id, started_at FROM learning_work
        ) begun
        JOIN qualifications_enrolledunit chosen ON chosen.id = begun.enrolled_unit_id
        JOIN learning_unitcontent content ON content.unit_id = chosen.unit_id
        GROUP BY chosen.id, content.id;
"""


class Migration(migrations.Migration):

    dependencies = [('learning', '0007_content_versions')]

    operations = [migrations.RunSQL([FIRST_VERSIONS, FILL], migrations.RunSQL.noop)]
