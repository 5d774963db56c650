"""What talking to a patient has brought, saved: the call, and what was answered, by telephone or at a visit. Each
returns the sentences that say what followed."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.templatetags.clinic import day, moment
from followups import actions, calling
from followups.forms import AnswerForm, CallForm, FirstDoseCallForm, MilestoneCallForm, RefillCallForm, WashOutCallForm
from followups.models import CallAttempt, CallOutcome, FollowUp
from followups.telling import what_followed
from prescriptions import actions as courses
from prescriptions import safety
from prescriptions.models import Prescription


@transaction.atomic
def save(*, form: CallForm, by: User) -> list[str]:
    """Log the call, and do what was answered, in one transaction."""
    typed = form.cleaned_data
    attempt = calling.log_call(
        attempt=form.attempt(),
        now=form.now,
        by=by,
        called_at=typed["called_at"],
        called_by=typed["asked_by"],
        died_on=typed["died_on"],
    )
    if attempt.outcome == CallOutcome.HUNG_UP and isinstance(form, MilestoneCallForm) and form.says_something():
        return [
            _save_milestone(attempt.followup, form, by)[0],
            "The line broke: what was said is kept, and filled in for the next call.",
        ]
    if attempt.outcome != CallOutcome.ANSWERED:
        return [f"{attempt.get_outcome_display().lower()}.", *_what_is_next(attempt)]
    return SAVES[type(form)](attempt.followup, form, by)


def _save_milestone(followup: FollowUp, form: MilestoneCallForm, by: User) -> list[str]:
    return save_answer(form=form, held=followup.prescription, by=by)


def save_answer(*, form: AnswerForm, held: Prescription, by: User) -> list[str]:
    """Record what was answered; `held` is its course, held by this transaction."""
    response, side_effects = form.response(), form.cleaned_data["side_effects"]
    raised = list(actions.concerns(course=form.course, response=response, side_effects=side_effects))
    actions.record_answer(response=response, side_effects=side_effects, stop=form.stop(), held=held, by=by)
    # Of the course as it was before: what the answer has stopped was open then.
    return what_followed(form.course, response, raised)


def _save_first_dose(followup: FollowUp, form: FirstDoseCallForm, by: User) -> list[str]:
    said = form.cleaned_data["said"]
    if said == form.STARTED:
        return _save_begun(followup.prescription, form.cleaned_data["first_dose_on"], by)
    return [f"{dict(form.fields['said'].choices)[said]}.", *_asked_again(followup)]


def _save_begun(course: Prescription, first_dose_on: date, by: User) -> list[str]:
    """What was taken was taken, whatever stands against it."""
    courses.report_first_dose(course=course, first_dose_on=first_dose_on, by=by)
    course.refresh_from_db()
    sentence = "The first dose is recorded, and the follow-ups are planned."
    if course.begun_against:
        return [sentence, "It was taken against a stop: the prescriber has a task for today."]
    return [sentence]


def _save_refill(followup: FollowUp, form: RefillCallForm, by: User) -> list[str]:
    said = CallAttempt.RefillAnswer(form.cleaned_data["said"])
    return [f"{said.label}.", *_asked_again(followup)]


def _save_wash_out(followup: FollowUp, form: WashOutCallForm, by: User) -> list[str]:
    wash_out = followup.wash_out
    if form.cleaned_data["said"] == form.NONE:
        safety.report_no_opioid_since(wash_out=wash_out, by=by)
        sentence = "No opioid since. The clinicians have a task to release the wash-out, or not."
    else:
        safety.report_last_opioid(wash_out=wash_out, taken_on=form.cleaned_data["taken_on"], by=by)
        sentence = "The wash-out counts from this dose; there is a call at its end."
    return [sentence]


SAVES = {
    MilestoneCallForm: _save_milestone,
    FirstDoseCallForm: _save_first_dose,
    RefillCallForm: _save_refill,
    WashOutCallForm: _save_wash_out,
}


def _asked_again(followup: FollowUp) -> list[str]:
    followup.refresh_from_db()
    if not followup.is_open or followup.rests_until is None:
        return []
    return [f"Asked again from {day(timezone.localdate(followup.rests_until))}."]


def _what_is_next(attempt: CallAttempt) -> list[str]:
    """When the patient is called again, or who decides that."""
    followup = FollowUp.objects.get(pk=attempt.followup_id)
    match attempt.outcome:
        case CallOutcome.CALL_BACK:
            return [f"Called back {moment(attempt.call_again_at)}, clinic time."]
        case CallOutcome.REFUSED_ALL:
            return ["The consent to calls is withdrawn; the clinicians have a task. Undo is on the chart."]
        case CallOutcome.DECEASED:
            return ["The course is closed; the clinicians have a task. Undo is on the chart."]
        case CallOutcome.WRONG_NUMBER | CallOutcome.OUT_OF_SERVICE:
            return [_what_is_left(followup)]
    return [f"Called again from {moment(followup.rests_until)}."]


def _what_is_left(followup: FollowUp) -> str:
    left = followup.patient.phone_numbers.in_use().first()
    if left:
        return f"The number is out of use. Try {left}."
    return "The number is out of use, and it was the last one: find another, or ask at a visit."
