"""Calls: who is on the telephone about a follow-up, and what came of it.

Each is one transaction, and raises ValidationError with the sentence that the user reads.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Case, Exists, F, Q, QuerySet, Value, When
from django.utils import timezone

from accounts.models import User
from core import clinical
from core.models import save_valid
from followups import actions, consequences
from followups.claims import FREE
from followups.models import CallAttempt, CallingRules, CallOutcome, FollowUp
from prescriptions.models import Prescription, WashOut

# What was asked, and is asked again if nothing has come of it.
ASKED_AGAIN_AFTER = {
    FollowUp.Kind.FIRST_DOSE: clinical.FIRST_DOSE_ASKED_AGAIN_AFTER,
    FollowUp.Kind.REFILL: clinical.REFILL_ASKED_AGAIN_AFTER,
}


@transaction.atomic
def claim(*, followup: FollowUp, now: datetime, by: User) -> bool:
    """Take the follow-up to call about it; False if someone else has it, or has the patient on the telephone about
    another. One statement decides between many.

    Whoever has it and takes it again goes on with the same version: a page that is open stays good.
    """
    rules = CallingRules.objects.now()
    _one_claim_at_a_time(followup)
    is_free = Q(claimed_by=None) | Q(claimed_by=by) | Q(claimed_until__lte=now)
    free = FollowUp.objects.open().filter(
        is_free, ~Exists(FollowUp.objects.held_by_others(now=now, by=by)), pk=followup.pk
    )
    goes_on = Q(claimed_by=by, claimed_until__gt=now)
    claimed = free.update(
        claimed_by=by,
        claimed_at=Case(When(goes_on, then=F("claimed_at")), default=Value(now)),
        claimed_until=now + rules.length_of_a_claim,
        version=Case(When(claimed_by=by, then=F("version")), default=F("version") + 1),
    )
    return bool(claimed)


def _one_claim_at_a_time(followup: FollowUp) -> None:
    """Two who start two follow-ups of one patient wait for each other here, until the first one's claim stands.

    The row comes before the patient, as in `claim_next`. The patient's own row is no lock for this: whoever logs a
    death holds it, and goes on to the follow-ups.
    """
    FollowUp.objects.select_for_update(of=("self",)).get(pk=followup.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"claim of patient {followup.patient_id}"]
        )


@transaction.atomic
def claim_next(*, among: QuerySet, now: datetime, by: User) -> FollowUp | None:
    """Take the first of these that nobody has; None if there is none. Two who ask at once get two patients: each skips
    the row that the other is taking."""
    free = among.filter(Q(claimed_until=None) | Q(claimed_until__lte=now))
    best = free.select_for_update(of=("self",), skip_locked=True).first()
    return best if best and claim(followup=best, now=now, by=by) else None


@transaction.atomic
def take_over(*, followup: FollowUp, now: datetime, by: User) -> None:
    """Take it from whoever has it, or has the patient on the telephone about another: what that one saves from now on
    is refused, with the text kept."""
    length = CallingRules.objects.now().length_of_a_claim
    _one_claim_at_a_time(followup)
    others = FollowUp.objects.claimed(now).filter(patient=followup.patient_id).exclude(pk=followup.pk)
    # Who is saving at this moment releases the follow-up by that.
    taken = others.exclude(claimed_by=by).select_for_update(of=("self",), skip_locked=True)
    FollowUp.objects.filter(pk__in=[one.pk for one in taken]).update(**FREE, version=F("version") + 1)
    held = FollowUp.objects.open().filter(pk=followup.pk)
    held.update(claimed_by=by, claimed_at=now, claimed_until=now + length, version=F("version") + 1)


@transaction.atomic
def release(*, followup: FollowUp, by: User) -> None:
    """Put it back on the list."""
    mine = FollowUp.objects.filter(pk=followup.pk, claimed_by=by)
    mine.update(**FREE, version=F("version") + 1)


@transaction.atomic
def log_call(
    *,
    attempt: CallAttempt,
    now: datetime,
    by: User,
    called_at: datetime | None = None,
    called_by: User | None = None,
    died_on: date | None = None,
) -> CallAttempt:
    """Record a call, and do what follows from it; `attempt` is the unsaved row, and gets the follow-up as it is now.

    The follow-up stays open and is released: it is asked again after a rest, at the time that was promised, or at a
    visit. What was written on paper first says `called_at` and `called_by`; else it is now, and whoever enters it.
    """
    followup = attempt.followup = held(attempt.followup)
    _check_may_be_logged(followup, now=now, by=by)
    attempt.called_by, attempt.called_at = called_by or by, called_at or now
    if attempt.called_at > now:
        raise ValidationError("A call that is still to come can't be logged.")
    save_valid(attempt)
    _rest(followup)
    consequences.of(attempt, followup=followup, died_on=died_on, by=by)
    return attempt


def held(followup: FollowUp) -> FollowUp:
    """The follow-up as it is now, held until the transaction ends, after its patient and the course or wash-out that it
    is about."""
    about = hold_what_it_is_about(followup)
    followup = FollowUp.objects.select_for_update(of=("self",)).select_related("patient").get(pk=followup.pk)
    setattr(followup, "prescription" if followup.prescription_id else "wash_out", about)
    return followup


def hold_what_it_is_about(followup: FollowUp) -> Prescription | WashOut:
    if followup.prescription_id:
        return actions.hold(course_pk=followup.prescription_id)
    return followup.wash_out.held()


def _check_may_be_logged(followup: FollowUp, *, now: datetime, by: User) -> None:
    """One that was missed meanwhile can still be: the call was made on its last day, or the answer comes late."""
    if followup.state not in (FollowUp.State.OPEN, FollowUp.State.MISSED):
        raise ValidationError("This follow-up has been answered or closed already.")
    holder = followup.holder(now)
    if holder not in (None, by):
        raise ValidationError(f"{holder} is calling this patient now. Take the call over before you save.")


def _rest(followup: FollowUp) -> None:
    """Release the follow-up until what its last call has left behind: a promise, or a rest."""
    last = followup.attempts.filter(voided_at=None).last()
    followup.save_checked(
        **FREE,
        promised_for=last.call_again_at if last else None,
        rests_until=_rests_until(last, followup) if last and last.call_again_at is None else None,
    )


def _rests_until(attempt: CallAttempt, followup: FollowUp) -> datetime | None:
    """When the next call is decent; None: at once, by another number, or not by telephone at all."""
    match attempt.outcome:
        case CallOutcome.WRONG_NUMBER | CallOutcome.OUT_OF_SERVICE | CallOutcome.REFUSED_ALL | CallOutcome.DECEASED:
            return None
        case CallOutcome.REFUSED_NOW:
            return attempt.called_at + clinical.ASKED_AGAIN_AFTER_REFUSAL
        case CallOutcome.ANSWERED:
            again_after = ASKED_AGAIN_AFTER.get(followup.kind)
            return again_after and attempt.called_at + again_after
    return attempt.called_at + CallingRules.objects.now().rest_between_attempts


@transaction.atomic
def undo_call(*, attempt: CallAttempt, reason: str, by: User) -> None:
    """The call was logged in error: it stays on file, marked, and what followed from it is taken back."""
    followup = held(attempt.followup)
    attempt = CallAttempt.objects.select_for_update().get(pk=attempt.pk)
    if attempt.is_voided:
        raise ValidationError("This call is marked as logged in error already.")
    attempt.voided_at, attempt.voided_by, attempt.voided_reason = timezone.now(), by, reason
    save_valid(attempt)
    consequences.take_back(attempt, followup=followup, by=by)
    followup.refresh_from_db()
    if followup.is_open:
        _rest(followup)
