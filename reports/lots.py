"""Who got which lot, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from patients.models import Patient
from prescriptions.models import Fill
from reports.models import CourseOutcome

# More is no list to telephone through: the lot has to be typed more exactly.
MOST_ROWS = 200


@dataclass(frozen=True, kw_only=True)
class Row:
    """A fill of the lot; `outcome` is None where the course was entered in error."""

    fill: Fill
    outcome: CourseOutcome | None

    @property
    def patient(self) -> Patient:
        return self.fill.prescription.patient


@dataclass(frozen=True, kw_only=True)
class Found:
    """The first rows, and how many fills of how many patients there are."""

    rows: Sequence[Row]
    fills: int
    patients: int


def find(lot: str, *, today: date, by: User) -> Found:
    """The fills whose lot has this text in it, whatever its case, the latest first; outcomes as of today."""
    fills = Fill.objects.seen_by(by).filter(lot__icontains=lot)
    latest_first = fills.select_related("pharmacy", "prescription__patient").order_by("-filled_on", "-pk")
    shown = list(latest_first[:MOST_ROWS])
    outcomes = CourseOutcome.objects.as_of(today).seen_by(by).in_bulk({fill.prescription_id for fill in shown})
    return Found(
        rows=[Row(fill=fill, outcome=outcomes.get(fill.prescription_id)) for fill in shown],
        fills=fills.count(),
        patients=fills.values("prescription__patient").distinct().count(),
    )
