"""Invented courses at any size, for benchmarks: valid under every constraint, without an audit trail of their own."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from accounts.models import User
from exchange.demo.names import CULTURES
from patients.models import Patient
from prescriptions.models import Pharmacy
from reports import kept

SQL = Path(__file__).parent / "sql" / "cohort.sql"
CHART_PREFIX = "COHORT-"
# The first prescription lies so many days back.
DAYS = 6 * 365
# One course more than patients for every eighth.
COURSES_A_PATIENT = 8 / 7
# Days after the first dose around which courses are asked, and the share of it that is: four answers a course.
MILESTONES = [14, 30, 61, 91, 183, 366, 549, 732, 915, 1098]
ASKED_SHARE = 0.82
REFILLS = 5
# What is written, whose audit the invention goes without.
TABLES = (
    "patients_patient",
    "patients_phonenumber",
    "prescriptions_prescription",
    "prescriptions_lostperiod",
    "prescriptions_dosestep",
    "prescriptions_fill",
    "followups_response",
    "followups_sideeffect",
)


@transaction.atomic
def make_cohort(*, courses: int, today: date) -> None:
    """Write so many courses with what was told of them up to today.

    Raises ValidationError where patients are on file that nobody invented.
    """
    if not settings.DEMO and Patient.records.exclude(chart_number__startswith=CHART_PREFIX).exists():
        raise ValidationError("There are patients on file. Invented ones belong into an empty database, or a demo.")
    with kept.filled_at_the_end(also_silent=TABLES), connection.cursor() as cursor:
        cursor.execute(SQL.read_text(), _parameters(courses, today))


def _parameters(courses: int, today: date) -> dict:
    return {
        "courses": courses,
        "patients": max(1, round(courses / COURSES_A_PATIENT)),
        "today": today,
        "days": DAYS,
        "chart_prefix": CHART_PREFIX,
        "time_zone": settings.TIME_ZONE,
        "family_names": [name for culture in CULTURES for name in culture.families],
        "given_names": [name for culture in CULTURES for name in (*culture.women, *culture.men)],
        "clinicians": [_user(f"cohort-clinician-{n}") for n in range(1, 4)],
        "assistant": _user("cohort-assistant"),
        "pharmacies": [_pharmacy(f"Cohort Pharmacy {n}") for n in range(1, 4)],
        "milestones": MILESTONES,
        "asked_share": ASKED_SHARE,
        "refills": REFILLS,
    }


def _user(username: str) -> int:
    """Nobody can sign in as one of these."""
    user, is_new = User.objects.get_or_create(
        username=username, defaults={"first_name": "Invented", "last_name": username, "is_active": False}
    )
    if is_new:
        user.set_unusable_password()
        user.save()
    return user.pk


def _pharmacy(name: str) -> int:
    return Pharmacy.objects.get_or_create(name=name)[0].pk
