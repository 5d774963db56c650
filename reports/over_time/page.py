"""All figures over time of a cohort, as page and CSV show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports import tables
from reports.cohorts import Cohort
from reports.figures import HIDDEN, Figure
from reports.over_time import counts, days, leaving, pain
from reports.over_time.curves import CurveFigure, Stops, time_on_ldn, time_to_response
from reports.over_time.pain import Change

OBSERVED = (
    "Courses that were stopped before the observation period are left out, so that these figures are of those who"
    " lasted into it. Leave the period open to see all."
)


@dataclass(frozen=True, kw_only=True)
class OverTime:
    started: int
    time_on_ldn: CurveFigure
    time_to_response: CurveFigure
    response_by_days: Figure
    # how many were started, in words
    courses: str
    changes: Sequence[Change]
    remarks_on_changes: Sequence[str]
    caution: str

    @property
    def curves(self) -> list[CurveFigure]:
        return [self.time_on_ldn, self.time_to_response]

    @property
    def lines_of_changes(self) -> list[tuple[str, list[str]]]:
        """(what, its text of each score)."""
        lines = zip(*(one.lines for one in self.changes), strict=True)
        return [(of_each[0][0], [text for _, text in of_each]) for of_each in lines]


def build(cohort: Cohort, *, by: counts.GroupedBy, stops: Stops, under: int) -> OverTime | None:
    """None where no course was started. `under`: counts from 1 to one less are hidden; 0: none."""
    groups = counts.days_on_ldn(cohort, by)
    started = sum(group.n for group in groups.drawn) + sum(count for _, count in groups.left_out)
    if not started:
        return None
    groups, hidden = leaving.told(groups, under=under)
    responses = leaving.coarse(counts.days_to_response(cohort), apart=[counts.Ending.RESPONSE], under=under)
    changes = pain.changes(counts.pairs(cohort), cohort.interval, started=started, under=under)
    return OverTime(
        started=started,
        courses=HIDDEN if 0 < started < under else str(started),
        time_on_ldn=time_on_ldn(groups, stops, hidden=hidden, is_coarse=bool(under)),
        time_to_response=time_to_response(responses, cohort, is_coarse=bool(under)),
        response_by_days=days.figure(counts.categories_by_days(cohort), cohort, under=under),
        changes=changes,
        remarks_on_changes=pain.remarks([] if under else changes),
        caution=OBSERVED if cohort.observed_from else "",
    )


def as_csv(found: OverTime, key: str, *, about: Sequence[tuple[str, str]]) -> str | None:
    """The figure of this key; None if there is none."""
    for figure in found.curves:
        if figure.key == key:
            return tables.rows_as_csv(figure.csv_head, figure.csv_rows(), about=about)
    if key == found.response_by_days.key:
        return tables.as_csv([found.response_by_days], about=about)
    if key == "pain-before-and-now":
        rows = [[label, *texts] for label, texts in found.lines_of_changes]
        return tables.rows_as_csv(["figure", *(one.label for one in found.changes)], rows, about=about)
    return None
