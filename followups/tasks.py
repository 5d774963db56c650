from celery import shared_task
from django.utils import timezone

from followups import tick as scheduler


@shared_task
def tick() -> None:
    scheduler.tick(now=timezone.now())
