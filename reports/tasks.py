from celery import shared_task

from core import time_limits
from reports import kept


@shared_task(time_limit=3600)  # a minute a million courses
@time_limits.of_a_task()
def reconcile_outcomes() -> None:
    kept.reconcile()
