"""Every number that the published case series prints in its text, for the courses of any period."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.rounding import half_up, percent, plain
from followups.models import SideEffect
from patients.models import Patient
from reports import words
from reports.case_series.people import Person
from reports.categories import Category
from reports.outcomes import OutcomeSummary
from reports.statistics import Interval

# The published mean age is told again without so many of the youngest.
YOUNGEST_LEFT_OUT = 2


@dataclass(frozen=True, kw_only=True)
class Line:
    """One number with what it is of; `text` where it is no share, which tells of so many `people`."""

    label: str
    count: int | None = None
    of: int | None = None
    text: str = ""
    people: int = 0

    @property
    def percent(self) -> int | None:
        return percent(self.count, self.of) if self.of else None

    def ends(self, interval: Interval) -> tuple[Decimal, Decimal] | None:
        """In per cent at one decimal; None where it is no share, or of nobody."""
        if not self.of or self.count is None:
            return None
        low, high = interval.ends(self.count, self.of)
        return half_up(100 * low, 1), half_up(100 * high, 1)

    @property
    def wilson(self) -> str:
        return words.ends(self.ends(Interval.WILSON))

    @property
    def clopper_pearson(self) -> str:
        return words.ends(self.ends(Interval.CLOPPER_PEARSON))


def lines(summary: OutcomeSummary, people: list[Person]) -> list[Line]:
    go_on = [one for one in people if one.is_responder]
    return [
        *_rates(summary),
        *_sexes_and_ages(go_on),
        *_doses_and_side_effects(summary),
        Line(
            label=f"Mean relief of {summary.cohort.rule.strictly.label}",
            text=words.percent_or_dash(summary.mean_relief_of_responders),
            people=summary.answers.of_responders.n,
        ),
        *_lowest_of_partial(people),
    ]


def _rates(summary: OutcomeSummary) -> list[Line]:
    rule, prescribed = summary.cohort.rule, summary.prescribed
    shown = [category for category in rule.categories if summary.categories[category] or category in rule.responders]
    rate = Line(
        label=f"Responder rate, {rule.responders_label}, of prescribed", count=summary.responders, of=prescribed
    )
    return [
        rate,
        *(Line(label=f"{c.label} of prescribed", count=summary.categories[c], of=prescribed) for c in shown),
        *(
            Line(label=f"{c.label} of those who go on", count=summary.categories[c], of=summary.responders)
            for c in rule.responders
        ),
    ]


def _sexes_and_ages(go_on: list[Person]) -> list[Line]:
    found = [
        Line(
            label=f"{sex.label} of those who go on",
            count=len(ages),
            of=len(go_on),
            text=f"ages {min(ages)} to {max(ages)}",
            people=1,  # the youngest and the oldest
        )
        for sex in Patient.Sex
        if (ages := [one.age for one in go_on if one.sex == sex])
    ]
    ages = sorted(one.age for one in go_on)
    found.append(Line(label="Mean age of those who go on, years", text=_mean(ages, places=1), people=len(ages)))
    label = f"The same without the {YOUNGEST_LEFT_OUT} youngest"
    return [*found, Line(label=label, text=_mean(ages[YOUNGEST_LEFT_OUT:], places=0), people=YOUNGEST_LEFT_OUT)]


def _mean(values: list[int], *, places: int) -> str:
    return str(half_up(Decimal(sum(values)) / len(values), places)) if values else "-"


def _doses_and_side_effects(summary: OutcomeSummary) -> list[Line]:
    of, effects = summary.responders, summary.side_effects
    doses = [
        Line(label=f"{name} {_dose(mg)}, of those who go on", count=n, of=of)
        for name, counts in (("Starting dose", summary.doses.starting), ("Stable dose", summary.doses.stable))
        for mg, n in counts.items()
    ]
    changes = [Line(label=f"{c.label}, of those who go on", count=n, of=of) for c, n in summary.doses.changes.items()]
    named = [
        Line(label=f"{SideEffect.Effect(code).label}, of those who go on and were asked", count=n, of=effects.asked)
        for code, n in effects.named.items()
    ]
    none = Line(
        label="No side effect, of those who go on and were asked",
        count=effects.none,
        of=effects.asked,
        text=f"{effects.not_asked} not asked",
        people=effects.not_asked,
    )
    return [*doses, *changes, *named, none]


def _dose(mg: Decimal | None) -> str:
    return "not recorded" if mg is None else f"{plain(mg)} mg"


def _lowest_of_partial(people: list[Person]) -> list[Line]:
    reliefs = [one.relief_percent for one in people if one.category == Category.PR]
    if not reliefs:
        return []
    label = f"Lowest relief of an {Category.PR.label} patient, who goes on"
    return [Line(label=label, text=f"{min(reliefs)} %", people=1)]
