from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approvals", "0003_outcomes_of_cases")]
    operations = [
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('closed_at', None), ('closed_by', None), ('outcome', ''), ('status', 'open')), models.Q(('closed_at__isnull', False), ('status', 'closed'), models.Q(('answer', ''), _negated=True), models.Q(('outcome', ''), _negated=True), models.Q(('closed_by__isnull', False), ('outcome', 'overtaken'), _connector='OR')), _connector='OR'), name='case_closed_says_when_by_whom_and_what'),
        ),
    ]
