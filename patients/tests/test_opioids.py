from decimal import Decimal

import pytest

from core.rounding import plain
from patients.opioids import DailyOpioid, Drug, total_mme


def opioid(drug, strength, units="1"):
    return DailyOpioid(drug=Drug(drug), strength=Decimal(strength), units_a_day=Decimal(units))


@pytest.mark.parametrize(
    ("taken", "mme"),
    [
        (opioid("hydromorphone", "4"), "20"),
        (opioid("methadone", "30"), "141"),
        (opioid("methadone", "20.5"), "96.35"),
        (opioid("methadone", "4"), "18.8"),
        (opioid("fentanyl_patch", "25"), "60"),
        (opioid("hydrocodone", "5", "4"), "20"),
        (opioid("oxycodone", "10", "2"), "30"),
        (opioid("tramadol", "100"), "20"),
        (opioid("tramadol", "99"), "19.8"),
        (opioid("codeine", "30", "2"), "9"),
        (opioid("oxymorphone", "5", "2"), "30"),
        (opioid("tapentadol", "50", "2"), "40"),
        (opioid("morphine", "15", "0.5"), "7.5"),
    ],
)
def test_mme_by_the_factors_of_2022(taken, mme):
    assert taken.mme == Decimal(mme)


@pytest.mark.parametrize("drug", ["buprenorphine", "kratom", "other"])
def test_an_opioid_without_a_factor_is_never_zero(drug):
    assert opioid(drug, "2").mme is None
    assert total_mme([opioid("codeine", "30"), opioid(drug, "2")]) is None


def test_the_arithmetic_is_shown():
    assert opioid("hydrocodone", "5", "4").arithmetic == "5 x 4 x 1 = 20 MME a day"
    assert opioid("buprenorphine", "2").arithmetic == "no conversion factor, so it can't be counted"


def test_opioids_add_up():
    assert total_mme([opioid("tramadol", "50"), opioid("codeine", "30")]) == Decimal("14.5")
    assert total_mme([]) == 0


def test_without_an_opioid_the_sum_is_a_dose_that_can_be_written():
    assert plain(total_mme([])) == "0"


@pytest.mark.parametrize(
    ("drug", "label"),
    [
        ("fentanyl_patch", "Fentanyl patch"),
        ("codeine", "Codeine"),
        ("other", "Another one, or not recognised"),
    ],
)
def test_a_drug_has_a_name_to_choose_it_by(drug, label):
    assert Drug(drug).label == label
