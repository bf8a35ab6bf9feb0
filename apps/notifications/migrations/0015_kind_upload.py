from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0014_kind_insights'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='preference',
            name='preference_not_for_what_is_statutory',
        ),
        migrations.AlterField(
            model_name='message',
            name='kind',
            field=models.CharField(choices=[('decision_waiting', 'A decision waits for you'), ('decision_made', 'A decision about your request'), ('case', 'Your question to the central team'), ('request_sent', 'Your request was sent'), ('study_ends', 'Your study time ends soon'), ('place', 'A place on a start date'), ('interest', 'A qualification that you asked about opens'), ('break_ends', 'Your break from a qualification ends'), ('unit_passed', 'You passed a unit'), ('test', 'The result of a test has changed, or its time was up'), ('reflection', 'A reflection conversation'), ('assignment', 'Your assignment'), ('marking', 'Work to mark'), ('prior_learning', 'Your prior learning'), ('capability', 'A conversation about capabilities'), ('capability_cycle', 'Your department asks you where you stand'), ('certificate_ready', 'Your certificate is ready'), ('certificate_changed', 'Your certificate was replaced or revoked'), ('did_it_help', 'Whether a qualification helped at work'), ('stand_in', 'You stand in for a manager'), ('opportunity', 'An opportunity that you run or publish'), ('new_opportunities', 'New opportunities that fit a search of yours'), ('approach', 'A host who found you asks you to look at an opportunity'), ('application', 'Your application to work elsewhere'), ('applicant', 'An application to your opportunity'), ('placement', 'An agreement or a placement'), ('surge_offer', 'You are asked to help in a surge'), ('surge', 'A surge request or deployment'), ('team_study', 'Study in your team pauses, goes on or stops'), ('line_changed', 'Who reports to whom has changed'), ('content', 'Content that you drafted'), ('download_ready', 'The copy of your data is ready'), ('catalogue_draft', 'Your draft for the catalogue'), ('upload', 'A file that you added was removed'), ('insights', 'The monthly summary of figures'), ('retired', 'A qualification that you began to ask for closes')], max_length=40),
        ),
        migrations.AlterField(
            model_name='preference',
            name='kind',
            field=models.CharField(choices=[('decision_waiting', 'A decision waits for you'), ('decision_made', 'A decision about your request'), ('case', 'Your question to the central team'), ('request_sent', 'Your request was sent'), ('study_ends', 'Your study time ends soon'), ('place', 'A place on a start date'), ('interest', 'A qualification that you asked about opens'), ('break_ends', 'Your break from a qualification ends'), ('unit_passed', 'You passed a unit'), ('test', 'The result of a test has changed, or its time was up'), ('reflection', 'A reflection conversation'), ('assignment', 'Your assignment'), ('marking', 'Work to mark'), ('prior_learning', 'Your prior learning'), ('capability', 'A conversation about capabilities'), ('capability_cycle', 'Your department asks you where you stand'), ('certificate_ready', 'Your certificate is ready'), ('certificate_changed', 'Your certificate was replaced or revoked'), ('did_it_help', 'Whether a qualification helped at work'), ('stand_in', 'You stand in for a manager'), ('opportunity', 'An opportunity that you run or publish'), ('new_opportunities', 'New opportunities that fit a search of yours'), ('approach', 'A host who found you asks you to look at an opportunity'), ('application', 'Your application to work elsewhere'), ('applicant', 'An application to your opportunity'), ('placement', 'An agreement or a placement'), ('surge_offer', 'You are asked to help in a surge'), ('surge', 'A surge request or deployment'), ('team_study', 'Study in your team pauses, goes on or stops'), ('line_changed', 'Who reports to whom has changed'), ('content', 'Content that you drafted'), ('download_ready', 'The copy of your data is ready'), ('catalogue_draft', 'Your draft for the catalogue'), ('upload', 'A file that you added was removed'), ('insights', 'The monthly summary of figures'), ('retired', 'A qualification that you began to ask for closes')], max_length=40),
        ),
        migrations.AddConstraint(
            model_name='preference',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['decision_waiting', 'decision_made', 'case', 'place', 'assignment', 'prior_learning', 'certificate_changed', 'stand_in', 'opportunity', 'application', 'placement', 'surge_offer', 'surge', 'upload', 'retired']), _negated=True), name='preference_not_for_what_is_statutory'),
        ),
    ]
