"""Forms that were sent, remembered long enough that a second click or a retry finds the first one's result."""

from datetime import datetime, timedelta

from core.models import Submission

KEPT_FOR = timedelta(hours=24)


def discard_old(*, now: datetime) -> None:
    Submission.objects.filter(at__lt=now - KEPT_FOR).delete()
