"""The case series in one click: the same subject as the published one, in our layout, for any period. As a page that
prints (templates/reports/case_series.html), and as one file (archive.py)."""

from __future__ import annotations

from dataclasses import dataclass

from reports import dashboard
from reports.case_series import baseline, flow, numbers, people
from reports.case_series.baseline import Part
from reports.case_series.flow import Flow
from reports.case_series.numbers import Line
from reports.case_series.people import Person
from reports.cohorts import Cohort
from reports.figures import Figure
from reports.outcomes import OutcomeSummary, summarise
from reports.selections import Links

# It is a document with one line a course in its file: more is no case series, and the dashboard counts them.
MOST_COURSES = 20_000


class TooMany(Exception):
    """More courses than a case series is made of."""


@dataclass(frozen=True, kw_only=True)
class CaseSeries:
    summary: OutcomeSummary
    people: list[Person]
    flow: Flow
    baseline: list[Part]
    numbers: list[Line]
    figures: list[Figure]

    @property
    def cohort(self) -> Cohort:
        return self.summary.cohort


def build(cohort: Cohort) -> CaseSeries:
    """Raises TooMany."""
    summary = summarise(cohort)
    if summary.prescribed > MOST_COURSES:
        raise TooMany
    of = people.of(cohort)
    return CaseSeries(
        summary=summary,
        people=of,
        flow=flow.count(summary),
        baseline=baseline.by_category(of, cohort.rule),
        numbers=numbers.lines(summary, of),
        figures=dashboard.figures(summary, "prescribed", Links(cohort=cohort, are_shown=False)),
    )
