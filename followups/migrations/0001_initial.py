import datetime
from decimal import Decimal

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import followups.models.plan


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("patients", "0002_load_icd10"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("prescriptions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CallingRulesEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "calling_from",
                    models.TimeField(
                        default=datetime.time(8, 0), help_text="In the patient's own time.", verbose_name="calls from"
                    ),
                ),
                (
                    "calling_until",
                    models.TimeField(
                        default=datetime.time(21, 0), help_text="In the patient's own time.", verbose_name="calls until"
                    ),
                ),
                (
                    "minutes_between_attempts",
                    models.PositiveSmallIntegerField(
                        default=180,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10080),
                        ],
                        verbose_name="minutes between two attempts",
                    ),
                ),
                (
                    "attempts_a_followup",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(20),
                        ],
                        verbose_name="attempts for one follow-up",
                    ),
                ),
                (
                    "attempts_before_lost",
                    models.PositiveSmallIntegerField(
                        default=6,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="lost to follow-up after so many attempts in a row",
                    ),
                ),
                (
                    "minutes_of_a_claim",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(240),
                        ],
                        verbose_name="minutes that a patient stays with who calls",
                    ),
                ),
                (
                    "works_on",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        default=followups.models.plan.monday_to_friday,
                        size=None,
                        verbose_name="the clinic works on",
                    ),
                ),
                ("applied_up_to", models.BigIntegerField(blank=True, editable=False, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("milestone", "Milestone"),
                            ("first_dose", "Has it arrived? First dose"),
                            ("refill", "Refill"),
                            ("wash_out", "Wash-out ends"),
                        ],
                        max_length=10,
                    ),
                ),
                ("after_months", models.PositiveSmallIntegerField(default=0)),
                ("after_days", models.PositiveSmallIntegerField(default=0)),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("due_on", models.DateField()),
                ("window_opens_on", models.DateField()),
                ("window_closes_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("answered", "Answered"),
                            ("missed", "Missed: its window has closed"),
                            ("closed", "Closed with its course"),
                            ("withdrawn", "Withdrawn: no longer in the plan"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("claimed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("claimed_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("promised_for", models.DateTimeField(blank=True, editable=False, null=True)),
                ("rests_until", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "ordering": ["due_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="FollowUpEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("milestone", "Milestone"),
                            ("first_dose", "Has it arrived? First dose"),
                            ("refill", "Refill"),
                            ("wash_out", "Wash-out ends"),
                        ],
                        max_length=10,
                    ),
                ),
                ("after_months", models.PositiveSmallIntegerField(default=0)),
                ("after_days", models.PositiveSmallIntegerField(default=0)),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("due_on", models.DateField()),
                ("window_opens_on", models.DateField()),
                ("window_closes_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("answered", "Answered"),
                            ("missed", "Missed: its window has closed"),
                            ("closed", "Closed with its course"),
                            ("withdrawn", "Withdrawn: no longer in the plan"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("claimed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("claimed_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("promised_for", models.DateTimeField(blank=True, editable=False, null=True)),
                ("rests_until", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Holiday",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(error_messages={"unique": "This day is on the list already."}, unique=True)),
                ("name", models.CharField(max_length=60)),
            ],
            options={
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="HolidayEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("day", models.DateField(error_messages={"unique": "This day is on the list already."})),
                ("name", models.CharField(max_length=60)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "offset_months",
                    models.PositiveSmallIntegerField(default=0, verbose_name="months after the first dose"),
                ),
                ("offset_days", models.PositiveSmallIntegerField(default=0, verbose_name="and days")),
                ("repeats", models.BooleanField(default=False, verbose_name="and again each time so long after")),
                (
                    "opens_days_before",
                    models.PositiveSmallIntegerField(verbose_name="can be asked from so many days before"),
                ),
                ("closes_days_after", models.PositiveSmallIntegerField(verbose_name="until so many days after")),
                ("asks_peg", models.BooleanField(default=False, verbose_name="asks for pain and PEG")),
                ("asks_gains", models.BooleanField(default=False, verbose_name="asks for functional gains")),
                ("asks_cost", models.BooleanField(default=False, verbose_name="asks for the cost")),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "ordering": ["offset_months", "offset_days", "id"],
            },
        ),
        migrations.CreateModel(
            name="MilestoneEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "offset_months",
                    models.PositiveSmallIntegerField(default=0, verbose_name="months after the first dose"),
                ),
                ("offset_days", models.PositiveSmallIntegerField(default=0, verbose_name="and days")),
                ("repeats", models.BooleanField(default=False, verbose_name="and again each time so long after")),
                (
                    "opens_days_before",
                    models.PositiveSmallIntegerField(verbose_name="can be asked from so many days before"),
                ),
                ("closes_days_after", models.PositiveSmallIntegerField(verbose_name="until so many days after")),
                ("asks_peg", models.BooleanField(default=False, verbose_name="asks for pain and PEG")),
                ("asks_gains", models.BooleanField(default=False, verbose_name="asks for functional gains")),
                ("asks_cost", models.BooleanField(default=False, verbose_name="asks for the cost")),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="NightlyCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("began_at", models.DateTimeField()),
                ("reached", models.BigIntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["began_at"],
                "get_latest_by": "began_at",
            },
        ),
        migrations.CreateModel(
            name="NightlyCheckEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("began_at", models.DateTimeField()),
                ("reached", models.BigIntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Repair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("no_next", "without a next follow-up"),
                            ("off_plan", "not on the days of the plan"),
                            ("refill", "with a refill on another day than the supply ends"),
                            ("wash_out", "at the end of a wash-out without its call"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="RepairEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("no_next", "without a next follow-up"),
                            ("off_plan", "not on the days of the plan"),
                            ("refill", "with a refill on another day than the supply ends"),
                            ("wash_out", "at the end of a wash-out without its call"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("voided_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("voided_reason", models.CharField(blank=True, editable=False, max_length=200, null=True)),
                ("asked_on", models.DateField()),
                (
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[("visit", "At a visit"), ("phone", "By telephone")],
                        max_length=5,
                        null=True,
                    ),
                ),
                ("entered_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "answered_by",
                    models.CharField(
                        choices=[("patient", "The patient"), ("proxy", "Someone else for the patient")],
                        default="patient",
                        max_length=7,
                    ),
                ),
                ("proxy_relation", models.CharField(blank=True, max_length=60, verbose_name="relation to the patient")),
                ("through_interpreter", models.BooleanField(default=False)),
                (
                    "asked_in",
                    models.CharField(
                        blank=True,
                        choices=[("en", "English"), ("es", "Spanish"), ("other", "Another: call with an interpreter")],
                        max_length=5,
                        null=True,
                        verbose_name="asked in",
                    ),
                ),
                ("broke_off", models.BooleanField(default=False)),
                (
                    "declined_items",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), blank=True, default=list, size=None
                    ),
                ),
                ("is_imported", models.BooleanField(default=False)),
                (
                    "instrument",
                    models.CharField(
                        choices=[
                            ("immpact_7_lower_better", "Modified PGIC, 1 very much improved to 7 very much worse")
                        ],
                        default="immpact_7_lower_better",
                        max_length=30,
                    ),
                ),
                (
                    "pgic",
                    models.PositiveSmallIntegerField(
                        blank=True,
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
                (
                    "relief_percent",
                    models.SmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-100),
                            django.core.validators.MaxValueValidator(100),
                        ],
                    ),
                ),
                ("continues", models.BooleanField(blank=True, null=True, verbose_name="goes on with LDN")),
                (
                    "quality_of_life_improved",
                    models.BooleanField(blank=True, null=True, verbose_name="better quality of life"),
                ),
                ("side_effects_asked", models.BooleanField(default=False)),
                (
                    "functional_gains",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("house_chores", "House chores"),
                                ("walking", "Walking"),
                                ("sitting", "Sitting"),
                                ("sleep", "Sleep"),
                                ("energy", "Energy"),
                                ("activity_tolerance", "Tolerates more activity"),
                                ("other", "Another gain"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("gains_in_own_words", models.CharField(blank=True, max_length=500)),
                (
                    "may_be_quoted",
                    models.BooleanField(blank=True, null=True, verbose_name="may be quoted without a name"),
                ),
                (
                    "average_pain",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="average pain in the past week",
                    ),
                ),
                (
                    "peg_enjoyment",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="how much pain interfered with enjoyment of life",
                    ),
                ),
                (
                    "peg_activity",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="how much pain interfered with general activity",
                    ),
                ),
                (
                    "dose_mg",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="dose now, mg a day"
                    ),
                ),
                (
                    "monthly_cost_usd",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="cost a month, USD",
                    ),
                ),
                (
                    "new_facts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("medicine", "Medicine"),
                                ("opioid", "Opioid"),
                                ("illness", "Illness"),
                                ("pregnancy", "Pregnancy or nursing"),
                                ("procedure", "Procedure"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        null=True,
                        size=None,
                    ),
                ),
                ("new_facts_in_words", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "answer",
                "ordering": ["asked_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="ResponseEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("voided_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("voided_reason", models.CharField(blank=True, editable=False, max_length=200, null=True)),
                ("asked_on", models.DateField()),
                (
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[("visit", "At a visit"), ("phone", "By telephone")],
                        max_length=5,
                        null=True,
                    ),
                ),
                ("entered_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "answered_by",
                    models.CharField(
                        choices=[("patient", "The patient"), ("proxy", "Someone else for the patient")],
                        default="patient",
                        max_length=7,
                    ),
                ),
                ("proxy_relation", models.CharField(blank=True, max_length=60, verbose_name="relation to the patient")),
                ("through_interpreter", models.BooleanField(default=False)),
                (
                    "asked_in",
                    models.CharField(
                        blank=True,
                        choices=[("en", "English"), ("es", "Spanish"), ("other", "Another: call with an interpreter")],
                        max_length=5,
                        null=True,
                        verbose_name="asked in",
                    ),
                ),
                ("broke_off", models.BooleanField(default=False)),
                (
                    "declined_items",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), blank=True, default=list, size=None
                    ),
                ),
                ("is_imported", models.BooleanField(default=False)),
                (
                    "instrument",
                    models.CharField(
                        choices=[
                            ("immpact_7_lower_better", "Modified PGIC, 1 very much improved to 7 very much worse")
                        ],
                        default="immpact_7_lower_better",
                        max_length=30,
                    ),
                ),
                (
                    "pgic",
                    models.PositiveSmallIntegerField(
                        blank=True,
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
                (
                    "relief_percent",
                    models.SmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-100),
                            django.core.validators.MaxValueValidator(100),
                        ],
                    ),
                ),
                ("continues", models.BooleanField(blank=True, null=True, verbose_name="goes on with LDN")),
                (
                    "quality_of_life_improved",
                    models.BooleanField(blank=True, null=True, verbose_name="better quality of life"),
                ),
                ("side_effects_asked", models.BooleanField(default=False)),
                (
                    "functional_gains",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("house_chores", "House chores"),
                                ("walking", "Walking"),
                                ("sitting", "Sitting"),
                                ("sleep", "Sleep"),
                                ("energy", "Energy"),
                                ("activity_tolerance", "Tolerates more activity"),
                                ("other", "Another gain"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("gains_in_own_words", models.CharField(blank=True, max_length=500)),
                (
                    "may_be_quoted",
                    models.BooleanField(blank=True, null=True, verbose_name="may be quoted without a name"),
                ),
                (
                    "average_pain",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="average pain in the past week",
                    ),
                ),
                (
                    "peg_enjoyment",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="how much pain interfered with enjoyment of life",
                    ),
                ),
                (
                    "peg_activity",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="how much pain interfered with general activity",
                    ),
                ),
                (
                    "dose_mg",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="dose now, mg a day"
                    ),
                ),
                (
                    "monthly_cost_usd",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="cost a month, USD",
                    ),
                ),
                (
                    "new_facts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("medicine", "Medicine"),
                                ("opioid", "Opioid"),
                                ("illness", "Illness"),
                                ("pregnancy", "Pregnancy or nursing"),
                                ("procedure", "Procedure"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        null=True,
                        size=None,
                    ),
                ),
                ("new_facts_in_words", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SideEffect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "effect",
                    models.CharField(
                        choices=[
                            ("insomnia", "Insomnia"),
                            ("vivid_dreams", "Vivid dreams"),
                            ("tiredness", "Tiredness"),
                            ("hot_flashes", "Hot flashes"),
                            ("migraine", "Migraine"),
                            ("headache", "Headache"),
                            ("jitteriness", "Jitteriness"),
                            ("nausea", "Nausea"),
                            ("dizziness", "Dizziness"),
                            ("rash", "Rash"),
                            ("low_mood", "Low mood"),
                            ("withdrawal", "Withdrawal"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        blank=True,
                        choices=[("mild", "Mild"), ("moderate", "Moderate"), ("severe", "Severe")],
                        max_length=8,
                        null=True,
                    ),
                ),
                ("is_serious", models.BooleanField(blank=True, null=True, verbose_name="serious")),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SideEffectEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "effect",
                    models.CharField(
                        choices=[
                            ("insomnia", "Insomnia"),
                            ("vivid_dreams", "Vivid dreams"),
                            ("tiredness", "Tiredness"),
                            ("hot_flashes", "Hot flashes"),
                            ("migraine", "Migraine"),
                            ("headache", "Headache"),
                            ("jitteriness", "Jitteriness"),
                            ("nausea", "Nausea"),
                            ("dizziness", "Dizziness"),
                            ("rash", "Rash"),
                            ("low_mood", "Low mood"),
                            ("withdrawal", "Withdrawal"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        blank=True,
                        choices=[("mild", "Mild"), ("moderate", "Moderate"), ("severe", "Severe")],
                        max_length=8,
                        null=True,
                    ),
                ),
                ("is_serious", models.BooleanField(blank=True, null=True, verbose_name="serious")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CallAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("voided_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("voided_reason", models.CharField(blank=True, editable=False, max_length=200, null=True)),
                ("number", models.CharField(blank=True, max_length=30)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("answered", "Answered"),
                            ("someone_else", "Someone else answered"),
                            ("no_answer", "No answer"),
                            ("voicemail", "Voicemail"),
                            ("busy", "Busy"),
                            ("out_of_service", "Out of service"),
                            ("wrong_number", "Wrong number"),
                            ("hung_up", "Hung up midway"),
                            ("call_back", "Call back at"),
                            ("refused_now", "Did not want to talk now"),
                            ("refused_all", "Wants no more calls"),
                            ("interpreter_needed", "Interpreter needed"),
                            ("deceased", "Has died"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "refill_answer",
                    models.CharField(
                        blank=True,
                        choices=[("will_refill", "Will have it refilled"), ("has_enough", "Has enough at home")],
                        max_length=12,
                        null=True,
                    ),
                ),
                ("call_again_at", models.DateTimeField(blank=True, null=True)),
                ("called_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "entered_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "called_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "voided_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["called_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="CallAttemptEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("voided_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("voided_reason", models.CharField(blank=True, editable=False, max_length=200, null=True)),
                ("number", models.CharField(blank=True, max_length=30)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("answered", "Answered"),
                            ("someone_else", "Someone else answered"),
                            ("no_answer", "No answer"),
                            ("voicemail", "Voicemail"),
                            ("busy", "Busy"),
                            ("out_of_service", "Out of service"),
                            ("wrong_number", "Wrong number"),
                            ("hung_up", "Hung up midway"),
                            ("call_back", "Call back at"),
                            ("refused_now", "Did not want to talk now"),
                            ("refused_all", "Wants no more calls"),
                            ("interpreter_needed", "Interpreter needed"),
                            ("deceased", "Has died"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "refill_answer",
                    models.CharField(
                        blank=True,
                        choices=[("will_refill", "Will have it refilled"), ("has_enough", "Has enough at home")],
                        max_length=12,
                        null=True,
                    ),
                ),
                ("call_again_at", models.DateTimeField(blank=True, null=True)),
                ("called_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "entered_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "called_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="followups.callattempt",
                    ),
                ),
                (
                    "voided_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CallingRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "calling_from",
                    models.TimeField(
                        default=datetime.time(8, 0), help_text="In the patient's own time.", verbose_name="calls from"
                    ),
                ),
                (
                    "calling_until",
                    models.TimeField(
                        default=datetime.time(21, 0), help_text="In the patient's own time.", verbose_name="calls until"
                    ),
                ),
                (
                    "minutes_between_attempts",
                    models.PositiveSmallIntegerField(
                        default=180,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10080),
                        ],
                        verbose_name="minutes between two attempts",
                    ),
                ),
                (
                    "attempts_a_followup",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(20),
                        ],
                        verbose_name="attempts for one follow-up",
                    ),
                ),
                (
                    "attempts_before_lost",
                    models.PositiveSmallIntegerField(
                        default=6,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="lost to follow-up after so many attempts in a row",
                    ),
                ),
                (
                    "minutes_of_a_claim",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(240),
                        ],
                        verbose_name="minutes that a patient stays with who calls",
                    ),
                ),
                (
                    "works_on",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        default=followups.models.plan.monday_to_friday,
                        size=None,
                        verbose_name="the clinic works on",
                    ),
                ),
                ("applied_up_to", models.BigIntegerField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "calling rules",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)),
                        name="callingrules_one_row",
                        violation_error_message="The clinic has its rules already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("calling_from__lt", models.F("calling_until"))),
                        name="callingrules_hours_in_order",
                        violation_error_message="Calls end after they begin.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("works_on__contained_by", [1, 2, 3, 4, 5, 6, 7]), ("works_on__len__gte", 1)
                        ),
                        name="callingrules_works_on_weekdays",
                        violation_error_message="Choose the days of the week on which the clinic works.",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="callingrules",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_callingrulesevent" ("applied_up_to", "attempts_a_followup", "attempts_before_lost", "calling_from", "calling_until", "id", "minutes_between_attempts", "minutes_of_a_claim", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version", "works_on") SELECT new_values."applied_up_to", new_values."attempts_a_followup", new_values."attempts_before_lost", new_values."calling_from", new_values."calling_until", new_values."id", new_values."minutes_between_attempts", new_values."minutes_of_a_claim", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."version", new_values."works_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="ef9734dd272bf91e5d0be89f7c89836b4003f6b8",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_bd442",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="followups_callingrules",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="callingrules",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_callingrulesevent" ("applied_up_to", "attempts_a_followup", "attempts_before_lost", "calling_from", "calling_until", "id", "minutes_between_attempts", "minutes_of_a_claim", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version", "works_on") SELECT new_values."applied_up_to", new_values."attempts_a_followup", new_values."attempts_before_lost", new_values."calling_from", new_values."calling_until", new_values."id", new_values."minutes_between_attempts", new_values."minutes_of_a_claim", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."version", new_values."works_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="20c72f76649c0a059c01deba21a84db31809fcea",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d8dac",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="followups_callingrules",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="callingrules",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_callingrulesevent" ("applied_up_to", "attempts_a_followup", "attempts_before_lost", "calling_from", "calling_until", "id", "minutes_between_attempts", "minutes_of_a_claim", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version", "works_on") SELECT old_values."applied_up_to", old_values."attempts_a_followup", old_values."attempts_before_lost", old_values."calling_from", old_values."calling_until", old_values."id", old_values."minutes_between_attempts", old_values."minutes_of_a_claim", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."version", old_values."works_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="f2470ee651bad3c382ff8794cbc017e95ef198ca",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_526e0",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="followups_callingrules",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="callingrulesevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="callingrulesevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="followups.callingrules",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="claimed_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="followups", to="patients.patient"
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="prescription",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followups",
                to="prescriptions.prescription",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="wash_out",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followups",
                to="prescriptions.washout",
            ),
        ),
        migrations.AddField(
            model_name="callattemptevent",
            name="followup",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="followups.followup",
            ),
        ),
        migrations.AddField(
            model_name="callattempt",
            name="followup",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attempts", to="followups.followup"
            ),
        ),
        migrations.AddField(
            model_name="followupevent",
            name="claimed_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="followupevent",
            name="patient",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="patients.patient",
            ),
        ),
        migrations.AddField(
            model_name="followupevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="followupevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="followups.followup",
            ),
        ),
        migrations.AddField(
            model_name="followupevent",
            name="prescription",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="prescriptions.prescription",
            ),
        ),
        migrations.AddField(
            model_name="followupevent",
            name="wash_out",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="prescriptions.washout",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="holiday",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_holidayevent" ("day", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."day", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="dda372ad7edb8f33dc7e3865b547282cbcc0a9c3",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_3ec4c",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="followups_holiday",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="holiday",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_holidayevent" ("day", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."day", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="0fe743d6da5d379565764c63f287d0568d325e1e",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_430ae",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="followups_holiday",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="holiday",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_holidayevent" ("day", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."day", old_values."id", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="905e5b5d9f3abf9cb6289d038b5225946c523797",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_45fc7",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="followups_holiday",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="holidayevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="holidayevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="followups.holiday",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(("offset_months__gt", 0), ("offset_days__gt", 0), _connector="OR"),
                name="milestone_after_the_first_dose",
                violation_error_message="A milestone comes after the first dose: give months or days.",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("offset_days__lte", 365),
                    ("offset_months__lte", 60),
                    ("closes_days_after__lte", 180),
                    ("opens_days_before__lte", 90),
                ),
                name="milestone_within_limits",
                violation_error_message="A milestone lies at most 60 months and 365 days after the first dose, its window opens at most 90 days before and closes at most 180 days after.",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("offset_months", "offset_days"),
                name="milestone_once_an_offset",
                violation_error_message="The plan has a milestone at this time already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(
                models.F("repeats"),
                condition=models.Q(("repeats", True), ("withdrawn_at", None)),
                name="milestone_one_repeats",
                violation_error_message="Only one milestone can repeat.",
            ),
        ),
        migrations.AddField(
            model_name="followupevent",
            name="milestone",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="followups.milestone",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="milestone",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followups",
                to="followups.milestone",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="milestone",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_milestoneevent" ("asks_cost", "asks_gains", "asks_peg", "closes_days_after", "id", "offset_days", "offset_months", "opens_days_before", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "repeats", "version", "withdrawn_at") SELECT new_values."asks_cost", new_values."asks_gains", new_values."asks_peg", new_values."closes_days_after", new_values."id", new_values."offset_days", new_values."offset_months", new_values."opens_days_before", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."repeats", new_values."version", new_values."withdrawn_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="9f060d9f6539a28a9bdad56e358efcf36916243f",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c2151",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="followups_milestone",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="milestone",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_milestoneevent" ("asks_cost", "asks_gains", "asks_peg", "closes_days_after", "id", "offset_days", "offset_months", "opens_days_before", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "repeats", "version", "withdrawn_at") SELECT new_values."asks_cost", new_values."asks_gains", new_values."asks_peg", new_values."closes_days_after", new_values."id", new_values."offset_days", new_values."offset_months", new_values."opens_days_before", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."repeats", new_values."version", new_values."withdrawn_at" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="e20cd851dec865b792631b59a7528d26e38b6e7f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_af6c4",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="followups_milestone",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="milestone",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_milestoneevent" ("asks_cost", "asks_gains", "asks_peg", "closes_days_after", "id", "offset_days", "offset_months", "opens_days_before", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "repeats", "version", "withdrawn_at") SELECT old_values."asks_cost", old_values."asks_gains", old_values."asks_peg", old_values."closes_days_after", old_values."id", old_values."offset_days", old_values."offset_months", old_values."opens_days_before", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."repeats", old_values."version", old_values."withdrawn_at" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="c6465726c1d88e1e0c42a24bcd115c3a9c9417a2",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ec7f2",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="followups_milestone",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="milestoneevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="milestoneevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="followups.milestone",
            ),
        ),
        migrations.AddConstraint(
            model_name="nightlycheck",
            constraint=models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(("finished_at", None)),
                name="nightlycheck_one_at_a_time",
                violation_error_message="A check is under way already.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="nightlycheck",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_nightlycheckevent" ("began_at", "finished_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reached") SELECT new_values."began_at", new_values."finished_at", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reached" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="3658f17a1ad2f4f70caa801557a42fe4d6f98d5c",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e38fd",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="followups_nightlycheck",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="nightlycheck",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_nightlycheckevent" ("began_at", "finished_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reached") SELECT new_values."began_at", new_values."finished_at", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reached" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="8a4bec3273ccffdf032720205e5c893f4c0aecef",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ad11d",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="followups_nightlycheck",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="nightlycheck",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_nightlycheckevent" ("began_at", "finished_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reached") SELECT old_values."began_at", old_values."finished_at", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reached" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="a1358c049333353af95e88595ead4755f61a5169",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_08b1a",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="followups_nightlycheck",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="nightlycheckevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="nightlycheckevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="followups.nightlycheck",
            ),
        ),
        migrations.AddField(
            model_name="repair",
            name="check_made",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="repairs", to="followups.nightlycheck"
            ),
        ),
        migrations.AddField(
            model_name="repair",
            name="prescription",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="prescriptions.prescription",
            ),
        ),
        migrations.AddField(
            model_name="repair",
            name="wash_out",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="prescriptions.washout"
            ),
        ),
        migrations.AddField(
            model_name="repairevent",
            name="check_made",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="followups.nightlycheck",
            ),
        ),
        migrations.AddField(
            model_name="repairevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="repairevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="followups.repair",
            ),
        ),
        migrations.AddField(
            model_name="repairevent",
            name="prescription",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="prescriptions.prescription",
            ),
        ),
        migrations.AddField(
            model_name="repairevent",
            name="wash_out",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="prescriptions.washout",
            ),
        ),
        migrations.AddField(
            model_name="response",
            name="asked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="response",
            name="entered_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="response",
            name="followup",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="response",
                to="followups.followup",
            ),
        ),
        migrations.AddField(
            model_name="response",
            name="prescription",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="responses", to="prescriptions.prescription"
            ),
        ),
        migrations.AddField(
            model_name="response",
            name="voided_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="responseevent",
            name="asked_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="responseevent",
            name="entered_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="responseevent",
            name="followup",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="followups.followup",
            ),
        ),
        migrations.AddField(
            model_name="responseevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="responseevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="followups.response",
            ),
        ),
        migrations.AddField(
            model_name="responseevent",
            name="prescription",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="prescriptions.prescription",
            ),
        ),
        migrations.AddField(
            model_name="responseevent",
            name="voided_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sideeffect",
            name="prescription",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="side_effects",
                to="prescriptions.prescription",
            ),
        ),
        migrations.AddField(
            model_name="sideeffect",
            name="response",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="side_effects",
                to="followups.response",
            ),
        ),
        migrations.AddField(
            model_name="sideeffectevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="sideeffectevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="followups.sideeffect",
            ),
        ),
        migrations.AddField(
            model_name="sideeffectevent",
            name="prescription",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="prescriptions.prescription",
            ),
        ),
        migrations.AddField(
            model_name="sideeffectevent",
            name="response",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="followups.response",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="callingrulesevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c67744bf64531edc6467f120d4bcf050bcb2c4f9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d649e",
                    table="followups_callingrulesevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="callattemptevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7c69cfb311ac8fe4b7478dcfb8debf5715db4fcf",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c7e53",
                    table="followups_callattemptevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="callattempt",
            index=models.Index(fields=["entered_at"], name="callattempt_of_a_day"),
        ),
        migrations.AddConstraint(
            model_name="callattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "call_back"), _negated=True), ("call_again_at__isnull", False), _connector="OR"
                ),
                name="callattempt_call_back_says_when",
                violation_error_message="Say when to call back.",
            ),
        ),
        migrations.AddConstraint(
            model_name="callattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("voided_at__isnull", True), ("voided_by__isnull", True), ("voided_reason__isnull", True)),
                    models.Q(
                        ("voided_at__isnull", False), ("voided_by__isnull", False), ("voided_reason__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="callattempt_voided_who_when_why",
                violation_error_message="Say why this call was entered in error.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="callattempt",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_callattemptevent" ("call_again_at", "called_at", "called_by_id", "entered_at", "followup_id", "id", "number", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refill_answer", "voided_at", "voided_by_id", "voided_reason") SELECT new_values."call_again_at", new_values."called_at", new_values."called_by_id", new_values."entered_at", new_values."followup_id", new_values."id", new_values."number", new_values."outcome", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."refill_answer", new_values."voided_at", new_values."voided_by_id", new_values."voided_reason" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="57fafb9ed7d223f67e49702202dc6755d3162f14",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_61ab7",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="followups_callattempt",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="callattempt",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_callattemptevent" ("call_again_at", "called_at", "called_by_id", "entered_at", "followup_id", "id", "number", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refill_answer", "voided_at", "voided_by_id", "voided_reason") SELECT new_values."call_again_at", new_values."called_at", new_values."called_by_id", new_values."entered_at", new_values."followup_id", new_values."id", new_values."number", new_values."outcome", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."refill_answer", new_values."voided_at", new_values."voided_by_id", new_values."voided_reason" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="a6724aa43cfa4c91d40ba3f907fa6b62a62ba662",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_44e9a",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="followups_callattempt",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="callattempt",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_callattemptevent" ("call_again_at", "called_at", "called_by_id", "entered_at", "followup_id", "id", "number", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "refill_answer", "voided_at", "voided_by_id", "voided_reason") SELECT old_values."call_again_at", old_values."called_at", old_values."called_by_id", old_values."entered_at", old_values."followup_id", old_values."id", old_values."number", old_values."outcome", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."refill_answer", old_values."voided_at", old_values."voided_by_id", old_values."voided_reason" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="044d958fd2c2cc0578ec66f8b7bf81f478df9485",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d85ba",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="followups_callattempt",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="holidayevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b4b9384bd81002cbea20883499852661a2937426",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d78fa",
                    table="followups_holidayevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followupevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f770973aabddaffc4d482b3f2bb670df97e7568a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_6119d",
                    table="followups_followupevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(condition=models.Q(("state", "open")), fields=["window_opens_on"], name="followup_due"),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                condition=models.Q(("state", "open"), _negated=True), fields=["settled_at"], name="followup_settled"
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("prescription__isnull", False)),
                fields=("prescription", "kind", "milestone", "number"),
                name="followup_planned_once",
                nulls_distinct=False,
                violation_error_message="This follow-up is planned already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(
                fields=("wash_out",),
                name="followup_one_a_wash_out",
                violation_error_message="The call at the end of this wash-out is planned already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "refill"), ("state", "open")),
                fields=("prescription",),
                name="followup_one_open_refill_a_course",
                violation_error_message="The next refill of this course is planned already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "wash_out"), ("milestone", None), ("prescription", None), ("wash_out__isnull", False)
                    ),
                    models.Q(
                        ("kind", "milestone"),
                        ("milestone__isnull", False),
                        ("prescription__isnull", False),
                        ("wash_out", None),
                    ),
                    models.Q(
                        ("kind__in", ("first_dose", "refill")),
                        ("milestone", None),
                        ("prescription__isnull", False),
                        ("wash_out", None),
                    ),
                    _connector="OR",
                ),
                name="followup_kind_fits_what_it_is_about",
                violation_error_message="A follow-up is about a milestone of a course, its first dose, its refill, or a wash-out.",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_on__lte", models.F("window_closes_on")), ("window_opens_on__lte", models.F("due_on"))
                ),
                name="followup_due_within_window",
                violation_error_message="The day lies outside the follow-up's window.",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at", None), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("settled_at__isnull", False)),
                    _connector="OR",
                ),
                name="followup_settled_unless_open",
                violation_error_message="A follow-up that is settled says when.",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("claimed_at__isnull", True), ("claimed_by__isnull", True), ("claimed_until__isnull", True)
                    ),
                    models.Q(
                        ("claimed_at__isnull", False), ("claimed_by__isnull", False), ("claimed_until__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="followup_claimed_by_whom_from_when_until_when",
                violation_error_message="A claim says whose it is, since when, and until when.",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "open"), ("claimed_by", None), _connector="OR"),
                name="followup_claimed_only_while_open",
                violation_error_message="Only an open follow-up can be claimed.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_followupevent" ("after_days", "after_months", "claimed_at", "claimed_by_id", "claimed_until", "due_on", "id", "kind", "milestone_id", "number", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescription_id", "promised_for", "rests_until", "settled_at", "state", "version", "wash_out_id", "window_closes_on", "window_opens_on") SELECT new_values."after_days", new_values."after_months", new_values."claimed_at", new_values."claimed_by_id", new_values."claimed_until", new_values."due_on", new_values."id", new_values."kind", new_values."milestone_id", new_values."number", new_values."patient_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."prescription_id", new_values."promised_for", new_values."rests_until", new_values."settled_at", new_values."state", new_values."version", new_values."wash_out_id", new_values."window_closes_on", new_values."window_opens_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="af513d251fa6d16e2d9e827eeca20cdb9cbef9af",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9fe79",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="followups_followup",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_followupevent" ("after_days", "after_months", "claimed_at", "claimed_by_id", "claimed_until", "due_on", "id", "kind", "milestone_id", "number", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescription_id", "promised_for", "rests_until", "settled_at", "state", "version", "wash_out_id", "window_closes_on", "window_opens_on") SELECT new_values."after_days", new_values."after_months", new_values."claimed_at", new_values."claimed_by_id", new_values."claimed_until", new_values."due_on", new_values."id", new_values."kind", new_values."milestone_id", new_values."number", new_values."patient_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."prescription_id", new_values."promised_for", new_values."rests_until", new_values."settled_at", new_values."state", new_values."version", new_values."wash_out_id", new_values."window_closes_on", new_values."window_opens_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="74d6589c2807a6a6161a46e85035e51304c7c9e9",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ba379",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="followups_followup",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_followupevent" ("after_days", "after_months", "claimed_at", "claimed_by_id", "claimed_until", "due_on", "id", "kind", "milestone_id", "number", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescription_id", "promised_for", "rests_until", "settled_at", "state", "version", "wash_out_id", "window_closes_on", "window_opens_on") SELECT old_values."after_days", old_values."after_months", old_values."claimed_at", old_values."claimed_by_id", old_values."claimed_until", old_values."due_on", old_values."id", old_values."kind", old_values."milestone_id", old_values."number", old_values."patient_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."prescription_id", old_values."promised_for", old_values."rests_until", old_values."settled_at", old_values."state", old_values."version", old_values."wash_out_id", old_values."window_closes_on", old_values."window_opens_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="dd3481ba7b5a44237541a4f77dc4aa13c147233d",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_62c0f",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="followups_followup",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="milestoneevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7622f44416f297f2ab6ed29b4a62c62ee16233c0",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_93bd5",
                    table="followups_milestoneevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="nightlycheckevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="82bceeac9b6cdb5249e2c47d53249b2bddee6120",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_1d40d",
                    table="followups_nightlycheckevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="repair",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "wash_out"), ("prescription", None), ("wash_out__isnull", False)),
                    models.Q(
                        models.Q(("kind", "wash_out"), _negated=True),
                        ("prescription__isnull", False),
                        ("wash_out", None),
                    ),
                    _connector="OR",
                ),
                name="repair_of_a_course_or_a_wash_out",
                violation_error_message="A repair is of a course, or of a wash-out.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="repair",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_repairevent" ("at", "check_made_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescription_id", "wash_out_id") SELECT new_values."at", new_values."check_made_id", new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."prescription_id", new_values."wash_out_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="c38fabdee47a7a548b80fe9a65baa1e56822e850",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9f902",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="followups_repair",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="repair",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_repairevent" ("at", "check_made_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescription_id", "wash_out_id") SELECT new_values."at", new_values."check_made_id", new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."prescription_id", new_values."wash_out_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="fa2e34f814f87319e33f3cebcb5047435e75468a",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_092f4",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="followups_repair",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="repair",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_repairevent" ("at", "check_made_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescription_id", "wash_out_id") SELECT old_values."at", old_values."check_made_id", old_values."id", old_values."kind", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."prescription_id", old_values."wash_out_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="82fd282cf7a11c6cea92553ff572a2cbf9a2cb68",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1350a",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="followups_repair",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="repairevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e3009181a3a98db4811a6e63a799925d394e84ed",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_9fa43",
                    table="followups_repairevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(fields=["prescription", "-asked_on", "-id"], name="response_latest"),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                condition=models.Q(("may_be_quoted", True)), fields=["-asked_on", "-id"], name="response_quotable"
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(("pgic", None), ("pgic__range", (1, 7)), _connector="OR"),
                name="response_pgic_within_scale",
                violation_error_message="PGIC is one of the seven answers.",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(("relief_percent", None), ("relief_percent__range", (-100, 100)), _connector="OR"),
                name="response_relief_within_scale",
                violation_error_message="Relief is a whole number from -100 to 100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("average_pain", None), ("average_pain__range", (0, 10)), _connector="OR"),
                    models.Q(("peg_enjoyment", None), ("peg_enjoyment__range", (0, 10)), _connector="OR"),
                    models.Q(("peg_activity", None), ("peg_activity__range", (0, 10)), _connector="OR"),
                ),
                name="response_pain_within_scale",
                violation_error_message="A pain score is a whole number from 0 to 10.",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("dose_mg", None), models.Q(("dose_mg__gt", 0), ("dose_mg__lte", Decimal("50"))), _connector="OR"
                ),
                name="response_dose_within_limits",
                violation_error_message="A dose is above 0 and at most 50 mg a day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_imported", True),
                    models.Q(("asked_by__isnull", False), ("mode__isnull", False)),
                    _connector="OR",
                ),
                name="response_asked_by_whom_and_how",
                violation_error_message="An answer says who asked, and how.",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_by", "proxy"), _negated=True),
                    models.Q(("proxy_relation", ""), _negated=True),
                    _connector="OR",
                ),
                name="response_proxy_has_relation",
                violation_error_message="Say how the person who answered is related to the patient.",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("new_facts", None), ("new_facts_in_words", "")),
                    models.Q(("new_facts", []), ("new_facts_in_words", "")),
                    models.Q(("new_facts__len__gt", 0), models.Q(("new_facts_in_words", ""), _negated=True)),
                    _connector="OR",
                ),
                name="response_new_facts_in_words",
                violation_error_message="Say what is new: which medicine, opioid, illness or procedure.",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("voided_at__isnull", True), ("voided_by__isnull", True), ("voided_reason__isnull", True)),
                    models.Q(
                        ("voided_at__isnull", False), ("voided_by__isnull", False), ("voided_reason__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="response_voided_who_when_why",
                violation_error_message="Say why this answer was entered in error.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="response",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_responseevent" ("answered_by", "asked_by_id", "asked_in", "asked_on", "average_pain", "broke_off", "continues", "declined_items", "dose_mg", "entered_at", "entered_by_id", "followup_id", "functional_gains", "gains_in_own_words", "id", "instrument", "is_imported", "may_be_quoted", "mode", "monthly_cost_usd", "new_facts", "new_facts_in_words", "peg_activity", "peg_enjoyment", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pgic", "prescription_id", "proxy_relation", "quality_of_life_improved", "relief_percent", "side_effects_asked", "through_interpreter", "version", "voided_at", "voided_by_id", "voided_reason") SELECT new_values."answered_by", new_values."asked_by_id", new_values."asked_in", new_values."asked_on", new_values."average_pain", new_values."broke_off", new_values."continues", new_values."declined_items", new_values."dose_mg", new_values."entered_at", new_values."entered_by_id", new_values."followup_id", new_values."functional_gains", new_values."gains_in_own_words", new_values."id", new_values."instrument", new_values."is_imported", new_values."may_be_quoted", new_values."mode", new_values."monthly_cost_usd", new_values."new_facts", new_values."new_facts_in_words", new_values."peg_activity", new_values."peg_enjoyment", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."pgic", new_values."prescription_id", new_values."proxy_relation", new_values."quality_of_life_improved", new_values."relief_percent", new_values."side_effects_asked", new_values."through_interpreter", new_values."version", new_values."voided_at", new_values."voided_by_id", new_values."voided_reason" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="232c7ca8591c40170f1508768eef8db4003ed59c",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a7345",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="followups_response",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="response",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_responseevent" ("answered_by", "asked_by_id", "asked_in", "asked_on", "average_pain", "broke_off", "continues", "declined_items", "dose_mg", "entered_at", "entered_by_id", "followup_id", "functional_gains", "gains_in_own_words", "id", "instrument", "is_imported", "may_be_quoted", "mode", "monthly_cost_usd", "new_facts", "new_facts_in_words", "peg_activity", "peg_enjoyment", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pgic", "prescription_id", "proxy_relation", "quality_of_life_improved", "relief_percent", "side_effects_asked", "through_interpreter", "version", "voided_at", "voided_by_id", "voided_reason") SELECT new_values."answered_by", new_values."asked_by_id", new_values."asked_in", new_values."asked_on", new_values."average_pain", new_values."broke_off", new_values."continues", new_values."declined_items", new_values."dose_mg", new_values."entered_at", new_values."entered_by_id", new_values."followup_id", new_values."functional_gains", new_values."gains_in_own_words", new_values."id", new_values."instrument", new_values."is_imported", new_values."may_be_quoted", new_values."mode", new_values."monthly_cost_usd", new_values."new_facts", new_values."new_facts_in_words", new_values."peg_activity", new_values."peg_enjoyment", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."pgic", new_values."prescription_id", new_values."proxy_relation", new_values."quality_of_life_improved", new_values."relief_percent", new_values."side_effects_asked", new_values."through_interpreter", new_values."version", new_values."voided_at", new_values."voided_by_id", new_values."voided_reason" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="7ac117d3cc042cba4cf4c4118ad99f3dde7a8afd",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f7aeb",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="followups_response",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="response",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_responseevent" ("answered_by", "asked_by_id", "asked_in", "asked_on", "average_pain", "broke_off", "continues", "declined_items", "dose_mg", "entered_at", "entered_by_id", "followup_id", "functional_gains", "gains_in_own_words", "id", "instrument", "is_imported", "may_be_quoted", "mode", "monthly_cost_usd", "new_facts", "new_facts_in_words", "peg_activity", "peg_enjoyment", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pgic", "prescription_id", "proxy_relation", "quality_of_life_improved", "relief_percent", "side_effects_asked", "through_interpreter", "version", "voided_at", "voided_by_id", "voided_reason") SELECT old_values."answered_by", old_values."asked_by_id", old_values."asked_in", old_values."asked_on", old_values."average_pain", old_values."broke_off", old_values."continues", old_values."declined_items", old_values."dose_mg", old_values."entered_at", old_values."entered_by_id", old_values."followup_id", old_values."functional_gains", old_values."gains_in_own_words", old_values."id", old_values."instrument", old_values."is_imported", old_values."may_be_quoted", old_values."mode", old_values."monthly_cost_usd", old_values."new_facts", old_values."new_facts_in_words", old_values."peg_activity", old_values."peg_enjoyment", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."pgic", old_values."prescription_id", old_values."proxy_relation", old_values."quality_of_life_improved", old_values."relief_percent", old_values."side_effects_asked", old_values."through_interpreter", old_values."version", old_values."voided_at", old_values."voided_by_id", old_values."voided_reason" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="571dc39e23c4e419e5b2f92b455330ef72c680bf",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_88815",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="followups_response",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="responseevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="35fa3df42c8041833694895396ac0fd0594e5414",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_164ef",
                    table="followups_responseevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="sideeffect",
            constraint=models.UniqueConstraint(
                fields=("prescription", "response", "effect"),
                name="sideeffect_once_an_answer",
                nulls_distinct=False,
                violation_error_message="This side effect is on the list already.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sideeffect",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_sideeffectevent" ("effect", "id", "is_serious", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescription_id", "response_id", "severity") SELECT new_values."effect", new_values."id", new_values."is_serious", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."prescription_id", new_values."response_id", new_values."severity" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="314523ee269a002f2465bd51ef63e0aa491a6009",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6dfe8",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="followups_sideeffect",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sideeffect",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_sideeffectevent" ("effect", "id", "is_serious", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescription_id", "response_id", "severity") SELECT new_values."effect", new_values."id", new_values."is_serious", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."prescription_id", new_values."response_id", new_values."severity" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="c18d3acede6a179443a762aa886ab28f39a3f1b5",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_94dc0",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="followups_sideeffect",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sideeffect",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_sideeffectevent" ("effect", "id", "is_serious", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescription_id", "response_id", "severity") SELECT old_values."effect", old_values."id", old_values."is_serious", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."prescription_id", old_values."response_id", old_values."severity" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="4bef4549dd3ba579a9d98f6eb9faadd633aff658",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_4811d",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="followups_sideeffect",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sideeffectevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4db29dedfd7118ec7eea3f0ce51969561fe6cc49",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_48743",
                    table="followups_sideeffectevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
