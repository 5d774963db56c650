from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from reports.statistics import hodges_lehmann, kaplan_meier, log_rank, wilcoxon

# Freireich and others 1963, Blood 21:699: weeks of remission on 6-MP; the second number is of those censored then.
SIX_MP = {
    6: (3, 1),
    7: (1, 0),
    9: (0, 1),
    10: (1, 1),
    11: (0, 1),
    13: (1, 0),
    16: (1, 0),
    17: (0, 1),
    19: (0, 1),
    20: (0, 1),
    22: (1, 0),
    23: (1, 0),
    25: (0, 1),
    32: (0, 2),
    34: (0, 1),
    35: (0, 1),
}
PLACEBO = dict.fromkeys((3, 4, 5, 8, 11, 12), (2, 0)) | {
    1: (2, 0),
    2: (2, 0),
    3: (1, 0),
    8: (4, 0),
    15: (1, 0),
    17: (1, 0),
    22: (1, 0),
    23: (1, 0),
}


def times():
    return st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=40)


def grouped(rows):
    found = {}
    for time, is_event in rows:
        events, censored = found.get(time, (0, 0))
        found[time] = (events + is_event, censored + (not is_event))
    return found


def as_scipy(rows):
    return stats.CensoredData(
        uncensored=[time for time, is_event in rows if is_event],
        right=[time for time, is_event in rows if not is_event],
    )


def test_the_curve_of_the_clinical_facts():
    curve = kaplan_meier(SIX_MP)

    expected = {6: "0.8571", 7: "0.8067", 10: "0.7529", 13: "0.6902", 16: "0.6275", 22: "0.5378", 23: "0.4482"}
    assert {step.time: f"{step.share:.4f}" for step in curve.steps if step.events} == expected
    assert (curve.n, curve.events, curve.median) == (21, 9, 23)
    assert curve.median_interval == (13, None)
    assert [curve.at_risk(week) for week in (0, 6, 7, 10, 23, 35, 36)] == [21, 21, 17, 15, 6, 1, 0]
    assert [f"{curve.share_at(week):.4f}" for week in (0, 5, 9, 99)] == ["1.0000", "1.0000", "0.8067", "0.4482"]
    assert (curve.steps[0].low, curve.steps[0].high) == pytest.approx((0.6197, 0.9516), abs=1e-4)


def test_the_log_rank_test_of_the_same_trial():
    found = log_rank([SIX_MP, PLACEBO])

    assert (found.observed, [f"{events:.2f}" for events in found.expected]) == ([9, 21], ["19.25", "10.75"])
    assert (f"{found.statistic:.2f}", found.degrees) == ("16.79", 1)
    assert (kaplan_meier(PLACEBO).median, kaplan_meier(PLACEBO).median_interval) == (8, (4, 11))


def test_at_one_time_events_come_before_censorings():
    """Of four, one stops on the day on which another was last seen: it is one of four, not one of three."""
    assert kaplan_meier({5: (1, 1), 9: (0, 2)}).steps[0].share == 0.75


@given(times())
def test_the_curve_and_its_interval_are_those_of_scipy(rows):
    curve = kaplan_meier(grouped(rows))

    found = stats.ecdf(as_scipy(rows)).sf
    assert [step.time for step in curve.steps] == list(found.quantiles)
    assert [step.share for step in curve.steps] == pytest.approx(found.probabilities)
    with np.errstate(all="ignore"):
        interval = found.confidence_interval(method="log-log")
    for step, low, high in zip(curve.steps, interval.low.probabilities, interval.high.probabilities, strict=True):
        if 0 < step.share < 1:
            assert (step.low, step.high) == pytest.approx((low, high))
        else:
            assert (step.low, step.high) == (None, None)


@given(times(), times())
def test_the_log_rank_test_of_two_is_that_of_scipy(first, second):
    found = log_rank([grouped(first), grouped(second)])

    with np.errstate(all="ignore"):
        expected = stats.logrank(as_scipy(first), as_scipy(second))
    if found is None:
        assert not np.isfinite(expected.statistic) or abs(expected.statistic) < 1e-6
    else:
        assert (found.statistic, found.p) == pytest.approx((expected.statistic**2, expected.pvalue), abs=1e-9)


@given(st.lists(times(), min_size=3, max_size=5))
def test_the_log_rank_test_of_several_groups_by_matrices(groups):
    """Independent code: people one by one, and the generalised inverse of the whole covariance."""
    apart, covariance = np.zeros(len(groups)), np.zeros((len(groups), len(groups)))
    for time in sorted({time for rows in groups for time, is_event in rows if is_event}):
        risk = np.array([sum(t >= time for t, _ in rows) for rows in groups])
        events = np.array([sum(t == time and is_event for t, is_event in rows) for rows in groups])
        n, d, shares = risk.sum(), events.sum(), risk / risk.sum()
        apart += events - d * shares
        if n > 1:
            covariance += d * (n - d) / (n - 1) * (np.diag(shares) - np.outer(shares, shares))

    found = log_rank([grouped(rows) for rows in groups])

    if found is None:
        assert np.allclose(covariance, 0)
    else:
        expected = apart @ np.linalg.pinv(covariance) @ apart
        assert found.statistic == pytest.approx(expected, rel=1e-6, abs=1e-9)
        assert found.p == pytest.approx(stats.chi2.sf(expected, found.degrees), rel=1e-6, abs=1e-9)


def test_curves_of_nobody_and_of_one():
    nobody, stopped, watched = kaplan_meier({}), kaplan_meier({3: (1, 0)}), kaplan_meier({3: (0, 1)})

    assert (nobody.n, nobody.steps, nobody.median, nobody.median_interval) == (0, [], None, (None, None))
    assert (nobody.share_at(9), nobody.at_risk(0)) == (1, 0)
    assert (stopped.steps[0].share, stopped.median, stopped.median_interval) == (0, 3, (3, None))
    assert (watched.steps[0].share, watched.median) == (1, None)
    assert [log_rank(groups) for groups in ([], [SIX_MP], [SIX_MP, {}], [{3: (0, 1)}, {3: (0, 2)}])] == [None] * 4
    assert log_rank([{3: (2, 0)}, {3: (1, 0)}]) is None  # all at once: no order, and nothing to compare
    with pytest.raises(ValueError, match="0 or more"):
        kaplan_meier({-1: (1, 0)})


def test_a_curve_that_reaches_one_half_exactly_has_its_median_there():
    """Seven events of fourteen, one after another, and the rest watched: products of shares that are not exact."""
    assert kaplan_meier(dict.fromkeys(range(1, 8), (1, 0)) | {99: (0, 7)}).median == 7


differences = st.lists(st.integers(-10, 10), min_size=1, max_size=40)


@given(differences)
def test_the_signed_ranks_are_those_of_scipy(found_differences):
    found = wilcoxon(Counter(found_differences))

    rest = [value for value in found_differences if value]
    assert (found.n, found.zeros) == (len(rest), len(found_differences) - len(rest))
    if not rest:
        assert found.p is None
    elif not found.is_exact:
        expected = stats.wilcoxon(found_differences, zero_method="wilcox", correction=True, method="asymptotic")
        assert found.p == pytest.approx(expected.pvalue)
        assert min(found.positive, found.n * (found.n + 1) / 2 - found.positive) == expected.statistic


@given(st.lists(st.integers(-500, 500).filter(bool), min_size=1, max_size=49, unique_by=abs))
def test_few_differences_without_ties_are_counted_out(found_differences):
    found = wilcoxon(Counter(found_differences))

    assert found.is_exact
    assert found.p == pytest.approx(stats.wilcoxon(found_differences, method="exact").pvalue)


def test_the_signed_ranks_of_darwins_maize():
    """R. A. Fisher 1935, The Design of Experiments, III: eighths of an inch by which the crossed plant was taller."""
    eighths = Counter([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48])

    assert (wilcoxon(eighths).positive, wilcoxon(eighths).is_exact, f"{wilcoxon(eighths).p:.4f}") == (
        96,
        True,
        "0.0413",
    )


def test_no_difference_has_no_ranks():
    assert wilcoxon({}) is None
    assert (wilcoxon({0: 5}).p, wilcoxon({0: 5}).zeros) == (None, 5)
    assert hodges_lehmann({}) is None


@given(differences)
def test_the_middle_of_all_pairs_by_its_definition(found_differences):
    pairs = [
        Fraction(one + other, 2) for place, one in enumerate(found_differences) for other in found_differences[place:]
    ]

    assert hodges_lehmann(Counter(found_differences)) == Fraction(np.median([float(pair) for pair in pairs]))
