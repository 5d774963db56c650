"""What can be done to follow-ups and answers. Each action is one transaction, and raises ValidationError with the
sentence that the user reads where a rule is broken."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import clinical
from core.rounding import plain
from core.templatetags.clinic import day
from followups import life, planning
from followups.claims import FREE
from followups.models import FollowUp, Response, SideEffect
from patients import tasks_for_clinicians
from patients.models import ClinicianTask
from prescriptions import actions as courses
from prescriptions import safety
from prescriptions.models import Prescription

OPEN, ANSWERED, CLOSED = FollowUp.State.OPEN, FollowUp.State.ANSWERED, FollowUp.State.CLOSED


class Told(NamedTuple):
    """What was said of a side effect; None: not asked."""

    severity: str | None = None
    is_serious: bool | None = None


# None: the patient was not asked. Empty: asked, and there are none.
SideEffects = Mapping[str, Told] | None


@dataclass(frozen=True, kw_only=True)
class Stop:
    """Why a patient does not go on, and since when; without a day, since the day that was asked."""

    reason: str
    other_reasons: Sequence[str] = field(default_factory=tuple)
    stopped_on: date | None = None


# --- answers ------------------------------------------------------------------------------------------------


@transaction.atomic
def record_answer(
    *,
    response: Response,
    side_effects: SideEffects,
    stop: Stop | None = None,
    held: Prescription | None = None,
    instead_of: Response | None = None,
    by: User,
) -> Response:
    """Save an answer, settle the follow-up that it answers, and do what follows from it.

    `response` is the unsaved row as it was filled in; without a follow-up it settles the one whose window its day
    lies in, if any; one that broke off settles none. `stop` is needed where the patient does not go on, and ends the
    course; who could not say why any more is asked again. `held` is the course, if this transaction holds it already.
    `instead_of` is the answer that this one corrects: what that one has raised is not raised again.
    """
    course = held or hold(course_pk=response.prescription_id)
    _check_answer(course, response, stop)
    response.followup = _follow_up_answered_by(course, response)
    response.entered_by = by
    response.side_effects_asked = side_effects is not None
    response.save_checked()
    _add_side_effects(course, response, side_effects)
    if response.followup:
        response.followup.save_checked(state=ANSWERED, settled_at=timezone.now(), **FREE)
    courses.end_loss(course=course, on=response.asked_on)
    if response.dose_mg:
        courses.note_reported_dose(course=course, dose_mg=response.dose_mg, on=response.asked_on, by=by)
    _put_before_clinicians(course, response, side_effects, instead_of=instead_of, by=by)
    if response.continues is False and course.is_open and not response.broke_off:
        _stop(course, stop, on=stop.stopped_on or response.asked_on, by=by)
    else:
        planning.plan_milestones(courses=[course.pk], today=timezone.localdate())
    return response


def hold(*, course_pk: int) -> Prescription:
    """The course as it is now, held until the transaction ends: the patient first, then the course, then follow-ups."""
    return Prescription.objects.held().get(pk=course_pk)


def _check_answer(course: Prescription, response: Response, stop: Stop | None) -> None:
    if course.is_voided:
        raise ValidationError("This course is marked as entered in error.")
    if course.first_dose_on is None:
        raise ValidationError("This course has not been started. Record the day of the first dose before an answer.")
    if response.asked_on < course.first_dose_on:
        raise ValidationError({"asked_on": "This is before the first dose."})
    life.check_answer(patient=course.patient, response=response)
    if response.continues is False and course.is_open and not response.broke_off:
        _check_stop_of_answer(response, stop)
    if response.continues and course.stopped_on and response.asked_on > course.stopped_on:
        raise ValidationError(
            {"continues": "This course was stopped before that day. Undo the stop, or prescribe a new course."}
        )


def _check_stop_of_answer(response: Response, stop: Stop | None) -> None:
    if stop is None:
        raise ValidationError({"stop_reason": "Say why the patient does not go on."})
    if stop.stopped_on and stop.stopped_on > response.asked_on:
        raise ValidationError({"stopped_on": "This is after the day that was asked."})


def _follow_up_answered_by(course: Prescription, response: Response) -> FollowUp | None:
    """The follow-up as it is now, or the one that fits the day; one that was missed can be answered late."""
    if response.broke_off:
        return None
    unanswered = course.followups.filter(state__in=(OPEN, FollowUp.State.MISSED))
    if response.followup_id is None:
        asked_on = response.asked_on
        covering = unanswered.filter(window_opens_on__lte=asked_on, window_closes_on__gte=asked_on)
        return covering.filter(kind=FollowUp.Kind.MILESTONE).order_by("due_on").first()
    asked = unanswered.filter(pk=response.followup_id).first()
    if asked is None:
        raise ValidationError("This follow-up has been answered or closed already.")
    return asked


def _put_before_clinicians(
    course: Prescription,
    response: Response,
    side_effects: SideEffects,
    *,
    instead_of: Response | None,
    by: User,
) -> None:
    """What can't wait. What was raised when the line broke and is told again by the answer after it is raised once."""
    raised = list(concerns(course=course, response=response, side_effects=side_effects))
    told_before = instead_of or (_broken_off_before(response) if raised or response.new_facts else None)
    for kind, what in raised:
        tasks_for_clinicians.raise_task(
            patient=course.patient,
            kind=kind,
            what=what,
            by=by,
            owner=course.prescriber,
            instead_of=what if told_before else "",
        )
    if response.new_facts:
        safety.note_new_facts(
            patient=course.patient,
            kinds=response.new_facts,
            what=response.new_facts_in_words,
            on=response.asked_on,
            by=by,
            said_before=told_before.new_facts_in_words if told_before else "",
        )


def _broken_off_before(response: Response) -> Response | None:
    """The answer before this one, if the line broke then."""
    of_course = Response.objects.valid().filter(prescription=response.prescription_id).exclude(pk=response.pk)
    last = of_course.order_by("-asked_on", "-id").first()
    return last if last and last.broke_off else None


def _add_side_effects(course: Prescription, response: Response | None, side_effects: SideEffects) -> None:
    SideEffect.objects.bulk_create(
        SideEffect(prescription=course, response=response, effect=effect, **told._asdict())
        for effect, told in (side_effects or {}).items()
    )


def concerns(
    *, course: Prescription, response: Response, side_effects: SideEffects
) -> Iterator[tuple[ClinicianTask.Kind, str]]:
    """What a clinician has to see on the same day: the kind of task, and its words."""
    Kind = ClinicianTask.Kind
    if response.dose_mg and response.dose_mg > clinical.PLANNED_DOSE_CEILING_MG:
        ceiling = plain(clinical.PLANNED_DOSE_CEILING_MG)
        yield Kind.DOSE_ABOVE_CEILING, f"Takes {plain(response.dose_mg)} mg a day; the ceiling is {ceiling} mg."
    severe = [e for e, told in (side_effects or {}).items() if told.severity == SideEffect.Severity.SEVERE]
    if severe:
        yield Kind.SEVERE_SIDE_EFFECT, f"Severe: {_names(severe)}."
    serious = [effect for effect, told in (side_effects or {}).items() if told.is_serious]
    if serious:
        yield Kind.SEVERE_SIDE_EFFECT, f"Serious ({clinical.SERIOUS_IS}): {_names(serious)}."
    if SideEffect.Effect.WITHDRAWAL in (side_effects or {}):
        yield Kind.WITHDRAWAL, "Names signs of withdrawal."
    if response.continues is False and course.is_open:
        yield Kind.STOPPED_BY_PATIENT, "Said at a follow-up that LDN is not taken any more."


def _names(effects: Iterable[str]) -> str:
    return ", ".join(SideEffect.Effect(effect).label.lower() for effect in effects)


@transaction.atomic
def void_answer(*, response: Response, reason: str, by: User) -> None:
    """The answer was entered in error: it stays on file and counts no more. Its follow-up has to be asked again, and
    a dose that it reported was not taken."""
    course = hold(course_pk=response.prescription_id)
    response = Response.objects.select_for_update(of=("self",)).select_related("followup").get(pk=response.pk)
    if response.is_voided:
        raise ValidationError("This answer is marked as entered in error already.")
    followup = response.followup
    response.save_checked(voided_at=timezone.now(), voided_by=by, voided_reason=reason, followup=None)
    if followup and course.is_open:
        followup.save_checked(state=OPEN, settled_at=None)
    elif followup:
        followup.save_checked(state=CLOSED)  # comes back with the course, if that does
    if response.dose_mg and not _is_reported_elsewhere(course, response):
        courses.withdraw_reported_dose(course=course, dose_mg=response.dose_mg, on=response.asked_on)


def _is_reported_elsewhere(course: Prescription, response: Response) -> bool:
    return course.responses.valid().filter(asked_on=response.asked_on, dose_mg=response.dose_mg).exists()


@transaction.atomic
def stop_course(*, course: Prescription, stopped_on: date, stop: Stop, side_effects: SideEffects, by: User) -> None:
    """A clinician ends the course; side effects asked about now belong to the stop."""
    _stop(course, stop, on=stopped_on, by=by)
    course.refresh_from_db()
    course.save_checked(side_effects_asked_at_stop=side_effects is not None)
    _add_side_effects(course, None, side_effects)


def _stop(course: Prescription, stop: Stop, *, on: date, by: User) -> None:
    later = course.responses.valid().filter(asked_on__gt=on, continues=True).order_by("asked_on").first()
    if later:
        raise ValidationError(
            {
                "stopped_on": f"An answer of {day(later.asked_on)} says that LDN was still taken. Mark that one as "
                "entered in error first, or enter a later day."
            }
        )
    courses.stop(course=course, stopped_on=on, reason=stop.reason, other_reasons=stop.other_reasons, by=by)
