"""News of courses and wash-outs becomes follow-ups, in the same transaction."""

from datetime import datetime

from django.dispatch import receiver
from django.utils import timezone

from followups import planning
from prescriptions import signals
from prescriptions.models import Prescription, WashOut


@receiver(signals.prescribed)
def ask_for_the_first_dose(sender, *, course: Prescription, at: datetime, **kwargs) -> None:
    planning.plan_first_dose_question(course=course)


@receiver(signals.started)
def plan_milestones(sender, *, course: Prescription, at: datetime, **kwargs) -> None:
    planning.settle_first_dose_question(course=course, at=at)
    planning.plan_milestones(courses=[course.pk], today=timezone.localdate(at))


@receiver([signals.started, signals.supply_changed, signals.reopened])
def plan_refill(sender, *, course: Prescription, at: datetime, **kwargs) -> None:
    planning.plan_refill(course=course, at=at, today=timezone.localdate(at))


@receiver(signals.closed)
def close_what_is_open(sender, *, course: Prescription, at: datetime, **kwargs) -> None:
    planning.close_open(course=course, at=at)


@receiver(signals.reopened)
def bring_back_what_was_closed(sender, *, course: Prescription, at: datetime, **kwargs) -> None:
    planning.reopen_closed(course=course, today=timezone.localdate(at))


@receiver(signals.wash_out_changed)
def plan_wash_out_call(sender, *, wash_out: WashOut, at: datetime, **kwargs) -> None:
    planning.plan_wash_out_call(wash_out=wash_out, at=at)
