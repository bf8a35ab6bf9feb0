import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0002_capability_figures"),
        ("members", "0006_absence_and_guests"),
    ]

    operations = [
        migrations.RemoveConstraint("capabilityfigures", "capability_figures_once_a_day"),
        migrations.RenameModel("CapabilityFigures", "Answers"),
        migrations.AlterModelOptions("answers", {"verbose_name_plural": "answers"}),
        migrations.AddField(
            "answers",
            "topic",
            models.CharField(
                choices=[("capability", "Capability"), ("flow", "What happened")], default="capability", max_length=20
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            "answers",
            "snapshot",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="insights.snapshot"
            ),
        ),
        migrations.AlterField(
            "answers",
            "scope",
            models.CharField(
                blank=True, help_text="Code of an organisation, or empty: the profession", max_length=40
            ),
        ),
        migrations.AddConstraint(
            "answers", models.UniqueConstraint(fields=["snapshot", "topic", "scope"], name="answers_once_a_day")
        ),
        # Those published so far are of the first shape, which no page reads any more.
        migrations.AddField("snapshot", "shape", models.PositiveSmallIntegerField(default=1)),
        migrations.AlterField(
            "snapshot",
            "shape",
            models.PositiveSmallIntegerField(default=2, help_text="Of the figures, as the pages know them"),
        ),
    ]
