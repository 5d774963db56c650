from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.sight import PatientDataQuerySet
from core.audit import audited


class AppointmentFileQuerySet(PatientDataQuerySet):
    def taken(self) -> AppointmentFileQuerySet:
        return self.exclude(taken_at=None)

    def known(self, content_hash: str) -> AppointmentFile | None:
        """The file with this very content that was read before."""
        return self.filter(content_hash=content_hash).first()


@audited(exclude=("rows",))
class AppointmentFile(models.Model):
    """One file of appointments: read, shown, and taken in. The same content is the same file, whatever its name."""

    content_hash = models.CharField(max_length=64, unique=True, error_messages={"unique": "This file is known."})
    name = models.CharField(max_length=100)
    read_at = models.DateTimeField()
    # None: found in the watched folder.
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # What was read, between the preview and the taking; emptied then. Each: chart number, day, status, provider.
    rows = models.JSONField(default=list)
    # (line, sentence) of what could not be read; 0 for the whole file.
    faults = models.JSONField(default=list)
    taken_at = models.DateTimeField(null=True, blank=True)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)

    objects = AppointmentFileQuerySet.as_manager()

    class Meta:
        ordering = ["-read_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="appointmentfile_taken_before_it_counts",
                condition=Q(taken_at__isnull=False) | Q(added=0, changed=0, unchanged=0),
                violation_error_message="A file counts its visits once it is taken in.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.read_at:%Y-%m-%d}"
