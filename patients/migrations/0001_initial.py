import datetime

import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
import phonenumber_field.modelfields
from django.conf import settings
from django.db import migrations, models

import patients.models.patient


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        django.contrib.postgres.operations.TrigramExtension(),
        migrations.CreateModel(
            name="ContactPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("relation", models.CharField(max_length=60)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Diagnosis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=8, verbose_name="ICD-10-CM code")),
                ("noted_on", models.DateField()),
            ],
            options={
                "verbose_name_plural": "diagnoses",
                "ordering": ["noted_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Medicine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                (
                    "mg_per_day",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=8,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="mg a day",
                    ),
                ),
                ("noted_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="PatientEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("chart_number", models.CharField(max_length=30)),
                ("family_name", models.CharField(max_length=100)),
                ("given_name", models.CharField(max_length=100)),
                ("sort_key", models.CharField(editable=False, max_length=250)),
                ("search_key", models.CharField(editable=False, max_length=300)),
                ("date_of_birth", models.DateField()),
                (
                    "sex",
                    models.CharField(
                        choices=[("F", "Female"), ("M", "Male"), ("X", "Another"), ("U", "Not recorded")],
                        default="U",
                        max_length=1,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Spanish"), ("other", "Another: call with an interpreter")],
                        default="en",
                        max_length=5,
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default=patients.models.patient.clinic_time_zone,
                        max_length=50,
                        validators=[patients.models.patient.check_time_zone],
                    ),
                ),
                ("consents_to_calls", models.BooleanField(default=True, verbose_name="agrees to be called")),
                ("do_not_contact", models.BooleanField(default=False, verbose_name="do not contact, by any means")),
                ("deceased_on", models.DateField(blank=True, null=True, verbose_name="died on")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PhoneNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", phonenumber_field.modelfields.PhoneNumberField(max_length=128, region=None)),
                ("digits", models.CharField(editable=False, max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[("mobile", "Mobile"), ("home", "Home"), ("work", "Work")],
                        default="mobile",
                        max_length=6,
                    ),
                ),
                ("belongs_to", models.CharField(default="the patient", max_length=60, verbose_name="whose number")),
                (
                    "message",
                    models.CharField(
                        choices=[
                            ("nothing", "Leave no message"),
                            ("call_back", "Ask for a call back, nothing else"),
                            ("details", "May leave details"),
                        ],
                        default="nothing",
                        max_length=9,
                        verbose_name="what may be left",
                    ),
                ),
                ("out_of_use_on", models.DateField(blank=True, editable=False, null=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="PhoneNumberEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("number", phonenumber_field.modelfields.PhoneNumberField(max_length=128, region=None)),
                ("digits", models.CharField(editable=False, max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[("mobile", "Mobile"), ("home", "Home"), ("work", "Work")],
                        default="mobile",
                        max_length=6,
                    ),
                ),
                ("belongs_to", models.CharField(default="the patient", max_length=60, verbose_name="whose number")),
                (
                    "message",
                    models.CharField(
                        choices=[
                            ("nothing", "Leave no message"),
                            ("call_back", "Ask for a call back, nothing else"),
                            ("details", "May leave details"),
                        ],
                        default="nothing",
                        max_length=9,
                        verbose_name="what may be left",
                    ),
                ),
                ("out_of_use_on", models.DateField(blank=True, editable=False, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Procedure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("steroid_injection", "Steroid injection"),
                            ("trigger_point_injection", "Trigger point injection"),
                            ("prp_injection", "Platelet-rich plasma injection"),
                            ("nerve_block", "Nerve block"),
                            ("radiofrequency_ablation", "Radiofrequency ablation"),
                        ],
                        max_length=30,
                    ),
                ),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on, if known")),
                ("noted_on", models.DateField()),
            ],
            options={
                "ordering": ["noted_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="ProcedureEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("steroid_injection", "Steroid injection"),
                            ("trigger_point_injection", "Trigger point injection"),
                            ("prp_injection", "Platelet-rich plasma injection"),
                            ("nerve_block", "Nerve block"),
                            ("radiofrequency_ablation", "Radiofrequency ablation"),
                        ],
                        max_length=30,
                    ),
                ),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done on, if known")),
                ("noted_on", models.DateField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("day", models.DateField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("booked", "Booked"),
                            ("kept", "Came"),
                            ("cancelled", "Cancelled"),
                            ("no_show", "Did not come"),
                        ],
                        default="booked",
                        max_length=9,
                    ),
                ),
                ("provider", models.CharField(blank=True, max_length=100, verbose_name="with")),
            ],
            options={
                "ordering": ["day", "id"],
            },
        ),
        migrations.CreateModel(
            name="VisitEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("day", models.DateField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("booked", "Booked"),
                            ("kept", "Came"),
                            ("cancelled", "Cancelled"),
                            ("no_show", "Did not come"),
                        ],
                        default="booked",
                        max_length=9,
                    ),
                ),
                ("provider", models.CharField(blank=True, max_length=100, verbose_name="with")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AppointmentFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "content_hash",
                    models.CharField(error_messages={"unique": "This file is known."}, max_length=64, unique=True),
                ),
                ("name", models.CharField(max_length=100)),
                ("read_at", models.DateTimeField()),
                ("rows", models.JSONField(default=list)),
                ("faults", models.JSONField(default=list)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("added", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("unchanged", models.PositiveIntegerField(default=0)),
                (
                    "read_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-read_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="AppointmentFileEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("content_hash", models.CharField(error_messages={"unique": "This file is known."}, max_length=64)),
                ("name", models.CharField(max_length=100)),
                ("read_at", models.DateTimeField()),
                ("faults", models.JSONField(default=list)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("added", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("unchanged", models.PositiveIntegerField(default=0)),
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
                        to="patients.appointmentfile",
                    ),
                ),
                (
                    "read_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
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
            name="ClinicianTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("dose_above_ceiling", "Takes more than the practice's ceiling"),
                            ("severe_side_effect", "Severe side effect"),
                            ("withdrawal", "Signs of withdrawal"),
                            ("begun_against_stop", "LDN begun against a stop"),
                            ("stopped_by_patient", "The patient has stopped LDN"),
                            ("opioid", "Takes an opioid"),
                            ("pregnancy", "Pregnant or nursing"),
                            ("procedure", "A procedure ahead"),
                            ("suicidal_thoughts", "Thoughts of suicide"),
                            ("trouble_breathing", "Trouble breathing"),
                            ("severe_withdrawal", "Severe withdrawal"),
                            ("allergic_reaction", "Allergic reaction"),
                            ("question", "A question for the clinician"),
                        ],
                        max_length=20,
                    ),
                ),
                ("what", models.CharField(max_length=300)),
                ("due_on", models.DateField()),
                ("raised_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("is_emergency", models.BooleanField(default=False, editable=False)),
                ("acknowledged_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("passed_on_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("done_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("done_note", models.CharField(blank=True, max_length=300, null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Contraindication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opioid", "Opioid in use"),
                            ("naltrexone_allergy", "Allergy to naltrexone"),
                            ("pneumonia", "Pneumonia"),
                            ("acute_hepatitis", "Acute hepatitis"),
                            ("liver_failure", "Liver failure"),
                            ("kidney_failure", "Kidney failure, moderate or severe (eGFR under 60)"),
                        ],
                        max_length=20,
                    ),
                ),
                ("since", models.DateField()),
                ("cleared_on", models.DateField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("cleared_reason", models.CharField(blank=True, max_length=200, verbose_name="what cleared it")),
                (
                    "cleared_by",
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
                "ordering": ["since", "id"],
            },
        ),
        migrations.CreateModel(
            name="IcdCode",
            fields=[
                ("code", models.CharField(max_length=8, primary_key=True, serialize=False)),
                ("description", models.CharField(max_length=300)),
                ("search_key", models.CharField(max_length=300)),
                ("is_billable", models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name="IcdWord",
            fields=[
                ("word", models.CharField(max_length=50, primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name="Patient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("chart_number", models.CharField(max_length=30)),
                ("family_name", models.CharField(max_length=100)),
                ("given_name", models.CharField(max_length=100)),
                ("sort_key", models.CharField(editable=False, max_length=250)),
                ("search_key", models.CharField(editable=False, max_length=300)),
                ("date_of_birth", models.DateField()),
                (
                    "sex",
                    models.CharField(
                        choices=[("F", "Female"), ("M", "Male"), ("X", "Another"), ("U", "Not recorded")],
                        default="U",
                        max_length=1,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Spanish"), ("other", "Another: call with an interpreter")],
                        default="en",
                        max_length=5,
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default=patients.models.patient.clinic_time_zone,
                        max_length=50,
                        validators=[patients.models.patient.check_time_zone],
                    ),
                ),
                ("consents_to_calls", models.BooleanField(default=True, verbose_name="agrees to be called")),
                ("do_not_contact", models.BooleanField(default=False, verbose_name="do not contact, by any means")),
                ("deceased_on", models.DateField(blank=True, null=True, verbose_name="died on")),
            ],
            options={
                "ordering": ["sort_key", "chart_number"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("search_key", name="gin_trgm_ops"),
                        name="patient_search",
                    ),
                    models.Index(fields=["sort_key"], name="patient_sort"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("chart_number"),
                        name="patient_one_a_chart_number",
                        violation_error_message="Another patient has this chart number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("date_of_birth__gte", datetime.date(1900, 1, 1))),
                        name="patient_born_after_1900",
                        violation_error_message="The date of birth is before 1900.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deceased_on", None), ("deceased_on__gte", models.F("date_of_birth")), _connector="OR"
                        ),
                        name="patient_dies_after_birth",
                        violation_error_message="The day of death is before the day of birth.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MedicineEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=100)),
                (
                    "mg_per_day",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=8,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="mg a day",
                    ),
                ),
                ("noted_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
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
                        to="patients.medicine",
                    ),
                ),
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="medicine",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="medicines", to="patients.patient"
            ),
        ),
        migrations.CreateModel(
            name="DiagnosisEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("code", models.CharField(max_length=8, verbose_name="ICD-10-CM code")),
                ("noted_on", models.DateField()),
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
                        to="patients.diagnosis",
                    ),
                ),
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="diagnosis",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="diagnoses", to="patients.patient"
            ),
        ),
        migrations.CreateModel(
            name="ContraindicationEvent",
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
                            ("opioid", "Opioid in use"),
                            ("naltrexone_allergy", "Allergy to naltrexone"),
                            ("pneumonia", "Pneumonia"),
                            ("acute_hepatitis", "Acute hepatitis"),
                            ("liver_failure", "Liver failure"),
                            ("kidney_failure", "Kidney failure, moderate or severe (eGFR under 60)"),
                        ],
                        max_length=20,
                    ),
                ),
                ("since", models.DateField()),
                ("cleared_on", models.DateField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("cleared_reason", models.CharField(blank=True, max_length=200, verbose_name="what cleared it")),
                (
                    "cleared_by",
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
                        to="patients.contraindication",
                    ),
                ),
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="contraindication",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="contraindications", to="patients.patient"
            ),
        ),
        migrations.CreateModel(
            name="ContactPersonEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=100)),
                ("relation", models.CharField(max_length=60)),
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
                        to="patients.contactperson",
                    ),
                ),
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="contactperson",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="contact_persons", to="patients.patient"
            ),
        ),
        migrations.CreateModel(
            name="ClinicianTaskEvent",
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
                            ("dose_above_ceiling", "Takes more than the practice's ceiling"),
                            ("severe_side_effect", "Severe side effect"),
                            ("withdrawal", "Signs of withdrawal"),
                            ("begun_against_stop", "LDN begun against a stop"),
                            ("stopped_by_patient", "The patient has stopped LDN"),
                            ("opioid", "Takes an opioid"),
                            ("pregnancy", "Pregnant or nursing"),
                            ("procedure", "A procedure ahead"),
                            ("suicidal_thoughts", "Thoughts of suicide"),
                            ("trouble_breathing", "Trouble breathing"),
                            ("severe_withdrawal", "Severe withdrawal"),
                            ("allergic_reaction", "Allergic reaction"),
                            ("question", "A question for the clinician"),
                        ],
                        max_length=20,
                    ),
                ),
                ("what", models.CharField(max_length=300)),
                ("due_on", models.DateField()),
                ("raised_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("is_emergency", models.BooleanField(default=False, editable=False)),
                ("acknowledged_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("passed_on_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("done_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("done_note", models.CharField(blank=True, max_length=300, null=True)),
                (
                    "acknowledged_by",
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
                (
                    "done_by",
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
                (
                    "owner",
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
                        to="patients.cliniciantask",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="cliniciantask",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="patients.patient"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="patient",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_patientevent" ("chart_number", "consents_to_calls", "date_of_birth", "deceased_on", "do_not_contact", "family_name", "given_name", "id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "search_key", "sex", "sort_key", "time_zone", "version") SELECT new_values."chart_number", new_values."consents_to_calls", new_values."date_of_birth", new_values."deceased_on", new_values."do_not_contact", new_values."family_name", new_values."given_name", new_values."id", new_values."language", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."search_key", new_values."sex", new_values."sort_key", new_values."time_zone", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="ee0a7c39ccb3c72ee52f5dfb9a8216e2061c511e",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_62165",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="patients_patient",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="patient",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_patientevent" ("chart_number", "consents_to_calls", "date_of_birth", "deceased_on", "do_not_contact", "family_name", "given_name", "id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "search_key", "sex", "sort_key", "time_zone", "version") SELECT new_values."chart_number", new_values."consents_to_calls", new_values."date_of_birth", new_values."deceased_on", new_values."do_not_contact", new_values."family_name", new_values."given_name", new_values."id", new_values."language", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."search_key", new_values."sex", new_values."sort_key", new_values."time_zone", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="05b1096bdd58f24ecad42b93c72ebc1b7bea99da",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_546ce",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="patients_patient",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="patient",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_patientevent" ("chart_number", "consents_to_calls", "date_of_birth", "deceased_on", "do_not_contact", "family_name", "given_name", "id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "search_key", "sex", "sort_key", "time_zone", "version") SELECT old_values."chart_number", old_values."consents_to_calls", old_values."date_of_birth", old_values."deceased_on", old_values."do_not_contact", old_values."family_name", old_values."given_name", old_values."id", old_values."language", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."search_key", old_values."sex", old_values."sort_key", old_values."time_zone", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="12db5d408c04acdc52a6a28c4d9171289340e9fb",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_9898d",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="patients_patient",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="patientevent",
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
            model_name="patientevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="patients.patient",
            ),
        ),
        migrations.AddField(
            model_name="phonenumber",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="phone_numbers", to="patients.patient"
            ),
        ),
        migrations.AddField(
            model_name="phonenumberevent",
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
            model_name="phonenumberevent",
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
            model_name="phonenumberevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="patients.phonenumber",
            ),
        ),
        migrations.AddField(
            model_name="procedure",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="procedures", to="patients.patient"
            ),
        ),
        migrations.AddField(
            model_name="procedureevent",
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
            model_name="procedureevent",
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
            model_name="procedureevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="patients.procedure",
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="patient",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="visits", to="patients.patient"
            ),
        ),
        migrations.AddField(
            model_name="visitevent",
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
            model_name="visitevent",
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
            model_name="visitevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="patients.visit",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointmentfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("taken_at__isnull", False),
                    models.Q(("added", 0), ("changed", 0), ("unchanged", 0)),
                    _connector="OR",
                ),
                name="appointmentfile_taken_before_it_counts",
                violation_error_message="A file counts its visits once it is taken in.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointmentfile",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_appointmentfileevent" ("added", "changed", "content_hash", "faults", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_at", "read_by_id", "taken_at", "unchanged") SELECT new_values."added", new_values."changed", new_values."content_hash", new_values."faults", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."read_at", new_values."read_by_id", new_values."taken_at", new_values."unchanged" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="192fa6d4dca33ad82fdb1c7eca4a3116f10481cc",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_36ed2",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="patients_appointmentfile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointmentfile",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_appointmentfileevent" ("added", "changed", "content_hash", "faults", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_at", "read_by_id", "taken_at", "unchanged") SELECT new_values."added", new_values."changed", new_values."content_hash", new_values."faults", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."read_at", new_values."read_by_id", new_values."taken_at", new_values."unchanged" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."added" IS DISTINCT FROM (new_values."added") OR old_values."changed" IS DISTINCT FROM (new_values."changed") OR old_values."content_hash" IS DISTINCT FROM (new_values."content_hash") OR old_values."faults" IS DISTINCT FROM (new_values."faults") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."read_at" IS DISTINCT FROM (new_values."read_at") OR old_values."read_by_id" IS DISTINCT FROM (new_values."read_by_id") OR old_values."taken_at" IS DISTINCT FROM (new_values."taken_at") OR old_values."unchanged" IS DISTINCT FROM (new_values."unchanged")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="3a3a8b643929e18c41bf822b6775cd1b3e186739",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_13a85",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="patients_appointmentfile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointmentfile",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_appointmentfileevent" ("added", "changed", "content_hash", "faults", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_at", "read_by_id", "taken_at", "unchanged") SELECT old_values."added", old_values."changed", old_values."content_hash", old_values."faults", old_values."id", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."read_at", old_values."read_by_id", old_values."taken_at", old_values."unchanged" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="9c52a2c1f7fe37ea82c56173204c7e144429cc8c",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_fe587",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="patients_appointmentfile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointmentfileevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="42b4175638abfc7d428f00de436388f66f9b0873",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_bc3f2",
                    table="patients_appointmentfileevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="medicineevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d94a181f61290ca5ce6233de3c97a2e0dd127c0d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b52da",
                    table="patients_medicineevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="medicine",
            constraint=models.UniqueConstraint(
                fields=("patient", "name", "noted_on"),
                name="medicine_once_a_day",
                violation_error_message="This medicine is on the list already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="medicine",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("noted_on")), _connector="OR"),
                name="medicine_ends_after_noted",
                violation_error_message="A medicine can't end before the day it was noted.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="medicine",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_medicineevent" ("ended_on", "id", "mg_per_day", "name", "noted_on", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."ended_on", new_values."id", new_values."mg_per_day", new_values."name", new_values."noted_on", new_values."patient_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="e3847bdce146c6ebeda65641c06905736eafeff2",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_3ef3d",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="patients_medicine",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="medicine",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_medicineevent" ("ended_on", "id", "mg_per_day", "name", "noted_on", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."ended_on", new_values."id", new_values."mg_per_day", new_values."name", new_values."noted_on", new_values."patient_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="bb8ddeb73d4a563e999117b53cdd25e0d14ccb3a",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b0b9a",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="patients_medicine",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="medicine",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_medicineevent" ("ended_on", "id", "mg_per_day", "name", "noted_on", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."ended_on", old_values."id", old_values."mg_per_day", old_values."name", old_values."noted_on", old_values."patient_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="9ac0a0cc33d54c04a164042b59bcef8fab2eb873",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8df8c",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="patients_medicine",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="diagnosisevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="cd2a9e7bf5ebd65d60bbd5062d5ed252ccfa041b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_cb308",
                    table="patients_diagnosisevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="diagnosis",
            constraint=models.UniqueConstraint(
                fields=("patient", "code", "noted_on"),
                name="diagnosis_once_a_day",
                violation_error_message="This diagnosis is on the list already.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="diagnosis",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_diagnosisevent" ("code", "id", "noted_on", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."code", new_values."id", new_values."noted_on", new_values."patient_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="8671dc5db881ffad151ff4be292b06761d8104b3",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2dbbd",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="patients_diagnosis",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="diagnosis",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_diagnosisevent" ("code", "id", "noted_on", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."code", new_values."id", new_values."noted_on", new_values."patient_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="b347d1c308ae6c434b8bb4813cebde9915006c38",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_33401",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="patients_diagnosis",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="diagnosis",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_diagnosisevent" ("code", "id", "noted_on", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."code", old_values."id", old_values."noted_on", old_values."patient_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="3503b2aa95f5e417ac17cb0089612e6098f795d6",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_c9855",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="patients_diagnosis",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contraindicationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="9cd0ca68d4e54cd454862b83afbc364953c3babf",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b2903",
                    table="patients_contraindicationevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="contraindication",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cleared_on", None)),
                fields=("patient", "kind"),
                name="contraindication_one_open_a_kind",
                violation_error_message="This is on file already, and not cleared.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contraindication",
            constraint=models.CheckConstraint(
                condition=models.Q(("cleared_on", None), ("cleared_on__gte", models.F("since")), _connector="OR"),
                name="contraindication_cleared_after_since",
                violation_error_message="It can't be cleared before the day it began.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contraindication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ["opioid", "naltrexone_allergy", "acute_hepatitis", "liver_failure"]),
                        _negated=True,
                    ),
                    ("cleared_on", None),
                    models.Q(("cleared_by__isnull", False), models.Q(("cleared_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="contraindication_cleared_by_whom_and_why",
                violation_error_message="Say what has changed, so that it no longer speaks against LDN.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contraindication",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_contraindicationevent" ("cleared_by_id", "cleared_on", "cleared_reason", "id", "kind", "note", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "version") SELECT new_values."cleared_by_id", new_values."cleared_on", new_values."cleared_reason", new_values."id", new_values."kind", new_values."note", new_values."patient_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."since", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="3925985dfcf7673e0414da07594511463535d831",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_3513e",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="patients_contraindication",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contraindication",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_contraindicationevent" ("cleared_by_id", "cleared_on", "cleared_reason", "id", "kind", "note", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "version") SELECT new_values."cleared_by_id", new_values."cleared_on", new_values."cleared_reason", new_values."id", new_values."kind", new_values."note", new_values."patient_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."since", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="e39b51bcbcdf5d0463a2ff24bf1e9376f8f48629",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_21bd5",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="patients_contraindication",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contraindication",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_contraindicationevent" ("cleared_by_id", "cleared_on", "cleared_reason", "id", "kind", "note", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "version") SELECT old_values."cleared_by_id", old_values."cleared_on", old_values."cleared_reason", old_values."id", old_values."kind", old_values."note", old_values."patient_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."since", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="5a8f6fd309c84af92311ee05338709674b451bf3",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_4fd95",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="patients_contraindication",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactpersonevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="aacd7a711ed2023b305fef382e73311680f74062",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c8cc8",
                    table="patients_contactpersonevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactperson",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_contactpersonevent" ("id", "name", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relation") SELECT new_values."id", new_values."name", new_values."patient_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."relation" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="0c8af35c1cb85ec2ed0636bfe3d43959b8b88b5f",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_44901",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="patients_contactperson",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactperson",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_contactpersonevent" ("id", "name", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relation") SELECT new_values."id", new_values."name", new_values."patient_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."relation" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="1e97a39fad3f8cc9bb11b6a3b29206680e2639be",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4aeb0",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="patients_contactperson",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactperson",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_contactpersonevent" ("id", "name", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "relation") SELECT old_values."id", old_values."name", old_values."patient_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."relation" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="892f5a3f72a4dfeb8768bb20a9a13e24ab097b0f",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1f551",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="patients_contactperson",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cliniciantaskevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e04ff7ca1fd78b2ddf9dc864b467dd1887e4f13e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0ab36",
                    table="patients_cliniciantaskevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="cliniciantask",
            index=models.Index(condition=models.Q(("done_at", None)), fields=["due_on"], name="cliniciantask_open"),
        ),
        migrations.AddIndex(
            model_name="cliniciantask",
            index=models.Index(
                condition=models.Q(("done_at__isnull", False)), fields=["-done_at"], name="cliniciantask_done"
            ),
        ),
        migrations.AddIndex(
            model_name="cliniciantask",
            index=models.Index(
                condition=models.Q(("acknowledged_at", None), ("is_emergency", True)),
                fields=["raised_at"],
                name="cliniciantask_emergency",
            ),
        ),
        migrations.AddConstraint(
            model_name="cliniciantask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("done_by__isnull", True), ("done_note__isnull", True)),
                    models.Q(("done_at__isnull", False), ("done_by__isnull", False), ("done_note__isnull", False)),
                    _connector="OR",
                ),
                name="cliniciantask_done_who_when_what",
                violation_error_message="A task that is done says who did it, when and what was decided.",
            ),
        ),
        migrations.AddConstraint(
            model_name="cliniciantask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("acknowledged_at__isnull", True), ("acknowledged_by__isnull", True)),
                    models.Q(("acknowledged_at__isnull", False), ("acknowledged_by__isnull", False)),
                    _connector="OR",
                ),
                name="cliniciantask_acknowledged_who_when",
                violation_error_message="An emergency that is acknowledged says by whom and when.",
            ),
        ),
        migrations.AddConstraint(
            model_name="cliniciantask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_emergency", True), models.Q(("acknowledged_at", None), ("passed_on_at", None)), _connector="OR"
                ),
                name="cliniciantask_only_emergencies_are_acknowledged",
                violation_error_message="Only an emergency is acknowledged or passed on.",
            ),
        ),
        migrations.AddConstraint(
            model_name="cliniciantask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_emergency", False), ("done_at", None), ("acknowledged_at__isnull", False), _connector="OR"
                ),
                name="cliniciantask_acknowledged_before_done",
                violation_error_message="Acknowledge the emergency first; then close it.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cliniciantask",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_cliniciantaskevent" ("acknowledged_at", "acknowledged_by_id", "done_at", "done_by_id", "done_note", "due_on", "id", "is_emergency", "kind", "owner_id", "passed_on_at", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "raised_by_id", "version", "what") SELECT new_values."acknowledged_at", new_values."acknowledged_by_id", new_values."done_at", new_values."done_by_id", new_values."done_note", new_values."due_on", new_values."id", new_values."is_emergency", new_values."kind", new_values."owner_id", new_values."passed_on_at", new_values."patient_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."raised_at", new_values."raised_by_id", new_values."version", new_values."what" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="2aa99c78f7690bc3205e789d14278559cea37c34",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_3fe8a",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="patients_cliniciantask",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cliniciantask",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_cliniciantaskevent" ("acknowledged_at", "acknowledged_by_id", "done_at", "done_by_id", "done_note", "due_on", "id", "is_emergency", "kind", "owner_id", "passed_on_at", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "raised_by_id", "version", "what") SELECT new_values."acknowledged_at", new_values."acknowledged_by_id", new_values."done_at", new_values."done_by_id", new_values."done_note", new_values."due_on", new_values."id", new_values."is_emergency", new_values."kind", new_values."owner_id", new_values."passed_on_at", new_values."patient_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."raised_at", new_values."raised_by_id", new_values."version", new_values."what" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="d531ea2938147455288a0b10dad0a325593a623a",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a85ca",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="patients_cliniciantask",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="cliniciantask",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_cliniciantaskevent" ("acknowledged_at", "acknowledged_by_id", "done_at", "done_by_id", "done_note", "due_on", "id", "is_emergency", "kind", "owner_id", "passed_on_at", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "raised_by_id", "version", "what") SELECT old_values."acknowledged_at", old_values."acknowledged_by_id", old_values."done_at", old_values."done_by_id", old_values."done_note", old_values."due_on", old_values."id", old_values."is_emergency", old_values."kind", old_values."owner_id", old_values."passed_on_at", old_values."patient_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."raised_at", old_values."raised_by_id", old_values."version", old_values."what" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="ac80cac225ac71c2b8d810baa45b558e082148c9",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_217b7",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="patients_cliniciantask",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="patientevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d56fc44e91ee8df71d41dd0265710731967b921c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ade9e",
                    table="patients_patientevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="phonenumber",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("digits", name="gin_trgm_ops"), name="phonenumber_digits"
            ),
        ),
        migrations.AddConstraint(
            model_name="phonenumber",
            constraint=models.UniqueConstraint(
                fields=("patient", "number"),
                name="phonenumber_once_a_patient",
                violation_error_message="This number is on the list already.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="phonenumber",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_phonenumberevent" ("belongs_to", "digits", "id", "kind", "message", "number", "out_of_use_on", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."belongs_to", new_values."digits", new_values."id", new_values."kind", new_values."message", new_values."number", new_values."out_of_use_on", new_values."patient_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="83906143a00e9c317bed9454f08a8251f827af6c",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_88f90",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="patients_phonenumber",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="phonenumber",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_phonenumberevent" ("belongs_to", "digits", "id", "kind", "message", "number", "out_of_use_on", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."belongs_to", new_values."digits", new_values."id", new_values."kind", new_values."message", new_values."number", new_values."out_of_use_on", new_values."patient_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="06199f82808285550a459c37b436d7f3ab361639",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_82392",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="patients_phonenumber",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="phonenumber",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_phonenumberevent" ("belongs_to", "digits", "id", "kind", "message", "number", "out_of_use_on", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."belongs_to", old_values."digits", old_values."id", old_values."kind", old_values."message", old_values."number", old_values."out_of_use_on", old_values."patient_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="f733e66931b6c90db9d6ce12fbcf2e47e28008af",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_28669",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="patients_phonenumber",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="phonenumberevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="2883ce4361e3336ca140a93e455bed3f90c2c098",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e2ac8",
                    table="patients_phonenumberevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="procedure",
            constraint=models.UniqueConstraint(
                fields=("patient", "kind", "done_on", "noted_on"),
                name="procedure_once_a_day",
                nulls_distinct=False,
                violation_error_message="This procedure is on the list already.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="procedure",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_procedureevent" ("done_on", "id", "kind", "noted_on", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."done_on", new_values."id", new_values."kind", new_values."noted_on", new_values."patient_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="5e3f766e7d74fcfc79e30daf52b6e230a4060f11",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_38631",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="patients_procedure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="procedure",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_procedureevent" ("done_on", "id", "kind", "noted_on", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."done_on", new_values."id", new_values."kind", new_values."noted_on", new_values."patient_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="9cdf48992fb6afedd414c1c3a3cc89b21fd3beb8",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9b936",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="patients_procedure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="procedure",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_procedureevent" ("done_on", "id", "kind", "noted_on", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."done_on", old_values."id", old_values."kind", old_values."noted_on", old_values."patient_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="83ae5cdc4931471caab04f63580389f95de52c13",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8e3a9",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="patients_procedure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="procedureevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="050525544a9d451dcb6f2b9f5fcef4792d1e7304",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_9ac3f",
                    table="patients_procedureevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(
                fields=("patient", "day", "provider"),
                name="visit_once_a_day_and_provider",
                violation_error_message="This visit is on the list already.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="visit",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_visitevent" ("day", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider", "status", "version") SELECT new_values."day", new_values."id", new_values."patient_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."provider", new_values."status", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="1e120650450521829c68017b223d2dacbdc245f6",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_783b6",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="patients_visit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="visit",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_visitevent" ("day", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider", "status", "version") SELECT new_values."day", new_values."id", new_values."patient_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."provider", new_values."status", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="cdc51df750d7cadbf7616f307fb5c5a4e9ea2adb",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c80f0",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="patients_visit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="visit",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "patients_visitevent" ("day", "id", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider", "status", "version") SELECT old_values."day", old_values."id", old_values."patient_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."provider", old_values."status", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="7a59e2e3d1dee85532ddaa84635c45b033bcb8b4",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_28dc1",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="patients_visit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="visitevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="12de6e0c479ec5a46dd7b80355ef03966d22786d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_7c1c2",
                    table="patients_visitevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
