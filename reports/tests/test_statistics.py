from datetime import date

import pytest
from scipy.stats import binomtest

from reports.cohorts import Cohort
from reports.outcomes import summarise
from reports.statistics import wilson


@pytest.mark.parametrize(
    ("count", "of"),
    [(0, 1), (1, 1), (0, 35), (16, 35), (10, 35), (6, 35), (19, 35), (35, 35), (161, 218), (1, 100_000)],
)
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_wilson_is_the_interval_of_scipy(count, of, confidence):
    oracle = binomtest(count, of).proportion_ci(confidence_level=confidence, method="wilson")

    assert wilson(count, of, confidence=confidence) == pytest.approx((oracle.low, oracle.high), abs=1e-12)


def test_an_interval_stays_within_nothing_and_all():
    assert wilson(0, 7)[0] == 0
    assert 1 - 1e-15 <= wilson(7, 7)[1] <= 1


@pytest.mark.django_db
def test_an_interval_is_in_per_cent_at_one_decimal_and_none_over_nothing():
    summary = summarise(Cohort(as_of=date(2026, 1, 1)))

    assert [str(end) for end in summary.interval(16, 35)] == ["30.5", "61.8"]
    assert summary.interval(0, 0) is None
