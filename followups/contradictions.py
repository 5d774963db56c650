"""Answers that contradict each other. They are asked about, never corrected: no per cent tells a category."""

from core import clinical
from followups.models import Response

Pgic = Response.Pgic


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
