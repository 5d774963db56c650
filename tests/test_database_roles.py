"""What each of the database's login roles may do: asked of the database, by connections of the roles themselves."""

import uuid
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg import errors

from accounts.permissions import Role
from core import database_roles
from core.database_roles import BACKUP, PROGRAM, REPORT
from core.models import AccessLog, Draft, OutboxMessage
from exchange.tests.spreadsheets import RESPONDER, write_rows
from followups import tick
from followups.models import FollowUp, Response
from followups.tests import answer_form
from patients.models import Patient
from prescriptions import actions as courses
from prescriptions.models import Prescription
from prescriptions.tests.pages import page, prescription
from tests.factories import ClinicianFactory, FollowUpFactory, PatientFactory, PrescriptionFactory, screened

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(program_role):
    """`signed_in(role)`: a connection of its own to this test's database, as that role."""
    opened = []

    def connect(role):
        given = connection.get_connection_params()
        place = {name: given[name] for name in ("host", "port", "dbname") if given.get(name)}
        opened.append(psycopg.connect(**place, user=role, password=role, autocommit=True))
        return opened[-1]

    yield connect
    for one in opened:
        one.close()


# --- the program --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "table", ["core_accesslog", "accounts_signinevent", "patients_patientevent", "followups_responseevent"]
)
@pytest.mark.parametrize("verb", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_program_can_not_change_what_was_logged(signed_in, table, verb):
    column = next(model._meta.pk.column for model in apps.get_models() if model._meta.db_table == table)

    with pytest.raises(errors.InsufficientPrivilege):
        signed_in(PROGRAM).execute(verb.format(table, column, column))


def test_every_log_and_event_table_is_append_only_by_rights(signed_in):
    program = signed_in(PROGRAM)
    tables = {model._meta.db_table for model in apps.get_models() if hasattr(model, "pgh_tracked_model")} | {
        "core_accesslog",
        "accounts_signinevent",
        "reports_outcomerepair",
    }

    for table in tables:
        held = [right for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE") if may(program, right, table)]
        assert held == ["SELECT", "INSERT"], table
    assert len(tables) > 40


def may(session, right, table):
    return session.execute("SELECT has_table_privilege(%s, %s)", [table, right]).fetchone()[0]


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE core_accesslog DISABLE TRIGGER ALL",
        "ALTER TABLE patients_patient DISABLE TRIGGER USER",
        "DROP TRIGGER pgtrigger_append_only_75b15 ON core_accesslog",
        "SET session_replication_role = replica",
        "SET ROLE ldn_backup",
        "SET SESSION AUTHORIZATION ldn_backup",
        "CREATE TABLE public.mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS uuid LANGUAGE sql AS 'SELECT null::uuid'",
        "CREATE ROLE mine",
        "ALTER TABLE patients_patient ADD COLUMN mine int",
        "DROP TABLE patients_patient",
        "TRUNCATE patients_patient",
        "COPY patients_patient TO PROGRAM 'cat'",
        "SELECT pg_read_file('postgresql.conf')",
        "INSERT INTO pghistory_context (id, metadata, created_at, updated_at)"
        " VALUES (gen_random_uuid(), '{}', now(), now())",
        "UPDATE pghistory_context SET metadata = '{}'",
        "DELETE FROM django_migrations",
        "UPDATE auth_permission SET codename = 'x'",
        "INSERT INTO auth_group_permissions (group_id, permission_id) VALUES (1, 1)",
        "UPDATE auth_group SET name = 'x'",
    ],
)
def test_the_program_has_no_right_to(signed_in, statement):
    with pytest.raises(psycopg.Error) as refused:
        signed_in(PROGRAM).execute(statement)

    # DROP TRIGGER and ALTER say that the owner alone may; nothing is refused for another reason.
    assert isinstance(refused.value, (errors.InsufficientPrivilege, errors.UndefinedObject)), refused.value


def test_the_program_can_not_grant_itself_more(signed_in):
    program = signed_in(PROGRAM)

    program.execute(f"GRANT UPDATE ON core_accesslog TO {PROGRAM}")  # PostgreSQL only warns that it granted nothing

    assert not may(program, "UPDATE", "core_accesslog")


def test_no_setting_makes_the_triggers_rest(as_program):
    patient = PatientFactory()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pgtrigger.ignore', array_agg(tgname)::text, true) FROM pg_trigger"
            " WHERE NOT tgisinternal"
        )

    Patient.objects.update(family_name="Other")

    assert list(patient.events.order_by("pgh_id").values_list("pgh_label", flat=True)) == ["insert", "update"]


def test_who_wrote_can_not_be_rewritten(as_program):
    """The function that keeps it has more rights than the program: it only adds."""
    context = str(uuid.uuid4())

    def write(name, said):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pghistory.context_id', %s, true)", [context])
            cursor.execute("SELECT set_config('pghistory.context_metadata', %s, true)", [said])
        PatientFactory(family_name=name)
        return apps.get_model("pghistory", "Context").objects.get(pk=context).metadata

    assert write("One", '{"user": 1}') == {"user": 1}
    assert write("Two", '{"user": 1, "reason": "typing"}') == {"user": 1, "reason": "typing"}
    assert write("Three", '{"user": 2, "reason": "typing"}') == {"user": 1, "reason": "typing"}


# --- what it has to be able to do -----------------------------------------------------------------------------


@pytest.fixture
def as_program(program_role):
    """The test's own connection has the program's rights from here on."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {PROGRAM}")
    yield
    connection.set_rollback(False)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_the_program_saves_an_answer_and_it_leaves_its_trace(signed_in_client, as_program):
    with time_machine.travel(datetime(2026, 7, 8, 16, 0, tzinfo=UTC)):
        followup = FollowUpFactory()
        client = signed_in_client(Role.MEDICAL_ASSISTANT)

        response = answer_form.send(client, followup)
        client.get(response.url)

    answer = Response.objects.get()
    assert response.status_code == 302
    assert answer.events.get().pgh_context.metadata["user"] == client.user.pk
    assert AccessLog.objects.filter(user=client.user).exists()


def test_the_program_prescribes(signed_in_client, as_program):
    with time_machine.travel(datetime(2026, 9, 1, 16, 0, tzinfo=UTC)):
        patient = screened(PatientFactory())

        response = signed_in_client(Role.CLINICIAN).post(page("prescribe", patient.pk), prescription())

    assert response.status_code == 302
    assert patient.prescriptions.count() == 1


def test_the_program_plans_sends_and_forgets(as_program):
    course = PrescriptionFactory(prescribed_on=date(2026, 6, 1))
    courses.start(course=course, first_dose_on=date(2026, 6, 5), by=ClinicianFactory())
    Draft.objects.create(user=course.prescriber, path="/", data={})
    Draft.objects.update(updated_at=timezone.now() - timezone.timedelta(days=30))
    OutboxMessage.objects.create(kind="unknown", object_id=1)

    tick.tick(now=timezone.now())

    assert FollowUp.objects.filter(prescription=course).exists()
    assert Draft.objects.count() == 0
    assert OutboxMessage.objects.get().attempts == 1


def test_the_program_imports(as_program, tmp_path, capsys):
    call_command("import_cases", str(write_rows(tmp_path / "cases.csv", [RESPONDER])))
    call_command("reconcile_outcomes")

    assert Prescription.objects.count() == 1


# --- reports and backups --------------------------------------------------------------------------------------


def test_reports_are_written_over_columns_that_name_nobody(signed_in):
    report = signed_in(REPORT)
    readable = report.execute(
        "SELECT table_name, column_name FROM information_schema.column_privileges WHERE grantee = %s", [REPORT]
    ).fetchall()
    texts = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, (models.CharField, models.TextField)) and not field.choices
    }

    assert {table for table, _ in readable} == set(database_roles.REPORT_TABLES)
    assert texts & set(readable) == {("prescriptions_prescription", "primary_indication")}
    assert ("patients_patient", "date_of_birth") not in readable
    assert report.execute("SELECT count(*) FROM reports_keptoutcome").fetchone() == (0,)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM patients_patient",
        "SELECT family_name FROM patients_patient",
        "SELECT date_of_birth FROM patients_patient",
        "SELECT number FROM patients_phonenumber",
        "SELECT family_name FROM patients_patientevent",
        "SELECT gains_in_own_words FROM followups_response",
        "SELECT 1 FROM accounts_user",
        "SELECT 1 FROM core_accesslog",
        "SELECT 1 FROM core_draft",
        "SELECT 1 FROM django_session",
        "UPDATE patients_patient SET sex = 'F'",
        "INSERT INTO followups_sideeffect (effect) VALUES ('x')",
        "DELETE FROM prescriptions_fill",
        "CREATE TABLE public.mine (id int)",
    ],
)
def test_reports_see_and_do_nothing_else(signed_in, statement):
    with pytest.raises(errors.InsufficientPrivilege):
        signed_in(REPORT).execute(statement)


def test_backups_read_everything_and_write_nothing(signed_in):
    backup = signed_in(BACKUP)
    tables = connection.introspection.table_names()

    for table in tables:
        held = [r for r in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE") if may(backup, r, table)]
        assert held == ["SELECT"], table
    assert "patients_patientevent" in tables
    with pytest.raises(errors.InsufficientPrivilege):
        backup.execute("DELETE FROM patients_patient")


# --- how they are made ------------------------------------------------------------------------------------------


def rights():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relacl::text[] FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " UNION ALL SELECT 'default ' || defaclobjtype::text, defaclacl::text[] FROM pg_default_acl ORDER BY 1, 2"
        )
        return cursor.fetchall()


def test_making_the_roles_again_changes_nothing(program_role, capsys):
    before = rights()

    call_command("database_roles")

    assert rights() == before
    assert capsys.readouterr().out == "The rights of the database's roles are up to date.\n"


def test_rights_that_somebody_gave_by_hand_are_gone_after_the_next_migrate(program_role):
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT UPDATE, DELETE ON core_accesslog TO {PROGRAM}")

    call_command("migrate", verbosity=0)

    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'core_accesslog', 'UPDATE')", [PROGRAM])
        assert cursor.fetchone() == (False,)


def test_a_table_that_is_new_can_be_read_and_added_to_and_no_more_until_it_is_known_what_it_is(as_owner_and_program):
    held = as_owner_and_program("CREATE TABLE public.brand_new (id bigint GENERATED ALWAYS AS IDENTITY)")

    assert held == {PROGRAM: ["SELECT", "INSERT"], REPORT: [], BACKUP: ["SELECT"]}


@pytest.fixture
def as_owner_and_program(program_role):
    def create(statement):
        with connection.cursor() as cursor:
            cursor.execute(statement)
            found = {}
            for role in (PROGRAM, REPORT, BACKUP):
                found[role] = []
                for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"):
                    cursor.execute("SELECT has_table_privilege(%s, 'public.brand_new', %s)", [role, right])
                    found[role] += [right] if cursor.fetchone()[0] else []
            return found

    return create


def test_a_password_reaches_the_database_hashed(program_role, settings):
    settings.DATABASE_ROLE_PASSWORDS = {PROGRAM: "in clear text"}

    with CaptureQueriesContext(connection) as asked:
        call_command("database_roles")

    statements = [query["sql"] for query in asked if "PASSWORD" in query["sql"]]
    assert len(statements) == 1
    assert "SCRAM-SHA-256$" in statements[0]
    assert "clear text" not in statements[0]


def test_who_may_make_no_roles_gets_a_sentence(as_program):
    with pytest.raises(Exception, match=r"The database's role \w+ may not do that \(.*CREATEROLE"):
        call_command("database_roles")


def test_the_clinics_documents_name_every_role():
    text = (Path(__file__).resolve().parent.parent / "docs" / "database.md").read_text()

    assert [role for role in (PROGRAM, REPORT, BACKUP, "ldn_owner") if f"`{role}`" not in text] == []
