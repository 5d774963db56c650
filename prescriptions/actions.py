"""What can be done to a course. Each action is one transaction, and raises ValidationError with the sentence that
the user reads where a rule is broken."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import clinical
from core.models import save_valid
from core.rounding import plain
from core.templatetags.clinic import day
from patients import tasks_for_clinicians
from patients.models import ClinicianTask, Patient
from prescriptions import gate, plan, signals, supply
from prescriptions.models import DeclinedOffer, DoseStep, Fill, Interval, LostPeriod, Pause, Prescription


@transaction.atomic
def prescribe(*, course: Prescription, by: User) -> Prescription:
    """Open a new course; `course` is the unsaved row as the prescriber filled it in."""
    patient = course.patient.held()
    _check_lies_within_life(patient, course.prescribed_on)
    gate.require_open(patient, timezone.localdate(), also_on=course.prescribed_on)
    for dose_mg in plan.doses(course):
        check_planned_dose(dose_mg)
        check_can_be_made(dose_mg, of=course)
    course.prescriber = by
    course.save_checked()
    signals.prescribed.send(Prescription, course=course, at=timezone.now())
    return course


@transaction.atomic
def decline(*, offer: DeclinedOffer, by: User) -> DeclinedOffer:
    """Record that the patient was offered LDN and did not want it."""
    patient = offer.patient.held()
    if patient.prescriptions.open().filter(prescribed_on__lte=offer.declined_on).exists():
        raise ValidationError("This patient has an open course of LDN, so it was not declined.")
    offer.recorded_by = by
    return save_valid(offer)


@transaction.atomic
def record_fill(*, fill: Fill, by: User) -> Fill:
    """Record what the pharmacy handed out. A course that was marked as never filled is open again.

    Another strength or form than the patient had in hand is dangerous, so it is put before the clinicians too.
    """
    course = fill.prescription.held()
    _check_fill(course, fill)
    if course.state == Prescription.State.NEVER_FILLED:
        _require_nothing_stops(course.patient.held())
        _reopen(course, state=Prescription.State.SENT)
    else:
        course.save_checked()
    save_valid(fill)
    if difference := fill.difference:
        tasks_for_clinicians.raise_task(
            patient=course.patient,
            kind=ClinicianTask.Kind.QUESTION,
            what=f"{difference} Give new instructions by telephone.",
            by=by,
            owner=course.prescriber,
        )
    signals.tell_supply_changed(course)
    return fill


def _check_fill(course: Prescription, fill: Fill) -> None:
    if course.is_voided:
        raise ValidationError("This course is marked as entered in error.")
    if fill.filled_on < course.prescribed_on:
        raise ValidationError({"filled_on": "This is before the day it was prescribed."})
    if course.stopped_on and fill.filled_on > course.stopped_on:
        raise ValidationError({"filled_on": "This is after the day the course was stopped."})


@transaction.atomic
def never_filled(*, course: Prescription, by: User) -> None:
    """The patient never had it filled: the course is closed, and was never started."""
    course = course.held()
    if course.state != Prescription.State.SENT or course.is_voided or course.fills.exists():
        raise ValidationError("This course was filled or closed already.")
    course.save_checked(state=Prescription.State.NEVER_FILLED)
    signals.closed.send(Prescription, course=course, at=timezone.now())


@transaction.atomic
def start(*, course: Prescription, first_dose_on: date, by: User) -> None:
    """The first dose was taken: time on LDN, dose steps and follow-ups count from this day."""
    course = _about_to_start(course, first_dose_on)
    _require_nothing_stops(course.patient.held())
    _begin(course, first_dose_on, by=by)


@transaction.atomic
def report_first_dose(*, course: Prescription, first_dose_on: date, by: User) -> None:
    """The patient has taken the first dose, whatever stood against it: a fact, as any report. That of a course marked
    as never filled opens the course again.

    Where something stops LDN the course keeps what it was, for good, and a clinician has to decide today; until then
    no step of the plan is taken.
    """
    course = _about_to_start(course, first_dose_on, also=Prescription.State.NEVER_FILLED)
    if first_dose_on > timezone.localdate():
        raise ValidationError({"first_dose_on": "This day is still to come."})
    if course.state == Prescription.State.NEVER_FILLED:
        _check_lies_within_life(course.patient, course.prescribed_on)
        _reopen(course, state=Prescription.State.SENT)
    stops = gate.stops_once_prescribed(course.patient.held(), timezone.localdate())
    against = " ".join(stop.sentence for stop in stops)
    _begin(course, first_dose_on, against=against, by=by)
    if against:
        what = f"First dose taken on {day(first_dose_on)}, although: {against}"
        kind = ClinicianTask.Kind.BEGUN_AGAINST_STOP
        tasks_for_clinicians.raise_task(patient=course.patient, kind=kind, what=what, by=by, owner=course.prescriber)


def _about_to_start(course: Prescription, first_dose_on: date, *, also: str = "") -> Prescription:
    course = course.held()
    if course.state not in (Prescription.State.SENT, also) or course.is_voided:
        raise ValidationError("This course has been started or closed already.")
    if first_dose_on < course.prescribed_on:
        raise ValidationError({"first_dose_on": "This is before the day it was prescribed."})
    return course


def _begin(course: Prescription, first_dose_on: date, *, against: str = "", by: User) -> None:
    course.save_checked(state=Prescription.State.ACTIVE, first_dose_on=first_dose_on, begun_against=against)
    if course.starting_dose_mg:  # a spreadsheet may not know it
        reason = "Taken against a stop" if against else ""
        _order(course, dose_mg=course.starting_dose_mg, starts_on=first_dose_on, reason=reason, by=by)
        plan.lay_out(course, from_on=first_dose_on)
    signals.started.send(Prescription, course=course, at=timezone.now())


@transaction.atomic
def change_dose(*, course: Prescription, dose_mg: Decimal, starts_on: date, reason: str, by: User) -> None:
    """Order another daily dose from a day on, at most the practice's ceiling.

    An order replaces what was ordered or reported for the same day; the audit keeps what it was.
    """
    course = course.held()
    _require_active(course)
    check_planned_dose(dose_mg)
    check_can_be_made(dose_mg, of=course.in_hand())
    before = course.dose_steps.in_force_on(starts_on).first()
    if starts_on < course.first_dose_on or (before and starts_on == course.first_dose_on):
        raise ValidationError({"starts_on": "A change of dose comes after the day of the first dose."})
    if before and before.starts_on < starts_on and before.dose_mg == dose_mg:
        raise ValidationError(f"The dose is {plain(dose_mg)} mg a day already.")
    _order(course, dose_mg=dose_mg, starts_on=starts_on, reason=reason, by=by)
    plan.withdraw(course)  # it was for another dose
    course.save_checked()
    signals.tell_supply_changed(course)


def _order(course: Prescription, *, dose_mg: Decimal, starts_on: date, reason: str, by: User) -> None:
    step = course.dose_steps.filter(starts_on=starts_on).first() or DoseStep(prescription=course, starts_on=starts_on)
    step.dose_mg = dose_mg
    step.source = DoseStep.Source.ORDERED
    step.reason = reason
    step.recorded_by = by
    save_valid(step)


def note_reported_dose(*, course: Prescription, dose_mg: Decimal, on: date, by: User) -> None:
    """Keep the dose that the patient says to take, if it isn't the one in force: a fact, however high. Whoever saves
    the answer holds the course.

    An order of the same day stays: it may have been given because of what the patient said.
    """
    in_force = course.dose_steps.in_force_on(on).first()
    if in_force and (in_force.dose_mg == dose_mg or _is_order_of(in_force, on)):
        return
    step = in_force if in_force and in_force.starts_on == on else DoseStep(prescription=course, starts_on=on)
    step.dose_mg = dose_mg
    step.source = DoseStep.Source.REPORTED
    step.recorded_by = by
    save_valid(step)
    plan.note_taken(course, dose_mg=dose_mg)
    signals.tell_supply_changed(course)


def _is_order_of(step: DoseStep, day: date) -> bool:
    return step.starts_on == day and step.source != DoseStep.Source.REPORTED


@transaction.atomic
def withdraw_reported_dose(*, course: Prescription, dose_mg: Decimal, on: date) -> None:
    """The answer that reported this dose was entered in error. An order of that day stays."""
    course.dose_steps.filter(starts_on=on, dose_mg=dose_mg, source=DoseStep.Source.REPORTED).delete()
    signals.tell_supply_changed(course)


@transaction.atomic
def pause(*, course: Prescription, from_on: date, reason: str, by: User) -> None:
    """LDN is not taken for a while; the course goes on."""
    course = course.held()
    _require_active(course)
    if from_on < course.first_dose_on:
        raise ValidationError({"from_on": "This is before the first dose."})
    save_valid(Pause(prescription=course, from_on=from_on, reason=reason, recorded_by=by))
    course.save_checked()
    signals.tell_supply_changed(course)


@transaction.atomic
def resume(*, course: Prescription, resumed_on: date, by: User) -> None:
    """LDN is taken again from this day on. On the day of the pause or before it, the pause did not take place.

    After a pause that has begun the gate has to be open again, with a screening of that time.
    """
    course = course.held()
    _require_active(course)
    running = course.pauses.open().first()
    if running is None:
        raise ValidationError("This course is not paused.")
    today = timezone.localdate()
    if running.from_on <= today:
        gate.require_open(course.patient.held(), today, screened_since=running.from_on)
    _end(running, resumed_on)
    missed = resumed_on - running.from_on
    if missed > clinical.TITRATE_ANEW_AFTER:
        _titrate_anew(course, resumed_on, by)
    elif missed > timedelta(0):
        plan.shift(course.planned_steps.filter(starts_on__gte=running.from_on), missed)
    course.save_checked()
    signals.tell_supply_changed(course)


def _titrate_anew(course: Prescription, day: date, by: User) -> None:
    """Climb the ladder again from its foot; without one, or if what is at hand can't make it, nothing is planned."""
    plan.withdraw(course)
    of = course.in_hand()
    steps = course.ladder.steps.all() if course.ladder else []
    if not steps or not all(supply.can_be_made(s.dose_mg, strength_mg=of.strength_mg, form=of.form) for s in steps):
        return
    _order(course, dose_mg=steps[0].dose_mg, starts_on=day, reason="Titrated anew after a pause", by=by)
    plan.lay_out(course, from_on=day)


@transaction.atomic
def stop(
    *, course: Prescription, stopped_on: date, reason: str, other_reasons: Sequence[str] = (), by: User
) -> datetime:
    """End the course, and with it, in this transaction, all that is still planned. Returns the instant."""
    course = course.held()
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
    course = course.held()
    if course.state != Prescription.State.STOPPED or course.is_voided:
        raise ValidationError("This course is not stopped.")
    patient = course.patient.held()
    if patient.deceased_on:
        raise ValidationError("This patient has died. If not, take back the day of death: the course goes on with it.")
    if patient.prescriptions.open().exists():
        raise ValidationError("The patient has another open course of LDN, so this one can't be open again.")
    _require_nothing_stops(patient)
    reopen_stopped(course)
    tasks_for_clinicians.close_open(
        patient=patient, kind=ClinicianTask.Kind.STOPPED_BY_PATIENT, note="The stop was undone.", by=by
    )


def reopen_stopped(course: Prescription) -> None:
    """As it was before the stop. The course has to be held."""
    _reopen(course, state=Prescription.State.ACTIVE if course.first_dose_on else Prescription.State.SENT)


@transaction.atomic
def mark_lost(*, course: Prescription, from_on: date, reason: str, by: User) -> None:
    """The patient can't be reached any more. Dated, and reversible: it is neither a stop nor a non-response."""
    course = course.held()
    _require_active(course)
    if from_on < course.first_dose_on:
        raise ValidationError({"from_on": "This is before the first dose."})
    save_valid(LostPeriod(prescription=course, from_on=from_on, reason=reason, recorded_by=by))
    course.save_checked()


@transaction.atomic
def mark_found(*, course: Prescription, found_on: date, by: User) -> None:
    """The patient was reached after all; nothing happens if nobody was lost on that day.

    An answer that is entered late shortens a loss that ended later: it ended with the answer.
    """
    end_loss(course=course.held(), on=found_on)


def end_loss(*, course: Prescription, on: date) -> None:
    """Nobody is lost on a day of an answer. Whoever saves it holds the course."""
    lost = list(course.lost_periods.covering(on))
    for period in lost:
        _end(period, on)
    if lost:
        course.save_checked()


@transaction.atomic
def void(*, course: Prescription, reason: str, by: User) -> None:
    """The course was entered in error: it stays on file, closed, and counts in no report."""
    course = course.held()
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


def check_can_be_made(dose_mg: Decimal, *, of: Prescription | Fill) -> None:
    """Raise the sentence that halves of these tablets, or whole capsules, can't add up to the dose."""
    if of.strength_mg and not supply.can_be_made(dose_mg, strength_mg=of.strength_mg, form=of.form):
        part = supply.describe_smallest_part(of.form)
        raise ValidationError(
            f"{plain(dose_mg)} mg can't be made of {of.get_form_display().lower()}s of {plain(of.strength_mg)} mg: "
            f"the smallest part is {part}."
        )


def _check_lies_within_life(patient: Patient, prescribed_on: date) -> None:
    if patient.deceased_on:
        raise ValidationError("This patient has died.")
    if prescribed_on < patient.date_of_birth:
        raise ValidationError({"prescribed_on": "This is before the patient was born."})


def _require_nothing_stops(patient: Patient) -> None:
    """A course that was prescribed goes on only past an open gate."""
    gate.require_open_once_prescribed(patient, timezone.localdate())


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


def _end(interval: Interval, day: date) -> None:
    """It ended on the day; one that would end before it has begun did not take place."""
    if day <= interval.from_on:
        interval.delete()
    else:
        interval.until_on = day
        save_valid(interval)
