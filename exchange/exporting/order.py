"""What somebody wants to take out: which courses, in which shape, and whether people are named in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import models

from exchange.exporting.columns import Column, Sheet
from patients.models import ResearchConsent
from reports.cohorts import Cohort
from reports.models import CourseOutcomeQuerySet
from reports.selections import cohort_codes


class Shape(models.TextChoices):
    WIDE = "wide", "One table, a row a course: for a spreadsheet, and to import again"
    LONG = "long", "A table of each kind: patients, courses, doses, fills, follow-ups, calls, answers, side effects"


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

    def courses(self) -> CourseOutcomeQuerySet:
        """Those that the report counts; with names, for who may take names out; for research, of who agreed to it."""
        courses = self.cohort.courses()
        if self.names_people and self.cohort.by:
            courses = courses.exported_by_name_to(self.cohort.by)
        if self.for_research:
            courses = courses.filter(patient__in=ResearchConsent.objects.given().values("patient"))
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
        options = ("shape", "names_people", "for_research", "labels", "guarded", "byte_order_mark")
        return cohort | {name: getattr(self, name) for name in options}


def _without_names(sheet: Sheet) -> Iterator[Column]:
    for column in sheet.columns:
        yield from (column,) if column.names_nobody else column.instead
