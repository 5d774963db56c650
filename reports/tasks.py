from celery import shared_task

from reports import kept


@shared_task(time_limit=3600)  # a minute a million courses
def reconcile_outcomes() -> None:
    kept.reconcile()
