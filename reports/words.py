"""How a report says what it counts: one wording for console and page."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from core import clinical
from core.rounding import half_up, percent, plain
from core.templatetags.clinic import day
from core.wording import counted
from patients.models import Patient
from prescriptions.models import Prescription
from reports.categories import Category
from reports.cohorts import Cohort, Narrowing
from reports.outcomes import OutcomeSummary
from reports.rules import Rule

SHORT = {Category.R: "R", Category.PR: "PR", Category.NR: "NR"}
DENOMINATORS = ("prescribed", "started", "assessed")


def sentence(summary: OutcomeSummary) -> str:
    """Which courses are counted, and how many of them started and were assessed."""
    return (
        f"{counted(summary.prescribed, 'course')} of {counted(summary.patients, 'patient')} {period(summary.cohort)}."
        f" {summary.started} started, {summary.assessed} assessed ({assessed(summary.cohort.rule)})."
    )


def assessed(rule: Rule) -> str:
    """Which categories count as assessed: "R + PR + NR + continuing without benefit"."""
    return " + ".join(SHORT.get(category, category.label.lower()) for category in rule.within("assessed"))


def period(cohort: Cohort, *, day: Callable[[date], str] = day) -> str:
    which = "all courses" if cohort.all_courses else "each patient's first course in the period"
    parts = [f"prescribed {between(cohort, day)}", which, *built(cohort), *narrowing(cohort.narrowing)]
    parts.append(f"as of {day(cohort.as_of)}")
    if cohort.observed_from:
        parts.append(f"observed from {day(cohort.observed_from)} on")
    return ", ".join(parts)


def about(cohort: Cohort) -> list[str]:
    """What is printed on everything that leaves the page: which courses, as of when, and under which rule."""
    return [
        f"Courses {period(cohort, day=dated)}.",
        f"Rule {cohort.rule.name}, by clinical dates; 95 % intervals by {cohort.interval.label};"
        " percentages rounded one by one, halves up.",
    ]


def about_columns(cohort: Cohort) -> list[tuple[str, str]]:
    """The same for a table: (column, text)."""
    return [
        ("cohort", period(cohort, day=dated)),
        ("rule", cohort.rule.name),
        ("interval", cohort.interval.label),
    ]


def built(cohort: Cohort) -> list[str]:
    """The cohort that was built, by its name or its number, and what it is chosen by; nothing if there is none."""
    if not cohort.saved_id:
        return []
    name = f"cohort \u201c{cohort.name}\u201d" if cohort.name else f"cohort no. {cohort.saved_id}"
    return [f"{name} ({'; '.join(cohort.filters.words)})" if cohort.filters.words else name]


def narrowing(to: Narrowing) -> list[str]:
    """What the cohort is narrowed to: ["sex female", "60 to 74 years"]."""
    words = []
    if to.sex:
        words.append(f"sex {Patient.Sex(to.sex).label.lower()}")
    if to.ages:
        words.append(age_group(to.ages))
    if to.prescriber_id:
        words.append(f"prescriber no. {to.prescriber_id}")
    if to.indication:
        words.append(f"indication {to.indication}")
    if to.region:
        words.append(f"region {Prescription.Region(to.region).label.lower()}")
    if to.starting_dose_mg is not None:
        words.append(f"starting dose {dose(to.starting_dose_mg)}")
    return words


def age_group(ages: tuple[int, int]) -> str:
    low, high = ages
    if not low:
        return f"up to {high} years"
    return f"{low} years and over" if high == clinical.OLDEST_AGE_YEARS else f"{low} to {high} years"


def dated(value: date) -> str:
    """A day on what leaves the page: with its year, whenever it is read."""
    return f"{value.day} {value:%b %Y}"


def between(cohort: Cohort, day: Callable[[date], str]) -> str:
    """The period: "1 Jun to 31 Dec"."""
    if cohort.first and cohort.last:
        return f"{day(cohort.first)} to {day(cohort.last)}"
    if cohort.first:
        return f"from {day(cohort.first)} on"
    return f"up to {day(cohort.last)}" if cohort.last else "at any time"


def interval(summary: OutcomeSummary, count: int, of: int) -> str:
    """Writes "30.5 to 61.8"; a dash over nothing."""
    return ends(summary.interval(count, of))


def ends(found: tuple[Decimal, Decimal] | None) -> str:
    return f"{found[0]} to {found[1]}" if found else "-"


def percent_of(count: int, of: int) -> str:
    return percent_or_dash(percent(count, of))


def whole(value: Decimal | None) -> int | None:
    return None if value is None else int(half_up(value))


def percent_or_dash(value: Decimal | int | None) -> str:
    return "-" if value is None else f"{whole(value)} %"


def share(count: int, of: int) -> str:
    """Writes "46 % (16 of 35)"."""
    return f"{percent_or_dash(percent(count, of))} ({count} of {of})"


def p_value(p: float | None) -> str:
    """Writes "p 0.051", "p < 0.001"; a dash where there is none."""
    if p is None:
        return "-"
    return "p < 0.001" if p < 0.001 else f"p {half_up(p, 3)}"


def cost_band(low: int) -> str:
    high = dict(clinical.COST_BANDS_USD)[low]
    if high is None:
        return f"{low} USD and over"
    return f"{low} to under {high} USD" if low else f"Under {high} USD"


def dose(mg: Decimal | None) -> str:
    return "Not recorded" if mg is None else f"{plain(mg)} mg"


def relief_bands() -> list[tuple[int | None, str]]:
    """(lower end, label) of each band, the best first, and of those not asked."""
    bands = [(low, "0 %" if low == high == 0 else f"{low} to {high} %") for low, high in clinical.RELIEF_BANDS]
    worse = (bands[0][0], "Worse: below 0 %")
    return [*reversed(bands[1:]), worse, (None, "Not asked")]
