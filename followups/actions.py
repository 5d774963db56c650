"""What can be done to follow-ups and answers. Each action is one transaction, and raises ValidationError with the
sentence that the user reads where a rule is broken."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import clinical
from core.rounding import plain
from followups import schedule
from followups.models import CallAttempt, FollowUp, Response, SideEffect
from patients import tasks_for_clinicians
from patients.models import ClinicianTask
from prescriptions import actions as courses
from prescriptions.models import Prescription

OPEN, ANSWERED, CLOSED = FollowUp.State.OPEN, FollowUp.State.ANSWERED, FollowUp.State.CLOSED

# None: the patient was not asked. Empty: asked, and there are none.
SideEffects = Mapping[str, str | None] | None


@dataclass(frozen=True, kw_only=True)
class Stop:
    """Why a patient does not go on."""

    reason: str
    other_reasons: Sequence[str] = field(default_factory=tuple)


# --- planning -----------------------------------------------------------------------------------------------


def plan_first_dose_question(*, course: Prescription) -> None:
    """Plan to ask whether the prescription has arrived. Planning twice adds nothing."""
    _add_planned(course, [schedule.first_dose_question(course.prescribed_on)])


def plan(*, course: Prescription, today: date, due_from: date = date.min) -> None:
    """Plan the milestones that can still be asked; after the last one, the next half-yearly one.

    Planning twice adds nothing. `due_from` leaves out what fell due before that day: imported history is not called
    after.
    """
    known = set(course.followups.values_list("milestone", "number"))

    def is_wanted(planned: schedule.Planned) -> bool:
        is_new = (planned.milestone, planned.number) not in known
        return is_new and planned.window_closes_on >= today and planned.due_on >= due_from

    wanted = list(filter(is_wanted, schedule.milestones(course.first_dose_on)))
    if not wanted and not course.followups.open().exists():
        wanted = [next(filter(is_wanted, schedule.half_yearly(course.first_dose_on)))]
    _add_planned(course, wanted)


def _add_planned(course: Prescription, wanted: Iterable[schedule.Planned]) -> None:
    rows = [FollowUp(prescription=course, **vars(planned)) for planned in wanted]
    FollowUp.objects.bulk_create(rows, ignore_conflicts=True)


def settle_first_dose_question(*, course: Prescription, at: datetime) -> None:
    question = course.followups.open().filter(milestone=FollowUp.Milestone.FIRST_DOSE)
    question.update(state=ANSWERED, settled_at=at)


def close_open(*, course: Prescription, at: datetime) -> None:
    """Close what is still open with its course."""
    course.followups.open().update(state=CLOSED, settled_at=at)


def reopen_closed(*, course: Prescription) -> None:
    """Bring back what had been closed with the course; side effects that were named at the stop go with it."""
    course.followups.filter(state=CLOSED).update(state=OPEN, settled_at=None)
    course.side_effects.filter(response=None).delete()


# --- answers ------------------------------------------------------------------------------------------------


@transaction.atomic
def record_answer(*, response: Response, side_effects: SideEffects, stop: Stop | None = None, by: User) -> Response:
    """Save an answer, settle the follow-up that it answers, and do what follows from it.

    `response` is the unsaved row as it was filled in; without a follow-up it settles the one whose window its day
    lies in, if any. `stop` is needed where the patient does not go on, and ends the course.
    """
    course = (
        Prescription.objects.select_for_update(of=("self",)).select_related("patient").get(pk=response.prescription_id)
    )
    _check_answer(course, response, stop)
    response.followup = response.followup or _follow_up_answered_by(course, response.asked_on)
    response.entered_by = by
    response.side_effects_asked = side_effects is not None
    response.save_checked()
    _add_side_effects(course, response, side_effects)
    if response.followup:
        _settle(response.followup)
    courses.mark_found(course=course, found_on=response.asked_on, by=by)
    if response.dose_mg:
        courses.note_reported_dose(course=course, dose_mg=response.dose_mg, on=response.asked_on, by=by)
    if response.continues is False and course.is_open:
        courses.stop(
            course=course,
            stopped_on=response.asked_on,
            reason=stop.reason,
            other_reasons=stop.other_reasons,
            by=by,
        )
    _raise_tasks(course, response, side_effects, by)
    return response


def _check_answer(course: Prescription, response: Response, stop: Stop | None) -> None:
    if course.is_voided:
        raise ValidationError("This course is marked as entered in error.")
    if course.first_dose_on is None:
        raise ValidationError("This course has not been started. Record the day of the first dose before an answer.")
    if response.asked_on < course.first_dose_on:
        raise ValidationError({"asked_on": "This is before the first dose."})
    if response.continues is False and course.is_open and stop is None:
        raise ValidationError("Say why the patient does not go on.")
    if response.followup and response.followup.state not in (OPEN, FollowUp.State.MISSED):
        raise ValidationError("This follow-up has been answered or closed already.")


def _follow_up_answered_by(course: Prescription, asked_on: date) -> FollowUp | None:
    covering = course.followups.open().filter(window_opens_on__lte=asked_on, window_closes_on__gte=asked_on)
    return covering.order_by("due_on").first()


def _settle(followup: FollowUp) -> None:
    followup.save_checked(state=ANSWERED, settled_at=timezone.now())


def _add_side_effects(course: Prescription, response: Response | None, side_effects: SideEffects) -> None:
    SideEffect.objects.bulk_create(
        SideEffect(prescription=course, response=response, effect=effect, severity=severity)
        for effect, severity in (side_effects or {}).items()
    )


def _raise_tasks(course: Prescription, response: Response, side_effects: SideEffects, by: User) -> None:
    """What a clinician has to see on the same day."""
    Kind = ClinicianTask.Kind

    def raise_task(kind: ClinicianTask.Kind, what: str) -> None:
        tasks_for_clinicians.raise_task(patient=course.patient, kind=kind, what=what, by=by)

    if response.dose_mg and response.dose_mg > clinical.PLANNED_DOSE_CEILING_MG:
        raise_task(
            Kind.DOSE_ABOVE_CEILING,
            f"Takes {plain(response.dose_mg)} mg a day; the ceiling is {clinical.PLANNED_DOSE_CEILING_MG} mg.",
        )
    severe = [e for e, severity in (side_effects or {}).items() if severity == SideEffect.Severity.SEVERE]
    if severe:
        names = ", ".join(SideEffect.Effect(effect).label.lower() for effect in severe)
        raise_task(Kind.SEVERE_SIDE_EFFECT, f"Severe: {names}.")
    if SideEffect.Effect.WITHDRAWAL in (side_effects or {}):
        raise_task(Kind.WITHDRAWAL, "Names signs of withdrawal.")
    if response.continues is False:
        raise_task(Kind.STOPPED_BY_PATIENT, "Said at a follow-up that LDN is not taken any more.")


@transaction.atomic
def void_answer(*, response: Response, reason: str, by: User) -> None:
    """The answer was entered in error: it stays on file, counts no more, and its follow-up is open again."""
    response = Response.objects.select_for_update(of=("self",)).select_related("followup").get(pk=response.pk)
    if response.is_voided:
        raise ValidationError("This answer is marked as entered in error already.")
    followup = response.followup
    response.save_checked(voided_at=timezone.now(), voided_by=by, voided_reason=reason, followup=None)
    if followup and response.prescription.is_open:
        followup.save_checked(state=OPEN, settled_at=None)


@transaction.atomic
def stop_course(*, course: Prescription, stopped_on: date, stop: Stop, side_effects: SideEffects, by: User) -> None:
    """A clinician ends the course; side effects asked about now belong to the stop."""
    courses.stop(course=course, stopped_on=stopped_on, reason=stop.reason, other_reasons=stop.other_reasons, by=by)
    course.refresh_from_db()
    course.save_checked(side_effects_asked_at_stop=side_effects is not None)
    _add_side_effects(course, None, side_effects)


# --- calls --------------------------------------------------------------------------------------------------


@transaction.atomic
def log_call(*, attempt: CallAttempt, by: User) -> CallAttempt:
    """Record a call that brought no answer. The follow-up stays open."""
    followup = FollowUp.objects.select_for_update(of=("self",)).get(pk=attempt.followup_id)
    if followup.state != OPEN:
        raise ValidationError("This follow-up has been answered or closed already.")
    attempt.called_by = by
    attempt.full_clean()
    attempt.save()
    return attempt
