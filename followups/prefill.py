"""What the answer form begins with: nothing but the strength in hand, or what was said before the line broke."""

from collections.abc import Sequence
from decimal import Decimal

from core.rounding import plain
from followups.forms.items import DECLINED
from followups.forms.side_effects import NAMED, NONE, Typed
from followups.models import Response
from prescriptions.models import Prescription

# The items that begin with "not asked".
CHOSEN = ("pgic", "continues", "quality_of_life_improved", "anything_new", "any_other_treatment", "may_be_quoted")
YES_NO = {True: "yes", False: "no", None: ""}
OTHER_TREATMENT = {True: "named", False: "none", None: ""}


def broken_off(answers: Sequence[Response]) -> Response | None:
    """The last answer, if the line broke and nothing was answered since; `answers` come the latest first."""
    return answers[0] if answers and answers[0].broke_off else None


def of(course: Prescription | None, *, said_before: Response | None) -> dict:
    """The form's initial values, by field."""
    empty = dict.fromkeys(CHOSEN, "")
    if course is None:
        return empty
    strength = course.in_hand().strength_mg
    initial = empty | {"strength_mg": plain(strength) if strength else None}
    return initial | _of_answer(said_before, strength) if said_before else initial


def _of_answer(answer: Response, strength: Decimal | None) -> dict:
    declined, others = set(answer.declined_items), answer.other_treatments
    told = answer.side_effects.all()
    named = {effect.effect: effect.severity or "" for effect in told}
    serious = tuple(effect.effect for effect in told if effect.is_serious)
    asked = NAMED if named else NONE if answer.side_effects_asked else ""
    chosen = {
        "pgic": answer.pgic or "",
        "continues": YES_NO[answer.continues],
        "quality_of_life_improved": YES_NO[answer.quality_of_life_improved],
        "may_be_quoted": YES_NO[answer.may_be_quoted],
        "anything_new": "" if answer.new_facts is None else YES_NO[bool(answer.new_facts)],
        "any_other_treatment": OTHER_TREATMENT[None if others is None else bool(others)],
    }
    typed = ("relief_percent", "average_pain", "peg_enjoyment", "peg_activity", "monthly_cost_usd")
    return {
        **{name: DECLINED if name in declined else value for name, value in chosen.items()},
        **{name: getattr(answer, name) for name in typed},
        "functional_gains": answer.functional_gains,
        "gains_in_own_words": answer.gains_in_own_words,
        "new_facts": answer.new_facts or [],
        "other_treatments": others or [],
        "new_facts_in_words": answer.new_facts_in_words,
        "side_effects": Typed(
            asked=DECLINED if "side_effects" in declined else asked,
            ticked=tuple(named),
            severities=named,
            serious=serious,
        ),
        **_dose(answer, strength),
        "declined": [name for name in declined if name not in chosen and name != "side_effects"],
    }


def _dose(answer: Response, strength: Decimal | None) -> dict:
    """The number of what is in hand, or one of the whole dose where that can't have been it."""
    if answer.dose_mg is None:
        return {}
    if strength and answer.dose_mg % (strength / 4) == 0:
        return {"dose_count": plain(answer.dose_mg / strength), "strength_mg": plain(strength)}
    return {"dose_count": 1, "strength_mg": plain(answer.dose_mg)}
