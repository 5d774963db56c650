from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"

FILL = """
INSERT INTO reports_keptoutcome
SELECT * FROM computed_outcomes(ARRAY(SELECT id FROM prescriptions_prescription));
"""
UNDO = """
DROP STATISTICS keptoutcome_by_month, keptoutcome_by_answer, keptoutcome_by_side_effects;
DROP FUNCTION keep_outcomes_of_changed_courses, keep_outcomes_of_their_courses CASCADE;
DROP FUNCTION keep_outcomes, keep_order_of_courses, computed_outcomes;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("followups", "0001_initial"),
        ("patients", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("prescriptions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                ("prescribed_on", models.DateField()),
                ("previous_prescribed_on", models.DateField(null=True)),
                ("first_dose_is_approximate", models.BooleanField()),
                (
                    "category",
                    models.TextField(
                        choices=[
                            ("LDN-R", "LDN-R"),
                            ("LDN-PR", "LDN-PR"),
                            ("substantial_relief", "Substantial relief"),
                            ("moderate_relief", "Moderate relief"),
                            ("minimal_relief", "Minimal relief"),
                            ("some_relief", "Some relief"),
                            ("no_relief", "No relief"),
                            ("worse", "Worse"),
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
                            ("substantial_relief", "Substantial relief"),
                            ("moderate_relief", "Moderate relief"),
                            ("minimal_relief", "Minimal relief"),
                            ("some_relief", "Some relief"),
                            ("no_relief", "No relief"),
                            ("worse", "Worse"),
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
                ("is_responder", models.BooleanField()),
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
                (
                    "functional_gains",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(
                            choices=[
                                ("house_chores", "House chores"),
                                ("walking", "Walking"),
                                ("sitting", "Sitting"),
                                ("sleep", "Sleep"),
                                ("energy", "Energy"),
                                ("activity_tolerance", "Tolerates more activity"),
                                ("other", "Another gain"),
                            ]
                        ),
                        size=None,
                    ),
                ),
                ("starting_dose_mg", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ("stable_dose_mg", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ("days_to_stable_dose", models.IntegerField(null=True)),
                ("monthly_cost_usd", models.DecimalField(decimal_places=2, max_digits=7, null=True)),
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
                (
                    "side_effects",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(
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
                            ]
                        ),
                        size=None,
                    ),
                ),
                ("side_effects_asked", models.BooleanField()),
                ("side_effect_events", models.IntegerField()),
                (
                    "worst_severity",
                    models.TextField(
                        choices=[("mild", "Mild"), ("moderate", "Moderate"), ("severe", "Severe")], null=True
                    ),
                ),
                ("serious_side_effect_events", models.IntegerField()),
                ("any_is_serious", models.BooleanField(null=True)),
                ("days_on_ldn", models.IntegerField(null=True)),
            ],
            options={
                "db_table": "outcomes_as_of",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="AllRight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("side_effect", "Side effect without a decision"),
                            ("wash_out", "Wash-out ended"),
                            ("refill", "Refill not taken"),
                            ("falling", "Relief falling"),
                            ("no_benefit", "Continuing without benefit"),
                            ("no_relief", "Stable dose without relief"),
                            ("not_assessed", "Not assessed for too long"),
                        ],
                        max_length=12,
                    ),
                ),
                ("decided_on", models.DateField()),
                ("until_on", models.DateField(verbose_name="all right until")),
                ("note", models.CharField(max_length=300, verbose_name="why")),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="patients.patient"
                    ),
                ),
            ],
            options={
                "ordering": ["decided_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="AllRightEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("side_effect", "Side effect without a decision"),
                            ("wash_out", "Wash-out ended"),
                            ("refill", "Refill not taken"),
                            ("falling", "Relief falling"),
                            ("no_benefit", "Continuing without benefit"),
                            ("no_relief", "Stable dose without relief"),
                            ("not_assessed", "Not assessed for too long"),
                        ],
                        max_length=12,
                    ),
                ),
                ("decided_on", models.DateField()),
                ("until_on", models.DateField(verbose_name="all right until")),
                ("note", models.CharField(max_length=300, verbose_name="why")),
                (
                    "decided_by",
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
                        to="reports.allright",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="KeptOutcome",
            fields=[
                # The order of the columns is that of computed_outcomes. Those that are never null come first: PostgreSQL
                # finds these fastest, and every report asks for some of them.
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
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="patients.patient",
                    ),
                ),
                ("prescribed_on", models.DateField()),
                ("settled_on", models.DateField()),
                ("is_started", models.BooleanField()),
                ("is_assessed", models.BooleanField()),
                ("is_responder", models.BooleanField()),
                ("responded_first", models.BooleanField()),
                ("first_dose_is_approximate", models.BooleanField()),
                ("side_effects_asked", models.BooleanField()),
                ("side_effect_events", models.IntegerField()),
                ("serious_side_effect_events", models.IntegerField()),
                (
                    "category",
                    models.TextField(
                        choices=[
                            ("LDN-R", "LDN-R"),
                            ("LDN-PR", "LDN-PR"),
                            ("substantial_relief", "Substantial relief"),
                            ("moderate_relief", "Moderate relief"),
                            ("minimal_relief", "Minimal relief"),
                            ("some_relief", "Some relief"),
                            ("no_relief", "No relief"),
                            ("worse", "Worse"),
                            ("LDN-NR", "LDN-NR"),
                            ("continuing_no_benefit", "Continuing without benefit"),
                            ("not_yet_assessed", "Not yet assessed"),
                            ("never_started", "Never started"),
                            ("stopped_otherwise", "Stopped otherwise"),
                            ("lost", "Lost to follow-up"),
                        ]
                    ),
                ),
                ("previous_prescribed_on", models.DateField(null=True)),
                (
                    "category_before",
                    models.TextField(
                        choices=[
                            ("LDN-R", "LDN-R"),
                            ("LDN-PR", "LDN-PR"),
                            ("substantial_relief", "Substantial relief"),
                            ("moderate_relief", "Moderate relief"),
                            ("minimal_relief", "Minimal relief"),
                            ("some_relief", "Some relief"),
                            ("no_relief", "No relief"),
                            ("worse", "Worse"),
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
                ("asked_on", models.DateField(null=True)),
                ("starting_dose_mg", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ("stable_dose_mg", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ("days_to_stable_dose", models.IntegerField(null=True)),
                ("monthly_cost_usd", models.DecimalField(decimal_places=2, max_digits=7, null=True)),
                (
                    "functional_gains",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(
                            choices=[
                                ("house_chores", "House chores"),
                                ("walking", "Walking"),
                                ("sitting", "Sitting"),
                                ("sleep", "Sleep"),
                                ("energy", "Energy"),
                                ("activity_tolerance", "Tolerates more activity"),
                                ("other", "Another gain"),
                            ]
                        ),
                        size=None,
                    ),
                ),
                ("any_is_serious", models.BooleanField(null=True)),
                (
                    "worst_severity",
                    models.TextField(
                        choices=[("mild", "Mild"), ("moderate", "Moderate"), ("severe", "Severe")], null=True
                    ),
                ),
                (
                    "side_effects",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(
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
                            ]
                        ),
                        size=None,
                    ),
                ),
                ("first_dose_on", models.DateField(null=True)),
                ("stopped_on", models.DateField(null=True)),
                (
                    "answer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="followups.response",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OutcomeRepair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("kept", models.JSONField(null=True)),
                ("computed", models.JSONField(null=True)),
                (
                    "prescription",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="prescriptions.prescription",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="allright",
            index=models.Index(fields=["patient", "reason", "until_on"], name="allright_of_patient"),
        ),
        migrations.AddConstraint(
            model_name="allright",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on__gt", models.F("decided_on"))),
                name="allright_until_a_later_day",
                violation_error_message="The day on which it returns is still to come.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="allright",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reports_allrightevent" ("decided_by_id", "decided_on", "id", "note", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "until_on") SELECT new_values."decided_by_id", new_values."decided_on", new_values."id", new_values."note", new_values."patient_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reason", new_values."until_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="80d1ac605043abb7b7481d16303438b3374a89a7",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_751d3",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="reports_allright",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="allright",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reports_allrightevent" ("decided_by_id", "decided_on", "id", "note", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "until_on") SELECT new_values."decided_by_id", new_values."decided_on", new_values."id", new_values."note", new_values."patient_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reason", new_values."until_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="787cba5a6cafd62bb75f1566203f09b11522497d",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_02b14",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="reports_allright",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="allright",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reports_allrightevent" ("decided_by_id", "decided_on", "id", "note", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "until_on") SELECT old_values."decided_by_id", old_values."decided_on", old_values."id", old_values."note", old_values."patient_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reason", old_values."until_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="ac9b35cfbf863fd0eb2dd208a64eb22c76543534",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_504be",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="reports_allright",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="allrightevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c44db092cbaa85b7649f570f8c6cabbb541ab565",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_28d32",
                    table="reports_allrightevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="keptoutcome",
            index=models.Index(fields=["settled_on"], name="keptoutcome_settled"),
        ),
        migrations.AddIndex(
            model_name="keptoutcome",
            index=models.Index(fields=["prescribed_on"], name="keptoutcome_prescribed"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="outcomerepair",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4d3dc6c507627a78482d68cb1ff28d0e02d564f9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_548bb",
                    table="reports_outcomerepair",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(
            (SQL / "outcomes_as_of.sql").read_text(),
            reverse_sql="DROP FUNCTION outcomes_as_of; DROP FUNCTION category_by_answer;",
        ),
        migrations.RunSQL((SQL / "kept_outcomes.sql").read_text(), reverse_sql=UNDO),
        migrations.RunSQL(FILL, reverse_sql=migrations.RunSQL.noop),
    ]
