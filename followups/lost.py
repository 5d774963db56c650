"""Lost to follow-up: after so many calls in a row that did not reach the patient."""

from datetime import date

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from followups.models import CallAttempt, CallingRules, CallOutcome
from prescriptions import actions as courses
from prescriptions.models import Prescription

REASON = "calls in a row did not reach the patient"

# Nobody spoke to the patient. Any other outcome begins the count anew.
IN_VAIN = (
    CallOutcome.SOMEONE_ELSE,
    CallOutcome.NO_ANSWER,
    CallOutcome.VOICEMAIL,
    CallOutcome.BUSY,
    CallOutcome.OUT_OF_SERVICE,
    CallOutcome.WRONG_NUMBER,
)


def calls_in_vain(course: Prescription) -> int:
    """How many calls about the course did not reach the patient, since one did or after the day of the last answer.

    Each counts by when it was made, whenever it was entered.
    """
    return _in_vain(course).count()


def _in_vain(course: Prescription) -> QuerySet[CallAttempt]:
    calls = CallAttempt.objects.filter(followup__prescription=course, voided_at=None)
    in_vain = calls.filter(outcome__in=IN_VAIN)
    if course.first_dose_on:  # who has begun was heard of
        in_vain = in_vain.filter(called_at__date__gte=course.first_dose_on)
    if reached_at := calls.exclude(outcome__in=IN_VAIN).aggregate(at=Max("called_at"))["at"]:
        in_vain = in_vain.filter(called_at__gt=reached_at)
    if asked_on := course.responses.valid().aggregate(on=Max("asked_on"))["on"]:
        in_vain = in_vain.filter(called_at__date__gt=asked_on)
    return in_vain


def mark_lost_if_given_up(*, course: Prescription, by: User) -> bool:
    """Mark the patient as lost to follow-up if the clinic's rule says so, from the day of the last call in vain on:
    one that is entered late may be an earlier one. True if that was done.

    Whoever logs a call calls this, in the same transaction and holding the course. An answer, or a visit, finds the
    patient again: the mark is dated, and nothing is closed.
    """
    if not course.is_active:
        return False
    in_vain = _in_vain(course)
    count = in_vain.count()
    if count < CallingRules.objects.now().attempts_before_lost:
        return False
    from_on = timezone.localdate(in_vain.latest("called_at").called_at)
    if course.lost_periods.filter(Q(until_on=None) | Q(until_on__gt=from_on)).exists():
        return False
    courses.mark_lost(course=course, from_on=from_on, reason=f"{count} {REASON}", by=by)
    return True


def take_back_loss(*, course: Prescription, since: date, by: User) -> None:
    """A call was logged in error, or another one did reach the patient before: the mark of that day or later that the
    rule brought goes, if the rule does not want it any more."""
    mark = course.lost_periods.open().filter(from_on__gte=since, reason__endswith=REASON).first()
    if mark and calls_in_vain(course) < CallingRules.objects.now().attempts_before_lost:
        courses.mark_found(course=course, found_on=mark.from_on, by=by)
