from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('surge', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='standingrelease',
            name='ended_at',
            field=models.DateTimeField(editable=False, help_text='Taken back before its last day', null=True),
        ),
    ]
