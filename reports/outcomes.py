"""The outcome report: every figure of a cohort, counted once. Console, page, print and exports show this summary and
count nothing themselves.

    summary = summarise(Cohort(as_of=day, first=..., last=..., rule=IMMPACT))
    summary.categories[Category.SUBSTANTIAL], summary.denominator("assessed"), summary.interval(count, of)

Counted in SQL from one row a course, by four queries whatever the size, and a fifth for the
patients where all their courses count.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import DateField, F, Func, Q

from core import clinical
from core.rounding import half_up
from reports.categories import Category
from reports.cohorts import Cohort
from reports.models import CourseOutcomeQuerySet, DoseChange
from reports.rules import Rule
from reports.statistics import Distribution, describe

# Without a time zone: PostgreSQL is several times faster so.
_MONTH = Func(
    F("prescribed_on"), template="DATE_TRUNC('month', %(expressions)s::timestamp)::date", output_field=DateField()
)


@dataclass(frozen=True, kw_only=True)
class SideEffects:
    """Side effects ever named, by course. Percentages are of those asked. `events` counts each time one was named;
    `worst` the courses by the worst that was said of any, None: named, but not how severe; `serious` by whether any
    was, None: named, but that not asked."""

    named: dict[str, int]
    none: int
    asked: int
    not_asked: int
    events: int
    worst: dict[str | None, int]
    serious_events: int
    serious: dict[bool | None, int]


@dataclass(frozen=True, kw_only=True)
class Doses:
    """mg a day of those who go on; None: not recorded. Days are from the first dose to the first of the stable one."""

    starting: dict[Decimal | None, int]
    stable: dict[Decimal | None, int]
    changes: dict[DoseChange, int]
    days_to_stable: Distribution


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the answer that decides said, of each started course; None: not asked. Relief by its band's lower end."""

    pgic: dict[int | None, int]
    relief: dict[int | None, int]
    # per cent; of LDN-R alone (of another rule, its highest category), and of all who were asked
    of_responders: Distribution
    of_all: Distribution
    # courses with an answer; those whose answer named each gain, and those whose named none
    answered: int
    gains: dict[str, int]
    no_gain: int
    monthly_cost_usd: Distribution
    # by its band's lower end
    costs: dict[int, int]


@dataclass(frozen=True, kw_only=True)
class Share:
    count: int
    of: int


@dataclass(frozen=True, kw_only=True)
class LostBothWays:
    """The responder rate of the assessed with those lost put in: all as failures, or each as last assessed.

    Who was lost before any assessment is a failure in the first, and left out of the second.
    """

    as_failures: Share
    by_last_category: Share

    @property
    def named(self) -> list[tuple[str, Share]]:
        return [
            ("With those lost as failures", self.as_failures),
            ("With those lost by their last category", self.by_last_category),
        ]


@dataclass(frozen=True, kw_only=True)
class Month:
    """The courses prescribed in a calendar month, which `first_day` begins."""

    first_day: date
    prescribed: int
    started: int
    assessed: int
    responders: int


@dataclass(frozen=True, kw_only=True)
class OutcomeSummary:
    cohort: Cohort
    prescribed: int
    patients: int
    started: int
    assessed: int
    # courses whose first dose is only known by the day prescribed
    approximated: int
    responded_first: int
    categories: dict[Category, int]
    # started courses that were stopped, by main reason, and those by the category before; None: never asked
    stops: dict[str, int]
    stops_before: dict[str, dict[Category | None, int]]
    lost_before: dict[Category | None, int]
    months: list[Month]
    answers: Answers
    doses: Doses
    side_effects: SideEffects
    side_effects_of_started: SideEffects

    @property
    def rule(self) -> str:
        return self.cohort.rule.name

    @property
    def responders(self) -> int:
        """R + PR: those who go on, and the count of the published responder rate."""
        return sum(self.categories[category] for category in self.cohort.rule.responders)

    @property
    def strict_responders(self) -> int:
        """R alone; of a rule that has one meaning only, the same as `responders`."""
        return self.categories[self.cohort.rule.strictly]

    def meanings(self) -> list[tuple[str, int]]:
        """Both senses of "responder", each with its count: R + PR, and R alone."""
        rule = self.cohort.rule
        both = [(rule.responders_label, self.responders)]
        return [*both, (rule.strict_label, self.strict_responders)] if rule.strict else both

    @property
    def mean_relief_of_responders(self) -> Decimal | None:
        """Per cent, of R alone."""
        return self.answers.of_responders.mean

    @property
    def stopped(self) -> int:
        return sum(self.stops.values())

    @property
    def lost_both_ways(self) -> LostBothWays:
        of_rule = self.cohort.rule
        assessed_before = {c: n for c, n in self.lost_before.items() if c is not None and c.is_assessed}
        responded_before = sum(n for c, n in assessed_before.items() if c in of_rule.responders)
        lost = sum(self.lost_before.values())
        return LostBothWays(
            as_failures=Share(count=self.responders, of=self.assessed + lost),
            by_last_category=Share(
                count=self.responders + responded_before, of=self.assessed + sum(assessed_before.values())
            ),
        )

    def denominator(self, name: str) -> int:
        """`name` is "prescribed", "started" or "assessed"."""
        return {"prescribed": self.prescribed, "started": self.started, "assessed": self.assessed}[name]

    def interval(self, count: int, of: int) -> tuple[Decimal, Decimal] | None:
        """The 95 % interval of the cohort's kind, in per cent at one decimal; None over a denominator of 0."""
        if not of:
            return None
        low, high = self.cohort.interval.ends(count, of)
        return half_up(100 * low, 1), half_up(100 * high, 1)


def summarise(cohort: Cohort) -> OutcomeSummary:
    """Every figure of the cohort's courses."""
    courses = cohort.courses()
    counts = _counts(courses, cohort.rule)
    patients = courses.values("patient").distinct().count() if cohort.all_courses else counts["prescribed"]
    return OutcomeSummary(
        cohort=cohort,
        patients=patients,
        answers=_answers(courses.started(), cohort.rule),
        doses=_doses(courses.going_on_with_benefit()),
        **_side_effects(courses.started()),
        **counts,
    )


def _counts(courses: CourseOutcomeQuerySet, rule: Rule) -> dict:
    """What a course's category says, and the reason where it was stopped; month by month."""
    stops, stops_before, lost_before = Counter(), defaultdict(Counter), Counter()
    months, approximated, responded_first = defaultdict(Counter), 0, 0
    columns = "category", "category_before", "stop_reason", "responded_first", "first_dose_is_approximate"
    by_month = courses.annotate(month=_MONTH)
    for month, category, before, reason, was_responder, is_approximate, count in by_month.counted_by("month", *columns):
        months[month][category] += count
        responded_first += was_responder * count
        if category == Category.NEVER_STARTED:
            continue
        approximated += is_approximate * count
        if reason:
            stops[reason] += count
            stops_before[reason][before] += count
        if category == Category.LOST:
            lost_before[before] += count
    categories = sum(months.values(), Counter())
    return {
        "categories": {category: categories[category] for category in rule.categories},
        **{name: _sum(categories, rule.within(name)) for name in ("prescribed", "started", "assessed")},
        "approximated": approximated,
        "responded_first": responded_first,
        "stops": _commonest_first(stops),
        "stops_before": {reason: _by_category(before) for reason, before in stops_before.items()},
        "lost_before": _by_category(lost_before),
        "months": [_month(first_day, months[first_day], rule) for first_day in sorted(months)],
    }


def _by_category(counts: Counter) -> dict[Category | None, int]:
    return {code and Category(code): count for code, count in counts.items()}


def _month(first_day: date, categories: Counter, rule: Rule) -> Month:
    return Month(
        first_day=first_day,
        **{name: _sum(categories, rule.within(name)) for name in ("prescribed", "started", "assessed")},
        responders=_sum(categories, rule.responders),
    )


def _sum(categories: Counter, of: Iterable[Category]) -> int:
    return sum(categories[category] for category in of)


def _answers(started: CourseOutcomeQuerySet, rule: Rule) -> Answers:
    pgic, reliefs, of_responders, gains, costs = Counter(), Counter(), Counter(), Counter(), Counter()
    answered = Counter()
    columns = "category", "pgic", "relief_percent", "functional_gains", "monthly_cost_usd", "is_answered"
    by_answer = started.annotate(is_answered=Q(asked_on__isnull=False))
    for category, point, relief, named, cost, is_answered, count in by_answer.counted_by(*columns):
        if is_answered:
            answered[bool(named)] += count
        pgic[point] += count
        reliefs[relief] += count
        costs[cost] += count
        if category == rule.strictly:
            of_responders[relief] += count
        for gain in named:
            gains[gain] += count
    bands = Counter()
    for relief, count in reliefs.items():
        bands[relief_band(relief)] += count
    del reliefs[None], of_responders[None], costs[None]  # not asked
    return Answers(
        pgic=dict(pgic),
        relief=dict(bands),
        of_responders=describe(of_responders),
        of_all=describe(reliefs),
        answered=answered.total(),
        gains=_commonest_first(gains),
        no_gain=answered[False],
        monthly_cost_usd=describe(costs),
        costs=_in_bands(costs),
    )


def relief_band(relief_percent: int | None) -> int | None:
    """The lower end of the band that the answer lies in."""
    if relief_percent is None:
        return None
    return next(low for low, high in clinical.RELIEF_BANDS if low <= relief_percent <= high)


def _in_bands(costs: Counter) -> dict[int, int]:
    bands = Counter()
    for cost, count in costs.items():
        bands[next(low for low, high in clinical.COST_BANDS_USD if high is None or cost < high)] += count
    return dict(bands)


def _doses(going_on: CourseOutcomeQuerySet) -> Doses:
    starting, stable, days = Counter(), Counter(), Counter()
    changes = Counter(dict.fromkeys(DoseChange, 0))
    for start, now, took_days, count in going_on.counted_by(
        "starting_dose_mg", "stable_dose_mg", "days_to_stable_dose"
    ):
        starting[start] += count
        stable[now] += count
        changes.update({change: count for change in DoseChange if change.is_from(start, to=now)})
        if took_days is not None:
            days[took_days] += count
    return Doses(
        starting=_by_dose(starting), stable=_by_dose(stable), changes=dict(changes), days_to_stable=describe(days)
    )


def _by_dose(counts: Counter) -> dict[Decimal | None, int]:
    """Ascending, what is not recorded last."""
    return dict(sorted(counts.items(), key=lambda item: (item[0] is None, item[0] or 0)))


def _side_effects(started: CourseOutcomeQuerySet) -> dict[str, SideEffects]:
    # One row a combination that occurs, so that each course's list is read once and not once a side effect.
    columns = (
        "is_responder",
        "side_effects",
        "side_effects_asked",
        "side_effect_events",
        "worst_severity",
        "serious_side_effect_events",
        "any_is_serious",
    )
    rows = list(started.counted_by(*columns))
    return {
        "side_effects": _count_side_effects(row[1:] for row in rows if row[0]),
        "side_effects_of_started": _count_side_effects(row[1:] for row in rows),
    }


def _count_side_effects(rows: Iterable[tuple]) -> SideEffects:
    named, worst, serious, found = Counter(), Counter(), Counter(), Counter()
    for effects, was_asked, events, severity, serious_events, is_serious, count in rows:
        named.update(dict.fromkeys(effects, count))
        found["events"] += events * count
        found["serious_events"] += serious_events * count
        if effects:
            worst[severity] += count
            serious[is_serious] += count
        elif was_asked:
            found["none"] += count
        found["asked" if was_asked else "not_asked"] += count
    return SideEffects(
        named=_commonest_first(named),
        worst=dict(worst),
        serious=dict(serious),
        **{name: found[name] for name in ("none", "asked", "not_asked", "events", "serious_events")},
    )


def _commonest_first(counts: Counter) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
