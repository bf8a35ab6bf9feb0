import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0002_capability_figures"),
        ("members", "0006_absence_and_guests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
            models.CharField(blank=True, help_text="Code of an organisation, or empty: the profession", max_length=40),
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
        migrations.CreateModel(
            name="Watermark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("counted", models.BigIntegerField(default=0, help_text="Every line up to here is in the numbers")),
                ("noted", models.BigIntegerField(default=0, help_text="The last line there was at that moment")),
                ("noted_at", models.DateTimeField(null=True)),
                ("refreshed_at", models.DateTimeField(null=True)),
                ("recounted_at", models.DateTimeField(null=True)),
                (
                    "differed",
                    models.PositiveIntegerField(
                        default=0, help_text="Facts that the last recount found to be otherwise"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Fact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=20)),
                ("organisation", models.CharField(max_length=20)),
                ("region", models.CharField(blank=True, max_length=10)),
                ("grade", models.CharField(blank=True, max_length=10)),
                ("thing", models.CharField(blank=True, help_text="Code of what it was about", max_length=40)),
                ("detail", models.CharField(blank=True, help_text="How it went, or why", max_length=20)),
                ("month", models.DateField(help_text="The first day of the month in which it happened")),
                (
                    "days",
                    models.IntegerField(default=-1, help_text="How long it took; of a decision, Monday to Friday"),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, default=0, help_text="Pounds or hours", max_digits=12),
                ),
                (
                    "member",
                    models.ForeignKey(
                        help_text="None: an opportunity, which is nobody's",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="members.member",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=20)),
                ("organisation", models.CharField(max_length=20)),
                ("region", models.CharField(blank=True, max_length=10)),
                ("grade", models.CharField(blank=True, max_length=10)),
                ("thing", models.CharField(blank=True, help_text="Code of what it was about", max_length=40)),
                ("detail", models.CharField(blank=True, help_text="How it went, or why", max_length=20)),
                ("month", models.DateField(help_text="The first day of the month in which it happened")),
                (
                    "days",
                    models.IntegerField(default=-1, help_text="How long it took; of a decision, Monday to Friday"),
                ),
                ("number", models.IntegerField()),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=14)),
            ],
            options={
                "verbose_name_plural": "tallies",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("what", "organisation", "month", "thing", "detail", "grade", "region", "days"),
                        name="tally_one_for_what_is_alike",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("address", models.CharField(max_length=300)),
                ("saved_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("user", "name"),
                        name="saved_view_one_of_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("address__startswith", "/insights/")), name="saved_view_of_insights"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="insights_subscriptions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("user",), name="subscription_one_standing"
                    )
                ],
            },
        ),
    ]
