"""Stretches of time within a course, each open until its end is known."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from accounts.sight import PatientDataQuerySet
from core.audit import audited
from prescriptions.models.course import Prescription


class DateRange(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class IntervalQuerySet(PatientDataQuerySet):
    def open(self) -> IntervalQuerySet:
        return self.filter(until_on=None)

    def covering(self, day: date) -> IntervalQuerySet:
        return self.filter(from_on__lte=day).filter(Q(until_on=None) | Q(until_on__gt=day))


class Interval(models.Model):
    """From a day on, up to and without the day it ends."""

    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = IntervalQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["from_on"]

    @classmethod
    def rules(cls, name: str, overlap: str, order: str) -> list[models.BaseConstraint]:
        """The constraints of a kind of interval: none overlaps another of its course, and each ends after it began."""
        days = DateRange("from_on", "until_on", RangeBoundary())
        return [
            ExclusionConstraint(
                name=f"{name}_no_overlap",
                expressions=[("prescription", RangeOperators.EQUAL), (days, RangeOperators.OVERLAPS)],
                violation_error_message=overlap,
            ),
            models.CheckConstraint(
                name=f"{name}_ends_after_it_began",
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                violation_error_message=order,
            ),
        ]


@audited()
class Pause(Interval):
    """LDN is not taken for a while (surgery, illness). The course goes on."""

    prescription = models.ForeignKey(Prescription, models.PROTECT, related_name="pauses")

    class Meta(Interval.Meta):
        constraints = Interval.rules(
            "pause",
            "The course is paused in these days already.",
            "LDN is resumed on a later day than it was paused.",
        )

    def __str__(self) -> str:
        return f"paused from {self.from_on}"


@audited()
class LostPeriod(Interval):
    """The patient can't be reached any more: lost to follow-up, until an answer comes after all."""

    prescription = models.ForeignKey(Prescription, models.PROTECT, related_name="lost_periods")

    class Meta(Interval.Meta):
        constraints = Interval.rules(
            "lostperiod",
            "The patient is marked as lost to follow-up in these days already.",
            "A patient is found on a later day than lost.",
        )

    def __str__(self) -> str:
        return f"lost from {self.from_on}"
