"""Responders by how long they were on LDN when that was decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from core.rounding import half_up
from reports.categories import Category
from reports.cohorts import Cohort
from reports.figures import Figure, Number, Row
from reports.leaving import Counts, Guard
from reports.words import assessed

Band = tuple[int, int | None]


def figure(found: Mapping[Band, Counter[Category]], cohort: Cohort, *, under: int) -> Figure:
    rule = cohort.rule
    shown = rule.within("assessed")
    rows = [_row(band, counts, shown, cohort) for band, counts in found.items()]
    plain = Figure(
        key="response-by-days",
        title=f"Response by days on LDN, {rule.responders_label}",
        denominator=f"of the courses assessed ({assessed(rule)}) in the same days",
        rows=rows,
        counted="Responders",
        columns=["Assessed", *(category.label for category in shown)],
        remarks=[
            "By the day on which the answer was asked that decides or, of a non-response, LDN was stopped. Each course"
            " is in one row.",
            "In the first row the dose is still climbed. Who stops early is in the first rows, and who does well lasts"
            " into the later ones: the rows don't show how one patient fares.",
        ],
    )
    return guard_of(found, cohort, under=under).figure(plain)


def guard_of(found: Mapping[Band, Counter[Category]], cohort: Cohort, *, under: int) -> Guard:
    """Over the rows, their sums, and the columns' sums."""
    if not under:
        return Guard()
    counts, shown = Counts(), cohort.rule.within("assessed")
    for band, of_band in found.items():
        keys = {category: counts.add((band, category), of_band[category]) for category in shown}
        total = counts.add((band, "assessed"), of_band.total())
        responders = counts.add((band, "responders"), sum(of_band[one] for one in cohort.rule.responders))
        counts.add_up(total, list(keys.values()))
        counts.add_up(responders, [keys[one] for one in cohort.rule.responders])
        counts.each_of(total, [responders])
    for category in shown:
        total = counts.total(sum(of_band[category] for of_band in found.values()))
        counts.add_up(total, [(band, category) for band in found])
    counts.add_up(counts.total(sum(map(Counter.total, found.values()))), [(band, "assessed") for band in found])
    return counts.guard(under)


def _row(band: Band, counts: Counter[Category], shown: tuple[Category, ...], cohort: Cohort) -> Row:
    responders, of = sum(counts[one] for one in cohort.rule.responders), counts.total()
    ends = [half_up(100 * end, 1) for end in cohort.interval.ends(responders, of)] if of else None
    return Row(
        label=label(band),
        count=responders,
        of=of,
        ends=ends and (ends[0], ends[1]),
        further=[Number(count=of), *(Number(count=counts[category]) for category in shown)],
    )


def label(band: Band) -> str:
    low, high = band
    if high is None:
        return f"{low} days and more"
    return f"{low} to {high - 1} days" if low else f"Under {high} days"
