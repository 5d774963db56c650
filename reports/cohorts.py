"""Which courses a report counts, and how: the one parameter of every measure. It travels in addresses as codes
(selections.cohort_codes, forms.OutcomeFilters), and on the command line as options."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from accounts.models import User
from accounts.sight import PatientDataQuerySet
from reports.building.filters import EVERYTHING, Filters
from reports.models import CourseOutcome, CourseOutcomeQuerySet
from reports.rules import PRACTICE, Rule
from reports.statistics import Interval

Rows = TypeVar("Rows", bound=PatientDataQuerySet)


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """Only these of the courses; what is None or empty narrows nothing. The parts of each add up to the whole."""

    sex: str = ""
    # years at the day prescribed, both ends included: one of clinical.AGE_GROUPS
    ages: tuple[int, int] | None = None
    prescriber_id: int | None = None
    # the primary indication's ICD-10-CM category, its first three characters
    indication: str = ""
    # a course can be of several regions, so these parts overlap
    region: str = ""
    starting_dose_mg: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """Prescribed from `first` to `last`, both included, None leaving a side open; looked at as of a day.

    `observed_from`: the observation period is from that day to the day, both included. Answers and side effects from
    before it don't count, and courses that were stopped before it are left out. None: all since they were prescribed.
    """

    first: date | None = None
    last: date | None = None
    as_of: date
    all_courses: bool = False
    observed_from: date | None = None
    rule: Rule = PRACTICE
    narrowing: Narrowing = Narrowing()
    # of a cohort that was built: what it is chosen by, the number in its address, and the name it was given
    filters: Filters = EVERYTHING
    saved_id: int | None = None
    name: str = ""
    interval: Interval = Interval.WILSON
    # whose report it is; None: no user's, but the program's own
    by: User | None = field(default=None, compare=False, repr=False)

    def open_to(self, rows: Rows) -> Rows:
        """Those of the rows that may be counted for whose report it is."""
        return rows.reported_to(self.by) if self.by else rows

    def courses(self) -> CourseOutcomeQuerySet:
        """Each patient's first course in the period, or all of them."""
        courses = self.open_to(
            CourseOutcome.objects.as_of(self.as_of, rule=self.rule, observed_from=self.observed_from)
        ).prescribed_between(self.first, self.last)
        if not self.all_courses:
            courses = courses.first_of_their_patient_since(self.first)
        steps = self.filters.steps(as_of=self.as_of, rule=self.rule, observed_from=self.observed_from)
        return courses.filter(*(step.condition for step in steps)).narrowed(self.narrowing)
