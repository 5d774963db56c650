"""Ladders: the known ones, and how others are kept."""

from decimal import Decimal

import pytest

from core import clinical
from prescriptions import known_ladders, titration
from prescriptions.models import Ladder, LadderStep, PlannedStep
from prescriptions.tests.climbing import climbing, ladder_of, on, refusal_of
from tests.factories import (
    DoseStepFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]


def test_the_known_ladders_begin_with_the_practices_and_keep_its_ceiling():
    PlannedStep.objects.all().delete()
    LadderStep.objects.all().delete()
    Ladder.objects.all().delete()
    known_ladders.make()

    in_words = {ladder.name: ladder.in_words for ladder in Ladder.objects.all()}
    starts = {str(ladder.steps.first().dose_mg.normalize()) for ladder in Ladder.objects.all()}

    assert in_words["From 0.75 mg, a step every 2 weeks"] == (
        "0.75 mg for 14 days, 1.5 mg for 14 days, 3 mg for 14 days, then 4.5 mg"
    )
    assert in_words["4.5 mg from the start"] == "4.5 mg"
    assert in_words["From 0.5 mg, 0.5 mg more every week"].count("for 7 days") == 8
    assert starts == {"0.5", "0.75", "1.5", "4.5"}
    assert not LadderStep.objects.filter(dose_mg__gt=clinical.PLANNED_DOSE_CEILING_MG).exists()


def test_a_ladder_that_was_prescribed_keeps_its_steps():
    ladder = climbing(started=False).ladder
    step = LadderStep(dose_mg=Decimal("3"))

    refused = refusal_of(lambda: titration.save_ladder(ladder=ladder, steps=[step]))

    assert refused == "This ladder has been prescribed, so its steps stay. Add a new one instead."


def rungs(ladder):
    return [(step.number, str(step.dose_mg.normalize()), step.days) for step in ladder.steps.all()]


def test_a_ladder_is_saved_with_its_steps_in_order_in_place_of_the_old_ones():
    ladder = ladder_of(("0.5", 7), ("1", 7), ("2", None))
    ladder.name = "Slowly"

    titration.save_ladder(
        ladder=ladder, steps=[LadderStep(dose_mg=Decimal("1.5"), days=14), LadderStep(dose_mg=Decimal("4.5"))]
    )

    ladder.refresh_from_db()
    assert (ladder.name, rungs(ladder)) == ("Slowly", [(1, "1.5", 14), (2, "4.5", None)])
    titration.save_ladder(ladder=ladder, steps=None)
    assert rungs(ladder) == [(1, "1.5", 14), (2, "4.5", None)]


def test_no_step_of_a_ladder_is_above_the_ceiling():
    ladder = ladder_of(("1.5", None))

    refused = refusal_of(lambda: titration.save_ladder(ladder=ladder, steps=[LadderStep(dose_mg=Decimal("4.51"))]))

    assert refused == "4.51 mg is above this practice's ceiling of 4.5 mg a day."
    assert rungs(ladder) == [(1, "1.5", None)]


def test_a_planned_step_is_no_dose_that_was_taken():
    step = DoseStepFactory(prescription=climbing(), starts_on=on(1), dose_mg="3")

    assert PlannedStep.objects.filter(prescription=step.prescription).count() == 2
