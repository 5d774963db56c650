"""Two ways in which such an engine is often built, and which lose follow-ups: the harness has to find that out.

Without a fault both do what they should. They replace steps of the pass, and only in the run's own processes.
"""

import os
import time
from collections.abc import Callable
from datetime import datetime

from celery import shared_task
from django.db import connection
from django.utils import timezone

from followups import planning
from followups.models import FollowUp
from followups.tick import miss_closed_windows, plan_what_is_missing

Step = Callable[..., None]

TAKEN_AT_ONCE = 200
SECONDS_OF_WORK = 0.15  # for each: the mail it would send, the page it would fetch
TABLE = "CREATE TABLE IF NOT EXISTS faults_marked (followup_id bigint PRIMARY KEY)"


def claim_first(*, now: datetime) -> None:
    """Mark a batch as taken, commit, then work: what a kill leaves half done is never looked at again."""
    while taken := _take(timezone.localdate(now)):
        for pk in taken:
            time.sleep(SECONDS_OF_WORK)
            planning.settle(FollowUp.objects.filter(pk=pk), state=FollowUp.State.MISSED, at=now)


def _take(today) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO faults_marked SELECT id FROM followups_followup"
            " WHERE state = 'open' AND kind = 'milestone' AND window_closes_on < %s"
            " AND id NOT IN (SELECT followup_id FROM faults_marked) LIMIT %s"
            " ON CONFLICT DO NOTHING RETURNING followup_id",
            [today, TAKEN_AT_ONCE],
        )
        return [pk for (pk,) in cursor.fetchall()]


def plan_and_send_messages(*, now: datetime) -> None:
    """Plan, and leave each follow-up's closing to a message that waits in the broker: its only memory."""
    plan_what_is_missing(now=now)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO faults_marked SELECT id FROM followups_followup WHERE kind = 'milestone'"
            " ON CONFLICT DO NOTHING RETURNING followup_id"
        )
        planned = [pk for (pk,) in cursor.fetchall()]
    for pk, closes in FollowUp.objects.filter(pk__in=planned).values_list("pk", "window_closes_on"):
        close_window.apply_async([pk], countdown=_seconds_until(closes, timezone.localdate(now)))


@shared_task
def close_window(pk: int) -> None:
    today, now = timezone.localdate(), timezone.now()
    followup = FollowUp.objects.get(pk=pk)
    if followup.window_closes_on >= today:  # the run's clock was held up
        close_window.apply_async([pk], countdown=_seconds_until(followup.window_closes_on, today))
        return
    planning.settle(FollowUp.objects.filter(pk=pk), state=FollowUp.State.MISSED, at=now)


def _seconds_until(day, today) -> float:
    return max(1.0, ((day - today).days + 1) / float(os.environ["FAULTS_DAYS_A_SECOND"]))


# Each: what takes the place of which step; None: nothing does.
VARIANTS: dict[str, dict[Step, Step | None]] = {
    "claim-first": {miss_closed_windows: claim_first},
    "message-each": {miss_closed_windows: None, plan_what_is_missing: plan_and_send_messages},
}


def put_into(steps: tuple[Step, ...], variant: str) -> tuple[Step, ...]:
    replaced = VARIANTS[variant]
    return tuple(step for step in (replaced.get(step, step) for step in steps) if step)
