"""Climbing a ladder: what can be done to the steps of a course that are still to come, and to the ladders.

Each action is one transaction, and raises ValidationError with the sentence that the user reads. To step up as
planned is to record what happens; all else changes the plan, and is prescribing.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from core import clinical
from core.models import save_valid
from core.rounding import plain
from core.templatetags.clinic import day
from prescriptions import plan, signals
from prescriptions.actions import check_can_be_made, check_planned_dose
from prescriptions.models import DoseStep, Ladder, LadderStep, PlannedStep, Prescription

# Kept with the step that came sooner than planned.
TOLD_WHEN_FASTER = "Told again that lower doses can work as well"


@transaction.atomic
def step_up(*, course: Prescription, on: date, by: User) -> None:
    """The next planned step is taken from the day on; a step that is late moves the rest by as much."""
    course = _on_ldn(course, on)
    step = _next_step(course)
    if on < step.starts_on:
        raise ValidationError(
            {"on": f"This step is planned for {day(step.starts_on)}. A clinician can bring it forward."}
        )
    _take(course, step, on=on, reason="As planned", by=by)


@transaction.atomic
def hold(*, course: Prescription, days: int, today: date, by: User) -> None:
    """Stay at the dose for so many days more, counted from the planned day, or from today if that has passed."""
    course = _on_ldn(course, today)
    step = _next_step(course)
    plan.shift(course.planned_steps.all(), max(step.starts_on, today) - step.starts_on + timedelta(days=days))
    course.save_checked()
    signals.tell_supply_changed(course)


@transaction.atomic
def go_back(*, course: Prescription, on: date, days: int, reason: str, by: User) -> None:
    """Take the dose before again from the day on, and try the present one again after so many days.

    A present dose above the practice's ceiling is what the patient reported: it is never planned again.
    """
    course = _on_ldn(course, on)
    taken = list(course.dose_steps.all())
    present = taken[-1] if taken else None
    lower = [step.dose_mg for step in taken if step.dose_mg < present.dose_mg]
    if not lower:
        raise ValidationError("There is no lower dose before this one to go back to.")
    rest = list(course.planned_steps.all())
    again_on = on + timedelta(days=days)
    if rest:
        plan.shift(rest, again_on - present.starts_on)
    _record(course, on=on, dose_mg=lower[-1], reason=reason, by=by)
    if present.dose_mg <= clinical.PLANNED_DOSE_CEILING_MG:
        PlannedStep.objects.create(prescription=course, starts_on=again_on, dose_mg=present.dose_mg)
    course.save_checked()
    signals.tell_supply_changed(course)


@transaction.atomic
def go_faster(*, course: Prescription, on: date, reason: str, by: User) -> None:
    """Take the next step before its day; the rest comes as much sooner. The patient was told that less can do."""
    course = _on_ldn(course, on)
    step = _next_step(course)
    if on >= step.starts_on:
        raise ValidationError({"on": f"This is not before the planned day, {day(step.starts_on)}."})
    _take(course, step, on=on, reason=f"{TOLD_WHEN_FASTER}. {reason}".strip(), by=by)


@transaction.atomic
def save_ladder(*, ladder: Ladder, steps: Sequence[LadderStep] | None) -> None:
    """Save a ladder, with its steps where they are given (unsaved rows, in their order)."""
    ladder.save_checked()
    if steps is None:
        return
    if ladder.prescriptions.exists():
        raise ValidationError("This ladder has been prescribed, so its steps stay. Add a new one instead.")
    for step in steps:
        check_planned_dose(step.dose_mg)
    ladder.steps.all().delete()
    for number, step in enumerate(steps, start=1):
        step.ladder, step.number = ladder, number
        save_valid(step)


def _on_ldn(course: Prescription, on: date) -> Prescription:
    """The course as it is now, held until the transaction ends; a sentence if nothing is taken on the day."""
    course = course.held()
    if not course.is_active:
        raise ValidationError("The patient is not on LDN in this course.")
    if course.pauses.covering(on).exists():
        raise ValidationError("LDN is paused on this day. Resume it first.")
    return course


def _next_step(course: Prescription) -> PlannedStep:
    step = course.planned_steps.first()
    if step is None:
        raise ValidationError("No step is planned any more. Change the dose instead.")
    return step


def _take(course: Prescription, step: PlannedStep, *, on: date, reason: str, by: User) -> None:
    """The planned step is taken on the day, and the others keep their distance to it."""
    task = plan.held_by(course.patient)
    if task:
        raise ValidationError(
            f"A task for a clinician is open: {task.get_kind_display().lower()}. No step is taken until it is closed."
        )
    moved_by = on - step.starts_on
    _record(course, on=on, dose_mg=step.dose_mg, reason=reason, by=by)
    step.delete()
    plan.shift(course.planned_steps.all(), moved_by)
    course.save_checked()
    signals.tell_supply_changed(course)


def _record(course: Prescription, *, on: date, dose_mg, reason: str, by: User) -> None:
    check_planned_dose(dose_mg)
    check_can_be_made(dose_mg, of=course.in_hand())
    latest = course.dose_steps.last()
    if latest and on <= latest.starts_on:
        raise ValidationError(
            {"on": f"This is not after the latest dose, {plain(latest.dose_mg)} mg from {day(latest.starts_on)}."}
        )
    save_valid(
        DoseStep(
            prescription=course,
            starts_on=on,
            dose_mg=dose_mg,
            source=DoseStep.Source.ORDERED,
            reason=reason,
            recorded_by=by,
        )
    )
