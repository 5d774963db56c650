"""News of courses and wash-outs becomes follow-ups, in the same transaction."""

from datetime import date, datetime

from django.db.models.signals import m2m_changed, post_save
from django.dispatch import receiver
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from followups import claims, life, planning
from patients import signals as news_of_patients
from patients.models import Patient
from prescriptions import signals
from prescriptions.models import Prescription, WashOut


@receiver(signals.prescribed)
def ask_for_the_first_dose(sender, *, course: Prescription, at: datetime, **kwargs) -> None:
    planning.plan_first_dose_question(course=course)


@receiver(signals.started)
def plan_milestones(sender, *, course: Prescription, at: datetime, **kwargs) -> None:
    planning.settle_first_dose_question(course=course, at=at)
    planning.plan_milestones(courses=[course.pk], today=timezone.localdate(at))


@receiver([signals.started, signals.supply_changed])
def plan_refill(sender, *, course: Prescription, at: datetime, **kwargs) -> None:
    planning.plan_refills(courses=[course.pk], at=at)


@receiver(signals.closed)
def close_what_is_open(sender, *, course: Prescription, at: datetime, **kwargs) -> None:
    planning.close_open(course=course, at=at)


@receiver(signals.reopened)
def bring_back_what_was_closed(sender, *, course: Prescription, at: datetime, **kwargs) -> None:
    planning.reopen_closed(course=course, at=at)
    planning.plan_refills(courses=[course.pk], at=at)  # after that, since it may have brought one back


@receiver(signals.wash_out_changed)
def plan_wash_out_call(sender, *, wash_out: WashOut, at: datetime, **kwargs) -> None:
    planning.plan_wash_out_call(wash_out=wash_out, at=at)


@receiver(news_of_patients.deceased_on_changed)
def refuse_a_death_before_an_answer(sender, *, patient: Patient, before: date | None, by: User, **kwargs) -> None:
    life.check_death(patient=patient)


@receiver(post_save, sender=User)
def release_claims_of_who_left(sender, *, instance: User, **kwargs) -> None:
    if not instance.is_active:
        claims.release_all_of(instance)


@receiver(m2m_changed, sender=User.groups.through)
def release_claims_of_who_may_no_longer_call(sender, *, instance: object, action: str, **kwargs) -> None:
    if action not in ("post_remove", "post_clear") or not isinstance(instance, User):
        return
    if not User.objects.who_may(Permission.RECORD_CONTACTS).filter(pk=instance.pk).exists():
        claims.release_all_of(instance)
