import statistics
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from reports.cohorts import Cohort
from reports.outcomes import summarise
from reports.statistics import Interval, clopper_pearson, describe, wilson


@pytest.mark.parametrize(
    ("count", "of"),
    [(0, 1), (1, 1), (0, 35), (16, 35), (10, 35), (6, 35), (19, 35), (35, 35), (161, 218), (1, 100_000)],
)
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_wilson_is_the_interval_of_scipy(count, of, confidence):
    oracle = binomtest(count, of).proportion_ci(confidence_level=confidence, method="wilson")

    assert wilson(count, of, confidence=confidence) == pytest.approx((oracle.low, oracle.high), abs=1e-12)


@pytest.mark.parametrize(
    ("count", "of"),
    [
        (0, 1),
        (1, 1),
        (0, 35),
        (16, 35),
        (10, 35),
        (6, 35),
        (19, 35),
        (35, 35),
        (161, 218),
        (1, 100_000),
        (460_001, 10**6),
    ],
)
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_clopper_pearson_is_the_interval_of_scipy(count, of, confidence):
    oracle = binomtest(count, of).proportion_ci(confidence_level=confidence, method="exact")

    assert clopper_pearson(count, of, confidence=confidence) == pytest.approx((oracle.low, oracle.high), abs=1e-10)


def test_the_published_rate_has_the_exact_interval_of_the_paper():
    assert [f"{100 * end:.1f}" for end in Interval.CLOPPER_PEARSON.ends(16, 35)] == ["28.8", "63.4"]


@given(st.lists(st.integers(-100, 100), min_size=2, max_size=60))
def test_a_distribution_is_described_as_the_standard_library_does(values):
    found = describe(Counter(values))

    lower, median, upper = statistics.quantiles(values, n=4, method="inclusive")
    expected = statistics.mean(values), statistics.stdev(values), lower, median, upper
    described = found.mean, found.sd, found.lower_quartile, found.median, found.upper_quartile
    assert found.n == len(values)
    assert tuple(map(float, described)) == pytest.approx(expected, abs=1e-9)


def test_of_nothing_and_of_one_value_there_is_little_to_describe():
    assert describe({}).mean is None
    assert (describe({7: 1}).median, describe({7: 1}).sd) == (7, None)


def test_an_interval_stays_within_nothing_and_all():
    assert wilson(0, 7)[0] == 0
    assert 1 - 1e-15 <= wilson(7, 7)[1] <= 1


@pytest.mark.django_db
def test_an_interval_is_in_per_cent_at_one_decimal_and_none_over_nothing():
    summary = summarise(Cohort(as_of=date(2026, 1, 1)))

    assert [str(end) for end in summary.interval(16, 35)] == ["30.5", "61.8"]
    assert summary.interval(0, 0) is None
