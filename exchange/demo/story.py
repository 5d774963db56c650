"""What is to happen in an invented course, before it is written out as rows. All times are days ago."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from prescriptions.models import Prescription

Reason = Prescription.StopReason


@dataclass(frozen=True, kw_only=True)
class Stop:
    """The end of a course; `told` where the patient said so at a follow-up, else a clinician ended it."""

    ago: int
    reason: str
    other_reasons: Sequence[str] = ()
    told: bool = True


@dataclass(frozen=True, kw_only=True)
class Away:
    """A pause or a loss, from some days ago until some days ago, or still."""

    since: int
    until: int | None = None
    reason: str


@dataclass(frozen=True, kw_only=True)
class Story:
    """One course. `relief` is what the patient comes to report, in per cent; None: was never asked that."""

    prescribed: int
    filled: int | None = None
    started: int | None = None
    starting_dose_mg: Decimal = Decimal("1.5")
    stable_dose_mg: Decimal = Decimal("4.5")
    days_a_step: int = 14
    relief: int | None = None
    better_life: bool | None = None
    # From this many days ago on, relief is gone again.
    relief_lost: int | None = None
    # Milestones that nobody could ask in time.
    missed: frozenset[str] = frozenset()
    # Whether the follow-up whose window is open today still waits to be asked.
    waits: bool = False
    # Whether the patient comes today, or on a day in the window, to be asked then.
    visit_in: int | None = None
    side_effects: Sequence[tuple[str, str]] = ()
    pause: Away | None = None
    lost: Away | None = None
    stop: Stop | None = None
    never_filled: bool = False
    entered_in_error: str = ""
