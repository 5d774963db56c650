"""Claims that end by themselves."""

from datetime import datetime

from django.db.models import F, Q

from accounts.models import User
from followups.models import FollowUp

FREE = {"claimed_by": None, "claimed_at": None, "claimed_until": None}


def release_ended(*, now: datetime) -> int:
    """Put back on the list what was claimed for longer than a claim lasts, or by someone who has left.

    The version stays: who took longer than the claim and was not followed by anyone else may still save.
    """
    ended = Q(claimed_until__lte=now) | Q(claimed_by__is_active=False)
    return FollowUp.objects.open().filter(ended).update(**FREE)


def release_all_of(user: User) -> int:
    """Put back on the list whatever the user has: what is saved from a page that is still open is refused."""
    return FollowUp.objects.open().filter(claimed_by=user).update(**FREE, version=F("version") + 1)
