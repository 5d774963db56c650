"""Cohorts that were built: their filters, kept so that an address can name them without saying what they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.urls import reverse

from accounts.models import User
from core.audit import audited

if TYPE_CHECKING:
    from reports.building.filters import Filters
    from reports.cohorts import Cohort


def fingerprint(filters: Mapping[str, object]) -> str:
    """The same for the same filters, in whatever order."""
    return hashlib.sha256(json.dumps(filters, sort_keys=True).encode()).hexdigest()


class SavedCohortQuerySet(models.QuerySet):
    def kept(self) -> SavedCohortQuerySet:
        """Those with a name, which the list and the pick lists show to everybody who sees reports, by their name."""
        return self.exclude(name="").order_by(Lower("name"))

    def same_as(self, filters: Mapping[str, object], *, by: User) -> SavedCohort:
        """The user's row with these filters, made if there is none yet."""
        return self.get_or_create(kept_by=by, fingerprint=fingerprint(filters), defaults={"filters": filters})[0]


@audited()
class SavedCohort(models.Model):
    """Which courses: codes and typed names, as `reports.building` reads them. What an address was sent for stays: the
    filters never change, and no row goes away. The name can."""

    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    filters = models.JSONField(default=dict, blank=True, editable=False)
    fingerprint = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    # Empty: on no list, but its address goes on.
    name = models.CharField(max_length=80, blank=True)
    named_at = models.DateTimeField(null=True, editable=False)

    objects = SavedCohortQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(name="keep", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="filters_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("filters", "fingerprint", "kept_by", "made_at"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kept_by", "fingerprint"], name="savedcohort_once_a_user"),
            models.UniqueConstraint(
                Lower("name"),
                condition=~Q(name=""),
                name="savedcohort_one_of_a_name",
                violation_error_message="There is a cohort of this name already. Choose another name.",
            ),
            models.CheckConstraint(
                name="savedcohort_named_on_a_day",
                condition=Q(name="", named_at=None) | ~Q(name="") & Q(named_at__isnull=False),
                violation_error_message="A name was given at some time.",
            ),
        ]

    def __str__(self) -> str:
        return f"cohort {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("reports:cohort", args=[self.pk])

    def read(self) -> Filters:
        """What it is chosen by, held against the builder's rules once more. Raises building.form.Unreadable."""
        from reports.building import form  # which needs the models of this app

        return form.read(self.filters)

    def cohort(self, *, as_of: date, by: User) -> Cohort:
        """For the user to count, as of its own day or, where it has none, of this one. Raises Unreadable."""
        from reports.cohorts import Cohort  # which needs the models of this app

        filters = self.read()
        return Cohort(
            by=by,
            first=filters.first,
            last=filters.last,
            as_of=filters.as_of or as_of,
            all_courses=filters.all_courses,
            filters=filters,
            saved_id=self.pk,
            name=self.name,
        )
