"""A course's news becomes follow-ups, in the same transaction."""

from datetime import datetime

from django.dispatch import receiver
from django.utils import timezone

from followups import actions
from prescriptions import signals
from prescriptions.models import Prescription


@receiver(signals.prescribed)
def ask_for_the_first_dose(sender, *, course: Prescription, at: datetime, **kwargs) -> None:
    actions.plan_first_dose_question(course=course)


@receiver(signals.started)
def plan_milestones(sender, *, course: Prescription, at: datetime, **kwargs) -> None:
    actions.settle_first_dose_question(course=course, at=at)
    actions.plan(course=course, today=timezone.localdate(at))


@receiver(signals.closed)
def close_what_is_open(sender, *, course: Prescription, at: datetime, **kwargs) -> None:
    actions.close_open(course=course, at=at)


@receiver(signals.reopened)
def bring_back_what_was_closed(sender, *, course: Prescription, at: datetime, **kwargs) -> None:
    actions.reopen_closed(course=course, today=timezone.localdate(at))
