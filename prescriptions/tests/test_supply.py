from decimal import Decimal

import pytest

from core import clinical
from prescriptions import supply
from tests.factories import PrescriptionFactory


@pytest.mark.parametrize(
    ("dose", "strength", "form", "words"),
    [
        ("0.75", "1.5", "tablet", "0.75 mg (half a tablet)"),
        ("1.50", "1.5", "tablet", "1.5 mg (1 tablet)"),
        ("2.25", "1.5", "tablet", "2.25 mg (1½ tablets)"),
        ("4.5", "1.5", "tablet", "4.5 mg (3 tablets)"),
        ("4.5", "4.5", "capsule", "4.5 mg (1 capsule)"),
        ("0.75", "1.5", "capsule", "0.75 mg"),
        ("1", "1.5", "tablet", "1 mg"),
        ("10", "1", "tablet", "10 mg (10 tablets)"),
        ("3", None, "tablet", "3 mg"),
    ],
)
def test_a_dose_is_written_with_its_tablets(dose, strength, form, words):
    strength_mg = Decimal(strength) if strength else None

    assert supply.describe(Decimal(dose), strength_mg=strength_mg, form=form) == words


@pytest.mark.parametrize(
    ("strength", "form", "doses"),
    [
        ("1.5", "tablet", ["0.75", "1.5", "2.25", "3", "3.75", "4.5"]),
        ("1.5", "capsule", ["1.5", "3", "4.5"]),
        ("4.5", "tablet", ["2.25", "4.5"]),
        ("1", "capsule", ["1", "2", "3", "4"]),
        ("50", "tablet", []),
    ],
)
def test_the_doses_of_a_strength_end_at_the_ceiling(strength, form, doses):
    made = supply.doses_of(strength_mg=Decimal(strength), form=form)

    assert made == [Decimal(dose) for dose in doses]
    assert all(dose <= clinical.PLANNED_DOSE_CEILING_MG for dose in made)


@pytest.mark.parametrize(
    ("quantity", "dose", "days"),
    [
        (90, "4.5", 30),
        (120, "4.5", 40),
        (90, "3", 45),
        (120, "3", 60),
        (90, "0.75", 180),
        (120, "0.75", 240),
        (1, "3", 0),
    ],
)
def test_a_quantity_lasts_as_long_as_the_practice_says(quantity, dose, days):
    assert supply.days_of(quantity=quantity, strength_mg=Decimal("1.5"), dose_mg=Decimal(dose)) == days


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        (90, "1.5 mg (1 tablet) a day: 90 tablets last 90 days."),
        (1, "1.5 mg (1 tablet) a day: 1 tablet lasts 1 day."),
    ],
)
def test_a_supply_is_written_in_words(quantity, words):
    course = PrescriptionFactory.build(patient=None, prescriber=None, pharmacy=None, quantity=quantity)

    assert supply.in_words(course) == words
