"""Which counts are kept back when tables leave the house. Pure arithmetic: nothing here knows what the counts are of.

A count from 1 to `under` - 1 is hidden. So are others, where a hidden one would follow from a total, from what is left
of one, or from the two together. Zero is always shown, so that whoever reads "hidden" knows that it is 1 or more.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Key = Hashable
# A sum over hidden cells as (their factors, what it comes to).
Number = Fraction | int
Equation = tuple[dict[Key, Number], Number]


@dataclass(frozen=True)
class Sum:
    """The cell `total` is the sum of the cells `parts`, and of a rest that is printed nowhere, if it has one: who named
    no such side effect. A small rest has to stay as unknown as what is printed."""

    total: Key
    parts: tuple[Key, ...]
    has_rest: bool = False


def hidden(
    counts: Mapping[Key, int], sums: Sequence[Sum], *, under: int, known_elsewhere: Collection[Key] = ()
) -> set[Key]:
    """The cells that are not shown. `counts` has every cell that is printed; those that are known from another page
    are hidden only if they are small themselves: hiding them would protect nothing."""
    if not under:
        return set()
    table = Table(counts, sums, known_elsewhere)
    found = {key for key, count in counts.items() if 0 < count < under}
    while following := [key for key in sorted(table.known(found), key=repr) if table.may_not_follow(key, under)]:
        before = len(found)
        for key in following:
            if table.follows(key, found):
                found |= table.beside(key, found)
        if len(found) == before:
            break
    return found


class Table:
    """The cells and their sums, with the way from a cell to the sums that it is in."""

    def __init__(self, counts: Mapping[Key, int], sums: Sequence[Sum], known_elsewhere: Collection[Key] = ()) -> None:
        self.counts, self.sums, self.known_elsewhere = counts, sums, known_elsewhere
        self.sums_of: dict[Key, list[int]] = {}
        for n, one in enumerate(sums):
            for key in {*_cells(one), *([("rest", n)] if one.has_rest else [])}:
                self.sums_of.setdefault(key, []).append(n)

    def may_not_follow(self, key: Key, under: int) -> bool:
        """A printed cell that is hidden, or a small rest."""
        if key in self.counts:
            return True
        one = self.sums[key[1]]
        return 0 < self.counts[one.total] - sum(self.counts[part] for part in one.parts) < under

    def known(self, found: Collection[Key]) -> set[Key]:
        """The hidden cells that follow from those shown; of the sum number n the rest is `("rest", n)`."""
        known, seen = set(), set()
        rests = (("rest", n) for n, one in enumerate(self.sums) if one.has_rest)
        # In one order in every process: two that hid different cells would tell both.
        for key in (*sorted(found, key=repr), *rests):
            if key not in seen:
                equations = self._together(key, found)
                seen |= {key, *(other for factors, _ in equations for other in factors)}
                known |= _solved(equations)
        return known

    def follows(self, key: Key, found: Collection[Key]) -> bool:
        return key in _solved(self._together(key, found))

    def with_twins(self, key: Key) -> set[Key]:
        """The cell, and those that are all of it or that it is all of: they are hidden together or not at all."""
        found, left = set(), [key]
        while left:
            if (one := left.pop()) not in found:
                found.add(one)
                count, sums = self.counts[one], (self.sums[n] for n in self.sums_of.get(one, ()))
                whole = [of for of in sums if self.counts[of.total] == count]
                left.extend(cell for of in whole for cell in _cells(of) if self.counts[cell] == count)
        return found - set(self.known_elsewhere)

    def beside(self, key: Key, found: set[Key]) -> set[Key]:
        """The cells to hide so that `key` follows no longer: a part before a total, and the smallest that helps.

        None where all that it stands with is hidden already.
        """
        reached, near = set(), {key}
        while near - reached:
            reached |= near
            of = [self.sums[n] for cell in reached for n in self.sums_of.get(cell, ())]
            totals, near = {one.total for one in of}, {cell for one in of for cell in _cells(one)}
            shown = [cell for cell in near - set(self.known_elsewhere) if self.counts[cell] and cell not in found]
            shown.sort(key=lambda cell: (cell in totals, self.counts[cell], repr(cell)))
            if shown:
                helps = (more for cell in shown if not self.follows(key, found | (more := self.with_twins(cell))))
                return next(helps, self.with_twins(shown[0]))
        return set()

    def _together(self, key: Key, found: Collection[Key]) -> list[Equation]:
        """What is known of a cell and of all that hangs together with it: sums that share what is hidden."""
        taken, left, equations = set(), [key], []
        while left:
            for n in self.sums_of.get(left.pop(), ()):
                if n not in taken:
                    taken.add(n)
                    factors, value = self._equation(n, found)
                    left.extend(factors)
                    equations.append((factors, value))
        return equations

    def _equation(self, n: int, found: Collection[Key]) -> Equation:
        """Of a sum what is not shown: its hidden parts and its rest, less its total if that is hidden, too."""
        one, factors, value = self.sums[n], {}, 0
        for key, sign in ((one.total, -1), *((part, 1) for part in one.parts)):
            if key in found:
                factors[key] = factors.get(key, 0) + sign
            else:
                value -= sign * self.counts[key]
        if one.has_rest:
            factors["rest", n] = 1
        return {key: factor for key, factor in factors.items() if factor}, value


def _solved(equations: list[Equation]) -> set[Key]:
    """The cells that can be one number only: by elimination, and where every hidden cell is 1 or more."""
    equations = [*_eliminated(equations), *equations]
    low, high = _bounds(equations)
    return {key for key in low if low[key] == high.get(key)}


def _cells(one: Sum) -> tuple[Key, ...]:
    return (one.total, *one.parts)


def _eliminated(equations: list[Equation]) -> list[Equation]:
    """The same with each other's cells taken out."""
    done: dict[Key, Equation] = {}
    for factors, value in equations:
        for pivot in [key for key in factors if key in done]:
            factors, value = _less(factors, value, *done[pivot], factors[pivot])
        if not factors:
            continue
        pivot = next(iter(factors))
        by = Fraction(factors[pivot])
        if by != 1:
            factors, value = {key: _plain(f / by) for key, f in factors.items()}, _plain(value / by)
        for other, (its, of) in done.items():
            if pivot in its:
                done[other] = _less(its, of, factors, value, its[pivot])
        done[pivot] = factors, value
    return list(done.values())


def _plain(number: Fraction) -> Fraction | int:
    """Whole numbers are counted with faster."""
    return number.numerator if number.denominator == 1 else number


def _less(factors: dict, value: Number, other: dict, of: Number, times: Number) -> Equation:
    left = dict(factors)
    for key, factor in other.items():
        left[key] = left.get(key, 0) - times * factor
    return {key: factor for key, factor in left.items() if factor}, value - times * of


def _bounds(equations: list[Equation]) -> tuple[dict[Key, int], dict[Key, int]]:
    """The least and the most that each cell can be. A hidden one is 1 or more, a rest 0 or more."""
    low: dict[Key, int] = {key: _least(key) for factors, _ in equations for key in factors}
    high: dict[Key, int] = {}
    changed = True
    while changed:
        changed = False
        for factors, value in equations:
            for key, factor in factors.items():
                changed |= _narrow(key, factor, factors, value, low, high)
    return low, high


def _least(key: Key) -> int:
    return 0 if isinstance(key, tuple) and key[0] == "rest" else 1


def _narrow(key: Key, factor: Number, factors: dict, value: Number, low: dict, high: dict) -> bool:
    """Whether the others of its sum leave this cell less room than was known."""
    least, most = value, value  # of what this cell, times its factor, comes to
    for other, times in factors.items():
        if other == key:
            continue
        ends = (low[other], high.get(other))
        up, down = (ends if times > 0 else ends[::-1])[::-1]
        least = None if least is None or up is None else least - times * up
        most = None if most is None or down is None else most - times * down
    if factor < 0:
        least, most = most, least
    before = (low[key], high.get(key))
    if least is not None:
        low[key] = max(low[key], -int(-Fraction(least) / factor // 1))
    if most is not None:
        most_whole = int(Fraction(most) / factor // 1)
        high[key] = min(high.get(key, most_whole), most_whole)
    return before != (low[key], high.get(key))
