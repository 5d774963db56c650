"""Answers that contradict each other, or what is on file. They are asked about, never corrected."""

from decimal import Decimal

from core import clinical
from core.rounding import plain
from followups.models import Response
from prescriptions.models import Fill, Prescription

Pgic = Response.Pgic


def questions(
    *,
    pgic: int | None,
    relief_percent: int | None,
    strength_mg: Decimal | None,
    in_hand: Prescription | Fill,
) -> dict[str, str]:
    """What to ask again, by the answers that it is about; empty where all fits."""
    asked = {
        f"{pgic} and {relief_percent}": question(pgic=pgic, relief_percent=relief_percent),
        f"{strength_mg} mg each": question_about_strength(strength_mg, in_hand=in_hand),
    }
    return {answers: words for answers, words in asked.items() if words}


def question_about_strength(strength_mg: Decimal | None, *, in_hand: Prescription | Fill) -> str | None:
    """Another strength than what was handed out last is dangerous: three of 4.5 mg are not three of 1.5 mg."""
    if strength_mg is None or in_hand.strength_mg in (None, strength_mg):
        return None
    return (
        f"{plain(strength_mg)} mg each, and what is on file are {in_hand.get_form_display().lower()}s of"
        f" {plain(in_hand.strength_mg)} mg. Have the label read out again; if it is so, escalate it."
    )


def question(*, pgic: int | None, relief_percent: int | None) -> str | None:
    """What to ask again, or None where the two fit. PGIC counts from 1, very much improved, to 7, very much worse.

    Improvement without relief fits: the patient may sleep or walk better, and hurt the same.
    """
    if pgic is None or relief_percent is None:
        return None
    is_odd = (
        (pgic < Pgic.NO_CHANGE and relief_percent < 0)
        or (pgic == Pgic.NO_CHANGE and relief_percent >= clinical.RESPONDER_RELIEF_PERCENT)
        or (pgic > Pgic.NO_CHANGE and relief_percent > 0)
    )
    if not is_odd:
        return None
    worse = " (negative is worse)" if relief_percent < 0 else ""
    return f"“{Pgic(pgic).label}” and {relief_percent} % relief{worse} don't fit together. Ask again which is right."
