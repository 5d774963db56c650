"""What follows from a call beyond its own follow-up, and how it is taken back. Called inside the transaction that
logs or undoes the call."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from core.templatetags.clinic import day
from followups import lost, planning
from followups.models import CallAttempt, CallOutcome, FollowUp
from patients import tasks_for_clinicians
from patients.actions import save_patient
from patients.models import ClinicianTask, Patient
from prescriptions.models import Prescription

OUT_OF_USE = (CallOutcome.WRONG_NUMBER, CallOutcome.OUT_OF_SERVICE)


def of(attempt: CallAttempt, *, followup: FollowUp, died_on: date | None, by: User) -> None:
    """Do what follows from the call."""
    called_on = timezone.localdate(attempt.called_at)
    if followup.prescription_id:
        _count_in_vain(attempt, followup.prescription, by=by)
    if attempt.outcome in OUT_OF_USE:
        followup.patient.phone_numbers.in_use().filter(number=attempt.number).update(out_of_use_on=called_on)
    elif attempt.outcome == CallOutcome.REFUSED_ALL:
        followup.patient.held().save_checked(consents_to_calls=False)
        _tell_a_clinician(followup, "Wants no more calls: is asked at visits from now on.", by)
    elif attempt.outcome == CallOutcome.DECEASED:
        _record_death(followup, died_on, heard_on=called_on, by=by)


def _count_in_vain(attempt: CallAttempt, course: Prescription, *, by: User) -> None:
    """A call in vain may be the last one. One that reached the patient and is entered late may have come before calls
    that were too many without it."""
    if attempt.outcome in lost.IN_VAIN:
        lost.mark_lost_if_given_up(course=course, by=by)
    else:
        lost.take_back_loss(course=course, since=timezone.localdate(attempt.called_at), by=by)


def _record_death(followup: FollowUp, died_on: date | None, *, heard_on: date, by: User) -> None:
    """The day on which it was heard stands for one that nobody knows."""
    patient = followup.patient.held()
    died_on_or_heard = died_on or heard_on
    course = patient.prescriptions.open().first()
    if course and died_on_or_heard < (course.first_dose_on or course.prescribed_on):
        raise ValidationError({"died_on": "This is before the course of LDN has begun."})
    patient.deceased_on = died_on_or_heard
    try:
        save_patient(patient=patient, by=by)  # which stops the course
    except ValidationError as error:
        raise ValidationError({"died_on": error.messages}) from error
    planning.settle(patient.followups.all(), state=FollowUp.State.CLOSED, at=timezone.now())
    when = f"on {day(died_on)}" if died_on else "; the day is not known"
    _tell_a_clinician(followup, f"Has died{' ' if died_on else ''}{when}, somebody said at a call. Confirm it.", by)


def _tell_a_clinician(followup: FollowUp, what: str, by: User) -> None:
    tasks_for_clinicians.raise_task(
        patient=followup.patient,
        kind=ClinicianTask.Kind.QUESTION,
        what=what,
        by=by,
        owner=followup.prescription.prescriber if followup.prescription else None,
    )


def take_back(attempt: CallAttempt, *, followup: FollowUp, by: User) -> None:
    """Undo what followed from the call."""
    if attempt.outcome in lost.IN_VAIN and followup.prescription_id:
        lost.take_back_loss(course=followup.prescription, since=timezone.localdate(attempt.called_at), by=by)
    if attempt.outcome in OUT_OF_USE:
        followup.patient.phone_numbers.filter(number=attempt.number).update(out_of_use_on=None)
    elif attempt.outcome == CallOutcome.REFUSED_ALL:
        followup.patient.held().save_checked(consents_to_calls=True)
    elif attempt.outcome == CallOutcome.DECEASED:
        _take_back_death(followup.patient.held(), by=by)


def _take_back_death(patient: Patient, *, by: User) -> None:
    """The course goes on as if nothing had been: nothing but the error had ended it."""
    patient.deceased_on = None
    save_patient(patient=patient, by=by)
    for wash_out in patient.wash_outs.open():
        planning.plan_wash_out_call(wash_out=wash_out, at=timezone.now())
