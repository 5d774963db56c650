"""The comparison as page and CSV show it: rows of two shares or two means, with what is told of their difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.rounding import half_up
from core.wording import counted
from prescriptions.models import Prescription
from reports import tables, words
from reports.categories import Category
from reports.cohorts import Cohort
from reports.comparing.counts import Side, count, patients_in_both
from reports.figures import FEW, HIDDEN
from reports.leaving import Counts, Guard
from reports.selections import Group
from reports.statistics import MeanDifference, Sample, Table, Test, holm, newcombe, welch
from reports.statistics.tables import EXPECTED_FROM

# Below it a p-value is commonly called significant.
LEVEL = 0.05
NO_BREAK = "\u00a0"
CHOICE = (
    f"Of rates the test is Fisher's exact one where a count under {EXPECTED_FROM} is expected, else Pearson's"
    " chi-square without a correction; each row says which."
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One comparison; texts of the first and the second cohort, and of what sets them apart. `p` is None where there
    is none, or it is hidden."""

    label: str
    first: str
    second: str
    difference: str = "-"
    test: str = "-"
    p: float | None = None
    # as adjusted for all comparisons of the page
    adjusted: float | None = None
    expects_few: bool = False
    is_hidden: bool = False
    # the way to the patients of the first and of the second; None where there is none
    first_url: str | None = None
    second_url: str | None = None

    @property
    def p_in_words(self) -> str:
        return HIDDEN if self.is_hidden else words.p_value(self.p).replace(" ", NO_BREAK)

    @property
    def adjusted_in_words(self) -> str:
        return HIDDEN if self.is_hidden else words.p_value(self.adjusted).replace(" ", NO_BREAK)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    first: Side
    second: Side
    # (which, its text and its address for the first and for the second)
    denominators: Sequence[tuple[str, Sequence[tuple[str, str | None]]]]
    rows: Sequence[Row]
    warnings: Sequence[str]
    remarks: Sequence[str]
    hidden: str


def compare(one: Cohort, other: Cohort, *, test: Test, denominator: str, under: int) -> Comparison:
    """`under`: counts from 1 to one less are hidden; 0: none."""
    first, second, in_both = count(one), count(other), patients_in_both(one, other)
    guard = guard_of(first, second, in_both, under=under)
    rows = _adjusted([*_shares(first, second, test, denominator, guard), *_means(first, second, guard)])
    return Comparison(
        first=first,
        second=second,
        denominators=[
            (of, [(_or_hidden(n := side.within(of), guard), side.links.to(n, of)) for side in (first, second)])
            for of in ("prescribed", "started", "assessed")
        ],
        rows=rows,
        warnings=list(_warnings(first, second, rows, test, _or_hidden(in_both, guard) if in_both else "")),
        remarks=_remarks(first, rows, test, denominator),
        hidden=guard.words,
    )


def guard_of(first: Side, second: Side, in_both: int, *, under: int) -> Guard:
    if not under:
        return Guard()
    counts = Counts()
    first.add_to(counts, "first")
    second.add_to(counts, "second")
    counts.add("both", in_both)
    return counts.guard(under)


def _or_hidden(count: int, guard: Guard) -> str:
    return HIDDEN if guard.hides(count) else str(count)


def _shares(first: Side, second: Side, test: Test, denominator: str, guard: Guard) -> Iterator[Row]:
    """Each with the patients behind it, but for side effects of any kind, which no list shows."""
    rule = first.cohort.rule
    of_side_effects = (Group.STARTED, "stop_reason", Prescription.StopReason.SIDE_EFFECTS.value)
    for label, count_of, of, behind in (
        (f"Responders, {rule.responders_label}", "responders", denominator, (Group.GO_ON,)),
        (f"{rule.strictly.label} alone", "strict_responders", denominator, (rule.strictly,)),
        ("Non-responders, LDN-NR", "non_responders", denominator, (Category.NR,)),
        ("Stopped for side effects", "stopped_for_side_effects", "started", of_side_effects),
        ("Any side effect", "with_side_effect", "started and asked", ()),
    ):
        (a, n), (c, m) = ((getattr(side, count_of), side.of(of)) for side in (first, second))
        row = _share(f"{label}, of {of}", Table(a, n, c, m), test, guard)
        yield replace(row, **_ways(first, second, a, c, behind))


def _ways(first: Side, second: Side, a: int, c: int, codes: tuple[str, ...]) -> dict[str, str | None]:
    """To the patients behind the two counts; there are none without codes."""
    return {"first_url": first.links.to(a, *codes), "second_url": second.links.to(c, *codes)} if codes else {}


def _share(label: str, table: Table, test: Test, guard: Guard) -> Row:
    pairs = (table.a, table.n), (table.c, table.m)
    texts = [HIDDEN if guard.hides_share(count, of) else words.share(count, of) for count, of in pairs]
    if HIDDEN in texts:
        return Row(label=label, first=texts[0], second=texts[1], difference=HIDDEN, test=HIDDEN, is_hidden=True)
    p = test.p(table)
    return Row(
        label=label,
        first=texts[0],
        second=texts[1],
        difference=_points(newcombe(table)),
        test="-" if p is None else test.of(table).label,
        p=p,
        expects_few=table.expects_few,
    )


def _points(found: tuple[float, float, float] | None) -> str:
    if found is None:
        return "-"
    difference, low, high = (half_up(100 * value, 1) for value in found)
    return f"{difference} ({low} to {high})"


def _means(first: Side, second: Side, guard: Guard) -> Iterator[Row]:
    strictly = first.cohort.rule.strictly.label
    for label, one, other in (
        ("Mean relief of all who were asked, per cent (SD)", first.reliefs, second.reliefs),
        (f"Mean relief of {strictly}, per cent (SD)", first.reliefs_of_responders, second.reliefs_of_responders),
    ):
        samples = Sample.of(one), Sample.of(other)
        texts = [HIDDEN if guard.hides(sample.n) else _mean(sample) for sample in samples]
        if HIDDEN in texts:
            yield Row(label=label, first=texts[0], second=texts[1], difference=HIDDEN, test=HIDDEN, is_hidden=True)
            continue
        found = welch(*samples)
        p = found.p if found else None
        yield Row(
            label=label,
            first=texts[0],
            second=texts[1],
            difference=_difference(found),
            test="-" if p is None else "Welch's t",
            p=p,
        )


def _mean(sample: Sample) -> str:
    """Writes "77.0 (15.1), n 10"."""
    if sample.mean is None:
        return "n 0"
    return f"{half_up(sample.mean, 1)} ({'-' if sample.sd is None else half_up(sample.sd, 1)}), n {sample.n}"


def _difference(found: MeanDifference | None) -> str:
    if found is None:
        return "-"
    ends = "no interval" if found.low is None else f"{half_up(found.low, 1)} to {half_up(found.high, 1)}"
    return f"{half_up(found.difference, 1)} ({ends})"


def _adjusted(rows: list[Row]) -> list[Row]:
    adjusted = holm([row.p for row in rows])
    return [replace(row, adjusted=p) for row, p in zip(rows, adjusted, strict=True)]


def _warnings(first: Side, second: Side, rows: Sequence[Row], test: Test, in_both: str) -> Iterator[str]:
    if min(first.within("prescribed"), second.within("prescribed")) < FEW:
        yield f"Fewer than {FEW} courses in a cohort: the intervals say how little that tells. Read the counts."
    few = [row.label for row in rows if row.expects_few]
    if few and test in (Test.PEARSON, Test.YATES):
        yield (
            f"A count under {EXPECTED_FROM} is expected in {counted(len(few), 'row')}, where chi-square is not near"
            f" enough; Fisher's exact test is. It is: {'; '.join(few)}."
        )
    if in_both:
        yield (
            f"Patients in both cohorts: {in_both}. The tests and intervals suppose that nobody is, and are too sure or"
            " not sure enough by that."
        )


def _remarks(first: Side, rows: Sequence[Row], test: Test, denominator: str) -> list[str]:
    known = sum(row.p is not None for row in rows)
    chance = half_up(100 * (1 - (1 - LEVEL) ** known))
    several = (
        f"{counted(known, 'comparison')} on this page: where nothing differs, and were they independent, chance alone"
        f" would bring at least one p under {LEVEL} on {chance} of 100 such pages. The adjusted p (Holm) allows for"
        " that; it can't allow for other cohorts that were tried."
    )
    return [
        f"Rule {first.cohort.rule.name}, by clinical dates.",
        "Differences are the first cohort less the second: of rates in percentage points, with Newcombe's 95 %"
        " interval, of relief in per cent, with Welch's.",
        *([CHOICE] if test == Test.AUTOMATIC else []),
        *([several] if known > 1 else []),
        "Patients were not given to the cohorts by chance, so a difference has other explanations than what names"
        " them.",
        *([] if denominator != "assessed" else [f"Assessed is {words.assessed(first.cohort.rule)}."]),
    ]


def as_csv(found: Comparison, *, about: Sequence[tuple[str, str]]) -> str:
    head = ["row", "first", "second", "difference_ci95", "test", "p", "p_holm"]
    rows: list[list[object]] = [
        [f"Courses {of}", *(text for text, _ in sides), "", "", "", ""] for of, sides in found.denominators
    ]
    for row in found.rows:
        ps = [HIDDEN if row.is_hidden else None if p is None else f"{p:.6f}" for p in (row.p, row.adjusted)]
        rows.append([row.label, row.first, row.second, row.difference, row.test, *ps])
    return tables.rows_as_csv(head, rows, about=about)
