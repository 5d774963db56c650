from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

RULE = Path(__file__).resolve().parent.parent / "sql" / "outcomes_as_of.sql"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("prescriptions", "0001_initial"),
        ("followups", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            RULE.read_text(),
            reverse_sql="DROP FUNCTION outcomes_as_of; DROP FUNCTION category_by_answer;",
        ),
        migrations.CreateModel(
            name="CourseOutcome",
            fields=[
                (
                    "prescription",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="prescriptions.prescription",
                    ),
                ),
                (
                    "category",
                    models.TextField(
                        choices=[
                            ("LDN-R", "LDN-R"),
                            ("LDN-PR", "LDN-PR"),
                            ("LDN-NR", "LDN-NR"),
                            ("continuing_no_benefit", "Continuing without benefit"),
                            ("not_yet_assessed", "Not yet assessed"),
                            ("never_started", "Never started"),
                            ("stopped_otherwise", "Stopped otherwise"),
                            ("lost", "Lost to follow-up"),
                        ]
                    ),
                ),
                (
                    "category_before",
                    models.TextField(
                        choices=[
                            ("LDN-R", "LDN-R"),
                            ("LDN-PR", "LDN-PR"),
                            ("LDN-NR", "LDN-NR"),
                            ("continuing_no_benefit", "Continuing without benefit"),
                            ("not_yet_assessed", "Not yet assessed"),
                            ("never_started", "Never started"),
                            ("stopped_otherwise", "Stopped otherwise"),
                            ("lost", "Lost to follow-up"),
                        ],
                        null=True,
                    ),
                ),
                ("responded_first", models.BooleanField()),
                ("is_started", models.BooleanField()),
                ("is_assessed", models.BooleanField()),
                (
                    "answer",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="followups.response",
                    ),
                ),
                ("asked_on", models.DateField(null=True)),
                (
                    "pgic",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Very much improved"),
                            (2, "Much improved"),
                            (3, "Minimally improved"),
                            (4, "No change"),
                            (5, "Minimally worse"),
                            (6, "Much worse"),
                            (7, "Very much worse"),
                        ],
                        null=True,
                    ),
                ),
                ("relief_percent", models.SmallIntegerField(null=True)),
                ("starting_dose_mg", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ("stable_dose_mg", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                (
                    "stop_reason",
                    models.TextField(
                        choices=[
                            ("no_benefit", "No benefit"),
                            ("loss_of_benefit", "Loss of benefit"),
                            ("side_effects", "Side effects"),
                            ("opioid_needed_pain", "An opioid was needed: LDN did not control the pain"),
                            ("opioid_needed_other", "An opioid was needed for something else"),
                            ("cost", "Cost"),
                            ("surgery", "Surgery"),
                            ("injury", "Injury"),
                            ("pregnancy", "Pregnancy"),
                            ("moved", "Moved away"),
                            ("died", "Died"),
                            ("other", "Another reason"),
                        ],
                        null=True,
                    ),
                ),
                ("days_on_ldn", models.IntegerField(null=True)),
                ("side_effects", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("side_effects_asked", models.BooleanField()),
            ],
            options={
                "db_table": "outcomes_as_of",
                "managed": False,
            },
        ),
    ]
