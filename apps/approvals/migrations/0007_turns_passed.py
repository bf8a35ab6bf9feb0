from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0006_kind_standing_release'),
        ('members', '0008_roles_of_surge'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='turn',
            index=models.Index(condition=models.Q(('passed', True)), fields=['task'], name='turn_passed'),
        ),
    ]
