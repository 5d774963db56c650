import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from reports.statistics import Sample, Table, Test, fisher, holm, newcombe, paired_t, pearson, welch
from reports.statistics.functions import chi_square_p, student_p, student_quantile


def printed(value, places=4):
    return f"{value:.{places}f}"


@st.composite
def tables(draw, most=60):
    n, m = draw(st.integers(1, most)), draw(st.integers(1, most))
    return Table(draw(st.integers(0, n)), n, draw(st.integers(0, m)), m)


def cells(table):
    return [[table.a, table.n - table.a], [table.c, table.m - table.c]]


def test_the_figures_of_the_clinical_facts():
    table = Table(9, 28, 3, 28)
    assert printed(pearson(table)[1]) == "0.0507"
    assert printed(pearson(table, yates=True)[1]) == "0.1035"
    assert printed(fisher(table)) == "0.1011"
    assert [printed(pearson(Table(10, 30, 30, 70), yates=yates)[1]) for yates in (False, True)] == ["0.3730", "0.5040"]
    assert printed(fisher(Table(3, 4, 1, 4))) == "0.4857"


def test_the_differences_that_newcombe_published():
    """His table II: 56 of 70 against 48 of 80, 9 of 10 against 3 of 10, and the extremes."""
    found = {
        Table(56, 70, 48, 80): ("0.0524", "0.3339"),
        Table(9, 10, 3, 10): ("0.1705", "0.8090"),
        Table(5, 56, 0, 29): ("-0.0381", "0.1926"),
        Table(0, 10, 0, 20): ("-0.1611", "0.2775"),
        Table(10, 10, 0, 20): ("0.6791", "1.0000"),
        Table(10, 10, 0, 10): ("0.6075", "1.0000"),
    }

    assert {table: tuple(map(printed, newcombe(table)[1:])) for table in found} == found


@given(tables())
def test_fishers_p_is_that_of_scipy(table):
    assert fisher(table) == pytest.approx(stats.fisher_exact(cells(table)).pvalue, rel=1e-9)


@given(tables(), st.booleans())
def test_chi_square_is_that_of_scipy(table, yates):
    if not table.is_comparable:
        with pytest.raises(ValueError, match="nothing to compare"):
            pearson(table)
        return

    found = stats.chi2_contingency(cells(table), correction=yates)

    assert pearson(table, yates=yates) == pytest.approx((found.statistic, found.pvalue), rel=1e-9, abs=1e-12)
    assert table.smallest_expected == pytest.approx(found.expected_freq.min())


def test_a_million_courses_are_compared_at_once():
    table = Table(460_000, 10**6, 461_200, 10**6)
    began = time.perf_counter()

    p = fisher(table)

    assert time.perf_counter() - began < 1
    assert p == pytest.approx(stats.fisher_exact(cells(table)).pvalue, rel=1e-6)
    assert pearson(table)[1] == pytest.approx(stats.chi2_contingency(cells(table), correction=False).pvalue, rel=1e-9)
    assert fisher(Table(10**6, 10**6, 0, 10**6)) == 0


def test_which_test_is_used_is_said_by_the_expected_counts():
    assert Test.AUTOMATIC.of(Table(1, 10, 3, 10)) == Test.FISHER
    assert Test.AUTOMATIC.of(Table(5, 10, 5, 10)) == Test.PEARSON
    assert Test.YATES.of(Table(1, 10, 3, 10)) == Test.YATES
    assert printed(Test.YATES.p(Table(9, 28, 3, 28))) == "0.1035"


def test_what_cannot_be_compared_has_no_p():
    empty, all_alike, none = Table(0, 0, 1, 2), Table(3, 3, 2, 2), Table(0, 1, 0, 1)

    assert [[test.p(table) for test in Test] for table in (empty, all_alike, none)] == [[None] * 4] * 3
    assert (newcombe(empty), empty.smallest_expected, empty.expects_few) == (None, None, False)
    assert newcombe(none)[0] == 0
    with pytest.raises(ValueError, match="3 of 2"):
        Table(3, 2, 0, 1)


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 5, 9, 30])
@pytest.mark.parametrize("statistic", [0, 1e-9, 0.3, 1, 3.84, 20, 500])
def test_chi_squares_tail_is_that_of_scipy(statistic, degrees):
    assert chi_square_p(statistic, degrees) == pytest.approx(stats.chi2.sf(statistic, degrees), rel=1e-10)


@pytest.mark.parametrize("degrees", [1, 1.7, 2, 9, 33.5, 1000, 999_999])
def test_students_t_is_that_of_scipy(degrees):
    for t in (0, 0.01, -1, 2.262, 15):
        assert student_p(t, degrees) == pytest.approx(2 * stats.t.sf(abs(t), degrees), rel=1e-7)
    for confidence in (0.9, 0.95, 0.99):
        expected = stats.t.ppf((1 + confidence) / 2, degrees)
        assert student_quantile(confidence, degrees) == pytest.approx(expected, rel=1e-8)


values = st.lists(st.integers(-100, 100), min_size=2, max_size=40)


def counted(numbers):
    return {int(value): int(count) for value, count in zip(*np.unique(numbers, return_counts=True), strict=True)}


@given(values, values)
def test_welchs_difference_is_that_of_scipy(first, second):
    found = welch(Sample.of(counted(first)), Sample.of(counted(second)))

    assert found.difference == pytest.approx(np.mean(first) - np.mean(second))
    if np.std(first) == np.std(second) == 0:
        assert (found.p, found.low, found.t) == (None, None, None)
        return
    expected = stats.ttest_ind(first, second, equal_var=False)
    interval = expected.confidence_interval()
    assert (found.t, found.p) == pytest.approx((expected.statistic, expected.pvalue), rel=1e-8, abs=1e-12)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-7, abs=1e-7)


@given(values)
def test_the_paired_t_is_that_of_scipy(differences):
    found = paired_t(Sample.of(counted(differences)))

    if np.std(differences) == 0:
        assert (found.difference, found.p) == (differences[0], None)
        return
    expected = stats.ttest_rel(differences, [0] * len(differences))
    interval = expected.confidence_interval()
    assert (found.t, found.p, found.degrees) == pytest.approx((expected.statistic, expected.pvalue, expected.df))
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-7, abs=1e-7)


def test_the_paired_t_of_summary_figures():
    """The first published one, by Student himself: ten patients, hours of sleep gained by one drug over the other."""
    found = paired_t(Sample(n=10, mean=1.58, sd=1.229995))

    assert (printed(found.t), found.degrees, printed(found.p, 6)) == ("4.0621", 9, "0.002833")
    assert (printed(found.low), printed(found.high)) == ("0.7001", "2.4599")


def test_means_of_nobody_and_of_one():
    nobody, one, two = Sample.of({}), Sample.of({7: 1}), Sample.of({1: 1, 3: 1})

    assert (welch(nobody, two), paired_t(nobody)) == (None, None)
    assert (welch(one, two).difference, welch(one, two).p) == (5, None)
    assert (paired_t(one).difference, paired_t(one).low) == (7, None)


@given(st.lists(st.none() | st.floats(0, 1), max_size=12))
def test_holms_adjustment_by_its_definition(ps):
    known = sorted(p for p in ps if p is not None)

    found = holm(ps)

    expected = {
        p: max(min(1, (len(known) - j) * q) for j, q in enumerate(known) if j <= last)
        for p in known
        for last in [max(i for i, q in enumerate(known) if q == p)]
    }
    assert found == [None if p is None else pytest.approx(expected[p]) for p in ps]


def test_holms_adjustment_of_three():
    assert holm([0.01, None, 0.04, 0.03]) == pytest.approx([0.03, None, 0.06, 0.06])
