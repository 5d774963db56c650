from decimal import Decimal

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import prescriptions.models.interval


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("patients", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        migrations.CreateModel(
            name="Fill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("filled_on", models.DateField()),
                ("strength_mg", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="strength, mg each")),
                (
                    "form",
                    models.CharField(
                        choices=[("tablet", "Tablet"), ("capsule", "Capsule")], default="tablet", max_length=7
                    ),
                ),
                (
                    "quantity",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000),
                        ]
                    ),
                ),
                ("lot", models.CharField(blank=True, max_length=40)),
                ("beyond_use_on", models.DateField(blank=True, null=True, verbose_name="beyond-use date")),
                (
                    "price_usd",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="price, USD",
                    ),
                ),
            ],
            options={
                "ordering": ["filled_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="LadderEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=80)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("is_active", models.BooleanField(default=True, verbose_name="offered when prescribing")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LadderStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("dose_mg", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="mg a day")),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="LadderStepEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("dose_mg", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="mg a day")),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LostPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ["from_on"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LostPeriodEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(max_length=200)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ["from_on"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PauseEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(max_length=200)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Pharmacy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=100)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("fax", models.CharField(blank=True, max_length=30)),
                ("is_active", models.BooleanField(default=True, verbose_name="offered when prescribing")),
            ],
            options={
                "verbose_name_plural": "pharmacies",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="PharmacyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=100)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("fax", models.CharField(blank=True, max_length=30)),
                ("is_active", models.BooleanField(default=True, verbose_name="offered when prescribing")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PlannedStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                ("dose_mg", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="mg a day")),
            ],
            options={
                "ordering": ["starts_on"],
            },
        ),
        migrations.CreateModel(
            name="PlannedStepEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("starts_on", models.DateField()),
                ("dose_mg", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="mg a day")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Prescription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("voided_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("voided_reason", models.CharField(blank=True, editable=False, max_length=200, null=True)),
                ("prescribed_on", models.DateField()),
                (
                    "starting_dose_mg",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="starting dose, mg a day"
                    ),
                ),
                (
                    "strength_mg",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="strength, mg each"
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[("tablet", "Tablet"), ("capsule", "Capsule")], default="tablet", max_length=7
                    ),
                ),
                (
                    "quantity",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                    ),
                ),
                (
                    "monthly_cost_usd",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        editable=False,
                        max_digits=7,
                        null=True,
                        verbose_name="cost a month, USD",
                    ),
                ),
                ("is_imported", models.BooleanField(default=False, editable=False)),
                (
                    "primary_indication",
                    models.CharField(blank=True, max_length=8, verbose_name="primary indication, ICD-10-CM"),
                ),
                (
                    "regions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("cervical", "Cervical spine"),
                                ("lumbar", "Lumbar spine"),
                                ("hip", "Hip"),
                                ("sacroiliac", "Sacroiliac"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "radiation",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("arms", "Arms"),
                                ("shoulders", "Shoulders"),
                                ("jaw", "Jaw"),
                                ("legs", "Legs"),
                                ("lower_back", "Lower back"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
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
                    "months_in_pain",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1200)]
                    ),
                ),
                (
                    "goal",
                    models.CharField(blank=True, max_length=300, verbose_name="the patient's main goal, in own words"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "Prescribed, not started"),
                            ("active", "On LDN"),
                            ("never_filled", "Never filled"),
                            ("stopped", "Stopped"),
                        ],
                        default="sent",
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("first_dose_on", models.DateField(blank=True, editable=False, null=True)),
                ("first_dose_is_approximate", models.BooleanField(default=False, editable=False)),
                ("begun_against", models.TextField(blank=True, editable=False)),
                ("stopped_on", models.DateField(blank=True, editable=False, null=True)),
                (
                    "stop_reason",
                    models.CharField(
                        blank=True,
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
                        editable=False,
                        max_length=20,
                        null=True,
                    ),
                ),
                (
                    "other_stop_reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
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
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        editable=False,
                        size=None,
                    ),
                ),
                ("stop_recorded_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("side_effects_asked_at_stop", models.BooleanField(default=False, editable=False)),
            ],
            options={
                "verbose_name": "course",
                "ordering": ["prescribed_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="PrescriptionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("voided_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("voided_reason", models.CharField(blank=True, editable=False, max_length=200, null=True)),
                ("prescribed_on", models.DateField()),
                (
                    "starting_dose_mg",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="starting dose, mg a day"
                    ),
                ),
                (
                    "strength_mg",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="strength, mg each"
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[("tablet", "Tablet"), ("capsule", "Capsule")], default="tablet", max_length=7
                    ),
                ),
                (
                    "quantity",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                    ),
                ),
                (
                    "monthly_cost_usd",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        editable=False,
                        max_digits=7,
                        null=True,
                        verbose_name="cost a month, USD",
                    ),
                ),
                ("is_imported", models.BooleanField(default=False, editable=False)),
                (
                    "primary_indication",
                    models.CharField(blank=True, max_length=8, verbose_name="primary indication, ICD-10-CM"),
                ),
                (
                    "regions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("cervical", "Cervical spine"),
                                ("lumbar", "Lumbar spine"),
                                ("hip", "Hip"),
                                ("sacroiliac", "Sacroiliac"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "radiation",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("arms", "Arms"),
                                ("shoulders", "Shoulders"),
                                ("jaw", "Jaw"),
                                ("legs", "Legs"),
                                ("lower_back", "Lower back"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
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
                    "months_in_pain",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1200)]
                    ),
                ),
                (
                    "goal",
                    models.CharField(blank=True, max_length=300, verbose_name="the patient's main goal, in own words"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "Prescribed, not started"),
                            ("active", "On LDN"),
                            ("never_filled", "Never filled"),
                            ("stopped", "Stopped"),
                        ],
                        default="sent",
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("first_dose_on", models.DateField(blank=True, editable=False, null=True)),
                ("first_dose_is_approximate", models.BooleanField(default=False, editable=False)),
                ("begun_against", models.TextField(blank=True, editable=False)),
                ("stopped_on", models.DateField(blank=True, editable=False, null=True)),
                (
                    "stop_reason",
                    models.CharField(
                        blank=True,
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
                        editable=False,
                        max_length=20,
                        null=True,
                    ),
                ),
                (
                    "other_stop_reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
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
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        editable=False,
                        size=None,
                    ),
                ),
                ("stop_recorded_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("side_effects_asked_at_stop", models.BooleanField(default=False, editable=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ScreenedOpioid",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "drug",
                    models.CharField(
                        choices=[
                            ("codeine", "Codeine"),
                            ("fentanyl_patch", "Fentanyl patch"),
                            ("hydrocodone", "Hydrocodone"),
                            ("hydromorphone", "Hydromorphone"),
                            ("methadone", "Methadone"),
                            ("morphine", "Morphine"),
                            ("oxycodone", "Oxycodone"),
                            ("oxymorphone", "Oxymorphone"),
                            ("tapentadol", "Tapentadol"),
                            ("tramadol", "Tramadol"),
                            ("buprenorphine", "Buprenorphine"),
                            ("kratom", "Kratom"),
                            ("other", "Another one, or not recognised"),
                        ],
                        max_length=15,
                        verbose_name="opioid part",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="product, as on the label")),
                (
                    "strength",
                    models.DecimalField(
                        decimal_places=3,
                        max_digits=7,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="strength of one, mg of the opioid (patch: mcg an hour)",
                    ),
                ),
                (
                    "units_prescribed",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="at most prescribed a day",
                    ),
                ),
                (
                    "units_taken",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="taken a day",
                    ),
                ),
                (
                    "release",
                    models.CharField(
                        choices=[
                            ("immediate", "By mouth, short-acting"),
                            ("extended_release", "By mouth, extended-release"),
                            ("patch", "Patch"),
                            ("pump", "Pump"),
                            ("injected", "Injected"),
                        ],
                        default="immediate",
                        max_length=17,
                        verbose_name="how",
                    ),
                ),
                ("for_opioid_use_disorder", models.BooleanField(default=False, verbose_name="for opioid use disorder")),
                ("helps", models.BooleanField(blank=True, null=True, verbose_name="helps the patient")),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ScreenedOpioidEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "drug",
                    models.CharField(
                        choices=[
                            ("codeine", "Codeine"),
                            ("fentanyl_patch", "Fentanyl patch"),
                            ("hydrocodone", "Hydrocodone"),
                            ("hydromorphone", "Hydromorphone"),
                            ("methadone", "Methadone"),
                            ("morphine", "Morphine"),
                            ("oxycodone", "Oxycodone"),
                            ("oxymorphone", "Oxymorphone"),
                            ("tapentadol", "Tapentadol"),
                            ("tramadol", "Tramadol"),
                            ("buprenorphine", "Buprenorphine"),
                            ("kratom", "Kratom"),
                            ("other", "Another one, or not recognised"),
                        ],
                        max_length=15,
                        verbose_name="opioid part",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="product, as on the label")),
                (
                    "strength",
                    models.DecimalField(
                        decimal_places=3,
                        max_digits=7,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="strength of one, mg of the opioid (patch: mcg an hour)",
                    ),
                ),
                (
                    "units_prescribed",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="at most prescribed a day",
                    ),
                ),
                (
                    "units_taken",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="taken a day",
                    ),
                ),
                (
                    "release",
                    models.CharField(
                        choices=[
                            ("immediate", "By mouth, short-acting"),
                            ("extended_release", "By mouth, extended-release"),
                            ("patch", "Patch"),
                            ("pump", "Pump"),
                            ("injected", "Injected"),
                        ],
                        default="immediate",
                        max_length=17,
                        verbose_name="how",
                    ),
                ),
                ("for_opioid_use_disorder", models.BooleanField(default=False, verbose_name="for opioid use disorder")),
                ("helps", models.BooleanField(blank=True, null=True, verbose_name="helps the patient")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Screening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("voided_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("voided_reason", models.CharField(blank=True, editable=False, max_length=200, null=True)),
                ("asked_on", models.DateField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "non_prescribed_opioids",
                    models.BooleanField(blank=True, null=True, verbose_name="takes opioids that nobody prescribed"),
                ),
                (
                    "opioid_for_cough_or_diarrhoea",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="takes an opioid medicine for cough or diarrhoea"
                    ),
                ),
                (
                    "last_opioid_on",
                    models.DateField(blank=True, null=True, verbose_name="last opioid taken on, if none is taken now"),
                ),
                (
                    "naltrexone_allergy",
                    models.BooleanField(blank=True, null=True, verbose_name="allergic to naltrexone"),
                ),
                ("pneumonia", models.BooleanField(blank=True, null=True, verbose_name="has pneumonia")),
                ("acute_hepatitis", models.BooleanField(blank=True, null=True, verbose_name="has acute hepatitis")),
                ("liver_failure", models.BooleanField(blank=True, null=True, verbose_name="has liver failure")),
                (
                    "egfr",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(200)],
                        verbose_name="eGFR, mL/min/1.73 m2",
                    ),
                ),
                ("pregnant_or_nursing", models.BooleanField(blank=True, null=True, verbose_name="pregnant or nursing")),
                ("depression", models.BooleanField(blank=True, null=True, verbose_name="has depression")),
                (
                    "suicidal_thoughts",
                    models.BooleanField(blank=True, null=True, verbose_name="has thoughts of suicide"),
                ),
                ("disulfiram", models.BooleanField(blank=True, null=True, verbose_name="takes disulfiram")),
                ("thioridazine", models.BooleanField(blank=True, null=True, verbose_name="takes thioridazine")),
                (
                    "procedure_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="procedure with sedation or opioids planned on"
                    ),
                ),
            ],
            options={
                "ordering": ["asked_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="ScreeningEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("voided_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("voided_reason", models.CharField(blank=True, editable=False, max_length=200, null=True)),
                ("asked_on", models.DateField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "non_prescribed_opioids",
                    models.BooleanField(blank=True, null=True, verbose_name="takes opioids that nobody prescribed"),
                ),
                (
                    "opioid_for_cough_or_diarrhoea",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="takes an opioid medicine for cough or diarrhoea"
                    ),
                ),
                (
                    "last_opioid_on",
                    models.DateField(blank=True, null=True, verbose_name="last opioid taken on, if none is taken now"),
                ),
                (
                    "naltrexone_allergy",
                    models.BooleanField(blank=True, null=True, verbose_name="allergic to naltrexone"),
                ),
                ("pneumonia", models.BooleanField(blank=True, null=True, verbose_name="has pneumonia")),
                ("acute_hepatitis", models.BooleanField(blank=True, null=True, verbose_name="has acute hepatitis")),
                ("liver_failure", models.BooleanField(blank=True, null=True, verbose_name="has liver failure")),
                (
                    "egfr",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(200)],
                        verbose_name="eGFR, mL/min/1.73 m2",
                    ),
                ),
                ("pregnant_or_nursing", models.BooleanField(blank=True, null=True, verbose_name="pregnant or nursing")),
                ("depression", models.BooleanField(blank=True, null=True, verbose_name="has depression")),
                (
                    "suicidal_thoughts",
                    models.BooleanField(blank=True, null=True, verbose_name="has thoughts of suicide"),
                ),
                ("disulfiram", models.BooleanField(blank=True, null=True, verbose_name="takes disulfiram")),
                ("thioridazine", models.BooleanField(blank=True, null=True, verbose_name="takes thioridazine")),
                (
                    "procedure_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="procedure with sedation or opioids planned on"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("voided_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("voided_reason", models.CharField(blank=True, editable=False, max_length=200, null=True)),
                ("sent_on", models.DateField()),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("fax", "Fax"),
                            ("e_prescribing", "E-prescribing system"),
                            ("paper", "Paper, given to the patient"),
                        ],
                        max_length=13,
                    ),
                ),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "ordering": ["sent_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="SendingEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("voided_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("voided_reason", models.CharField(blank=True, editable=False, max_length=200, null=True)),
                ("sent_on", models.DateField()),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("fax", "Fax"),
                            ("e_prescribing", "E-prescribing system"),
                            ("paper", "Paper, given to the patient"),
                        ],
                        max_length=13,
                    ),
                ),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SignedDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=40)),
                ("sentence", models.TextField()),
                ("reason", models.CharField(max_length=300)),
                ("signed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "ordering": ["signed_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="SignedDecisionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("rule", models.CharField(max_length=40)),
                ("sentence", models.TextField()),
                ("reason", models.CharField(max_length=300)),
                ("signed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WashOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("days", models.PositiveSmallIntegerField()),
                ("last_taken_on", models.DateField(blank=True, null=True, verbose_name="last opioid taken on")),
                ("ends_on", models.DateField(editable=False, null=True)),
                ("none_since_asked_on", models.DateField(editable=False, null=True)),
                ("ordered_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("released_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("cancel_reason", models.CharField(blank=True, max_length=200, null=True)),
            ],
            options={
                "ordering": ["ordered_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="WashOutEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("days", models.PositiveSmallIntegerField()),
                ("last_taken_on", models.DateField(blank=True, null=True, verbose_name="last opioid taken on")),
                ("ends_on", models.DateField(editable=False, null=True)),
                ("none_since_asked_on", models.DateField(editable=False, null=True)),
                ("ordered_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("released_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("cancel_reason", models.CharField(blank=True, max_length=200, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Counselling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("done_on", models.DateField()),
                ("text_version", models.CharField(editable=False, max_length=10)),
                (
                    "points",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("expectations", "Honest expectations"),
                                ("off_label", "Off-label"),
                                ("morning", "One dose, in the morning"),
                                ("more_is_not_better", "More is not better"),
                                ("minimal_side_effects", "Zero to minimal side effects"),
                                ("stop", "Stop at any unpleasant side effect"),
                                ("no_opioids", "No opioids with it"),
                                ("tolerance_lost", "Tolerance to opioids is lost"),
                                ("wallet_card", "Wallet card"),
                                ("form_given", "Printed form given"),
                            ],
                            max_length=24,
                        ),
                        size=None,
                    ),
                ),
                (
                    "form_language",
                    models.CharField(blank=True, choices=[("en", "English"), ("es", "Español")], max_length=2),
                ),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "done_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["done_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="CounsellingEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("done_on", models.DateField()),
                ("text_version", models.CharField(editable=False, max_length=10)),
                (
                    "points",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("expectations", "Honest expectations"),
                                ("off_label", "Off-label"),
                                ("morning", "One dose, in the morning"),
                                ("more_is_not_better", "More is not better"),
                                ("minimal_side_effects", "Zero to minimal side effects"),
                                ("stop", "Stop at any unpleasant side effect"),
                                ("no_opioids", "No opioids with it"),
                                ("tolerance_lost", "Tolerance to opioids is lost"),
                                ("wallet_card", "Wallet card"),
                                ("form_given", "Printed form given"),
                            ],
                            max_length=24,
                        ),
                        size=None,
                    ),
                ),
                (
                    "form_language",
                    models.CharField(blank=True, choices=[("en", "English"), ("es", "Español")], max_length=2),
                ),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "done_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
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
                        to="prescriptions.counselling",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DeclinedOffer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("declined_on", models.DateField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declined_offers",
                        to="patients.patient",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["declined_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="DeclinedOfferEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("declined_on", models.DateField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="patients.patient",
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
                        to="prescriptions.declinedoffer",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
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
            name="DoseStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                ("dose_mg", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="mg a day")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("ordered", "Ordered by the clinician"),
                            ("reported", "Reported by the patient"),
                            ("imported", "From the spreadsheet"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on"],
            },
        ),
        migrations.CreateModel(
            name="DoseStepEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("starts_on", models.DateField()),
                ("dose_mg", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="mg a day")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("ordered", "Ordered by the clinician"),
                            ("reported", "Reported by the patient"),
                            ("imported", "From the spreadsheet"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
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
                        to="prescriptions.dosestep",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
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
            name="FillEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("filled_on", models.DateField()),
                ("strength_mg", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="strength, mg each")),
                (
                    "form",
                    models.CharField(
                        choices=[("tablet", "Tablet"), ("capsule", "Capsule")], default="tablet", max_length=7
                    ),
                ),
                (
                    "quantity",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000),
                        ]
                    ),
                ),
                ("lot", models.CharField(blank=True, max_length=40)),
                ("beyond_use_on", models.DateField(blank=True, null=True, verbose_name="beyond-use date")),
                (
                    "price_usd",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="price, USD",
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
                        to="prescriptions.fill",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Ladder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=80)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("is_active", models.BooleanField(default=True, verbose_name="offered when prescribing")),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="ladder_one_a_name",
                        violation_error_message="A ladder of this name is on the list already.",
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ladder",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_ladderevent" ("id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "version") SELECT new_values."id", new_values."is_active", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."source", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="efd71b2d9de7598da369d7874ad3ad16dc986da2",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_72dc2",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="prescriptions_ladder",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ladder",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_ladderevent" ("id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "version") SELECT new_values."id", new_values."is_active", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."source", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="96331e50ea426342ae47e936f0ca6ae919aa3188",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e0105",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="prescriptions_ladder",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ladder",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_ladderevent" ("id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "version") SELECT old_values."id", old_values."is_active", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."source", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="a6cbcdac2a50ac4c82b67ae7d2f30cc9d357bbb0",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e9254",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="prescriptions_ladder",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="ladderevent",
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
            model_name="ladderevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="prescriptions.ladder",
            ),
        ),
        migrations.AddField(
            model_name="ladderstep",
            name="ladder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="prescriptions.ladder"
            ),
        ),
        migrations.AddField(
            model_name="ladderstepevent",
            name="ladder",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="prescriptions.ladder",
            ),
        ),
        migrations.AddField(
            model_name="ladderstepevent",
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
            model_name="ladderstepevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="prescriptions.ladderstep",
            ),
        ),
        migrations.AddField(
            model_name="lostperiod",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="lostperiodevent",
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
            model_name="lostperiodevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="prescriptions.lostperiod",
            ),
        ),
        migrations.AddField(
            model_name="lostperiodevent",
            name="recorded_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="pauseevent",
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
            model_name="pauseevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="prescriptions.pause",
            ),
        ),
        migrations.AddField(
            model_name="pauseevent",
            name="recorded_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="pharmacy",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"),
                name="pharmacy_one_a_name",
                violation_error_message="A pharmacy of this name is on the list already.",
            ),
        ),
        migrations.AddField(
            model_name="fillevent",
            name="pharmacy",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="prescriptions.pharmacy",
            ),
        ),
        migrations.AddField(
            model_name="fill",
            name="pharmacy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="fills", to="prescriptions.pharmacy"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pharmacy",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_pharmacyevent" ("address", "fax", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "version") SELECT new_values."address", new_values."fax", new_values."id", new_values."is_active", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."phone", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="14710f09fd84ce87f168a993a7e64fb30ff0f32a",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_562f6",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="prescriptions_pharmacy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pharmacy",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_pharmacyevent" ("address", "fax", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "version") SELECT new_values."address", new_values."fax", new_values."id", new_values."is_active", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."phone", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="ff299c94016c00f9473c53c79951b588e20af244",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_582e1",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="prescriptions_pharmacy",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pharmacy",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_pharmacyevent" ("address", "fax", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "version") SELECT old_values."address", old_values."fax", old_values."id", old_values."is_active", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."phone", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="fa46ca57e930c118dc42f756b831fb24e88422fc",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3687e",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="prescriptions_pharmacy",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="pharmacyevent",
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
            model_name="pharmacyevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="prescriptions.pharmacy",
            ),
        ),
        migrations.AddField(
            model_name="plannedstepevent",
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
            model_name="plannedstepevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="prescriptions.plannedstep",
            ),
        ),
        migrations.AddField(
            model_name="prescription",
            name="ladder",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="prescriptions",
                to="prescriptions.ladder",
            ),
        ),
        migrations.AddField(
            model_name="prescription",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="prescriptions", to="patients.patient"
            ),
        ),
        migrations.AddField(
            model_name="prescription",
            name="pharmacy",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="prescriptions",
                to="prescriptions.pharmacy",
            ),
        ),
        migrations.AddField(
            model_name="prescription",
            name="prescriber",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="prescriptions",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="prescription",
            name="stopped_by",
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
            model_name="prescription",
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
            model_name="plannedstepevent",
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
            model_name="plannedstep",
            name="prescription",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="planned_steps",
                to="prescriptions.prescription",
            ),
        ),
        migrations.AddField(
            model_name="pauseevent",
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
            model_name="pause",
            name="prescription",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="pauses", to="prescriptions.prescription"
            ),
        ),
        migrations.AddField(
            model_name="lostperiodevent",
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
            model_name="lostperiod",
            name="prescription",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lost_periods",
                to="prescriptions.prescription",
            ),
        ),
        migrations.AddField(
            model_name="fillevent",
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
            model_name="fill",
            name="prescription",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="fills", to="prescriptions.prescription"
            ),
        ),
        migrations.AddField(
            model_name="dosestepevent",
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
            model_name="dosestep",
            name="prescription",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="dose_steps", to="prescriptions.prescription"
            ),
        ),
        migrations.AddField(
            model_name="counsellingevent",
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
            model_name="counselling",
            name="prescription",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="counsellings",
                to="prescriptions.prescription",
            ),
        ),
        migrations.AddField(
            model_name="prescriptionevent",
            name="ladder",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="prescriptions.ladder",
            ),
        ),
        migrations.AddField(
            model_name="prescriptionevent",
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
            model_name="prescriptionevent",
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
            model_name="prescriptionevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="prescriptions.prescription",
            ),
        ),
        migrations.AddField(
            model_name="prescriptionevent",
            name="pharmacy",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="prescriptions.pharmacy",
            ),
        ),
        migrations.AddField(
            model_name="prescriptionevent",
            name="prescriber",
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
            model_name="prescriptionevent",
            name="stopped_by",
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
            model_name="prescriptionevent",
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
            model_name="screenedopioidevent",
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
            model_name="screenedopioidevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="prescriptions.screenedopioid",
            ),
        ),
        migrations.AddField(
            model_name="screening",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="screenings", to="patients.patient"
            ),
        ),
        migrations.AddField(
            model_name="screening",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="screening",
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
            model_name="screenedopioidevent",
            name="screening",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="prescriptions.screening",
            ),
        ),
        migrations.AddField(
            model_name="screenedopioid",
            name="screening",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="opioids", to="prescriptions.screening"
            ),
        ),
        migrations.AddField(
            model_name="screeningevent",
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
            model_name="screeningevent",
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
            model_name="screeningevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="prescriptions.screening",
            ),
        ),
        migrations.AddField(
            model_name="screeningevent",
            name="recorded_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="screeningevent",
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
            model_name="sending",
            name="pharmacy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sendings", to="prescriptions.pharmacy"
            ),
        ),
        migrations.AddField(
            model_name="sending",
            name="prescription",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sendings", to="prescriptions.prescription"
            ),
        ),
        migrations.AddField(
            model_name="sending",
            name="sent_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sending",
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
            model_name="sendingevent",
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
            model_name="sendingevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="prescriptions.sending",
            ),
        ),
        migrations.AddField(
            model_name="sendingevent",
            name="pharmacy",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="prescriptions.pharmacy",
            ),
        ),
        migrations.AddField(
            model_name="sendingevent",
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
            model_name="sendingevent",
            name="sent_by",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sendingevent",
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
            model_name="signeddecision",
            name="screening",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="prescriptions.screening"
            ),
        ),
        migrations.AddField(
            model_name="signeddecision",
            name="signed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="signeddecisionevent",
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
            model_name="signeddecisionevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="prescriptions.signeddecision",
            ),
        ),
        migrations.AddField(
            model_name="signeddecisionevent",
            name="screening",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="prescriptions.screening",
            ),
        ),
        migrations.AddField(
            model_name="signeddecisionevent",
            name="signed_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="washout",
            name="cancelled_by",
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
            model_name="washout",
            name="ordered_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="washout",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="wash_outs", to="patients.patient"
            ),
        ),
        migrations.AddField(
            model_name="washout",
            name="released_by",
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
            model_name="washoutevent",
            name="cancelled_by",
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
            model_name="washoutevent",
            name="ordered_by",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="washoutevent",
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
            model_name="washoutevent",
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
            model_name="washoutevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="prescriptions.washout",
            ),
        ),
        migrations.AddField(
            model_name="washoutevent",
            name="released_by",
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
        migrations.AddConstraint(
            model_name="declinedoffer",
            constraint=models.UniqueConstraint(
                fields=("patient", "declined_on"),
                name="declinedoffer_once_a_day",
                violation_error_message="That the patient declined is on file for this day already.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="declinedoffer",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_declinedofferevent" ("declined_on", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "recorded_by_id") SELECT new_values."declined_on", new_values."id", new_values."patient_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reason", new_values."recorded_at", new_values."recorded_by_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="56590a45d3ce385eeefcd1532be42aada9bd46ba",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b0718",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="prescriptions_declinedoffer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="declinedoffer",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_declinedofferevent" ("declined_on", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "recorded_by_id") SELECT new_values."declined_on", new_values."id", new_values."patient_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reason", new_values."recorded_at", new_values."recorded_by_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="57a4349d439f87a65d89e5ce9ffd1c38837f5a6f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5dc1d",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="prescriptions_declinedoffer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="declinedoffer",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_declinedofferevent" ("declined_on", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "recorded_by_id") SELECT old_values."declined_on", old_values."id", old_values."patient_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reason", old_values."recorded_at", old_values."recorded_by_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="c81b51a06371bf97b4b6966a7620a8b9cec22f38",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b7b79",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="prescriptions_declinedoffer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="declinedofferevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1107ffb42f997e8c68cc965e247bf9567f0f3726",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_3a5b1",
                    table="prescriptions_declinedofferevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ladderevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="53f94cb7ac67b88c16e35b51ad062d0ca7ddf7ab",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_fa80d",
                    table="prescriptions_ladderevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="ladderstep",
            constraint=models.UniqueConstraint(
                fields=("ladder", "number"),
                name="ladderstep_one_a_number",
                violation_error_message="The ladder has a step of this number already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="ladderstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("dose_mg__gt", 0), ("dose_mg__lte", Decimal("50"))),
                name="ladderstep_within_limits",
                violation_error_message="A dose is above 0 and at most 50 mg a day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="ladderstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("days", None), ("days__gt", 0), _connector="OR"),
                name="ladderstep_takes_days",
                violation_error_message="A step takes at least 1 day.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ladderstep",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_ladderstepevent" ("days", "dose_mg", "id", "ladder_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."days", new_values."dose_mg", new_values."id", new_values."ladder_id", new_values."number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="e18d2ab086a781d0914538545b0ac702aa7b417b",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_fd4bf",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="prescriptions_ladderstep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ladderstep",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_ladderstepevent" ("days", "dose_mg", "id", "ladder_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."days", new_values."dose_mg", new_values."id", new_values."ladder_id", new_values."number", _pgh_attached_context.value, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="03a63eced8518d64d001fe402873e8a85431614e",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_48400",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="prescriptions_ladderstep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ladderstep",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_ladderstepevent" ("days", "dose_mg", "id", "ladder_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."days", old_values."dose_mg", old_values."id", old_values."ladder_id", old_values."number", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="366788ee5a52e0577490676022e8beaf1988b1d1",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_6aa20",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="prescriptions_ladderstep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ladderstepevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b1b6843bc678ea25b8fa62f4cff6aa97ac11f049",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_f4f28",
                    table="prescriptions_ladderstepevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pharmacyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3c611cb8b73d5a70a7333f07124678fb0c0fee58",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_20ac7",
                    table="prescriptions_pharmacyevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="prescription",
            index=models.Index(fields=["prescribed_on"], name="prescription_prescribed_on"),
        ),
        migrations.AddConstraint(
            model_name="prescription",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("sent", "active")), ("voided_at", None)),
                fields=("patient",),
                name="prescription_one_open_a_patient",
                violation_error_message="This patient already has an open course of LDN. Stop that one first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="prescription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_imported", True),
                    models.Q(
                        ("pharmacy__isnull", False),
                        ("prescriber__isnull", False),
                        ("quantity__isnull", False),
                        ("starting_dose_mg__isnull", False),
                        ("strength_mg__isnull", False),
                        models.Q(("primary_indication", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="prescription_known_unless_imported",
                violation_error_message="A course needs its prescriber, pharmacy, starting dose, strength, quantity and indication.",
            ),
        ),
        migrations.AddConstraint(
            model_name="prescription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starting_dose_mg", None),
                    models.Q(("starting_dose_mg__gt", 0), ("starting_dose_mg__lte", Decimal("50"))),
                    _connector="OR",
                ),
                name="prescription_starting_dose_within_limits",
                violation_error_message="A dose is above 0 and at most 50 mg a day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="prescription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("strength_mg", None),
                    models.Q(("strength_mg__gt", 0), ("strength_mg__lte", Decimal("50"))),
                    _connector="OR",
                ),
                name="prescription_strength_within_limits",
                violation_error_message="A strength is above 0 and at most 50 mg.",
            ),
        ),
        migrations.AddConstraint(
            model_name="prescription",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity", None), ("quantity__gt", 0), _connector="OR"),
                name="prescription_quantity_above_zero",
                violation_error_message="The quantity is at least 1.",
            ),
        ),
        migrations.AddConstraint(
            model_name="prescription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("average_pain", None), ("average_pain__range", (0, 10)), _connector="OR"),
                    models.Q(("peg_enjoyment", None), ("peg_enjoyment__range", (0, 10)), _connector="OR"),
                    models.Q(("peg_activity", None), ("peg_activity__range", (0, 10)), _connector="OR"),
                ),
                name="prescription_pain_within_scale",
                violation_error_message="A pain score is a whole number from 0 to 10.",
            ),
        ),
        migrations.AddConstraint(
            model_name="prescription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_dose_on", None), ("state", "sent"), ("stopped_on", None)),
                    models.Q(("first_dose_on__isnull", False), ("state", "active"), ("stopped_on", None)),
                    models.Q(("first_dose_on", None), ("state", "never_filled"), ("stopped_on", None)),
                    models.Q(("state", "stopped"), ("stopped_on__isnull", False)),
                    _connector="OR",
                ),
                name="prescription_state_fits_its_days",
                violation_error_message="The state of this course does not fit its days. Reload the page.",
            ),
        ),
        migrations.AddConstraint(
            model_name="prescription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("first_dose_on", None), ("first_dose_on__gte", models.F("prescribed_on")), _connector="OR"
                    ),
                    models.Q(("stopped_on", None), ("stopped_on__gte", models.F("prescribed_on")), _connector="OR"),
                    models.Q(
                        ("stopped_on", None),
                        ("first_dose_on", None),
                        ("stopped_on__gte", models.F("first_dose_on")),
                        _connector="OR",
                    ),
                ),
                name="prescription_days_in_order",
                violation_error_message="The days are out of order: prescribed, then the first dose, then the stop.",
            ),
        ),
        migrations.AddConstraint(
            model_name="prescription",
            constraint=models.CheckConstraint(
                condition=models.Q(("begun_against", ""), ("first_dose_on__isnull", False), _connector="OR"),
                name="prescription_begun_against_needs_a_first_dose",
                violation_error_message="LDN was not begun in this course, so nothing stood against it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="prescription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("stop_reason__isnull", True), ("stop_recorded_at__isnull", True), ("stopped_on__isnull", True)
                    ),
                    models.Q(
                        ("stop_reason__isnull", False),
                        ("stop_recorded_at__isnull", False),
                        ("stopped_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="prescription_stop_when_and_why",
                violation_error_message="A stop has a day and a reason.",
            ),
        ),
        migrations.AddConstraint(
            model_name="prescription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stopped_by", None), ("stopped_on", None)),
                    models.Q(("stopped_by__isnull", False), ("stopped_on__isnull", False)),
                    models.Q(("is_imported", True), ("stopped_on__isnull", False)),
                    _connector="OR",
                ),
                name="prescription_stop_by_whom",
                violation_error_message="A stop says who recorded it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="prescription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("voided_at__isnull", True), ("voided_by__isnull", True), ("voided_reason__isnull", True)),
                    models.Q(
                        ("voided_at__isnull", False), ("voided_by__isnull", False), ("voided_reason__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="prescription_voided_who_when_why",
                violation_error_message="Say why this course was entered in error.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="prescription",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_prescriptionevent" ("average_pain", "begun_against", "first_dose_is_approximate", "first_dose_on", "form", "goal", "id", "is_imported", "ladder_id", "monthly_cost_usd", "months_in_pain", "other_stop_reasons", "patient_id", "peg_activity", "peg_enjoyment", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pharmacy_id", "prescribed_on", "prescriber_id", "primary_indication", "quantity", "radiation", "regions", "side_effects_asked_at_stop", "starting_dose_mg", "state", "stop_reason", "stop_recorded_at", "stopped_by_id", "stopped_on", "strength_mg", "version", "voided_at", "voided_by_id", "voided_reason") SELECT new_values."average_pain", new_values."begun_against", new_values."first_dose_is_approximate", new_values."first_dose_on", new_values."form", new_values."goal", new_values."id", new_values."is_imported", new_values."ladder_id", new_values."monthly_cost_usd", new_values."months_in_pain", new_values."other_stop_reasons", new_values."patient_id", new_values."peg_activity", new_values."peg_enjoyment", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."pharmacy_id", new_values."prescribed_on", new_values."prescriber_id", new_values."primary_indication", new_values."quantity", new_values."radiation", new_values."regions", new_values."side_effects_asked_at_stop", new_values."starting_dose_mg", new_values."state", new_values."stop_reason", new_values."stop_recorded_at", new_values."stopped_by_id", new_values."stopped_on", new_values."strength_mg", new_values."version", new_values."voided_at", new_values."voided_by_id", new_values."voided_reason" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="695fcc2923dd3af4f5d88956f16b53fa1a320cc2",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0285d",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="prescriptions_prescription",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="prescription",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_prescriptionevent" ("average_pain", "begun_against", "first_dose_is_approximate", "first_dose_on", "form", "goal", "id", "is_imported", "ladder_id", "monthly_cost_usd", "months_in_pain", "other_stop_reasons", "patient_id", "peg_activity", "peg_enjoyment", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pharmacy_id", "prescribed_on", "prescriber_id", "primary_indication", "quantity", "radiation", "regions", "side_effects_asked_at_stop", "starting_dose_mg", "state", "stop_reason", "stop_recorded_at", "stopped_by_id", "stopped_on", "strength_mg", "version", "voided_at", "voided_by_id", "voided_reason") SELECT new_values."average_pain", new_values."begun_against", new_values."first_dose_is_approximate", new_values."first_dose_on", new_values."form", new_values."goal", new_values."id", new_values."is_imported", new_values."ladder_id", new_values."monthly_cost_usd", new_values."months_in_pain", new_values."other_stop_reasons", new_values."patient_id", new_values."peg_activity", new_values."peg_enjoyment", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."pharmacy_id", new_values."prescribed_on", new_values."prescriber_id", new_values."primary_indication", new_values."quantity", new_values."radiation", new_values."regions", new_values."side_effects_asked_at_stop", new_values."starting_dose_mg", new_values."state", new_values."stop_reason", new_values."stop_recorded_at", new_values."stopped_by_id", new_values."stopped_on", new_values."strength_mg", new_values."version", new_values."voided_at", new_values."voided_by_id", new_values."voided_reason" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="d5336e11d807d8c3f5806fb715ecc8218d37cf42",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_00d5f",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="prescriptions_prescription",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="prescription",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_prescriptionevent" ("average_pain", "begun_against", "first_dose_is_approximate", "first_dose_on", "form", "goal", "id", "is_imported", "ladder_id", "monthly_cost_usd", "months_in_pain", "other_stop_reasons", "patient_id", "peg_activity", "peg_enjoyment", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pharmacy_id", "prescribed_on", "prescriber_id", "primary_indication", "quantity", "radiation", "regions", "side_effects_asked_at_stop", "starting_dose_mg", "state", "stop_reason", "stop_recorded_at", "stopped_by_id", "stopped_on", "strength_mg", "version", "voided_at", "voided_by_id", "voided_reason") SELECT old_values."average_pain", old_values."begun_against", old_values."first_dose_is_approximate", old_values."first_dose_on", old_values."form", old_values."goal", old_values."id", old_values."is_imported", old_values."ladder_id", old_values."monthly_cost_usd", old_values."months_in_pain", old_values."other_stop_reasons", old_values."patient_id", old_values."peg_activity", old_values."peg_enjoyment", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."pharmacy_id", old_values."prescribed_on", old_values."prescriber_id", old_values."primary_indication", old_values."quantity", old_values."radiation", old_values."regions", old_values."side_effects_asked_at_stop", old_values."starting_dose_mg", old_values."state", old_values."stop_reason", old_values."stop_recorded_at", old_values."stopped_by_id", old_values."stopped_on", old_values."strength_mg", old_values."version", old_values."voided_at", old_values."voided_by_id", old_values."voided_reason" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="f46751ebd046026e9536ba7af535536331b1e5ae",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_9bc0f",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="prescriptions_prescription",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="plannedstepevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="efa894d8ac4cbc283622ef0a9a7fefe9ce3a94e4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_5d5fc",
                    table="prescriptions_plannedstepevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="plannedstep",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("prescription", "starts_on"),
                name="plannedstep_one_a_day",
                violation_error_message="A step is planned for this day already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="plannedstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("dose_mg__gt", 0), ("dose_mg__lte", Decimal("50"))),
                name="plannedstep_within_limits",
                violation_error_message="A dose is above 0 and at most 50 mg a day.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="plannedstep",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_plannedstepevent" ("dose_mg", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescription_id", "starts_on") SELECT new_values."dose_mg", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."prescription_id", new_values."starts_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="163f02cca7d36171ef39d465c7df90d8758d59d6",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ac8ce",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="prescriptions_plannedstep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="plannedstep",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_plannedstepevent" ("dose_mg", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescription_id", "starts_on") SELECT new_values."dose_mg", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."prescription_id", new_values."starts_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="833aac834966251861075131d370a548c1f63618",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3a761",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="prescriptions_plannedstep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="plannedstep",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_plannedstepevent" ("dose_mg", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescription_id", "starts_on") SELECT old_values."dose_mg", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."prescription_id", old_values."starts_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="db621b91d98c9c0c6394266145635c03d4491246",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8edab",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="prescriptions_plannedstep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pauseevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ae88f6792088053806bd95f554dfac56928f6dc3",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c044c",
                    table="prescriptions_pauseevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("prescription", "="),
                    (
                        prescriptions.models.interval.DateRange(
                            "from_on", "until_on", django.contrib.postgres.fields.ranges.RangeBoundary()
                        ),
                        "&&",
                    ),
                ],
                name="pause_no_overlap",
                violation_error_message="The course is paused in these days already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on", None), ("until_on__gt", models.F("from_on")), _connector="OR"),
                name="pause_ends_after_it_began",
                violation_error_message="LDN is resumed on a later day than it was paused.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pause",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_pauseevent" ("from_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescription_id", "reason", "recorded_by_id", "until_on") SELECT new_values."from_on", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."prescription_id", new_values."reason", new_values."recorded_by_id", new_values."until_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="4f910f54deee2f62575fa6e04620782b1de2a227",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_df250",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="prescriptions_pause",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pause",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_pauseevent" ("from_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescription_id", "reason", "recorded_by_id", "until_on") SELECT new_values."from_on", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."prescription_id", new_values."reason", new_values."recorded_by_id", new_values."until_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="a21ae46c684f4714326976d6dd11c4bf0dff9356",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5b0b9",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="prescriptions_pause",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pause",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_pauseevent" ("from_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescription_id", "reason", "recorded_by_id", "until_on") SELECT old_values."from_on", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."prescription_id", old_values."reason", old_values."recorded_by_id", old_values."until_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="ad62d2fc8623631b5ad2ee7f5deae6070f831ad7",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_138fe",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="prescriptions_pause",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lostperiodevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="dda5a66000a592475a751c65aaea219d898b2b4b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_02884",
                    table="prescriptions_lostperiodevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="lostperiod",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("prescription", "="),
                    (
                        prescriptions.models.interval.DateRange(
                            "from_on", "until_on", django.contrib.postgres.fields.ranges.RangeBoundary()
                        ),
                        "&&",
                    ),
                ],
                name="lostperiod_no_overlap",
                violation_error_message="The patient is marked as lost to follow-up in these days already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lostperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on", None), ("until_on__gt", models.F("from_on")), _connector="OR"),
                name="lostperiod_ends_after_it_began",
                violation_error_message="A patient is found on a later day than lost.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lostperiod",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_lostperiodevent" ("from_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescription_id", "reason", "recorded_by_id", "until_on") SELECT new_values."from_on", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."prescription_id", new_values."reason", new_values."recorded_by_id", new_values."until_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="9fe2d462281968226f394f7349f26fa4b15825da",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_62097",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="prescriptions_lostperiod",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lostperiod",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_lostperiodevent" ("from_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescription_id", "reason", "recorded_by_id", "until_on") SELECT new_values."from_on", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."prescription_id", new_values."reason", new_values."recorded_by_id", new_values."until_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="cb2d1989710c6788cff7a5566d40ddd796089144",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_94b4c",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="prescriptions_lostperiod",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lostperiod",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_lostperiodevent" ("from_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescription_id", "reason", "recorded_by_id", "until_on") SELECT old_values."from_on", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."prescription_id", old_values."reason", old_values."recorded_by_id", old_values."until_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="ff4c46ef6ffbf20baee36ca452cba9c5f66744cc",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_efd19",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="prescriptions_lostperiod",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fillevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="688d9229a5f5fa51368a16a7c1e74ce0003b72da",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_1e683",
                    table="prescriptions_fillevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="fill",
            constraint=models.CheckConstraint(
                condition=models.Q(("strength_mg__gt", 0), ("strength_mg__lte", Decimal("50"))),
                name="fill_strength_within_limits",
                violation_error_message="The strength is above 0 and at most 50 mg.",
            ),
        ),
        migrations.AddConstraint(
            model_name="fill",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)),
                name="fill_quantity_above_zero",
                violation_error_message="The quantity is at least 1.",
            ),
        ),
        migrations.AddConstraint(
            model_name="fill",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("beyond_use_on", None), ("beyond_use_on__gt", models.F("filled_on")), _connector="OR"
                ),
                name="fill_beyond_use_after_filled",
                violation_error_message="The beyond-use date comes after the day it was filled.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fill",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_fillevent" ("beyond_use_on", "filled_on", "form", "id", "lot", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pharmacy_id", "prescription_id", "price_usd", "quantity", "strength_mg") SELECT new_values."beyond_use_on", new_values."filled_on", new_values."form", new_values."id", new_values."lot", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."pharmacy_id", new_values."prescription_id", new_values."price_usd", new_values."quantity", new_values."strength_mg" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="80945b42f34231f940b7ff05ad4f30872958e619",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_12d40",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="prescriptions_fill",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fill",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_fillevent" ("beyond_use_on", "filled_on", "form", "id", "lot", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pharmacy_id", "prescription_id", "price_usd", "quantity", "strength_mg") SELECT new_values."beyond_use_on", new_values."filled_on", new_values."form", new_values."id", new_values."lot", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."pharmacy_id", new_values."prescription_id", new_values."price_usd", new_values."quantity", new_values."strength_mg" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="cfe8ed07f0846384c4b73b5acc12cffc5b39b082",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5ba1a",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="prescriptions_fill",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fill",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_fillevent" ("beyond_use_on", "filled_on", "form", "id", "lot", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pharmacy_id", "prescription_id", "price_usd", "quantity", "strength_mg") SELECT old_values."beyond_use_on", old_values."filled_on", old_values."form", old_values."id", old_values."lot", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."pharmacy_id", old_values."prescription_id", old_values."price_usd", old_values."quantity", old_values."strength_mg" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="bb6a74e31eb9472bdcf26599add77aff5121e351",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_93ada",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="prescriptions_fill",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dosestepevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="35b8a8b686826c34fb5f2ef621b74635dcc19ac5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d2b1f",
                    table="prescriptions_dosestepevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="dosestep",
            constraint=models.UniqueConstraint(
                fields=("prescription", "starts_on"),
                name="dosestep_one_a_day",
                violation_error_message="The dose was changed on this day already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="dosestep",
            constraint=models.CheckConstraint(
                condition=models.Q(("dose_mg__gt", 0), ("dose_mg__lte", Decimal("50"))),
                name="dosestep_within_limits",
                violation_error_message="A dose is above 0 and at most 50 mg a day.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dosestep",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_dosestepevent" ("dose_mg", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescription_id", "reason", "recorded_at", "recorded_by_id", "source", "starts_on") SELECT new_values."dose_mg", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."prescription_id", new_values."reason", new_values."recorded_at", new_values."recorded_by_id", new_values."source", new_values."starts_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="ade6129b62b44d77cc15baf952b01a2dd41ff7b2",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6a03e",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="prescriptions_dosestep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dosestep",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_dosestepevent" ("dose_mg", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescription_id", "reason", "recorded_at", "recorded_by_id", "source", "starts_on") SELECT new_values."dose_mg", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."prescription_id", new_values."reason", new_values."recorded_at", new_values."recorded_by_id", new_values."source", new_values."starts_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="bcfd175d651d10822e863dcf48792713a2f04de9",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d8e9e",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="prescriptions_dosestep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dosestep",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_dosestepevent" ("dose_mg", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prescription_id", "reason", "recorded_at", "recorded_by_id", "source", "starts_on") SELECT old_values."dose_mg", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."prescription_id", old_values."reason", old_values."recorded_at", old_values."recorded_by_id", old_values."source", old_values."starts_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="95bd8a38c9e73021feed8ff4b0f17b07fc61543d",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1132d",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="prescriptions_dosestep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="counsellingevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="2d9ac7268298aca9b61f904cccd249e0dee8877b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_09da1",
                    table="prescriptions_counsellingevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="counselling",
            constraint=models.CheckConstraint(
                condition=models.Q(("points", []), _negated=True),
                name="counselling_has_a_point",
                violation_error_message="Tick what you have told the patient.",
            ),
        ),
        migrations.AddConstraint(
            model_name="counselling",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("points__contains", ["form_given"]), models.Q(("form_language", ""), _negated=True)),
                    models.Q(models.Q(("points__contains", ["form_given"]), _negated=True), ("form_language", "")),
                    _connector="OR",
                ),
                name="counselling_form_has_a_language",
                violation_error_message="Say in which language the form was given, and only if one was given.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="counselling",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_counsellingevent" ("done_by_id", "done_on", "form_language", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "prescription_id", "recorded_at", "text_version") SELECT new_values."done_by_id", new_values."done_on", new_values."form_language", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."points", new_values."prescription_id", new_values."recorded_at", new_values."text_version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="e1fc7d2249ad9d5b00b5fac1cf21e991f7ca605e",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_3b07b",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="prescriptions_counselling",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="counselling",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_counsellingevent" ("done_by_id", "done_on", "form_language", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "prescription_id", "recorded_at", "text_version") SELECT new_values."done_by_id", new_values."done_on", new_values."form_language", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."points", new_values."prescription_id", new_values."recorded_at", new_values."text_version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="1a5d0b17cf2435b0959207a33974e924372c1e7f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_236fa",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="prescriptions_counselling",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="counselling",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_counsellingevent" ("done_by_id", "done_on", "form_language", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "prescription_id", "recorded_at", "text_version") SELECT old_values."done_by_id", old_values."done_on", old_values."form_language", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."points", old_values."prescription_id", old_values."recorded_at", old_values."text_version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="1451388f68e28278ae98544f3f68cb14098a3d50",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_56723",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="prescriptions_counselling",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="prescriptionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b653f53ea6b8c2aa03b1425e7acc4aec2d341083",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_748a6",
                    table="prescriptions_prescriptionevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="screening",
            index=models.Index(fields=["patient", "-asked_on", "-id"], name="screening_latest"),
        ),
        migrations.AddConstraint(
            model_name="screening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("last_opioid_on", None), ("last_opioid_on__lte", models.F("asked_on")), _connector="OR"
                ),
                name="screening_last_opioid_by_the_day_asked",
                violation_error_message="The last opioid was taken on the day of the screening, or before.",
            ),
        ),
        migrations.AddConstraint(
            model_name="screening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("voided_at__isnull", True), ("voided_by__isnull", True), ("voided_reason__isnull", True)),
                    models.Q(
                        ("voided_at__isnull", False), ("voided_by__isnull", False), ("voided_reason__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="screening_voided_who_when_why",
                violation_error_message="Say why this screening was entered in error.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="screening",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_screeningevent" ("acute_hepatitis", "asked_on", "depression", "disulfiram", "egfr", "id", "last_opioid_on", "liver_failure", "naltrexone_allergy", "non_prescribed_opioids", "opioid_for_cough_or_diarrhoea", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pneumonia", "pregnant_or_nursing", "procedure_on", "recorded_at", "recorded_by_id", "suicidal_thoughts", "thioridazine", "voided_at", "voided_by_id", "voided_reason") SELECT new_values."acute_hepatitis", new_values."asked_on", new_values."depression", new_values."disulfiram", new_values."egfr", new_values."id", new_values."last_opioid_on", new_values."liver_failure", new_values."naltrexone_allergy", new_values."non_prescribed_opioids", new_values."opioid_for_cough_or_diarrhoea", new_values."patient_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."pneumonia", new_values."pregnant_or_nursing", new_values."procedure_on", new_values."recorded_at", new_values."recorded_by_id", new_values."suicidal_thoughts", new_values."thioridazine", new_values."voided_at", new_values."voided_by_id", new_values."voided_reason" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="3cad3a1d243d816da7d93655daae57d5f2528e67",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d378c",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="prescriptions_screening",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="screening",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_screeningevent" ("acute_hepatitis", "asked_on", "depression", "disulfiram", "egfr", "id", "last_opioid_on", "liver_failure", "naltrexone_allergy", "non_prescribed_opioids", "opioid_for_cough_or_diarrhoea", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pneumonia", "pregnant_or_nursing", "procedure_on", "recorded_at", "recorded_by_id", "suicidal_thoughts", "thioridazine", "voided_at", "voided_by_id", "voided_reason") SELECT new_values."acute_hepatitis", new_values."asked_on", new_values."depression", new_values."disulfiram", new_values."egfr", new_values."id", new_values."last_opioid_on", new_values."liver_failure", new_values."naltrexone_allergy", new_values."non_prescribed_opioids", new_values."opioid_for_cough_or_diarrhoea", new_values."patient_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."pneumonia", new_values."pregnant_or_nursing", new_values."procedure_on", new_values."recorded_at", new_values."recorded_by_id", new_values."suicidal_thoughts", new_values."thioridazine", new_values."voided_at", new_values."voided_by_id", new_values."voided_reason" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="d8cbbbe6333713c6bf00248864d6b5eb7346b849",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_55660",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="prescriptions_screening",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="screening",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_screeningevent" ("acute_hepatitis", "asked_on", "depression", "disulfiram", "egfr", "id", "last_opioid_on", "liver_failure", "naltrexone_allergy", "non_prescribed_opioids", "opioid_for_cough_or_diarrhoea", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pneumonia", "pregnant_or_nursing", "procedure_on", "recorded_at", "recorded_by_id", "suicidal_thoughts", "thioridazine", "voided_at", "voided_by_id", "voided_reason") SELECT old_values."acute_hepatitis", old_values."asked_on", old_values."depression", old_values."disulfiram", old_values."egfr", old_values."id", old_values."last_opioid_on", old_values."liver_failure", old_values."naltrexone_allergy", old_values."non_prescribed_opioids", old_values."opioid_for_cough_or_diarrhoea", old_values."patient_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."pneumonia", old_values."pregnant_or_nursing", old_values."procedure_on", old_values."recorded_at", old_values."recorded_by_id", old_values."suicidal_thoughts", old_values."thioridazine", old_values."voided_at", old_values."voided_by_id", old_values."voided_reason" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="4627b45e440c9c47f60f056266ac2f128ba88510",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1f0df",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="prescriptions_screening",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="screenedopioidevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d2843d9f9d03e9a8791b8fb5677a44d2165eabe9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_38397",
                    table="prescriptions_screenedopioidevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="screenedopioid",
            constraint=models.CheckConstraint(
                condition=models.Q(("strength__gt", 0)),
                name="screenedopioid_strength_above_zero",
                violation_error_message="The strength is above 0.",
            ),
        ),
        migrations.AddConstraint(
            model_name="screenedopioid",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("units_prescribed", None), ("units_prescribed__gte", 0), _connector="OR"),
                    models.Q(("units_taken", None), ("units_taken__gte", 0), _connector="OR"),
                ),
                name="screenedopioid_units_not_negative",
                violation_error_message="How many a day is 0 or more.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="screenedopioid",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_screenedopioidevent" ("drug", "for_opioid_use_disorder", "helps", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "release", "screening_id", "strength", "units_prescribed", "units_taken") SELECT new_values."drug", new_values."for_opioid_use_disorder", new_values."helps", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."release", new_values."screening_id", new_values."strength", new_values."units_prescribed", new_values."units_taken" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="a2555ddc83bafc2e848d5f992387891c8be1ec12",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1b3a4",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="prescriptions_screenedopioid",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="screenedopioid",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_screenedopioidevent" ("drug", "for_opioid_use_disorder", "helps", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "release", "screening_id", "strength", "units_prescribed", "units_taken") SELECT new_values."drug", new_values."for_opioid_use_disorder", new_values."helps", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."release", new_values."screening_id", new_values."strength", new_values."units_prescribed", new_values."units_taken" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="c0f2e3e54521095da67bbb1c71147f3b84d9d6c3",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a28ef",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="prescriptions_screenedopioid",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="screenedopioid",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_screenedopioidevent" ("drug", "for_opioid_use_disorder", "helps", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "release", "screening_id", "strength", "units_prescribed", "units_taken") SELECT old_values."drug", old_values."for_opioid_use_disorder", old_values."helps", old_values."id", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."release", old_values."screening_id", old_values."strength", old_values."units_prescribed", old_values."units_taken" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="1a35bcb8c1c41a34ec92ce3cad054eedff65b8c1",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_533b0",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="prescriptions_screenedopioid",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="screeningevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d4a18516225b81d138fe7bb3783f33e3b5d9c323",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_af15f",
                    table="prescriptions_screeningevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at", None)),
                fields=("prescription",),
                name="sending_one_a_course",
                violation_error_message="This prescription is with a pharmacy already. Change the pharmacy, or say that it did not arrive.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("voided_at__isnull", True), ("voided_by__isnull", True), ("voided_reason__isnull", True)),
                    models.Q(
                        ("voided_at__isnull", False), ("voided_by__isnull", False), ("voided_reason__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="sending_voided_who_when_why",
                violation_error_message="Say why this sending no longer holds.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sending",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_sendingevent" ("how", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pharmacy_id", "prescription_id", "recorded_at", "sent_by_id", "sent_on", "voided_at", "voided_by_id", "voided_reason") SELECT new_values."how", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."pharmacy_id", new_values."prescription_id", new_values."recorded_at", new_values."sent_by_id", new_values."sent_on", new_values."voided_at", new_values."voided_by_id", new_values."voided_reason" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="e01abd480d438b4eb0e318a9c4e203c62daf7987",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_18490",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="prescriptions_sending",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sending",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_sendingevent" ("how", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pharmacy_id", "prescription_id", "recorded_at", "sent_by_id", "sent_on", "voided_at", "voided_by_id", "voided_reason") SELECT new_values."how", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."pharmacy_id", new_values."prescription_id", new_values."recorded_at", new_values."sent_by_id", new_values."sent_on", new_values."voided_at", new_values."voided_by_id", new_values."voided_reason" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="817cbb4f77869ad8e9752af120b26a1e0611d7e5",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4a740",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="prescriptions_sending",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sending",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_sendingevent" ("how", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pharmacy_id", "prescription_id", "recorded_at", "sent_by_id", "sent_on", "voided_at", "voided_by_id", "voided_reason") SELECT old_values."how", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."pharmacy_id", old_values."prescription_id", old_values."recorded_at", old_values."sent_by_id", old_values."sent_on", old_values."voided_at", old_values."voided_by_id", old_values."voided_reason" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="e3a9b3a0380b0a99bef0e6f0267c43fb18cae18d",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7cef7",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="prescriptions_sending",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sendingevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="44391c11e2fd2fcb45014856b20daf4079434f1c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b5093",
                    table="prescriptions_sendingevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="signeddecision",
            constraint=models.UniqueConstraint(
                fields=("screening", "rule"),
                name="signeddecision_once_a_rule",
                violation_error_message="This finding is signed already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="signeddecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="signeddecision_has_reason",
                violation_error_message="Say why.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signeddecision",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_signeddecisionevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "rule", "screening_id", "sentence", "signed_at", "signed_by_id") SELECT new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reason", new_values."rule", new_values."screening_id", new_values."sentence", new_values."signed_at", new_values."signed_by_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="8e325091693aa29d8ef732189ede6614c8dfa930",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_353bb",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="prescriptions_signeddecision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signeddecision",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_signeddecisionevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "rule", "screening_id", "sentence", "signed_at", "signed_by_id") SELECT new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reason", new_values."rule", new_values."screening_id", new_values."sentence", new_values."signed_at", new_values."signed_by_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="1b2cef92c8662e7baecdb657ff1a23fd6bf3c175",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ae698",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="prescriptions_signeddecision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signeddecision",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_signeddecisionevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "rule", "screening_id", "sentence", "signed_at", "signed_by_id") SELECT old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reason", old_values."rule", old_values."screening_id", old_values."sentence", old_values."signed_at", old_values."signed_by_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="3c4150f8a904de0d26940ad9b550d019317e27b7",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e8d18",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="prescriptions_signeddecision",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="signeddecisionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1be4287de72bb2941c2db4fda679b924407b2100",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ff768",
                    table="prescriptions_signeddecisionevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="washout",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cancelled_at", None), ("released_at", None)),
                fields=("patient",),
                name="washout_one_open_a_patient",
                violation_error_message="A wash-out is running already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="washout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_on", None), ("last_taken_on", None)),
                    (
                        "ends_on",
                        models.ExpressionWrapper(
                            django.db.models.expressions.CombinedExpression(
                                models.F("last_taken_on"), "+", models.F("days")
                            ),
                            output_field=models.DateField(),
                        ),
                    ),
                    _connector="OR",
                ),
                name="washout_ends_so_many_days_after_the_last_dose",
                violation_error_message="The wash-out ends so many days after the last dose.",
            ),
        ),
        migrations.AddConstraint(
            model_name="washout",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__range", (7, 28))),
                name="washout_days_within_limits",
                violation_error_message="A wash-out takes 7 to 28 days.",
            ),
        ),
        migrations.AddConstraint(
            model_name="washout",
            constraint=models.CheckConstraint(
                condition=models.Q(("released_at", None), ("ends_on__isnull", False), _connector="OR"),
                name="washout_released_only_after_a_last_dose",
                violation_error_message="A wash-out can't be released before the last dose is known.",
            ),
        ),
        migrations.AddConstraint(
            model_name="washout",
            constraint=models.CheckConstraint(
                condition=models.Q(("released_at", None), ("cancelled_at", None), _connector="OR"),
                name="washout_released_or_given_up",
                violation_error_message="A wash-out is released or given up, not both.",
            ),
        ),
        migrations.AddConstraint(
            model_name="washout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("released_at__isnull", True), ("released_by__isnull", True)),
                    models.Q(("released_at__isnull", False), ("released_by__isnull", False)),
                    _connector="OR",
                ),
                name="washout_released_who_when",
                violation_error_message="A release says who and when.",
            ),
        ),
        migrations.AddConstraint(
            model_name="washout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cancel_reason__isnull", True), ("cancelled_at__isnull", True), ("cancelled_by__isnull", True)
                    ),
                    models.Q(
                        ("cancel_reason__isnull", False),
                        ("cancelled_at__isnull", False),
                        ("cancelled_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="washout_cancelled_who_when_why",
                violation_error_message="Say why the wash-out is given up.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="washout",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_washoutevent" ("cancel_reason", "cancelled_at", "cancelled_by_id", "days", "ends_on", "id", "last_taken_on", "none_since_asked_on", "ordered_at", "ordered_by_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "released_at", "released_by_id", "version") SELECT new_values."cancel_reason", new_values."cancelled_at", new_values."cancelled_by_id", new_values."days", new_values."ends_on", new_values."id", new_values."last_taken_on", new_values."none_since_asked_on", new_values."ordered_at", new_values."ordered_by_id", new_values."patient_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."released_at", new_values."released_by_id", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="ffbc53b1b698a3ad5c92b6780660de91e3441a5d",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_17e78",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="prescriptions_washout",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="washout",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_washoutevent" ("cancel_reason", "cancelled_at", "cancelled_by_id", "days", "ends_on", "id", "last_taken_on", "none_since_asked_on", "ordered_at", "ordered_by_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "released_at", "released_by_id", "version") SELECT new_values."cancel_reason", new_values."cancelled_at", new_values."cancelled_by_id", new_values."days", new_values."ends_on", new_values."id", new_values."last_taken_on", new_values."none_since_asked_on", new_values."ordered_at", new_values."ordered_by_id", new_values."patient_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."released_at", new_values."released_by_id", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="03e598d64e5fab17a62469f98afb17f45f481999",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d47a8",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="prescriptions_washout",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="washout",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "prescriptions_washoutevent" ("cancel_reason", "cancelled_at", "cancelled_by_id", "days", "ends_on", "id", "last_taken_on", "none_since_asked_on", "ordered_at", "ordered_by_id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "released_at", "released_by_id", "version") SELECT old_values."cancel_reason", old_values."cancelled_at", old_values."cancelled_by_id", old_values."days", old_values."ends_on", old_values."id", old_values."last_taken_on", old_values."none_since_asked_on", old_values."ordered_at", old_values."ordered_by_id", old_values."patient_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."released_at", old_values."released_by_id", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="4e99a2483a3b6c5ba24ffd240d81db2b893d0c05",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7815a",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="prescriptions_washout",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="washoutevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3f25f739eba4b925a25143b8169551105d89639d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e3903",
                    table="prescriptions_washoutevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
