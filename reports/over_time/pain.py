"""Pain and PEG before LDN and now, course by course."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from core import clinical
from core.rounding import half_up
from core.wording import counted
from reports import words
from reports.figures import FEW, HIDDEN
from reports.leaving import Counts, Guard
from reports.over_time.counts import Pairs
from reports.statistics import Interval, Sample, hodges_lehmann, paired_t, wilcoxon

FALL_PERCENT = clinical.IMMPACT_RELIEF_FROM["moderate"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """Of one score: its lines as (label, text), each for people and for CSV."""

    label: str
    n: int
    lines: Sequence[tuple[str, str]]


def changes(found: Sequence[Pairs], interval: Interval, *, started: int, under: int) -> list[Change]:
    guard = guard_of(found, started=started, under=under)
    return [Change(label=one.label, n=one.n, lines=_lines(one, interval, guard)) for one in found]


def guard_of(found: Sequence[Pairs], *, started: int, under: int) -> Guard:
    if not under:
        return Guard()
    counts, pain = Counts(), found[0]
    keys = {one.label: counts.add(one.label, one.n) for one in found}
    counts.each_of(counts.total(started), [keys[pain.label]])
    counts.each_of(keys[pain.label], [keys[one.label] for one in found[1:]])
    for one in found:
        falls, of = _falls(one)
        counts.each_of(counts.add((one.label, "of"), of), [counts.add((one.label, "falls"), falls)])
        counts.each_of(keys[one.label], [(one.label, "of")])
        counts.each_of(keys[one.label], [counts.add((one.label, "zeros"), _differences(one)[Fraction(0)])])
    return counts.guard(under)


def _lines(one: Pairs, interval: Interval, guard: Guard) -> list[tuple[str, str]]:
    texts = _texts(one, interval, guard)
    if guard.hides(one.n):
        return [(label, HIDDEN) for label in texts]
    return list(texts.items())


def _texts(one: Pairs, interval: Interval, guard: Guard) -> dict[str, str]:
    differences = _differences(one)
    before, now = (_side(one, place) for place in (0, 1))
    mean, ranks, middle = paired_t(Sample.of(differences)), wilcoxon(differences), hodges_lehmann(differences)
    falls, of = _falls(one)
    return {
        "Courses with both": str(one.n),
        "Mean before (SD)": _mean(before),
        "Mean now (SD)": _mean(now),
        "Mean difference, now less before (95 % interval)": _difference(mean),
        "Paired t test": _t(mean),
        "Wilcoxon signed-rank test": _ranks(ranks, guard),
        "Middle of the differences (Hodges-Lehmann)": "-" if middle is None else str(half_up(float(middle), 1)),
        f"Fall of {FALL_PERCENT} % or more (95 % interval)": HIDDEN
        if guard.hides_share(falls, of)
        else _share(falls, of, interval),
    }


def _differences(one: Pairs) -> Counter[Fraction]:
    found = Counter()
    for (before, now), count in one.counts.items():
        found[Fraction(now - before, one.parts)] += count
    return found


def _side(one: Pairs, place: int) -> Sample:
    values = Counter()
    for pair, count in one.counts.items():
        values[Fraction(pair[place], one.parts)] += count
    return Sample.of(values)


def _falls(one: Pairs) -> tuple[int, int]:
    """(so many fell far enough, of so many with pain before): of 0 there is no share of a fall."""
    with_pain = {pair: count for pair, count in one.counts.items() if pair[0]}
    fell = (count for (before, now), count in with_pain.items() if 100 * (before - now) >= FALL_PERCENT * before)
    return sum(fell), sum(with_pain.values())


def _mean(sample: Sample) -> str:
    if sample.mean is None:
        return "-"
    return f"{half_up(sample.mean, 1)} ({'-' if sample.sd is None else half_up(sample.sd, 1)})"


def _difference(found) -> str:
    if found is None:
        return "-"
    ends = "no interval" if found.low is None else f"{half_up(found.low, 2)} to {half_up(found.high, 2)}"
    return f"{half_up(found.difference, 2)} ({ends})"


def _t(found) -> str:
    if found is None or found.p is None:
        return "-"
    return f"t {half_up(found.t, 2)}, {counted(found.degrees, 'degree')} of freedom, {words.p_value(found.p)}"


def _ranks(found, guard: Guard) -> str:
    if found is None or found.p is None:
        return "-"
    how = "exact" if found.is_exact else "by the normal distribution, corrected for ties and continuity"
    zeros = HIDDEN if guard.hides(found.zeros) else str(found.zeros)
    dropped = f"; without a difference, and dropped: {zeros}" if found.zeros else ""
    return f"{words.p_value(found.p)}, {how}{dropped}"


def _share(count: int, of: int, interval: Interval) -> str:
    if not of:
        return "-"
    low, high = (half_up(100 * end, 1) for end in interval.ends(count, of))
    return f"{words.share(count, of)} ({low} to {high})"


def remarks(found: Sequence[Change]) -> list[str]:
    few = [one.label for one in found if 0 < one.n < FEW]
    caution = [f"Fewer than {FEW} courses with both scores: {'; '.join(few)}."] if few else []
    return [
        *caution,
        "The score before the first dose, and that of the answer that decides. PEG is the mean of its three items, and"
        " counts only where all three were asked, before and now.",
        "Without a control group a fall can have many causes: pain is treated when it is worst, and falls by itself.",
        f"A fall is a share of the score before; {FALL_PERCENT} % is moderate (IMMPACT 2008).",
    ]
