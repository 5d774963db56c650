"""Other treatments for pain beside LDN, the main confounder: how many started courses had them before and during it,
how many responded with and without them, and what became of opioids and pain medicines.

    found = count(cohort, assessed_only=False)
    page = shown(found, guard)

Two queries, whatever the size; they count in SQL (treatments.sql, opioids_and_medicines.sql).
"""

from reports.confounders.counts import (
    PERIODS,
    BeforeAndAfter,
    Confounders,
    Described,
    Period,
    Responders,
    Split,
    Treatment,
    count,
)

__all__ = [
    "PERIODS",
    "BeforeAndAfter",
    "Confounders",
    "Described",
    "Period",
    "Responders",
    "Split",
    "Treatment",
    "count",
]
