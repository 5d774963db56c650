"""Which answers are asked again, at each boundary: PGIC against per cent relief, a strength against what is on file."""

from decimal import Decimal

import pytest

from followups.contradictions import question, question_about_strength, questions
from prescriptions.models import DosageForm, Fill, Prescription


@pytest.mark.parametrize(
    ("pgic", "relief"),
    [
        (None, -10),
        (1, None),
        (1, 0),  # may sleep or walk better, and hurt the same
        (3, 0),
        (3, 100),
        (4, 49),
        (4, 0),
        (4, -100),
        (5, 0),
        (7, -1),
    ],
)
def test_answers_that_fit_are_not_asked_again(pgic, relief):
    assert question(pgic=pgic, relief_percent=relief) is None


@pytest.mark.parametrize(
    ("pgic", "relief", "said"),
    [
        (1, -1, "“Very much improved” and -1 % relief (negative is worse) don't fit together."),
        (3, -100, "“Minimally improved” and -100 % relief (negative is worse) don't fit together."),
        (4, 50, "“No change” and 50 % relief don't fit together."),
        (5, 1, "“Minimally worse” and 1 % relief don't fit together."),
        (7, 100, "“Very much worse” and 100 % relief don't fit together."),
    ],
)
def test_answers_that_do_not_fit_are_asked_again_in_their_words(pgic, relief, said):
    assert question(pgic=pgic, relief_percent=relief) == f"{said} Ask again which is right."


CAPSULES = Fill(strength_mg=Decimal("1.50"), form=DosageForm.CAPSULE)


@pytest.mark.parametrize(
    ("strength_mg", "in_hand"),
    [
        (None, CAPSULES),
        (Decimal("1.5"), CAPSULES),
        (Decimal("4.5"), Prescription(strength_mg=None, form=DosageForm.TABLET)),
    ],
)
def test_the_strength_on_file_or_none_is_not_asked_again(strength_mg, in_hand):
    assert question_about_strength(strength_mg, in_hand=in_hand) is None


def test_another_strength_than_on_file_is_asked_again():
    assert question_about_strength(Decimal("4.50"), in_hand=CAPSULES) == (
        "4.5 mg each, and what is on file are capsules of 1.5 mg."
        " Have the label read out again; if it is so, escalate it."
    )


def test_every_contradiction_is_asked_beside_its_answers():
    in_hand = {"in_hand": CAPSULES}
    odd_relief, odd_strength = question(pgic=7, relief_percent=80), question_about_strength(Decimal(3), **in_hand)

    assert questions(pgic=7, relief_percent=80, strength_mg=Decimal(3), **in_hand) == {
        "7 and 80": odd_relief,
        "3 mg each": odd_strength,
    }
    assert questions(pgic=7, relief_percent=80, strength_mg=Decimal("1.5"), **in_hand) == {"7 and 80": odd_relief}
    assert questions(pgic=2, relief_percent=80, strength_mg=None, **in_hand) == {}
