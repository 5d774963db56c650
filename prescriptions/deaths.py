"""What becomes of a course when the patient's death is recorded, moved to another day, or taken back."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from core.templatetags.clinic import day
from patients.models import Patient
from prescriptions import actions
from prescriptions.models import Prescription

DIED = Prescription.StopReason.DIED


@transaction.atomic
def follow(*, patient: Patient, before: date | None, by: User) -> None:
    """Stop the open course on the day of death. The stop moves with the day, and goes with it: an error is taken back
    by whoever may record it, without asking the gate, since nothing but the error had ended the course."""
    stopped = _stopped_by_death(patient, before) if before else None
    if stopped and patient.deceased_on:
        _require_day_within(stopped, patient.deceased_on)
        stopped.save_checked(stopped_on=patient.deceased_on)
    elif stopped:
        actions.reopen_stopped(stopped)
    elif patient.deceased_on:
        _stop_open_course(patient, by=by)


def _stop_open_course(patient: Patient, *, by: User) -> None:
    course = patient.prescriptions.open().select_for_update(of=("self",)).first()
    if course:
        _require_day_within(course, patient.deceased_on)
        actions.stop(course=course, stopped_on=patient.deceased_on, reason=DIED, by=by)


def _stopped_by_death(patient: Patient, on: date) -> Prescription | None:
    stopped = patient.prescriptions.valid().filter(state=Prescription.State.STOPPED, stop_reason=DIED, stopped_on=on)
    return stopped.select_for_update(of=("self",)).last()


def _require_day_within(course: Prescription, died_on: date) -> None:
    begun = course.first_dose_on or course.prescribed_on
    if died_on < begun:
        what = "the first dose of LDN" if course.first_dose_on else "LDN was prescribed"
        raise ValidationError({"deceased_on": f"This is before {what}, {day(begun)}. One of the two days is wrong."})
