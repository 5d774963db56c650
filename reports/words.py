"""How a report says what it counts: one wording for console and page."""

from decimal import Decimal

from core import clinical
from core.rounding import half_up, plain
from core.templatetags.clinic import day
from reports import outcomes
from reports.outcomes import Cohort, OutcomeSummary

DENOMINATORS = ("prescribed", "started", "assessed")


def sentence(summary: OutcomeSummary) -> str:
    """Which courses are counted, and how many of them started and were assessed."""
    patients = f"{summary.patients} {'patient' if summary.patients == 1 else 'patients'}"
    return (
        f"{counted(summary.prescribed)} of {patients} {period(summary.cohort)}."
        f" {summary.started} started, {summary.assessed} assessed (R + PR + NR + continuing without benefit)."
    )


def period(cohort: Cohort) -> str:
    which = "all courses" if cohort.all_courses else "each patient's first course in the period"
    return f"prescribed {_between(cohort)}, {which}, as of {day(cohort.as_of)}"


def _between(cohort: Cohort) -> str:
    if cohort.first and cohort.last:
        return f"{day(cohort.first)} to {day(cohort.last)}"
    if cohort.first:
        return f"from {day(cohort.first)} on"
    return f"up to {day(cohort.last)}" if cohort.last else "at any time"


def interval(count: int, of: int) -> str:
    """Writes "30.5 to 61.8"; a dash over nothing."""
    ends = outcomes.interval(count, of)
    return f"{ends[0]} to {ends[1]}" if ends else "-"


def whole(value: Decimal | None) -> int | None:
    return None if value is None else int(half_up(value))


def percent_or_dash(value: Decimal | int | None) -> str:
    return "-" if value is None else f"{whole(value)} %"


def counted(count: int) -> str:
    return f"{count} {'course' if count == 1 else 'courses'}"


def dose(mg: Decimal | None) -> str:
    return "Not recorded" if mg is None else f"{plain(mg)} mg"


def relief_bands() -> list[tuple[int | None, str]]:
    """(lower end, label) of each band, the best first, and of those not asked."""
    bands = [(low, "0 %" if low == high == 0 else f"{low} to {high} %") for low, high in clinical.RELIEF_BANDS]
    worse = (bands[0][0], "Worse: below 0 %")
    return [*reversed(bands[1:]), worse, (None, "Not asked")]
