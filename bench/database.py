"""The benchmark's own database: filled by statements, and looked after as autovacuum would in time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.core.management import call_command
from django.db import connection, transaction

from accounts.models import User
from prescriptions.models import Pharmacy
from reports import kept

PATIENTS = """
    INSERT INTO patients_patient (
        version, chart_number, family_name, given_name, sort_key, search_key, date_of_birth, sex, language, time_zone,
        consents_to_calls, do_not_contact
    )
    SELECT 1, 'BENCH-' || n, 'Bench', 'Ada', 'bench, ada', 'bench ada', '1970-01-01', 'F', 'en', 'America/New_York',
        true, false
    FROM generate_series(1, %(courses)s) n
"""
COURSES = """
    INSERT INTO prescriptions_prescription (
        version, patient_id, prescriber_id, pharmacy_id, prescribed_on, starting_dose_mg, strength_mg, form, quantity,
        is_imported, primary_indication, regions, radiation, goal, state, first_dose_on, first_dose_is_approximate,
        other_stop_reasons, side_effects_asked_at_stop, begun_against
    )
    SELECT 1, id, %(prescriber)s, %(pharmacy)s, %(first_dose_on)s::date - (id %% 10)::integer - 3, 1.5, 1.5, 'tablet',
        90, false, 'M54.16', '{}', '{}', '',
        'active', %(first_dose_on)s::date - (id %% 10)::integer, false, '{}', false, ''
    FROM patients_patient
"""


def migrate() -> None:
    call_command("migrate", verbosity=0)


@transaction.atomic
def start_courses(*, courses: int, last_first_dose_on: date) -> None:
    """So many patients, each with a course that began within the ten days up to this one; nothing is planned."""
    parameters = {
        "courses": courses,
        "prescriber": User.objects.get_or_create(username="bench")[0].pk,
        "pharmacy": Pharmacy.objects.get_or_create(name="Bench")[0].pk,
        "first_dose_on": last_first_dose_on,
    }
    tables = ("patients_patient", "prescriptions_prescription")
    with kept.filled_at_the_end(also_silent=tables), connection.cursor() as cursor:
        cursor.execute(PATIENTS, parameters)
        cursor.execute(COURSES, parameters)


def vacuum() -> None:
    execute("VACUUM ANALYZE")


def execute(statement: str, parameters: dict | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


@contextmanager
def not_audited(table: str) -> Iterator[None]:
    execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    try:
        yield
    finally:
        execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
