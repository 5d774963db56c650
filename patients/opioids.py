"""Morphine milligram equivalents by the CDC factors of 2022, with their arithmetic. Pure.

Not for switching from one opioid to another.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core import clinical
from core.rounding import plain


class Drug(StrEnum):
    """The opioid part of a product. What is not listed is OTHER, and has no factor."""

    CODEINE = "codeine"
    FENTANYL_PATCH = "fentanyl_patch"
    HYDROCODONE = "hydrocodone"
    HYDROMORPHONE = "hydromorphone"
    METHADONE = "methadone"
    MORPHINE = "morphine"
    OXYCODONE = "oxycodone"
    OXYMORPHONE = "oxymorphone"
    TAPENTADOL = "tapentadol"
    TRAMADOL = "tramadol"
    BUPRENORPHINE = "buprenorphine"
    KRATOM = "kratom"
    OTHER = "other"

    @property
    def label(self) -> str:
        if self == Drug.OTHER:
            return "Another one, or not recognised"
        return self.value.replace("_", " ").capitalize()


@dataclass(frozen=True, kw_only=True)
class DailyOpioid:
    """One opioid a day: strength of one unit (mg of the opioid part; mcg/h for a fentanyl patch) times units a day.

    For a patch the units are the patches worn at once: how often they are changed does not count.
    """

    drug: Drug
    strength: Decimal
    units_a_day: Decimal

    @property
    def factor(self) -> Decimal | None:
        """The factor, or None where CDC 2022 has none."""
        return clinical.MME_FACTORS.get(self.drug)

    @property
    def mg_a_day(self) -> Decimal:
        return self.strength * self.units_a_day

    @property
    def mme(self) -> Decimal | None:
        """MME a day; None, and never 0, where there is no factor."""
        return None if self.factor is None else self.mg_a_day * self.factor

    @property
    def arithmetic(self) -> str:
        """ "5 x 4 x 1 = 20 MME a day", or why there is no number."""
        if self.factor is None:
            return "no conversion factor, so it can't be counted"
        return (
            f"{plain(self.strength)} x {plain(self.units_a_day)} x {plain(self.factor)} = {plain(self.mme)} MME a day"
        )


def total_mme(opioids: Iterable[DailyOpioid]) -> Decimal | None:
    """The sum in MME a day; None as soon as one of them has no factor. No opioid at all is 0."""
    each = [opioid.mme for opioid in opioids]
    return None if None in each else sum(each, Decimal(0))
