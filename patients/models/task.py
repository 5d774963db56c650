from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from accounts.models import User
from accounts.sight import PatientDataQuerySet
from core import clinical
from core.audit import audited
from core.constraints import all_or_none
from core.models import Versioned
from patients.models.patient import Patient


class ClinicianTaskQuerySet(PatientDataQuerySet):
    def open(self) -> ClinicianTaskQuerySet:
        return self.filter(done_at=None)

    def done(self) -> ClinicianTaskQuerySet:
        return self.filter(done_at__isnull=False)

    def of(self, user: User) -> ClinicianTaskQuerySet:
        """The user's own, and those of whom the user covers."""
        return self.filter(Q(owner=user) | Q(owner__covered_by=user))

    def unowned(self) -> ClinicianTaskQuerySet:
        """Those that nobody has taken: any clinician's."""
        return self.filter(owner=None)

    def unacknowledged_emergencies(self) -> ClinicianTaskQuerySet:
        return self.filter(is_emergency=True, acknowledged_at=None)

    def to_pass_on(self, now: datetime) -> ClinicianTaskQuerySet:
        """Emergencies that nobody has acknowledged for too long, and that were not passed on yet."""
        late = now - clinical.EMERGENCY_PASSED_ON_AFTER
        return self.unacknowledged_emergencies().filter(passed_on_at=None, raised_at__lte=late)

    def urgent_first(self) -> ClinicianTaskQuerySet:
        """Emergencies, then the longest overdue."""
        return self.order_by("-is_emergency", "due_on", "id")


@audited()
class ClinicianTask(Versioned):
    """Something that a clinician has to look at, raised by a contact, on a day.

    It belongs to the clinicians, and to one of them by name as soon as there is an owner. An emergency is a task that
    a clinician has to acknowledge before anything else.
    """

    class Kind(models.TextChoices):
        DOSE_ABOVE_CEILING = "dose_above_ceiling", "Takes more than the practice's ceiling"
        SEVERE_SIDE_EFFECT = "severe_side_effect", "Severe side effect"
        WITHDRAWAL = "withdrawal", "Signs of withdrawal"
        BEGUN_AGAINST_STOP = "begun_against_stop", "LDN begun against a stop"
        STOPPED_BY_PATIENT = "stopped_by_patient", "The patient has stopped LDN"
        OPIOID = "opioid", "Takes an opioid"
        PREGNANCY = "pregnancy", "Pregnant or nursing"
        PROCEDURE = "procedure", "A procedure ahead"
        SUICIDAL_THOUGHTS = "suicidal_thoughts", "Thoughts of suicide"
        TROUBLE_BREATHING = "trouble_breathing", "Trouble breathing"
        SEVERE_WITHDRAWAL = "severe_withdrawal", "Severe withdrawal"
        ALLERGIC_REACTION = "allergic_reaction", "Allergic reaction"
        QUESTION = "question", "A question for the clinician"

    # What the red button is for.
    EMERGENCIES = (
        Kind.SUICIDAL_THOUGHTS,
        Kind.TROUBLE_BREATHING,
        Kind.SEVERE_WITHDRAWAL,
        Kind.ALLERGIC_REACTION,
    )

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=20, choices=Kind)
    what = models.CharField(max_length=300)
    due_on = models.DateField()
    raised_at = models.DateTimeField(db_default=Now())
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # None: any clinician's.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="tasks"
    )

    is_emergency = models.BooleanField(default=False, editable=False)
    acknowledged_at = models.DateTimeField(null=True, blank=True, editable=False)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    # When nobody had acknowledged it for too long, and the covering prescriber was told.
    passed_on_at = models.DateTimeField(null=True, blank=True, editable=False)

    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    done_note = models.CharField(max_length=300, null=True, blank=True)  # noqa: DJ001 null with the others

    objects = ClinicianTaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["due_on"], name="cliniciantask_open", condition=Q(done_at=None)),
            models.Index(fields=["-done_at"], name="cliniciantask_done", condition=Q(done_at__isnull=False)),
            models.Index(
                fields=["raised_at"],
                name="cliniciantask_emergency",
                condition=Q(is_emergency=True, acknowledged_at=None),
            ),
        ]
        constraints = [
            all_or_none(
                "cliniciantask_done_who_when_what",
                "done_at",
                "done_by",
                "done_note",
                message="A task that is done says who did it, when and what was decided.",
            ),
            all_or_none(
                "cliniciantask_acknowledged_who_when",
                "acknowledged_at",
                "acknowledged_by",
                message="An emergency that is acknowledged says by whom and when.",
            ),
            models.CheckConstraint(
                name="cliniciantask_only_emergencies_are_acknowledged",
                condition=Q(is_emergency=True) | Q(acknowledged_at=None, passed_on_at=None),
                violation_error_message="Only an emergency is acknowledged or passed on.",
            ),
            models.CheckConstraint(
                name="cliniciantask_acknowledged_before_done",
                condition=Q(is_emergency=False) | Q(done_at=None) | Q(acknowledged_at__isnull=False),
                violation_error_message="Acknowledge the emergency first; then close it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.patient_id}"

    def days_overdue(self, today: date) -> int:
        """0 on the day it is due and before."""
        return max((today - self.due_on).days, 0)

    @property
    def needs_acknowledging(self) -> bool:
        return self.is_emergency and self.acknowledged_at is None

    def get_absolute_url(self) -> str:
        return reverse("patients:tasks")
