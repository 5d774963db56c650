"""The weekly sign-off: an administrator has looked at what was odd, and says so for good."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from accounts.models import User
from core.models import AccessLog, save_valid
from reports.audit.odd import WEEK, Odd
from reports.models import SignedWeek


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def over(*, today: date) -> list[date]:
    """The Mondays of the weeks that are over, since the log began; the latest first."""
    first = AccessLog.objects.aggregate(first=Min("at"))["first"]
    if first is None:
        return []
    monday, this = monday_of(timezone.localdate(first)), monday_of(today)
    return [this - n * WEEK for n in range(1, (this - monday).days // 7 + 1)]


def unsigned(*, today: date) -> list[date]:
    signed = set(SignedWeek.objects.values_list("monday", flat=True))
    return [monday for monday in over(today=today) if monday not in signed]


@transaction.atomic
def sign_off(*, monday: date, found: Sequence[Odd], note: str, today: date, by: User) -> SignedWeek:
    """Keep who looked at this week, what was found by then, and the note. Raises ValidationError for a week that is
    not over, or is signed."""
    if monday + WEEK > today:
        raise ValidationError("This week is not over yet.")
    if SignedWeek.objects.filter(monday=monday).exists():
        raise ValidationError("This week is signed off already.")
    counts = Counter(str(one.rule.value) for one in found)
    return save_valid(SignedWeek(monday=monday, found=dict(counts), note=note, signed_by=by))
