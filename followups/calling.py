"""Calls: who is on the telephone about a follow-up, and what came of it.

Each is one transaction, and raises ValidationError with the sentence that the user reads.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from followups.models import CallAttempt, CallingRules, FollowUp


@transaction.atomic
def claim(*, followup: FollowUp, now: datetime, by: User) -> bool:
    """Take the follow-up to call about it; False if someone else has it. One statement decides between many."""
    rules = CallingRules.objects.now()
    is_free = Q(claimed_by=None) | Q(claimed_by=by) | Q(claimed_until__lte=now)
    free = FollowUp.objects.open().filter(is_free, pk=followup.pk)
    return bool(free.update(claimed_by=by, claimed_until=now + rules.length_of_a_claim, version=F("version") + 1))


@transaction.atomic
def take_over(*, followup: FollowUp, now: datetime, by: User) -> None:
    """Take it from whoever has it: what that one saves from now on is refused, with the text kept."""
    length = CallingRules.objects.now().length_of_a_claim
    held = FollowUp.objects.open().filter(pk=followup.pk)
    held.update(claimed_by=by, claimed_until=now + length, version=F("version") + 1)


@transaction.atomic
def release(*, followup: FollowUp, by: User) -> None:
    """Put it back on the list."""
    mine = FollowUp.objects.filter(pk=followup.pk, claimed_by=by)
    mine.update(claimed_by=None, claimed_until=None, version=F("version") + 1)


@transaction.atomic
def log_call(*, attempt: CallAttempt, by: User) -> CallAttempt:
    """Record a call, and do what follows from it; `attempt` is the unsaved row."""
    followup = FollowUp.objects.select_for_update(of=("self",)).get(pk=attempt.followup_id)
    if not followup.is_open:
        raise ValidationError("This follow-up has been answered or closed already.")
    attempt.called_by = by
    attempt.full_clean()
    attempt.save()
    return attempt
