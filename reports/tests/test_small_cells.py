"""Counts that are kept back when tables leave the house: none follows from what is shown."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import clinical
from reports.small_cells import Sum, hidden

UNDER = 4
MOST = 14


def one_table(*parts, rest=None):
    """A total and its parts, and what is left of it, if `rest` says how much."""
    counts = {"total": sum(parts) + (rest or 0), **{f"part {n}": part for n, part in enumerate(parts)}}
    return counts, [Sum("total", tuple(key for key in counts if key != "total"), has_rest=rest is not None)]


def crossed(rows):
    """A table of rows and columns with the totals of both."""
    counts = {(r, c): n for r, row in enumerate(rows) for c, n in enumerate(row)}
    sums = []
    for r, row in enumerate(rows):
        counts["row", r] = sum(row)
        sums.append(Sum(("row", r), tuple((r, c) for c in range(len(row)))))
    for c, column in enumerate(zip(*rows, strict=True)):
        counts["column", c] = sum(column)
        sums.append(Sum(("column", c), tuple((r, c) for r in range(len(rows)))))
    counts["all"] = sum(map(sum, rows))
    sums.append(Sum("all", tuple(("row", r) for r in range(len(rows)))))
    sums.append(Sum("all", tuple(("column", c) for c in range(len(rows[0])))))
    return counts, sums


def tables_that_look_the_same(counts, sums, kept_back):
    """Every way to fill what is hidden with 1 or more, so that the sums hold: [(hidden cells, rests)]. It knows
    nothing of how the program found them."""
    cells = sorted(kept_back, key=repr)
    for values in product(range(1, MOST + 1), repeat=len(cells)):
        filled = {**counts, **dict(zip(cells, values, strict=True))}
        rests = [filled[one.total] - sum(filled[part] for part in one.parts) for one in sums]
        if all(rest >= 0 if one.has_rest else rest == 0 for rest, one in zip(rests, sums, strict=True)):
            yield values, rests


def assert_nothing_follows(counts, sums, under):
    kept_back = hidden(counts, sums, under=under)
    assert {key for key, count in counts.items() if 0 < count < under} <= kept_back
    assert not {key for key in kept_back if counts[key] == 0}
    # The product of more than that is for nobody to wait for.
    if len(kept_back) > 5:
        return
    values, rests = zip(*tables_that_look_the_same(counts, sums, kept_back), strict=True)
    assert [len(set(found)) > 1 for found in zip(*values, strict=True)] == [True] * len(kept_back)
    small = [n for n, one in enumerate(sums) if one.has_rest and 0 < _rest(counts, one) < under]
    assert [len({found[n] for found in rests}) > 1 for n in small] == [True] * len(small)


def _rest(counts, one):
    return counts[one.total] - sum(counts[part] for part in one.parts)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=4))
def test_no_part_follows_from_the_total_and_the_other_parts(parts):
    assert_nothing_follows(*one_table(*parts), UNDER)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=3), st.integers(0, 6))
def test_who_is_left_out_does_not_follow_either(parts, rest):
    assert_nothing_follows(*one_table(*parts, rest=rest), UNDER)


@settings(max_examples=60, deadline=None)
@given(st.tuples(st.tuples(*[st.integers(0, 6)] * 2), st.tuples(*[st.integers(0, 6)] * 2)))
def test_no_cell_follows_in_a_table_with_totals_both_ways(rows):
    assert_nothing_follows(*crossed(rows), UNDER)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6))
def test_a_threshold_of_zero_hides_nothing(parts):
    assert hidden(*one_table(*parts), under=0) == set()


@pytest.mark.parametrize(
    ("parts", "kept_back"),
    [
        # The published figures: LDN-R, LDN-PR and LDN-NR of 35.
        ((10, 6, 19), {"part 0", "part 1"}),
        # Starting doses of the 16: 4 and 1 come to 5, so that 11 would say how many did not start with it.
        ((4, 11, 1), {"part 0", "part 2"}),
        ((14, 2), {"part 0", "part 1"}),
        ((0, 20), set()),
        ((0, 3, 20), {"part 1", "part 2"}),
        ((11, 12), set()),
        ((5, 0), {"part 0", "total"}),
        # Two of one each: their sum would say so.
        ((1, 1, 20), {"part 0", "part 1", "part 2"}),
    ],
)
def test_what_is_kept_back_of_the_published_figures(parts, kept_back):
    assert hidden(*one_table(*parts), under=clinical.CMS_SMALL_CELLS_UNDER) == kept_back


def test_a_cell_that_follows_from_two_totals_together_is_protected():
    """c is the one total less the other, and d what is left beside it, though no sum alone says either."""
    counts = {"a": 2, "b": 3, "c": 3, "d": 2, "abc": 8, "ab": 5, "cd": 5}
    sums = [Sum("abc", ("a", "b", "c")), Sum("ab", ("a", "b")), Sum("cd", ("c", "d"))]
    kept_back = hidden(counts, sums, under=UNDER)
    assert kept_back > {"a", "b", "c", "d"}
    values, _ = zip(*tables_that_look_the_same(counts, sums, kept_back), strict=True)
    assert all(len(set(found)) > 1 for found in zip(*values, strict=True))
