"""Follow-ups that are due, and the clock, for the tests of the worklist."""

from datetime import UTC, date, datetime

from accounts.permissions import Role
from followups import rows, worklist
from followups.models import CallAttempt
from patients.models import Visit
from prescriptions.models import WashOut
from tests.factories import (
    FollowUpFactory,
    PatientFactory,
    PhoneNumberFactory,
    PrescriptionFactory,
    UserFactory,
)

TODAY = date(2026, 7, 8)
NOW = datetime(2026, 7, 8, 14, 0, tzinfo=UTC)  # Wednesday, 10:00 in New York


def due(family_name="Baptiste", number=True, visit_on=None, patient=None, **kwargs):
    """A follow-up whose window is open: 1 month, due on Sunday 5 July, 3 days ago."""
    patient = PatientFactory(family_name=family_name, **(patient or {}))
    if number:
        PhoneNumberFactory(patient=patient)
    if visit_on:
        Visit.objects.create(patient=patient, day=visit_on)
    course = kwargs.pop("prescription", None) or PrescriptionFactory(patient=patient, started=True)
    return FollowUpFactory(prescription=course, **kwargs)


def refill_due(family_name="Refill", ends_on=date(2026, 7, 10)):
    return due(
        family_name,
        kind="refill",
        milestone=None,
        due_on=ends_on,
        window_opens_on=date(2026, 7, 3),
        window_closes_on=ends_on,
    )


def first_dose_due(family_name="First dose", **kwargs):
    course = PrescriptionFactory(patient=PhoneNumberFactory(patient=PatientFactory(family_name=family_name)).patient)
    return FollowUpFactory(prescription=course, kind="first_dose", milestone=None, **kwargs)


def wash_out_due(family_name="Wash-out", ends_on=date(2026, 7, 7)):
    patient = PhoneNumberFactory(patient=PatientFactory(family_name=family_name)).patient
    wash_out = WashOut.objects.create(
        patient=patient,
        days=10,
        last_taken_on=date.fromordinal(ends_on.toordinal() - 10),
        ends_on=ends_on,
        ordered_by=UserFactory(role=Role.CLINICIAN),
    )
    return FollowUpFactory(
        prescription=None,
        patient=patient,
        wash_out=wash_out,
        kind="wash_out",
        milestone=None,
        due_on=ends_on,
        window_opens_on=ends_on,
        window_closes_on=ends_on,
    )


def tried(followup, by, outcome="no_answer", at=NOW, **kwargs):
    return CallAttempt.objects.create(
        followup=followup, number="+12025550101", outcome=outcome, called_by=by, called_at=at, entered_at=at, **kwargs
    )


def desk(by=None, now=NOW):
    return worklist.desk(by=by or UserFactory(), now=now)


def listed(key="", **kwargs):
    """The rows of a filter."""
    at = desk(**kwargs)
    if key == worklist.DONE:
        return rows.done_rows(worklist.done(at), desk=at)
    return rows.rows(worklist.due(at).filter(worklist.chosen(at, key).condition), desk=at)


def names(key="", **kwargs):
    return [row.patient.family_name for row in listed(key, **kwargs)]


def queries_of(captured):
    """What was asked of the database, without the marks of the transaction."""
    return [query["sql"] for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]
