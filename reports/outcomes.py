"""The outcome report: every figure of a cohort, counted once. Console, page and exports print this and count nothing
themselves. Counted in SQL from one row a course, by five queries whatever the size."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum

from core import clinical
from core.rounding import half_up
from reports.categories import THOSE_WHO_GO_ON, Category
from reports.models import RULE, CourseOutcome, CourseOutcomeQuerySet, DoseChange
from reports.statistics import wilson


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """Which courses are counted: prescribed in a period, both days included, and looked at as of a day."""

    first: date | None
    last: date | None
    as_of: date
    all_courses: bool = False

    def courses(self) -> CourseOutcomeQuerySet:
        """Each patient's first course in the period, or all of them."""
        courses = CourseOutcome.objects.as_of(self.as_of)
        if self.all_courses:
            return courses.prescribed_between(self.first, self.last)
        return courses.first_course_of_each_patient(self.first, self.last)


@dataclass(frozen=True, kw_only=True)
class SideEffects:
    """Side effects ever named, by course. Percentages are of those asked."""

    named: dict[str, int]
    none: int
    asked: int
    not_asked: int


@dataclass(frozen=True, kw_only=True)
class Doses:
    """mg a day of those who go on; None: not recorded."""

    starting: dict[Decimal | None, int]
    stable: dict[Decimal | None, int]


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The latest answer of each started course; None: not asked. Relief by the lower end of its band."""

    pgic: dict[int | None, int]
    relief: dict[int | None, int]
    relief_asked: int
    mean_relief: Decimal | None


@dataclass(frozen=True, kw_only=True)
class OutcomeSummary:
    cohort: Cohort
    rule: str
    prescribed: int
    patients: int
    started: int
    assessed: int
    # courses whose first dose is only known by the day prescribed
    approximated: int
    responded_first: int
    categories: dict[Category, int]
    mean_relief_of_responders: Decimal | None
    answers: Answers
    doses: Doses
    # of those who go on
    dose_changes: dict[DoseChange, int]
    side_effects: SideEffects
    side_effects_of_started: SideEffects
    stops: dict[str, int]

    @property
    def responders(self) -> int:
        """R + PR: those who go on, and the count of the published responder rate."""
        return sum(self.categories[category] for category in THOSE_WHO_GO_ON)

    @property
    def stopped(self) -> int:
        return sum(self.stops.values())

    def denominator(self, name: str) -> int:
        """`name` is "prescribed", "started" or "assessed"."""
        return {"prescribed": self.prescribed, "started": self.started, "assessed": self.assessed}[name]


def summarise(*, first: date | None, last: date | None, as_of: date, all_courses: bool = False) -> OutcomeSummary:
    """Every figure of the courses prescribed from `first` to `last`, as they stood on `as_of`."""
    cohort = Cohort(first=first, last=last, as_of=as_of, all_courses=all_courses)
    courses = cohort.courses()
    return OutcomeSummary(
        cohort=cohort,
        rule=RULE,
        answers=_answers(courses),
        doses=_doses(courses),
        stops=_stops(courses),
        **_side_effects(courses),
        **_counts(courses),
    )


def interval(count: int, of: int) -> tuple[Decimal, Decimal] | None:
    """Wilson's 95 % interval in per cent at one decimal; None over a denominator of 0."""
    if not of:
        return None
    low, high = wilson(count, of)
    return half_up(100 * low, 1), half_up(100 * high, 1)


def _counts(courses: CourseOutcomeQuerySet) -> dict:
    going_on = Q(category__in=THOSE_WHO_GO_ON)
    found = courses.aggregate(
        prescribed=Count("pk"),
        patients=Count("prescription__patient_id", distinct=True),
        started=Count("pk", filter=Q(is_started=True)),
        assessed=Count("pk", filter=Q(is_assessed=True)),
        approximated=Count("pk", filter=Q(is_started=True, prescription__first_dose_is_approximate=True)),
        responded_first=Count("pk", filter=Q(responded_first=True)),
        relief_of_responders=Sum("relief_percent", filter=Q(category=Category.R)),
        **{category.name: Count("pk", filter=Q(category=category)) for category in Category},
        **{change.name: Count("pk", filter=going_on & change.condition) for change in DoseChange},
    )
    categories = {category: found.pop(category.name) for category in Category}
    changes = {change: found.pop(change.name) for change in DoseChange}
    mean = _mean(found.pop("relief_of_responders"), categories[Category.R])
    return found | {"categories": categories, "dose_changes": changes, "mean_relief_of_responders": mean}


def _answers(courses: CourseOutcomeQuerySet) -> Answers:
    rows = courses.started().values_list("pgic", "relief_percent").annotate(Count("pk"))
    pgic, relief, total, asked = Counter(), Counter(), 0, 0
    for point, relief_percent, count in rows:
        pgic[point] += count
        relief[relief_band(relief_percent)] += count
        if relief_percent is not None:
            total += relief_percent * count
            asked += count
    return Answers(pgic=dict(pgic), relief=dict(relief), relief_asked=asked, mean_relief=_mean(total, asked))


def relief_band(relief_percent: int | None) -> int | None:
    """The lower end of the band that the answer lies in."""
    if relief_percent is None:
        return None
    return next(low for low, high in clinical.RELIEF_BANDS if low <= relief_percent <= high)


def _doses(courses: CourseOutcomeQuerySet) -> Doses:
    going_on = courses.going_on_with_benefit()
    starting, stable = Counter(), Counter()
    for start, now, count in going_on.values_list("starting_dose_mg", "stable_dose_mg").annotate(Count("pk")):
        starting[start] += count
        stable[now] += count
    return Doses(starting=_by_dose(starting), stable=_by_dose(stable))


def _by_dose(counts: Counter) -> dict[Decimal | None, int]:
    """Ascending, what is not recorded last."""
    return dict(sorted(counts.items(), key=lambda item: (item[0] is None, item[0] or 0)))


def _side_effects(courses: CourseOutcomeQuerySet) -> dict[str, SideEffects]:
    # One row a combination that occurs, so that each course's list is read once and not once a side effect.
    rows = list(
        courses.started().values_list("category", "side_effects", "side_effects_asked").annotate(Count("pk")).order_by()
    )
    return {
        "side_effects": _count_side_effects(row[1:] for row in rows if row[0] in THOSE_WHO_GO_ON),
        "side_effects_of_started": _count_side_effects(row[1:] for row in rows),
    }


def _count_side_effects(rows) -> SideEffects:
    named, none, asked, not_asked = Counter(), 0, 0, 0
    for effects, was_asked, count in rows:
        named.update(dict.fromkeys(effects, count))
        asked += count if was_asked else 0
        not_asked += 0 if was_asked else count
        none += count if was_asked and not effects else 0
    commonest_first = dict(sorted(named.items(), key=lambda item: (-item[1], item[0])))
    return SideEffects(named=commonest_first, none=none, asked=asked, not_asked=not_asked)


def _stops(courses: CourseOutcomeQuerySet) -> dict[str, int]:
    """Started courses that were stopped, by main reason, the commonest first."""
    rows = courses.started().exclude(stop_reason=None).values_list("stop_reason").annotate(n=Count("pk"))
    return dict(rows.order_by("-n", "stop_reason"))


def _mean(total: int | None, count: int) -> Decimal | None:
    return half_up(Decimal(total) / count) if count else None
