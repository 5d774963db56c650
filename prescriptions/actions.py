"""What can be done to a course. Each action is one transaction, and raises ValidationError with the sentence that
the user reads where a rule is broken."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import clinical
from core.rounding import plain
from prescriptions import signals
from prescriptions.models import DeclinedOffer, DoseStep, Fill, LostPeriod, Pause, Prescription


@transaction.atomic
def prescribe(*, course: Prescription, by: User) -> Prescription:
    """Open a new course; `course` is the unsaved row as the prescriber filled it in."""
    check_planned_dose(course.starting_dose_mg)
    if course.patient.deceased_on:
        raise ValidationError("This patient has died.")
    against = course.patient.contraindications.open_on(course.prescribed_on)
    if against:
        kinds = ", ".join(item.get_kind_display().lower() for item in against)
        raise ValidationError(f"On file against LDN: {kinds}. Record what has cleared it before prescribing.")
    course.prescriber = by
    course.save_checked()
    signals.prescribed.send(Prescription, course=course, at=timezone.now())
    return course


@transaction.atomic
def decline(*, offer: DeclinedOffer, by: User) -> DeclinedOffer:
    """Record that the patient was offered LDN and did not want it."""
    offer.recorded_by = by
    return _add(offer)


@transaction.atomic
def record_fill(*, fill: Fill, by: User) -> Fill:
    """Record what the pharmacy handed out. A course that was marked as never filled is open again."""
    course = _locked(fill.prescription)
    if fill.filled_on < course.prescribed_on:
        raise ValidationError({"filled_on": "This is before the day it was prescribed."})
    if course.state == Prescription.State.NEVER_FILLED:
        _reopen(course, state=Prescription.State.SENT)
    return _add(fill)


@transaction.atomic
def never_filled(*, course: Prescription, by: User) -> None:
    """The patient never had it filled: the course is closed, and was never started."""
    course = _locked(course)
    if course.state != Prescription.State.SENT or course.fills.exists():
        raise ValidationError("This course was filled or closed already.")
    course.save_checked(state=Prescription.State.NEVER_FILLED)
    signals.closed.send(Prescription, course=course, at=timezone.now())


@transaction.atomic
def start(*, course: Prescription, first_dose_on: date, by: User) -> None:
    """The first dose was taken: time on LDN, dose steps and follow-ups count from this day."""
    course = _locked(course)
    if course.state != Prescription.State.SENT:
        raise ValidationError("This course has been started or closed already.")
    course.save_checked(state=Prescription.State.ACTIVE, first_dose_on=first_dose_on)
    _add(
        DoseStep(
            prescription=course,
            starts_on=first_dose_on,
            dose_mg=course.starting_dose_mg,
            source=DoseStep.Source.ORDERED,
            recorded_by=by,
        )
    )
    signals.started.send(Prescription, course=course, at=timezone.now())


@transaction.atomic
def change_dose(*, course: Prescription, dose_mg: Decimal, starts_on: date, reason: str, by: User) -> None:
    """Order another daily dose from a day on, at most the practice's ceiling."""
    course = _locked(course)
    _require_active(course)
    check_planned_dose(dose_mg)
    if starts_on <= course.first_dose_on:
        raise ValidationError({"starts_on": "A change of dose comes after the day of the first dose."})
    _add(
        DoseStep(
            prescription=course,
            starts_on=starts_on,
            dose_mg=dose_mg,
            source=DoseStep.Source.ORDERED,
            reason=reason,
            recorded_by=by,
        )
    )


@transaction.atomic
def note_reported_dose(*, course: Prescription, dose_mg: Decimal, on: date, by: User) -> None:
    """Keep the dose that the patient says to take, if it isn't the one in force: a fact, however high."""
    in_force = course.dose_steps.in_force_on(on).first()
    if in_force is None or in_force.dose_mg == dose_mg:
        return
    step, is_new = DoseStep.objects.get_or_create(
        prescription=course,
        starts_on=on,
        defaults={"dose_mg": dose_mg, "source": DoseStep.Source.REPORTED, "recorded_by": by},
    )
    if not is_new and step.source == DoseStep.Source.REPORTED:
        step.dose_mg = dose_mg
        step.recorded_by = by
        _add(step)


@transaction.atomic
def pause(*, course: Prescription, from_on: date, reason: str, by: User) -> None:
    """LDN is not taken for a while; the course goes on."""
    course = _locked(course)
    _require_active(course)
    if from_on < course.first_dose_on:
        raise ValidationError({"from_on": "This is before the first dose."})
    _add(Pause(prescription=course, from_on=from_on, reason=reason, recorded_by=by))


@transaction.atomic
def resume(*, course: Prescription, resumed_on: date, by: User) -> None:
    """LDN is taken again from this day on."""
    course = _locked(course)
    running = course.pauses.open().first()
    if running is None:
        raise ValidationError("This course is not paused.")
    running.until_on = resumed_on
    _add(running)


@transaction.atomic
def stop(
    *, course: Prescription, stopped_on: date, reason: str, other_reasons: Sequence[str] = (), by: User
) -> datetime:
    """End the course, and with it, in this transaction, all that is still planned. Returns the instant."""
    course = _locked(course)
    if not course.is_open:
        raise ValidationError("This course is closed already.")
    at = timezone.now()
    course.save_checked(
        state=Prescription.State.STOPPED,
        stopped_on=stopped_on,
        stop_reason=reason,
        other_stop_reasons=[other for other in other_reasons if other != reason],
        stop_recorded_at=at,
        stopped_by=by,
    )
    signals.closed.send(Prescription, course=course, at=at)
    return at


@transaction.atomic
def undo_stop(*, course: Prescription, by: User) -> None:
    """The stop was a mistake: the course goes on as if it had not been, and what it closed comes back."""
    course = _locked(course)
    if course.state != Prescription.State.STOPPED or course.is_voided:
        raise ValidationError("This course is not stopped.")
    if course.patient.prescriptions.open().exists():
        raise ValidationError("The patient has another open course of LDN, so this one can't be open again.")
    state = Prescription.State.ACTIVE if course.first_dose_on else Prescription.State.SENT
    _reopen(course, state=state)


@transaction.atomic
def mark_lost(*, course: Prescription, from_on: date, reason: str, by: User) -> None:
    """The patient can't be reached any more. Dated, and reversible: it is neither a stop nor a non-response."""
    course = _locked(course)
    _require_active(course)
    if from_on < course.first_dose_on:
        raise ValidationError({"from_on": "This is before the first dose."})
    _add(LostPeriod(prescription=course, from_on=from_on, reason=reason, recorded_by=by))


@transaction.atomic
def mark_found(*, course: Prescription, found_on: date, by: User) -> None:
    """The patient was reached after all; nothing happens if nobody was lost."""
    for period in course.lost_periods.open():
        if found_on <= period.from_on:
            period.delete()  # answered before the day that loss was counted from: there was no loss
        else:
            period.until_on = found_on
            _add(period)


@transaction.atomic
def void(*, course: Prescription, reason: str, by: User) -> None:
    """The course was entered in error: it stays on file, closed, and counts in no report."""
    course = _locked(course)
    if course.is_voided:
        raise ValidationError("This course is marked as entered in error already.")
    at = timezone.now()
    course.save_checked(voided_at=at, voided_by=by, voided_reason=reason)
    signals.closed.send(Prescription, course=course, at=at)


def check_planned_dose(dose_mg: Decimal) -> None:
    """Raise the sentence that the practice plans no dose above its ceiling."""
    if dose_mg > clinical.PLANNED_DOSE_CEILING_MG:
        raise ValidationError(
            f"{plain(dose_mg)} mg is above this practice's ceiling of {clinical.PLANNED_DOSE_CEILING_MG} mg a day."
        )


def _locked(course: Prescription) -> Prescription:
    """The course as it is now, held until the transaction ends."""
    return Prescription.objects.select_for_update(of=("self",)).select_related("patient").get(pk=course.pk)


def _require_active(course: Prescription) -> None:
    if not course.is_active:
        raise ValidationError("The patient is not on LDN in this course.")


def _reopen(course: Prescription, *, state: str) -> None:
    course.save_checked(
        state=state,
        stopped_on=None,
        stop_reason=None,
        other_stop_reasons=[],
        stop_recorded_at=None,
        stopped_by=None,
        side_effects_asked_at_stop=False,
    )
    signals.reopened.send(Prescription, course=course, at=timezone.now())


def _add(row):
    """Save a row that holds against every rule, or raise their sentences."""
    row.full_clean()
    row.save()
    return row
