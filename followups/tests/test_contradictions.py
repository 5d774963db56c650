"""Which answers are asked again, at each boundary: PGIC against per cent relief."""

import pytest

from followups.contradictions import question


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
