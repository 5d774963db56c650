"""What somebody wants to take out: which courses, in which shape, and whether people are named in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db import models

from accounts.models import User
from exchange.exporting.columns import Column, Sheet
from patients.models import ResearchConsent
from reports.cohorts import Cohort
from reports.forms import OutcomeFilters
from reports.models import CourseOutcomeQuerySet
from reports.selections import cohort_codes

OPTIONS = ("shape", "names_people", "for_research", "labels", "guarded", "byte_order_mark")


class Shape(models.TextChoices):
    WIDE = "wide", "One table, a row a course: for a spreadsheet, and to import again"
    LONG = "long", "A table of each kind: patients, courses, doses, fills, follow-ups, calls, answers, side effects"

    @property
    def short(self) -> str:
        return self.label.partition(":")[0].partition(",")[0]


@dataclass(frozen=True, kw_only=True)
class Order:
    """`names_people`: with names, chart numbers and days as they are; otherwise without anything that identifies.
    `guarded`: texts that look like formulas are made harmless. `labels`: codes in words beside the codes."""

    cohort: Cohort
    shape: Shape = Shape.WIDE
    names_people: bool = False
    for_research: bool = False
    labels: bool = False
    guarded: bool = True
    byte_order_mark: bool = False
    today: date

    @classmethod
    def from_codes(cls, codes: dict[str, str | bool], *, by: User) -> Order:
        """The order again that gave the codes, as of the same day."""
        filters = OutcomeFilters(data=codes)
        if not filters.is_valid():
            raise ValueError(filters.errors.as_json())
        asked_on = date.fromisoformat(codes["today"])
        options = {name: codes[name] for name in OPTIONS}
        return cls(
            cohort=filters.cohort(today=asked_on, by=by), today=asked_on, **options | {"shape": Shape(codes["shape"])}
        )

    def courses(self) -> CourseOutcomeQuerySet:
        """Those that the report counts; with names, for who may take names out; for research, of who agreed to it."""
        courses = self.without_consent()
        if self.for_research:
            courses = courses.filter(patient__in=ResearchConsent.objects.given().values("patient"))
        return courses

    def without_consent(self) -> CourseOutcomeQuerySet:
        """The same, whether their patients agreed to research or not."""
        courses = self.cohort.courses()
        if self.names_people and self.cohort.by:
            courses = courses.exported_by_name_to(self.cohort.by)
        return courses

    def columns_of(self, sheet: Sheet) -> list[Column]:
        """Those that may go out, each coded one followed by its words where they are wanted."""
        columns = [*sheet.columns] if self.names_people else [*_without_names(sheet)]
        if not self.labels:
            return columns
        return [one for column in columns for one in ((column, column.in_words()) if column.choices else (column,))]

    def codes(self) -> dict[str, str | bool]:
        """What was ordered, as it is kept and compared: codes and days, and nothing of a patient."""
        cohort = {name: str(code) for name, code in cohort_codes(self.cohort).items()}
        return cohort | {name: getattr(self, name) for name in OPTIONS} | {"today": self.today.isoformat()}

    @property
    def fingerprint(self) -> str:
        """The same for the same order."""
        return hashlib.sha256(json.dumps(self.codes(), sort_keys=True).encode()).hexdigest()


def _without_names(sheet: Sheet) -> Iterator[Column]:
    for column in sheet.columns:
        if column.names_nobody:
            yield column
        else:
            yield from (replace(one, transforms=column.of) for one in column.instead)
