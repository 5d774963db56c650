"""What speaks against going on with LDN: one kind of value, shown alike in form, chart, print and audit."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models


class Weight(models.TextChoices):
    """How much a finding counts, the worst first."""

    STOPS = "stops", "Stops"
    WARNS = "warns", "Warns"
    TELLS = "tells", "Tells"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One rule that applies: what it says, who says so, and what would clear it.

    A finding that stops can be overridden by a prescriber, with reason and signature, only if `can_be_overridden`.
    """

    rule: str
    weight: Weight
    sentence: str
    source: str
    clears: str
    can_be_overridden: bool = False

    @property
    def is_stop(self) -> bool:
        return self.weight == Weight.STOPS


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """In the order of their weight; among equals as the rules stand."""
    return sorted(findings, key=lambda finding: Weight.values.index(finding.weight))
