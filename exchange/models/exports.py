"""What goes out, and under which names."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from accounts.sight import PatientDataQuerySet
from core.audit import audited
from patients.models import Patient

# 64 bits of what the server's own source of chance gives. In the order of chance, too, so that no number of a row tells
# when the patient was registered.
GIVE_STUDY_IDS = """
    INSERT INTO exchange_studyid (patient_id, code)
    SELECT id, 'S' || upper(left(chance, 8) || right(chance, 8))
    FROM (SELECT id, gen_random_uuid()::text AS chance FROM patients_patient WHERE merged_into_id IS NULL) AS patient
    WHERE NOT EXISTS (SELECT FROM exchange_studyid own WHERE own.patient_id = patient.id)
    ORDER BY chance
    ON CONFLICT (patient_id) DO NOTHING
"""


class StudyIdQuerySet(PatientDataQuerySet):
    def give_to_everybody(self) -> None:
        """A random id for every patient who has none."""
        with connection.cursor() as cursor:
            cursor.execute(GIVE_STUDY_IDS)


@audited()
class StudyId(models.Model):
    """What a patient is called in every file without names: random, and kept here alone."""

    patient = models.OneToOneField(Patient, models.PROTECT, related_name="study_id")
    code = models.CharField(max_length=17, unique=True)

    objects = StudyIdQuerySet.as_manager()

    def __str__(self) -> str:
        return self.code


class ExportQuerySet(models.QuerySet):
    def unfinished(self) -> ExportQuerySet:
        return self.filter(state__in=Export.UNFINISHED)

    def being_made(self, now: datetime) -> ExportQuerySet:
        return self.filter(state=Export.State.RUNNING, heard_of_at__gte=now - Export.SILENT_AFTER)

    def to_make(self, now: datetime) -> ExportQuerySet:
        """Those that wait, and those whose maker has not been heard of for so long that it must have died."""
        silent = Q(state=Export.State.RUNNING, heard_of_at__lt=now - Export.SILENT_AFTER)
        return self.filter(Q(state=Export.State.WAITING) | silent).order_by("asked_at", "pk")

    def to_hand_over(self, now: datetime) -> ExportQuerySet:
        return self.filter(state=Export.State.READY, expires_at__gt=now)

    def expired(self, now: datetime) -> ExportQuerySet:
        return self.filter(state=Export.State.READY, expires_at__lte=now)

    def asked_since(self, moment: datetime) -> ExportQuerySet:
        return self.filter(asked_at__gte=moment)


@audited(exclude=("heard_of_at", "rows_done"))
class Export(models.Model):
    """A file that a user wants to take out: who, with which filter and why, how many rows, and the file's hash.

    The row stays; the file is made once, handed to its owner once, and is gone from disk then or when its time is over.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Being made"
        READY = "ready", "Ready"
        TAKEN = "taken", "Taken out"
        EXPIRED = "expired", "Not taken out in time"
        FAILED = "failed", "Failed"

    UNFINISHED = (State.WAITING, State.RUNNING)
    # How long a file that is ready waits for its owner.
    KEPT_FOR = timedelta(minutes=15)
    SILENT_AFTER = timedelta(minutes=2)
    MOST_TRIES = 3

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # exchange.exporting.order.Order.codes: the filter of the report, and how the file is written
    codes = models.JSONField()
    # a hash of them: the same once more, while it is being made, is the same export
    fingerprint = models.CharField(max_length=64)
    names_people = models.BooleanField()
    for_research = models.BooleanField()
    reason = models.CharField(max_length=200, blank=True)
    request_id = models.UUIDField()
    asked_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)

    # its maker's: how often it was begun, when it was last heard of, how far it is
    tries = models.PositiveSmallIntegerField(default=0)
    heard_of_at = models.DateTimeField(null=True)
    rows_done = models.BigIntegerField(default=0)
    rows = models.BigIntegerField(null=True)

    size_bytes = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "pk"]
        indexes = [
            models.Index(fields=["user", "-asked_at"], name="export_of_user"),
            models.Index(fields=["asked_at"], name="export_to_make", condition=Q(state__in=("waiting", "running"))),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "fingerprint"],
                condition=Q(state__in=("waiting", "running")),
                name="export_one_at_a_time",
                violation_error_message="This export is being made already.",
            ),
            models.CheckConstraint(
                name="export_ready_says_what_it_is",
                condition=~Q(state__in=("ready", "taken", "expired"))
                | Q(rows__isnull=False, size_bytes__isnull=False, ready_at__isnull=False, expires_at__isnull=False)
                & ~Q(sha256=""),
                violation_error_message="A file that is ready has its rows, its size and its hash.",
            ),
            models.CheckConstraint(
                name="export_names_have_a_reason",
                condition=Q(names_people=False) | ~Q(reason=""),
                violation_error_message="Say why names leave the house.",
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.pk} of {self.user_id}, {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("exchange:export", args=[self.pk])

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED

    @property
    def file_name(self) -> str:
        """What the user's browser calls it: made by the program, of nothing that was typed."""
        return f"ldn-export-{self.asked_at:%Y-%m-%d}-{str(self.pk)[:8]}.zip"

    @property
    def percent_done(self) -> int:
        return min(99, 100 * self.rows_done // self.rows) if self.rows else 0
