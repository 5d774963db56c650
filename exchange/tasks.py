from celery import shared_task
from django.utils import timezone

from core import time_limits
from exchange.exporting import making
from exchange.imports import running


@shared_task(soft_time_limit=3500, time_limit=3600)  # some minutes a million courses
@time_limits.of_an_export()
def make_exports() -> None:
    making.make_all(now=timezone.now())


@shared_task(soft_time_limit=3500, time_limit=3600)  # some minutes a hundred thousand courses
@time_limits.of_an_import()
def run_imports() -> None:
    running.run_all(now=timezone.now())
