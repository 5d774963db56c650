"""The clinic of the run: its courses, its staff, and a database that goes by the run's clock. Run once, as a process.

Its last line is what the harness has to know, as JSON: the session of each medical assistant.
"""

import json
import sys
from datetime import UTC, date, datetime, timedelta

FIRST_DAY = date(2027, 9, 1)
# Courses begin on each of so many days.
DAYS_OF_STARTS = 60
HOLIDAYS = (
    date(2027, 9, 6),
    date(2027, 10, 11),
    date(2027, 11, 11),
    date(2027, 11, 25),
    date(2027, 11, 26),
    date(2027, 12, 24),
    date(2027, 12, 31),
    date(2028, 1, 17),
    date(2028, 2, 21),
    date(2028, 5, 29),
)
ASSISTANTS, CLINICIANS = 2, 2

# The product's defaults that the database fills in go by the run's clock, too.
CLOCK = """
CREATE TABLE faults_clock (instant timestamptz NOT NULL);
INSERT INTO faults_clock VALUES (%(begins)s);
CREATE FUNCTION faults_now() RETURNS timestamptz STABLE LANGUAGE sql AS 'SELECT instant FROM faults_clock';
"""
DEFAULTS = """
SELECT format('ALTER TABLE %I ALTER COLUMN %I SET DEFAULT faults_now()', table_name, column_name)
FROM information_schema.columns
WHERE table_schema = 'public' AND column_default = 'statement_timestamp()'
"""
# Course N begins on day N modulo DAYS_OF_STARTS, and is known by its patient's chart number.
PATIENTS = """
INSERT INTO patients_patient (
    version, chart_number, family_name, given_name, sort_key, search_key, date_of_birth, sex, language, time_zone,
    consents_to_calls, do_not_contact
)
SELECT
    1, n, 'Patient', n::text, 'patient, ' || n, 'patient ' || n, '1970-01-01', 'U', 'en', 'America/New_York',
    TRUE, FALSE
FROM generate_series(0, %(courses)s - 1) AS n
"""
COURSES = """
INSERT INTO prescriptions_prescription (
    version, patient_id, prescriber_id, pharmacy_id, prescribed_on, starting_dose_mg, strength_mg, form, quantity,
    is_imported, primary_indication, regions, radiation, goal, state, first_dose_is_approximate, other_stop_reasons,
    side_effects_asked_at_stop, begun_against
)
SELECT
    1, id, %(prescriber)s, %(pharmacy)s, %(first_day)s::date + (chart_number::integer %% %(days)s), 1.5, 1.5,
    'tablet', 90,
    FALSE, 'M54.16', '{}', '{}', '', 'sent', FALSE, '{}', FALSE, ''
FROM patients_patient
ORDER BY chart_number::integer
"""


def first_doses(courses: int) -> list[date]:
    return [FIRST_DAY + timedelta(days=course % DAYS_OF_STARTS) for course in range(courses)]


def main(courses: int) -> None:
    import django

    django.setup()
    from django.db import connection, transaction

    from accounts.permissions import Role
    from followups.models import Holiday
    from tests.factories import ClinicianFactory, PharmacyFactory, UserFactory
    from tests.faults.broken import TABLE

    with transaction.atomic():
        clinicians = [ClinicianFactory(email=f"clinician{n}@example.org") for n in range(CLINICIANS)]
        UserFactory(role=Role.ADMINISTRATOR, email="administrator@example.org")
        Holiday.objects.bulk_create(Holiday(day=day, name="closed") for day in HOLIDAYS)
        values = {
            "begins": f"{FIRST_DAY} 12:00+00",
            "courses": courses,
            "prescriber": clinicians[0].pk,
            "pharmacy": PharmacyFactory().pk,
            "first_day": FIRST_DAY,
            "days": DAYS_OF_STARTS,
        }
        with connection.cursor() as cursor:
            cursor.execute(CLOCK, values)
            cursor.execute(DEFAULTS)
            for (statement,) in cursor.fetchall():
                cursor.execute(statement)
            cursor.execute(PATIENTS, values)
            cursor.execute(COURSES, values)
            cursor.execute(TABLE)
    print(json.dumps([_session_of(UserFactory(role=Role.MEDICAL_ASSISTANT)) for _ in range(ASSISTANTS)]))


def _session_of(user) -> dict[str, str]:
    """Signed in for the whole run."""
    from django.conf import settings
    from django.test import Client

    from accounts.lifetime import SIGNED_IN_AT, USED_AT
    from tests.faults.process import A_LONG_TIME
    from tests.signing_in import sign_in_without_asking

    settings.SESSION_COOKIE_AGE = int(A_LONG_TIME.total_seconds())
    client = Client()
    sign_in_without_asking(client, user)
    session = client.session
    session[SIGNED_IN_AT] = session[USED_AT] = datetime(2100, 1, 1, tzinfo=UTC).timestamp()  # it does not end
    session.save()
    name = settings.SESSION_COOKIE_NAME
    return {"user": str(user.pk), "cookie": name, "session": client.cookies[name].value}


if __name__ == "__main__":
    main(int(sys.argv[1]))
