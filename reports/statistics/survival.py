"""Time until an event, of which some have not had it yet: Kaplan-Meier's curve and the log-rank test.

What goes in is `{time: (events, censored)}`: how many had the event at that time, and how many were last seen without
it then. Times are whole and of any unit. At one time events come before censorings: who was last seen on the day on
which another stopped was still at risk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from reports.statistics.functions import chi_square_p, normal_quantile

Times = Mapping[int, tuple[int, int]]
# What products of thousands of shares lose in their last bits, so that one half is one half.
ROUNDING = 1e-12


@dataclass(frozen=True, kw_only=True)
class Step:
    """At a time: how many were at risk just before it, and the share that is left after it, with its interval.

    `low` and `high` are None while nobody had the event, and once all had it.
    """

    time: int
    at_risk: int
    events: int
    censored: int
    share: float
    low: float | None
    high: float | None


@dataclass(frozen=True, kw_only=True)
class Survival:
    """`n` courses; one step for each time at which anything happened, ascending."""

    n: int
    steps: Sequence[Step]

    @property
    def events(self) -> int:
        return sum(step.events for step in self.steps)

    @property
    def censored(self) -> int:
        return self.n - self.events

    def step_at(self, time: int) -> Step | None:
        """The last one that is not after the time."""
        return next((step for step in reversed(self.steps) if step.time <= time), None)

    def share_at(self, time: int) -> float:
        """The share left after what happened at the time."""
        step = self.step_at(time)
        return step.share if step else 1.0

    def at_risk(self, time: int) -> int:
        """How many were still watched and without the event just before the time."""
        return next((step.at_risk for step in self.steps if step.time >= time), 0)

    @property
    def median(self) -> int | None:
        """The first time at which at most one half is left; None if more than that is left at the end."""
        return self._first(lambda step: step.share)

    @property
    def median_interval(self) -> tuple[int | None, int | None]:
        """Where the ends of the curve's own intervals first reach one half; None where they don't.

        R. Brookmeyer, J. Crowley 1982, Biometrics 38:29, with the interval of the curve. Once nobody is left the lower
        end is 0, and the upper one is not known.
        """
        return self._first(lambda step: step.low if step.share else 0.0), self._first(lambda step: step.high)

    def _first(self, height: Callable[[Step], float | None]) -> int | None:
        half = 0.5 + ROUNDING
        return next((step.time for step in self.steps if (high := height(step)) is not None and high <= half), None)


def kaplan_meier(times: Times, *, confidence: float = 0.95) -> Survival:
    """The curve; of nobody it has no steps. Raises ValueError for a time or a count below 0.

    E. L. Kaplan, P. Meier 1958, J Am Stat Assoc 53:457. Variance: M. Greenwood 1926, Rep Publ Health Med Subj 33:1. The
    interval is that of log(-log), so that it stays within 0 and 1: J. D. Kalbfleisch, R. L. Prentice 1980, The
    Statistical Analysis of Failure Time Data, 1.3.
    """
    n = _checked(times)
    z, share, variance, at_risk, steps = normal_quantile(confidence), 1.0, 0.0, n, []
    for time in sorted(times):
        events, censored = times[time]
        if not events + censored:
            continue
        if events == at_risk:
            share = 0.0
        elif events:
            share *= 1 - events / at_risk
            variance += events / at_risk / (at_risk - events)
        low, high = _interval(share, variance, z)
        steps.append(
            Step(time=time, at_risk=at_risk, events=events, censored=censored, share=share, low=low, high=high)
        )
        at_risk -= events + censored
    return Survival(n=n, steps=steps)


def _checked(times: Times) -> int:
    """How many there are."""
    if any(time < 0 or events < 0 or censored < 0 for time, (events, censored) in times.items()):
        raise ValueError("times and counts are 0 or more")
    return sum(events + censored for events, censored in times.values())


def _interval(share: float, variance: float, z: float) -> tuple[float | None, float | None]:
    if not 0 < share < 1:
        return None, None
    reach = z * sqrt(variance) / -log(share)
    return share ** exp(reach), share ** exp(-reach)


@dataclass(frozen=True, kw_only=True)
class LogRank:
    """`observed` and `expected` events of each group; chi-square with its degrees of freedom; p is two-sided."""

    observed: Sequence[int]
    expected: Sequence[float]
    statistic: float
    degrees: int
    p: float


def log_rank(groups: Sequence[Times]) -> LogRank | None:
    """Whether the curves of these groups differ by more than chance would make them.

    N. Mantel 1966, Cancer Chemother Rep 50:163; R. Peto, J. Peto 1972, J R Stat Soc A 135:185. A group in which nobody
    was at risk when an event happened says nothing and is no degree of freedom. None where fewer than two groups say
    anything.
    """
    risk = [_checked(times) for times in groups]
    observed, expected = [0] * len(groups), [0.0] * len(groups)
    covariance = [[0.0] * len(groups) for _ in groups]
    for time in sorted(set().union(*groups)):
        at = [times.get(time, (0, 0)) for times in groups]
        _add_time(risk, [events for events, _ in at], observed, expected, covariance)
        risk = [left - events - censored for left, (events, censored) in zip(risk, at, strict=True)]
    told = [k for k, events in enumerate(expected) if events][:-1]
    if not told:
        return None
    apart = [observed[k] - expected[k] for k in told]
    solved = _solved([[covariance[k][j] for j in told] for k in told], apart)
    if solved is None:
        return None
    statistic = max(0.0, sum(one * other for one, other in zip(apart, solved, strict=True)))
    return LogRank(
        observed=observed,
        expected=expected,
        statistic=statistic,
        degrees=len(told),
        p=chi_square_p(statistic, len(told)),
    )


def _add_time(
    risk: Sequence[int],
    events: Sequence[int],
    observed: list[int],
    expected: list[float],
    covariance: list[list[float]],
) -> None:
    """What one time adds: events as they fell, and as they would fall by the numbers at risk alone."""
    n, happened = sum(risk), sum(events)
    if not happened:
        return
    spread = happened * (n - happened) / (n - 1) if n > 1 else 0.0
    shares = [left / n for left in risk]
    for k, share in enumerate(shares):
        observed[k] += events[k]
        expected[k] += happened * share
        for j, other in enumerate(shares):
            covariance[k][j] += spread * share * ((k == j) - other)


def _solved(matrix: list[list[float]], right: Sequence[float]) -> list[float] | None:
    """x of matrix x = right, by elimination with the largest pivot; None where there is not one solution."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    smallest = ROUNDING * max(abs(value) for row in matrix for value in row)
    for place in range(len(rows)):
        best = max(range(place, len(rows)), key=lambda k: abs(rows[k][place]))
        if abs(rows[best][place]) <= smallest:
            return None
        rows[place], rows[best] = rows[best], rows[place]
        for k, row in enumerate(rows):
            if k != place:
                factor = row[place] / rows[place][place]
                rows[k] = [value - factor * other for value, other in zip(row, rows[place], strict=True)]
    return [row[-1] / row[place] for place, row in enumerate(rows)]
