"""A patient's news becomes what it means for the course, in the same transaction."""

from datetime import date

from django.dispatch import receiver

from accounts.models import User
from patients import signals
from patients.models import Patient
from prescriptions import deaths


@receiver(signals.deceased_on_changed)
def follow_a_death(sender, *, patient: Patient, before: date | None, by: User, **kwargs) -> None:
    deaths.follow(patient=patient, before=before, by=by)
