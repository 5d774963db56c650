"""Figures as they leave the house: with small counts hidden, where the clinic has chosen so. On the clinic's own pages
nothing of this is used, but for a cohort that somebody builds who may not see patients: who can choose the courses can
choose them until one is left."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from accounts.models import ClinicSettings, User
from accounts.permissions import Permission
from core import clinical
from reports.categories import Category
from reports.cohorts import Cohort
from reports.figures import HIDDEN, Figure, Row, Spread
from reports.outcomes import OutcomeSummary
from reports.small_cells import Key, Sum, hidden

# A whole number in a sentence, but no percentage and no part of a word.
COUNT = re.compile(r"(?<![\w.])\d+(?![\w.]*\d|\w| %)")


def shown_from(user: User) -> int:
    """The smallest count, above 0, that pages of chosen cohorts show this user: 0, every one, for who may see patients;
    else the clinic's, or CMS's where the clinic hides none in its files."""
    if user.has_perm(Permission.SEE_PATIENTS):
        return 0
    return ClinicSettings.objects.now().small_cells_under or clinical.CMS_SMALL_CELLS_UNDER


def hides_under(cohort: Cohort) -> int:
    """The same for a report of the cohort, to whoever it is made for: only of one that was built is anything hidden."""
    return shown_from(cohort.by) if cohort.saved_id and cohort.by else 0


def is_too_small(count: int, *, under: int) -> bool:
    """Whether a report of so many courses would be all hidden."""
    return 0 < count < under


@dataclass(frozen=True, kw_only=True)
class Guard:
    """What may be shown. A count that is hidden in one place is hidden wherever it stands, in words, too."""

    under: int = 0
    also: frozenset[int] = frozenset()

    def hides(self, *counts: int | None) -> bool:
        """Whether any of these counts is hidden."""
        return any(count is not None and (0 < count < self.under or count in self.also) for count in counts)

    def shown(self, count: int) -> int | str:
        """The count, or a word in its place."""
        return HIDDEN if self.hides(count) else count

    def hides_share(self, count: int | None, of: int | None) -> bool:
        """Whether a count, what it is of, or who is left out of it, is hidden."""
        return self.hides(count, of) or (None not in (count, of) and self.hides(of - count))

    @property
    def words(self) -> str:
        """What the file says about it; empty where everything is shown."""
        if not self.under:
            return ""
        return f"Counts from 1 to {self.under - 1} are hidden, and others from which they would follow."

    @property
    def columns(self) -> list[tuple[str, str]]:
        """The same for a table: (column, text)."""
        return [("hidden", self.words)] if self.under else []

    def in_words(self, text: str) -> str:
        return COUNT.sub(lambda found: HIDDEN if self.hides(int(found[0])) else found[0], text)

    def figure(self, figure: Figure) -> Figure:
        """The figure as it may leave."""
        if not self.under:
            return figure
        return replace(
            figure,
            denominator=self.in_words(figure.denominator),
            rows=[self._row(row) for row in figure.rows],
            spreads=[self._spread(spread) for spread in figure.spreads],
            # Those with a number in them say what the rows say, in another way.
            remarks=[
                *(remark for remark in figure.remarks if not COUNT.search(remark) and "%" not in remark),
                self.words,
            ],
        )

    def _row(self, row: Row) -> Row:
        is_share_hidden = self.hides(row.count, row.of)
        return replace(
            row,
            count=None if self.hides(row.count) else row.count,
            of=None if self.hides(row.of) else row.of,
            is_of_hidden=self.hides(row.of),
            ends=None if is_share_hidden else row.ends,
            further=[replace(number, count=None) if self.hides(number.count) else number for number in row.further],
        )

    def _spread(self, spread: Spread) -> Spread:
        return replace(spread, of=None) if self.hides(spread.of.n) else spread


@dataclass(kw_only=True)
class Counts:
    """The counts of one document, and which are sums of which. Totals of one size count as one: who reads that two are
    equal may take them for the same."""

    of: dict[Key, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)

    def add(self, key: Key, count: int) -> Key:
        self.of[key] = count
        return key

    def total(self, count: int) -> Key:
        return self.add(("total", count), count)

    def add_up(self, total: Key, parts: Sequence[Key]) -> None:
        """To the whole total or, where numbers are left, to it with a rest."""
        if parts:
            has_rest = sum(self.of[part] for part in parts) != self.of[total]
            self.sums.append(Sum(total, tuple(parts), has_rest=has_rest))

    def each_of(self, total: Key, parts: Sequence[Key]) -> None:
        """Each part for itself: who is not in it is a rest. And all together, where they come to the total."""
        for part in parts:
            self.sums.append(Sum(total, (part,), has_rest=True))
        if sum(self.of[part] for part in parts) == self.of[total]:
            self.add_up(total, parts)

    def guard(self, under: int, *, known_elsewhere: Collection[Key] = ()) -> Guard:
        found = hidden(self.of, self.sums, under=under, known_elsewhere=known_elsewhere)
        return Guard(under=under, also=frozenset(self.of[key] for key in found if self.of[key] >= under))


def add_summary(counts: Counts, summary: OutcomeSummary) -> None:
    """The categories, and the three denominators and those who go on, which are sums of them."""
    keys = {category: counts.add(category.value, n) for category, n in summary.categories.items()}
    rule = summary.cohort.rule
    prescribed, started = counts.total(summary.prescribed), counts.total(summary.started)
    counts.each_of(prescribed, [keys[category] for category in rule.within("prescribed")])
    counts.add_up(started, [keys[category] for category in rule.within("started")])
    counts.add_up(prescribed, [started, keys[Category.NEVER_STARTED]])
    counts.add_up(counts.total(summary.assessed), [keys[category] for category in rule.within("assessed")])
    counts.add_up(counts.total(summary.responders), [keys[category] for category in rule.responders])
    counts.add_up(prescribed, [counts.add("patients", summary.patients)])
    stopped = [keys[Category.NR], keys[Category.STOPPED_OTHERWISE]]
    counts.add_up(counts.total(sum(counts.of[key] for key in stopped)), stopped)


def known_size(counts: Counts, summary: OutcomeSummary) -> list[Key]:
    """How large a cohort is that was built: that stands on its own page, and on every report of it."""
    return [counts.total(summary.prescribed), "patients"] if summary.cohort.saved_id else []


def add_figure(counts: Counts, figure: Figure) -> None:
    """The counts of a figure, by what they are of."""
    keys = [counts.add((figure.key, n), row.count) for n, row in enumerate(figure.rows)]
    by_total: dict[int, list[Key]] = {}
    for key, row in zip(keys, figure.rows, strict=True):
        if row.of is not None:
            by_total.setdefault(row.of, []).append(key)
    if not figure.columns:
        for of, parts in by_total.items():
            counts.each_of(counts.total(of), parts)
        _add_those_left_out(counts, figure, keys, max(by_total, default=0))
    else:
        _add_columns(counts, figure, keys)
    for n, spread in enumerate(figure.spreads):
        key = counts.add((figure.key, "spread", n), spread.of.n)
        if by_total:
            counts.each_of(counts.total(max(max(by_total), spread.of.n)), [key])


def _add_those_left_out(counts: Counts, figure: Figure, keys: Sequence[Key], of: int) -> None:
    """Those not asked, whom the shares of the others are not of: with these they come to a total of their own."""
    for key, row in zip(keys, figure.rows, strict=True):
        if row.of is None and row.category is None:
            counts.add_up(counts.total(of + row.count), [counts.total(of), key])


def _add_columns(counts: Counts, figure: Figure, keys: Sequence[Key]) -> None:
    """A row's further counts are its parts, or else it is one of them: how many of those are what it counts."""
    for key, row in zip(keys, figure.rows, strict=True):
        further = [counts.add((*key, n), number.count) for n, number in enumerate(row.further)]
        if figure.is_in_time:
            prescribed, *narrower = further
            counts.each_of(prescribed, [*narrower, key])
        elif further and sum(counts.of[one] for one in further) == row.count:
            counts.each_of(counts.total(row.of), [key])
            counts.add_up(key, further)
        elif further:
            due, *others = further
            counts.each_of(due, [key])
            counts.add_up(due, [key, *others[:2]])
        elif row.of is not None:
            counts.each_of(counts.total(row.of), [key])
    if figure.is_in_time:
        _add_months(counts, figure, keys)
    # Why LDN was stopped: the reasons come to all who stopped.
    divided = [key for key, row in zip(keys, figure.rows, strict=True) if row.further and row.of is not None]
    if divided and not figure.is_in_time:
        counts.add_up(counts.total(sum(counts.of[key] for key in divided)), divided)


def _add_months(counts: Counts, figure: Figure, keys: Sequence[Key]) -> None:
    """Each column comes to its total."""
    columns = [keys, *([(*key, n) for key in keys] for n in range(len(figure.columns)))]
    for column in columns:
        counts.add_up(counts.total(sum(counts.of[key] for key in column)), column)


def guard_of(figures: Sequence[Figure], *, summary: OutcomeSummary | None, under: int) -> Guard:
    """Over all figures of a report at once: who takes them out one by one has them all."""
    if not under:
        return Guard()
    counts = Counts()
    if summary:
        add_summary(counts, summary)
    for figure in figures:
        add_figure(counts, figure)
    return counts.guard(under, known_elsewhere=known_size(counts, summary) if summary else ())
