"""A figure of curves over time with all that is said beside it: tables, tests, and what counts as what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models

from core import clinical
from core.rounding import half_up
from core.wording import counted
from reports import words
from reports.cohorts import Cohort
from reports.drawing import Drawing
from reports.figures import FEW
from reports.over_time.counts import Ending, Groups, Watched
from reports.over_time.drawing import SHARE_AT_RISK_PERCENT, Curve, draw, has_marks, ticks
from reports.statistics import kaplan_meier, log_rank

METHOD = (
    "Kaplan-Meier; the interval is that of log(-log), with Greenwood's variance. On one day, events come before"
    " censorings. The median is the first day on which at most half are left; its interval is Brookmeyer and Crowley's."
)


class Stops(models.TextChoices):
    """What counts as the event of the time on LDN."""

    EVERY = "every", "every stop"
    NON_RESPONSE = "non-response", "non-responses only"

    @property
    def events(self) -> frozenset[Ending]:
        every = frozenset({Ending.NON_RESPONSE, Ending.OTHER_STOP})
        return every if self == Stops.EVERY else frozenset({Ending.NON_RESPONSE})

    @property
    def event(self) -> str:
        return "Stopped" if self == Stops.EVERY else "Non-response"

    @property
    def left(self) -> str:
        """What the curve is the share of."""
        return "Still on LDN" if self == Stops.EVERY else "Without a non-response"

    @property
    def words(self) -> str:
        if self == Stops.EVERY:
            return "Every stop is an event, whatever its reason, death included."
        return (
            "A stop is an event if it is a non-response (no or lost benefit, side effects, an opioid for the pain)."
            " Stops for other reasons, death included, are censored on their day."
        )


@dataclass(frozen=True, kw_only=True)
class Table:
    """`head` and rows of cells; the first cell of a row says what the row is."""

    label: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class CurveFigure:
    key: str
    title: str
    denominator: str
    curves: Sequence[Curve]
    tables: Sequence[Table]
    remarks: Sequence[str]
    caution: str = ""

    @property
    def drawing(self) -> Drawing | None:
        return draw(self.curves, name=self.title) if self.curves else None

    @property
    def csv_head(self) -> list[str]:
        return ["group", "day", "at_risk", "events", "censored", "percent", "ci95_from", "ci95_to"]

    def csv_rows(self) -> list[list[object]]:
        """Every step of every curve."""
        return [
            [curve.label, step.time, step.at_risk, step.events, step.censored, *_percents(curve, step)]
            for curve in self.curves
            for step in curve.survival.steps
        ]


def time_on_ldn(groups: Groups, stops: Stops, *, hidden: Sequence[str] = (), is_coarse: bool = False) -> CurveFigure:
    curves = [Curve(label=group.label, survival=kaplan_meier(group.times(stops.events))) for group in groups.drawn]
    return CurveFigure(
        key="time-on-ldn",
        title="Time on LDN",
        denominator=f"share {stops.left[0].lower()}{stops.left[1:]}, in days after the first dose, of those started",
        curves=curves,
        tables=_tables(curves, stops.left, stops.event),
        remarks=[
            stops.words,
            "Who is still on LDN is censored on the day of the report, who was lost at the last answer before, and"
            " without one at the first dose.",
            *([groups.by.means] if groups.by.means else []),
            *_compared(groups, stops),
            *_left_out(groups, hidden),
            *_approximated(groups.approximated),
            *_marks(curves, is_coarse=is_coarse),
            METHOD,
        ],
        caution=_caution(curves),
    )


def time_to_response(watched: Watched | None, cohort: Cohort, *, is_coarse: bool = False) -> CurveFigure:
    """`watched` is None where it may not be told."""
    events, shown = frozenset({Ending.RESPONSE}), [watched] if watched else []
    curves = [Curve(label=one.label, survival=kaplan_meier(one.times(events)), rises=True) for one in shown]
    minimum = cohort.rule.minimum_days
    return CurveFigure(
        key="time-to-response",
        title=f"Time to the first response, {cohort.rule.responders_label}",
        denominator=f"share with an answer that is {cohort.rule.go_on}, in days after the first dose, of those started",
        curves=curves,
        tables=_tables(curves, "Responded", "Responded"),
        remarks=[
            "The day is that of the answer: LDN may have helped before anybody asked."
            + (f" Only answers after {minimum} days on LDN or more count." if minimum else ""),
            "Drawn is 1 less Kaplan-Meier. Who stopped before is censored at the stop, so this is the share that would"
            " respond if nobody stopped: more than did.",
            "Who was lost is censored at the last answer, and who is still on LDN without a response on the day of the"
            " report.",
            *([] if watched else ["Too few courses to show."]),
            *_marks(curves, is_coarse=is_coarse),
        ],
        caution=_caution(curves),
    )


def _tables(curves: Sequence[Curve], left: str, event: str) -> list[Table]:
    if not curves:
        return []
    # All is left on the first day, which needs to be said once at most.
    group, days = ([], ticks(curves)) if len(curves) == 1 else (["Group"], ticks(curves)[1:])
    at_ticks = [_at(curve, day, is_one=not group) for curve in curves for day in days if curve.survival.at_risk(day)]
    return [
        Table(
            label=f"{event}, by group",
            head=["Group", "Courses", event, "Censored", "Median days", "95 % interval"],
            rows=[_group(curve) for curve in curves],
        ),
        Table(label=f"{left}, by day", head=[*group, "Day", "At risk", left, "95 % interval"], rows=at_ticks),
    ]


def _group(curve: Curve) -> list[str]:
    survival = curve.survival
    low, high = ("-" if end is None else str(end) for end in survival.median_interval)
    median = "not reached" if survival.median is None else str(survival.median)
    interval = "-" if (low, high) == ("-", "-") else f"{low} to {'not reached' if high == '-' else high}"
    return [curve.label, str(survival.n), str(survival.events), str(survival.censored), median, interval]


def _at(curve: Curve, day: int, *, is_one: bool) -> list[str]:
    step = curve.survival.step_at(day)
    share, low, high = _percents(curve, step) if step else (half_up(100 * curve.height(1), 1), None, None)
    ends = "-" if low is None else f"{low} to {high}"
    group = [] if is_one else [curve.label]
    return [*group, str(day), str(curve.survival.at_risk(day)), f"{share} %", ends]


def _percents(curve: Curve, step) -> list:
    share = half_up(100 * curve.height(step.share), 1)
    if step.low is None:
        return [share, None, None]
    return [share, *(half_up(100 * end, 1) for end in curve.ends(step.low, step.high))]


def _compared(groups: Groups, stops: Stops) -> list[str]:
    if len(groups.drawn) < 2:
        return []
    found = log_rank([group.times(stops.events) for group in groups.drawn])
    if found is None:
        return ["Log-rank test: no two groups were at risk when an event happened, so there is nothing to compare."]
    chi_square, degrees = half_up(found.statistic, 2), counted(found.degrees, "degree")
    return [
        f"Log-rank test of the {len(groups.drawn)} groups drawn: chi-square {chi_square} with {degrees} of freedom,"
        f" {words.p_value(found.p)}. It says whether the curves differ, and not why."
    ]


def _left_out(groups: Groups, hidden: Sequence[str]) -> list[str]:
    named = ", ".join(f"{label} ({counted(count, 'course')})" for label, count in groups.left_out)
    said = [f"Not drawn, being smaller: {named}."] if named else []
    return [*said, f"Not shown, with too few courses: {', '.join(hidden)}."] if hidden else said


def _approximated(count: int) -> list[str]:
    if not count:
        return []
    return [f"In {counted(count, 'course')} the first dose is approximated by the day prescribed; they are counted."]


def _marks(curves: Sequence[Curve], *, is_coarse: bool) -> list[str]:
    """What the drawing shows, and how far."""
    if not curves:
        return []
    interval = ["Dotted: the 95 % interval."] if len(curves) == 1 else []
    coarse = (
        f"Steps are of {clinical.COARSE_STEP_DAYS} days or more, so that none tells of few courses, and the curve ends"
        " where too few are left."
    )
    return [
        *interval,
        *(["Short upright lines: courses censored on the day."] if has_marks(curves) else []),
        *([coarse] if is_coarse else []),
        f"Drawn for as long as {SHARE_AT_RISK_PERCENT} % of these courses are at risk; the CSV has every step.",
    ]


def _caution(curves: Sequence[Curve]) -> str:
    few = [curve for curve in curves if curve.survival.n < FEW]
    if not few:
        return ""
    if len(curves) == 1:
        return f"Only {counted(few[0].survival.n, 'course')}: read the counts and the interval, not the curve alone."
    return f"Fewer than {FEW} courses in: {', '.join(curve.label for curve in few)}. Such a curve says little."
