from django.db import migrations

SUBJECTS = """
    UPDATE approvals_task task SET subject = qualification.code,
        decide_many_url = '/study-times/decide/',
        appeal_url = '/enrolments/' || enrolment.id || '/appeal/'
    FROM qualifications_enrolment enrolment
    JOIN qualifications_qualification qualification ON qualification.id = enrolment.qualification_id
    WHERE enrolment.task_id = task.id
"""
AGREEMENTS = """
    INSERT INTO qualifications_studyagreement (enrolment_id, plan_id, agreed_by_id, agreed_at)
    SELECT DISTINCT ON (enrolment.id) enrolment.id, plan.id, task.decided_by_id, task.decided_at
    FROM qualifications_enrolment enrolment
    JOIN approvals_task task ON task.id = enrolment.task_id AND task.status = 'approved'
    JOIN qualifications_studyplan plan ON plan.enrolment_id = enrolment.id
    ORDER BY enrolment.id, plan.version DESC
"""


class Migration(migrations.Migration):
    """What was agreed so far is an agreement; what was asked says what it was about."""

    dependencies = [("qualifications", "0002_decisions_that_cannot_get_stuck")]
    operations = [
        migrations.RunSQL(SUBJECTS, migrations.RunSQL.noop),
        migrations.RunSQL(AGREEMENTS, migrations.RunSQL.noop),
    ]
