"""Lost to follow-up: after so many calls in a row that did not reach the patient."""

from datetime import date, datetime

from django.db.models import Max
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
    """How many calls about the course did not reach the patient, since one did or after the day of the last answer."""
    calls = CallAttempt.objects.filter(followup__prescription=course, voided_at=None)
    in_vain = calls.filter(outcome__in=IN_VAIN)
    if reached_at := calls.exclude(outcome__in=IN_VAIN).aggregate(at=Max("called_at"))["at"]:
        in_vain = in_vain.filter(called_at__gt=reached_at)
    if asked_on := course.responses.valid().aggregate(on=Max("asked_on"))["on"]:
        in_vain = in_vain.filter(called_at__date__gt=asked_on)
    return in_vain.count()


def mark_lost_if_given_up(*, course: Prescription, now: datetime, by: User) -> bool:
    """Mark the patient as lost to follow-up from today on if the clinic's rule says so; True if that was done.

    Whoever logs a call calls this, in the same transaction and holding the course. An answer, or a visit, finds the
    patient again: the mark is dated, and nothing is closed.
    """
    today = timezone.localdate(now)
    if not course.is_active or course.lost_periods.covering(today).exists():
        return False
    count = calls_in_vain(course)
    if count < CallingRules.objects.now().attempts_before_lost:
        return False
    courses.mark_lost(course=course, from_on=today, reason=f"{count} {REASON}", by=by)
    return True


def take_back_loss(*, course: Prescription, since: date, by: User) -> None:
    """A call was logged in error: the mark that it brought goes if the clinic's rule does not want it any more."""
    if calls_in_vain(course) >= CallingRules.objects.now().attempts_before_lost:
        return
    if course.lost_periods.open().filter(from_on=since, reason__endswith=REASON).exists():
        courses.mark_found(course=course, found_on=since, by=by)
