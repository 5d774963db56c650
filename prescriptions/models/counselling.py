from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.sight import PatientDataQuerySet
from core.audit import audited
from prescriptions.counselling import Language, Point
from prescriptions.models.course import Prescription


@audited()
class Counselling(models.Model):
    """What a patient was told about a course on a day, by whom, and in which words: the version of the texts."""

    prescription = models.ForeignKey(Prescription, models.PROTECT, related_name="counsellings")
    done_on = models.DateField()
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    text_version = models.CharField(max_length=10, editable=False)
    points = ArrayField(models.CharField(max_length=24, choices=Point))
    form_language = models.CharField(max_length=2, choices=Language, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())

    objects = PatientDataQuerySet.as_manager()

    class Meta:
        ordering = ["done_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="counselling_has_a_point",
                condition=~Q(points=[]),
                violation_error_message="Tick what you have told the patient.",
            ),
            models.CheckConstraint(
                name="counselling_form_has_a_language",
                condition=(Q(points__contains=[Point.FORM_GIVEN]) & ~Q(form_language=""))
                | (~Q(points__contains=[Point.FORM_GIVEN]) & Q(form_language="")),
                violation_error_message="Say in which language the form was given, and only if one was given.",
            ),
        ]

    def __str__(self) -> str:
        return f"{len(self.points)} points on {self.done_on}"


@dataclass(frozen=True, kw_only=True)
class Counselled:
    """What a patient has been told of a course so far, in the words of the latest version used."""

    last: Counselling
    points: frozenset[str]

    @property
    def missing(self) -> list[Point]:
        return [point for point in Point if point not in self.points]

    @property
    def count(self) -> str:
        """Writes "9 of 10 points"."""
        return f"{len(Point) - len(self.missing)} of {len(Point)} points"

    @property
    def missing_words(self) -> str:
        """Writes "Wallet card, Printed form given"; empty where nothing is missing."""
        return ", ".join(point.label for point in self.missing)


def counselled(rows: Iterable[Counselling]) -> Counselled | None:
    """Of a course's counsellings in their order: what was told in an older version has to be told again."""
    rows = list(rows)
    if not rows:
        return None
    last = rows[-1]
    points = frozenset(point for row in rows if row.text_version == last.text_version for point in row.points)
    return Counselled(last=last, points=points)
