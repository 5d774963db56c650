"""Spreadsheets that users bring in."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from core.audit import audited


class ImportQuerySet(models.QuerySet):
    def being_run(self, now: datetime) -> ImportQuerySet:
        return self.exclude(job="").filter(heard_of_at__gte=now - Import.SILENT_AFTER)

    def to_run(self, now: datetime) -> ImportQuerySet:
        """Those that wait, and those whose worker has not been heard of for so long that it must have died."""
        silent = Q(heard_of_at=None) | Q(heard_of_at__lt=now - Import.SILENT_AFTER)
        return self.exclude(job="").filter(silent).order_by("asked_at", "pk")

    def with_file(self) -> ImportQuerySet:
        return self.filter(state__in=Import.WITH_FILE)

    def forgotten(self, now: datetime) -> ImportQuerySet:
        """Files that lie there longer than they may, and that nobody works on."""
        return self.with_file().filter(job="", uploaded_at__lte=now - Import.KEPT_FOR)


@audited(exclude=("heard_of_at", "rows_done", "rows_to_do"))
class Import(models.Model):
    """A spreadsheet of a user: how its columns were read, what it added, and what became of it.

    The row stays. The file lies on the disk until it is imported, given up, or a day old. Of what stands in the file,
    and of what it was called, nothing is kept here.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", "Uploaded; columns to be matched"
        CHECKED = "checked", "Checked; not imported yet"
        REFUSED = "refused", "Has faults; not imported"
        IMPORTED = "imported", "Imported"
        UNDONE = "undone", "Imported and undone"
        GIVEN_UP = "given_up", "Given up"
        EXPIRED = "expired", "Left for a day, and deleted"
        FAILED = "failed", "Failed"

    class Job(models.TextChoices):
        CHECK = "check", "Being checked"
        IMPORT = "import", "Being imported"
        UNDO = "undo", "Being undone"

    class Dates(models.TextChoices):
        ISO = "iso", "year-month-day, like 2019-06-03"
        MONTH_FIRST = "mdy", "month/day/year, like 06/03/2019 for June 3"
        DAY_FIRST = "dmy", "day/month/year, like 03/06/2019 for June 3"

    WITH_FILE = (State.UPLOADED, State.CHECKED, State.REFUSED)
    KEPT_FOR = timedelta(hours=24)
    SILENT_AFTER = timedelta(minutes=2)
    MOST_TRIES = 3

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.UPLOADED)
    uploaded_at = models.DateTimeField(db_default=Now())
    is_workbook = models.BooleanField()
    size_bytes = models.BigIntegerField()
    # our column: the file's heading
    columns = models.JSONField(default=dict)
    dates = models.CharField("days are written", max_length=3, choices=Dates, blank=True)
    # courses, patients, answers, follow-ups, known, faults, same (that may be somebody on file)
    counts = models.JSONField(default=dict)
    imported_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    # a worker was to undo it, and found something that depends on it
    undo_was_refused = models.BooleanField(default=False)
    # of the write audit: its inserts are what this import created
    context_id = models.UUIDField(null=True)

    # a worker's: what is to do, how often it was begun, when it was last heard of, how far it is
    job = models.CharField(max_length=6, choices=Job, blank=True)
    asked_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    heard_of_at = models.DateTimeField(null=True)
    rows_done = models.BigIntegerField(default=0)
    rows_to_do = models.BigIntegerField(default=0)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "pk"]
        indexes = [
            models.Index(fields=["user", "-uploaded_at"], name="import_of_user"),
            models.Index(fields=["asked_at"], name="import_to_run", condition=~Q(job="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="import_created_something_once",
                condition=~Q(state__in=("imported", "undone")) | Q(imported_at__isnull=False, context_id__isnull=False),
                violation_error_message="What was imported says when, and what it created.",
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk} of {self.user_id}, {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("imports:import", args=[self.pk])

    @property
    def percent_done(self) -> int:
        return min(99, 100 * self.rows_done // self.rows_to_do) if self.rows_to_do else 0
