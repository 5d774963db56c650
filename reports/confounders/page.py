"""The tables of other treatments, in words, with what may not be seen hidden."""

from __future__ import annotations

from dataclasses import dataclass

from core import clinical
from core.rounding import half_up
from reports.confounders.counts import (
    PERIODS,
    BeforeAndAfter,
    Confounders,
    Described,
    Period,
    Responders,
    Split,
    Treatment,
)
from reports.figures import FEW, HIDDEN
from reports.leaving import Counts, Guard
from reports.rates import DASH, Rate, difference, signed

WHAT = {"mme": "Opioids, MME a day", "analgesics": "Pain medicines, number"}


@dataclass(frozen=True, kw_only=True)
class Line:
    treatment: str
    had: Rate
    had_none: Rate
    difference: str
    unknown: int | str


@dataclass(frozen=True, kw_only=True)
class Part:
    title: str
    lines: list[Line]


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A row of the table of what was taken; every cell as text."""

    label: str
    cells: list[str]


COLUMNS = (
    "Known before",
    "Mean",
    "Median",
    "Known later",
    "Mean",
    "Median",
    "Not computable",
    "Both known",
    "Mean change",
    "Fewer",
    "Same",
    "More",
)


def guard_of(found: Confounders, *, under: int) -> Guard:
    """Which of the page's counts are hidden, so that none of them follows from the others."""
    if not under:
        return Guard()
    counts = Counts()
    courses, responders = counts.total(found.courses), counts.total(found.responders)
    counts.each_of(courses, [responders])
    for period in PERIODS:
        _add_period(counts, found.of(period))
    for quantity in (found.mme, found.analgesics):
        _add_quantity(counts, quantity, found.courses)
    return counts.guard(under)


def _add_period(counts: Counts, splits: list[Split]) -> None:
    keys = {}
    for split in splits:
        name = split.period, split.treatment
        parts = {"had": split.had, "had_none": split.had_none, "unknown": split.unknown}
        keys[split.treatment] = at = {k: counts.add((*name, k), part.of) for k, part in parts.items()}
        have = {k: counts.add((*name, k, "responders"), part.count) for k, part in parts.items()}
        counts.add_up(counts.total(sum(part.of for part in parts.values())), list(at.values()))
        counts.add_up(counts.total(sum(part.count for part in parts.values())), list(have.values()))
        for k in parts:
            counts.each_of(at[k], [have[k]])
    one_by_one = [keys[treatment] for treatment in keys if treatment != Treatment.ANY]
    counts.each_of(keys[Treatment.ANY]["had"], [at["had"] for at in one_by_one])
    for at in one_by_one:
        counts.each_of(at["had_none"], [keys[Treatment.ANY]["had_none"]])


def _add_quantity(counts: Counts, of: BeforeAndAfter, courses: int) -> None:
    numbers = {
        "before": of.before.n,
        "latest": of.latest.n,
        "before_not_computable": of.before_not_computable,
        "latest_not_computable": of.latest_not_computable,
        "pairs": of.pairs,
        "fewer": of.fewer,
        "same": of.same,
        "more": of.more,
    }
    keys = {name: counts.add((of.what, name), n) for name, n in numbers.items()}
    counts.add_up(counts.total(courses), [keys["before"], keys["before_not_computable"]])
    counts.add_up(counts.total(courses), [keys["latest"], keys["latest_not_computable"]])
    counts.each_of(keys["before"], [keys["pairs"]])
    counts.each_of(keys["latest"], [keys["pairs"]])
    counts.add_up(keys["pairs"], [keys["fewer"], keys["same"], keys["more"]])


def parts(found: Confounders, guard: Guard) -> list[Part]:
    """One table a period."""
    return [
        Part(title=period.label, lines=[_line(split, found, guard) for split in found.of(period)]) for period in PERIODS
    ]


def _line(split: Split, found: Confounders, guard: Guard) -> Line:
    had, had_none = (_rate(part, found, guard) for part in (split.had, split.had_none))
    return Line(
        treatment=split.treatment.label,
        had=had,
        had_none=had_none,
        difference=difference(had, had_none),
        unknown=_or_hidden(split.unknown.of, guard),
    )


def _rate(part: Responders, found: Confounders, guard: Guard) -> Rate:
    return Rate(count=part.count, of=part.of, interval=found.cohort.interval, guard=guard)


def quantities(found: Confounders, guard: Guard) -> list[Quantity]:
    return [_quantity(one, guard) for one in (found.mme, found.analgesics)]


def _quantity(of: BeforeAndAfter, guard: Guard) -> Quantity:
    change = DASH if of.mean_difference is None else signed(half_up(of.mean_difference, 1))
    # Both at once: who has only one of them would follow from two.
    not_computable = of.before_not_computable, of.latest_not_computable
    return Quantity(
        label=WHAT[of.what],
        cells=[
            *_described(of.before, guard),
            *_described(of.latest, guard),
            HIDDEN if guard.hides(*not_computable) else "{}, {}".format(*not_computable),
            str(_or_hidden(of.pairs, guard)),
            HIDDEN if guard.hides(of.pairs, of.fewer, of.same, of.more) else change,
            *(str(_or_hidden(n, guard)) for n in (of.fewer, of.same, of.more)),
        ],
    )


def _described(of: Described, guard: Guard) -> list[str]:
    if guard.hides(of.n):
        return [HIDDEN] * 3
    return [str(of.n), *(DASH if value is None else str(half_up(value, 1)) for value in (of.mean, of.median))]


def _or_hidden(n: int, guard: Guard) -> int | str:
    return HIDDEN if guard.hides(n) else n


def sentence(found: Confounders, guard: Guard) -> str:
    """What stands first: how far the courses differ by any other treatment during LDN."""
    split = next(one for one in found.of(Period.DURING) if one.treatment == Treatment.ANY)
    had, had_none = (_rate(part, found, guard) for part in (split.had, split.had_none))
    return (
        f"Of {_or_hidden(found.courses, guard)} {'assessed' if found.assessed_only else 'started'} courses,"
        f" {_or_hidden(split.had.of, guard)} had another treatment for pain during LDN,"
        f" {_or_hidden(split.had_none.of, guard)} had none, and of {_or_hidden(split.unknown.of, guard)} it is not"
        f" known. Responder rate with one: {had.words}; without: {had_none.words}."
    )


def caution(found: Confounders, guard: Guard) -> str:
    """What a small group asks of its reader; empty where both are large enough, and where they are hidden."""
    split = next(one for one in found.of(Period.DURING) if one.treatment == Treatment.ANY)
    smaller = min(split.had.of, split.had_none.of)
    if guard.hides(split.had.of, split.had_none.of) or not 0 < smaller < FEW:
        return ""
    return f"One of the groups has only {smaller} courses: read the counts and the intervals, not the shares alone."


def notes() -> list[str]:
    """How it is counted, as it is printed under the tables."""
    days = clinical.CO_INTERVENTION_DAYS_BEFORE
    return [
        f"Before: {days} days up to the day before the first dose. During LDN: from the first dose to the stop, or to"
        " the report's day.",
        "From the procedures and medicines on file with their days, and, during LDN, from the answers about other"
        " treatments since the last contact. What was noted on the day on which the list of medicines was"
        " begun had been taken before, and is no change.",
        "None before LDN: the procedures are on file with their days (for medicines: the list was begun by the first"
        " dose), and none lies in the window. None during LDN: asked at least once, and nothing named or on file."
        " Everybody else is not known, and in neither group.",
        "Difference: the rate with less the rate without, in points of per cent, with Newcombe's 95 % interval. The"
        " groups were not made alike: who is treated otherwise may be worse, or better, for other reasons.",
        "MME a day by the CDC factors of 2022, from the last screening by the first dose and the last one after it. An"
        " opioid without a factor, by pump or injection, of unknown number or that nobody prescribed is not computable,"
        " and never 0. Pain medicines are counted by name, where the list was begun by the first dose: "
        + ", ".join(sorted({*clinical.PAIN_MEDICINES, *(n.replace("_patch", "") for n in clinical.MME_FACTORS)}))
        + ". Under “not computable”: before, later.",
    ]
