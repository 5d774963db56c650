from celery import shared_task
from django.utils import timezone

from core import time_limits
from followups import tick as scheduler


@shared_task
@time_limits.of_a_task()
def tick() -> None:
    scheduler.tick(now=timezone.now())
