"""Curves over time as shapes: steps, their interval, marks where a course was last seen, and who was left below."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reports.drawing import Drawing, Line, Text
from reports.ink import CURVES, INK, LINE, SOFT
from reports.statistics import Step, Survival

# One unit is a pixel of a telephone.
WIDTH, LEFT, RIGHT, TOP, HEIGHT, SIZE = 360, 38, 14, 10, 200, 13
# More marks than these are a line of their own.
MOST_MARKS = 40
# per cent of all courses drawn; with fewer at risk the end of a curve says little, and takes most of the picture.
# S. J. Pocock, T. C. Clayton, D. G. Altman 2002, Lancet 359:1686.
SHARE_AT_RISK_PERCENT = 10
# days; the distances of ticks that are read at a glance.
DISTANCES = (1, 2, 7, 14, 30, 60, 90, 180, 365, 730, 1095, 1825, 3650)
MOST_TICKS = 4


@dataclass(frozen=True, kw_only=True)
class Curve:
    """`rises`: drawn as the share that has had the event, and not as the share that is left."""

    label: str
    survival: Survival
    rises: bool = False

    def height(self, share: float) -> float:
        return 1 - share if self.rises else share

    def ends(self, low: float, high: float) -> tuple[float, float]:
        """The ends of the interval as drawn, the lower first."""
        return (1 - high, 1 - low) if self.rises else (low, high)


@dataclass(frozen=True)
class Axis:
    """Up to the day `last`."""

    last: int

    def x(self, day: int) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * day / self.last, 1)

    def steps(self, curve: Curve) -> Iterator[Step]:
        return (step for step in curve.survival.steps if step.time <= self.last)


def ticks(curves: Sequence[Curve]) -> list[int]:
    """Days from 0 to the last one of any curve."""
    last = _last(curves)
    distance = next((days for days in DISTANCES if last <= days * MOST_TICKS), -(-last // MOST_TICKS))
    return list(range(0, last + 1, distance))


def _last(curves: Sequence[Curve]) -> int:
    """The day on which the drawing ends: the last one on which enough of all courses are at risk."""
    days = sorted({step.time for curve in curves for step in curve.survival.steps})
    n = sum(curve.survival.n for curve in curves)

    def are_few(day: int) -> bool:
        at_risk = sum(curve.survival.at_risk(day) for curve in curves)
        return 100 * at_risk < SHARE_AT_RISK_PERCENT * n

    first_with_few = bisect_left(days, True, key=are_few)
    return days[first_with_few - 1] if first_with_few and days[first_with_few - 1] else 1


def draw(curves: Sequence[Curve], *, name: str) -> Drawing:
    drawing, axis = Drawing(name=f"{name}, drawn", width=WIDTH), Axis(_last(curves))
    _axes(drawing, ticks(curves), axis)
    are_marked = has_marks(curves)
    for curve, (ink, dash) in zip(curves, CURVES, strict=False):
        if len(curves) == 1:
            drawing.add(lines=[Line(path=path, stroke=SOFT, dash="2 2") for path in _interval(curve, axis)])
        lines = [Line(path=_path(curve, axis), stroke=ink, width=2, dash=dash)]
        marks = _marks(curve, axis) if are_marked else ""
        lines += [Line(path=marks, stroke=ink, width=1.5)] if marks else []
        drawing.add(words=f"{curve.label}: {median_in_words(curve.survival)}", lines=lines)
    drawing.height = _at_risk(drawing, curves, axis, TOP + HEIGHT + 42)
    return drawing


def has_marks(curves: Sequence[Curve]) -> bool:
    return 0 < sum(bool(step.censored) for curve in curves for step in curve.survival.steps) <= MOST_MARKS


def median_in_words(survival: Survival) -> str:
    """Writes "median 23 days (13 to not reached)"."""
    if survival.median is None:
        return "median not reached"
    low, high = ("not reached" if end is None else str(end) for end in survival.median_interval)
    return f"median {survival.median} days ({low} to {high})"


def _y(height: float) -> float:
    return round(TOP + HEIGHT * (1 - height), 1)


def _axes(drawing: Drawing, days: list[int], axis: Axis) -> None:
    right, bottom = WIDTH - RIGHT, TOP + HEIGHT
    for percent in (0, 25, 50, 75, 100):
        y = _y(percent / 100)
        drawing.add(
            lines=[Line(path=f"M{LEFT} {y} H{right}", stroke=LINE)],
            texts=[Text(x=LEFT - 6, y=y + 4, words=f"{percent} %", size=SIZE - 2, anchor="end", fill=SOFT)],
        )
    drawing.add(
        lines=[
            Line(path="".join(f"M{axis.x(day)} {bottom} v5" for day in days)),
            Line(path=f"M{LEFT} {bottom} H{right}"),
        ],
        texts=[Text(x=axis.x(day), y=bottom + 18, words=str(day), size=SIZE - 1, anchor="middle") for day in days],
    )
    drawing.add(texts=[Text(x=right, y=bottom + 34, words="days after the first dose", size=SIZE - 1, anchor="end")])


def _main(curve: Curve, axis: Axis) -> Iterator[tuple[int, float]]:
    return ((step.time, curve.height(step.share)) for step in axis.steps(curve) if step.events)


def _interval(curve: Curve, axis: Axis) -> Iterator[str]:
    """The lower and the upper end of it, from the first event on to where there is one."""
    steps = [step for step in axis.steps(curve) if step.low is not None]
    for place in (0, 1) if steps else ():
        points = [(step.time, curve.ends(step.low, step.high)[place]) for step in steps]
        day, height = points[0]
        yield f"M{axis.x(day)} {_y(height)}{_steps(points[1:], axis)}"


def _path(curve: Curve, axis: Axis) -> str:
    """From the first dose to the last day on which anybody was watched, or that is drawn."""
    end = axis.x(min(curve.survival.steps[-1].time, axis.last))
    return f"M{LEFT} {_y(curve.height(1))}{_steps(_main(curve, axis), axis)}H{end}"


def _steps(points: Iterable[tuple[int, float]], axis: Axis) -> str:
    """Over and then up or down; what falls on one point of the drawing is drawn once."""
    at = {(axis.x(day), _y(height)): None for day, height in points}
    return "".join(f"H{right}V{down}" for right, down in at)


def _marks(curve: Curve, axis: Axis) -> str:
    at = [(axis.x(step.time), _y(curve.height(step.share))) for step in axis.steps(curve) if step.censored]
    return "".join(f"M{right} {down - 4}v8" for right, down in at)


def _at_risk(drawing: Drawing, curves: Sequence[Curve], axis: Axis, y: float) -> float:
    """Under the axis how many were left to have the event at each tick, which names the curves as well."""
    days = ticks(curves)
    drawing.add(texts=[Text(x=0, y=y + SIZE, words="At risk", size=SIZE, weight=600)])
    y += 20
    for curve, (ink, dash) in zip(curves, CURVES, strict=False):
        if len(curves) > 1:
            line = Line(path=f"M0 {y + 10} h28", stroke=ink, width=2, dash=dash)
            drawing.add(lines=[line], texts=[Text(x=36, y=y + 14, words=curve.label, size=SIZE, fill=INK)])
            y += 18
        counts = [
            Text(x=axis.x(day), y=y + 14, words=str(curve.survival.at_risk(day)), size=SIZE - 1, anchor="middle")
            for day in days
        ]
        drawing.add(texts=counts)
        y += 20
    return y + 4
