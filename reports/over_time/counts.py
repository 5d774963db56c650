"""What the figures over time are computed from, counted by the database: one row for each day and state that occur."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import connection, models
from django.db.models import (
    Case,
    DateField,
    Expression,
    F,
    Func,
    IntegerField,
    Min,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, Left

from core import clinical
from followups.models import Response
from patients.models import Patient
from reports import words
from reports.categories import Category
from reports.cohorts import Cohort
from reports.models import CourseOutcomeQuerySet, category_by_answer
from reports.statistics import Times

# More curves than these can't be told apart.
MOST_GROUPS = 6


class Ending(models.TextChoices):
    """What the day says up to which a course was watched."""

    NON_RESPONSE = "nr", "stopped, non-response"
    OTHER_STOP = "stop", "stopped for another reason"
    LOST = "lost", "lost to follow-up"
    ON = "on", "still on LDN"
    RESPONSE = "response", "responded"


class GroupedBy(models.TextChoices):
    NOTHING = "", "all together"
    SEX = "sex", "by sex"
    AGE = "age", "by age"
    DOSE = "dose", "by starting dose"
    INDICATION = "indication", "by indication"

    @property
    def column(self) -> Expression:
        """The group of a course, as text; empty where it is not recorded."""
        ages = [When(age__range=ages, then=Value(str(n))) for n, ages in enumerate(clinical.AGE_GROUPS)]
        return {
            GroupedBy.NOTHING: Value("", output_field=TextField()),
            GroupedBy.SEX: F("patient__sex"),
            GroupedBy.AGE: Case(*ages, default=Value(""), output_field=TextField()),
            GroupedBy.DOSE: Coalesce(Cast("starting_dose_mg", TextField()), Value(""), output_field=TextField()),
            GroupedBy.INDICATION: Left("prescription__primary_indication", 3, output_field=TextField()),
        }[self]

    @property
    def means(self) -> str:
        """What the name of the choice leaves out."""
        return {
            GroupedBy.AGE: "Age is that on the day prescribed.",
            GroupedBy.DOSE: "The starting dose is in mg a day.",
            GroupedBy.INDICATION: "Indications are ICD-10-CM categories of the primary indication.",
        }.get(self, "")

    def name_of(self, value: str) -> str:
        """What a group is called."""
        if self == GroupedBy.NOTHING:
            return "All courses"
        if not value:
            return "Not recorded"
        return {
            GroupedBy.SEX: lambda: Patient.Sex(value).label,
            GroupedBy.AGE: lambda: words.age_group(clinical.AGE_GROUPS[int(value)]),
            GroupedBy.DOSE: lambda: words.dose(Decimal(value)),
            GroupedBy.INDICATION: lambda: value,
        }[self]()


@dataclass(kw_only=True)
class Watched:
    """A group of courses: how many were watched up to which day on LDN, by what that day says. `beyond` were watched
    for longer, and no more is told of them (leaving.py)."""

    label: str = ""
    days: dict[int, Counter[Ending]] = field(default_factory=lambda: defaultdict(Counter))
    beyond: int = 0

    @property
    def n(self) -> int:
        return self.endings.total() + self.beyond

    @property
    def endings(self) -> Counter[Ending]:
        return sum(self.days.values(), Counter())

    def times(self, events: frozenset[Ending]) -> Times:
        """With these endings as the event; all others are censored on their day."""
        times = {}
        for day, counts in self.days.items():
            happened = sum(counts[ending] for ending in events)
            times[day] = happened, counts.total() - happened
        if self.beyond:
            last = max(self.days, default=0)
            happened, censored = times.get(last, (0, 0))
            times[last] = happened, censored + self.beyond
        return times


@dataclass(frozen=True, kw_only=True)
class Groups:
    """`left_out`: (label, courses) of those that are not drawn; `approximated`: first doses among those drawn that are
    the day prescribed."""

    by: GroupedBy
    drawn: list[Watched]
    left_out: list[tuple[str, int]]
    approximated: int


def days_on_ldn(cohort: Cohort, by: GroupedBy) -> Groups:
    """Of started courses: the days from the first dose to the stop, to the last answer of who was lost, or to the day
    of the report."""
    return _groups(cohort.courses().started().annotate(ending=_ENDING), by, as_of=cohort.as_of)


def days_to_response(cohort: Cohort) -> Watched:
    """Of started courses: the days from the first dose to the first answer in one of the rule's responder categories,
    else as far as the course was watched.

    The first answers are found for all courses at once: one by one they would take several times as long.
    """
    watched, lost = _with_last_day(cohort.courses().started().annotate(ending=_ENDING), cohort.as_of)
    columns = "prescription_id", "ending", "day"
    both = watched.values_list(*columns).union(lost.values_list(*columns), all=True)
    courses, of_courses = both.query.sql_with_params()
    firsts, of_firsts = _first_responses(cohort).query.sql_with_params()
    found = Watched(label=GroupedBy.NOTHING.name_of(""))
    with connection.cursor() as cursor:
        # Both are written by Django, and every value is a parameter.
        cursor.execute(
            RESPONSES.format(courses=courses, firsts=firsts), [Ending.RESPONSE.value, *of_courses, *of_firsts]
        )
        for ending, day, count in cursor:
            found.days[day][Ending(ending)] += count
    return found


# An answer from after the stop is no response to this course.
RESPONSES = """
    SELECT
        CASE WHEN first.response_day <= course.day THEN %s ELSE course.ending END,
        LEAST(first.response_day, course.day),
        count(*)
    FROM ({courses}) course
    LEFT JOIN ({firsts}) first ON first.prescription_id = course.prescription_id
    GROUP BY 1, 2
"""


def _first_responses(cohort: Cohort) -> models.QuerySet:
    """(course, days after the first dose) of every course's first answer that is a response, and no stop."""
    answers = cohort.open_to(Response.objects.filter(voided_at=None, asked_on__lte=cohort.as_of))
    answers = answers.filter(Q(continues=None) | Q(continues=True)).alias(said=category_by_answer(cohort.rule))
    if cohort.observed_from:
        answers = answers.filter(asked_on__gte=cohort.observed_from)
    after = answers.filter(said__in=cohort.rule.responders).alias(
        after=_less(F("asked_on"), F("prescription__first_dose_on"))
    )
    of_courses = after.filter(after__gte=cohort.rule.minimum_days).order_by().values("prescription_id")
    return of_courses.annotate(response_day=Min("after"))


def _less(one: Expression | F, other: Expression | F) -> Func:
    """A day less a day, or days, in days."""
    return Func(one, other, template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField())


_ENDING = Case(
    When(category=Category.NR, then=Value(Ending.NON_RESPONSE.value)),
    When(category=Category.STOPPED_OTHERWISE, then=Value(Ending.OTHER_STOP.value)),
    When(category=Category.LOST, then=Value(Ending.LOST.value)),
    default=Value(Ending.ON.value),
    output_field=TextField(),
)


def _last_day_of_lost(as_of: date) -> Expression:
    """Who was lost was last known to take LDN at the last answer; who never answered, at the first dose."""
    answers = Response.objects.filter(
        prescription_id=OuterRef("prescription_id"), voided_at=None, asked_on__lte=as_of
    ).order_by("-asked_on", "-id")
    silent = _less(Cast(Value(as_of), DateField()), Subquery(answers.values("asked_on")[:1]))
    # PostgreSQL leaves out of GREATEST what is null.
    return Greatest(_less(F("days_on_ldn"), silent), Value(0))


def _groups(courses: CourseOutcomeQuerySet, by: GroupedBy, *, as_of: date) -> Groups:
    """The largest groups, each with its days. `courses` have `ending`."""
    courses = courses.with_age() if by == GroupedBy.AGE else courses
    courses = courses.annotate(of_group=by.column)
    sizes = {} if by == GroupedBy.NOTHING else _sizes(courses)
    drawn = {value: Watched(label=by.name_of(value)) for value in list(sizes)[:MOST_GROUPS] or [""]}
    if len(sizes) > MOST_GROUPS:
        courses = courses.filter(of_group__in=drawn)
    approximated = 0
    for value, ending, day, is_approximate, count in _by_last_day(courses, as_of):
        # A course that came since the sizes were counted can be the first of its group.
        if value in drawn:
            drawn[value].days[day][Ending(ending)] += count
            approximated += is_approximate * count
    return Groups(
        by=by,
        drawn=[group for group in drawn.values() if group.n],
        left_out=[(by.name_of(value), count) for value, count in sizes.items() if value not in drawn],
        approximated=approximated,
    )


def _by_last_day(courses: CourseOutcomeQuerySet, as_of: date) -> models.QuerySet:
    columns = "of_group", "ending", "day", "first_dose_is_approximate"
    watched, lost = _with_last_day(courses, as_of)
    return watched.counted_by(*columns).union(lost.counted_by(*columns), all=True)


def _with_last_day(courses: CourseOutcomeQuerySet, as_of: date) -> tuple[CourseOutcomeQuerySet, CourseOutcomeQuerySet]:
    """Those lost by themselves: only they need their answers, and PostgreSQL counts the others far faster without."""
    watched = courses.exclude(category=Category.LOST).annotate(day=F("days_on_ldn"))
    return watched, courses.filter(category=Category.LOST).annotate(day=_last_day_of_lost(as_of))


def _sizes(courses: CourseOutcomeQuerySet) -> Mapping[str, int]:
    """The largest first."""
    found = Counter()
    for value, count in courses.counted_by("of_group"):
        found[value] += count
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """(before, now) by how often each occurs, of the courses that have both."""

    label: str
    # what one step of the score is: PEG is counted as the sum of its three items
    parts: int
    counts: Mapping[tuple[int, int], int]

    @property
    def n(self) -> int:
        return sum(self.counts.values())


def pairs(cohort: Cohort) -> list[Pairs]:
    """Of started courses: the score before LDN and that of the answer that decides. PEG only where all three items are
    there, before and now."""
    pain, peg = ("average_pain",), ("average_pain", "peg_enjoyment", "peg_activity")
    return [_pairs(cohort, "Average pain, 0 to 10", pain), _pairs(cohort, "PEG, 0 to 10", peg)]


def _pairs(cohort: Cohort, label: str, items: tuple[str, ...]) -> Pairs:
    both = [f"{of}__{item}" for of in ("prescription", "answer") for item in items]
    courses = cohort.courses().started().filter(**{f"{item}__isnull": False for item in both})
    before, now = (sum(map(F, names[1:]), F(names[0])) for names in (both[: len(items)], both[len(items) :]))
    counts = Counter()
    for one, other, count in courses.annotate(before=before, now=now).counted_by("before", "now"):
        counts[one, other] += count
    return Pairs(label=label, parts=len(items), counts=counts)


def categories_by_days(cohort: Cohort) -> dict[tuple[int, int | None], Counter[Category]]:
    """Of assessed courses, by the band of days on LDN when the answer was asked that decides, or LDN was stopped."""
    silent = _less(Cast(Value(cohort.as_of), DateField()), F("asked_on"))
    day = Case(
        When(category=Category.NR, then=F("days_on_ldn")),
        default=Greatest(_less(F("days_on_ldn"), silent), Value(0)),
        output_field=IntegerField(),
    )
    bands = {str(n): band for n, band in enumerate(clinical.DAYS_ON_LDN_BANDS)}
    within = [
        When(Q(day__gte=low) & (Q() if high is None else Q(day__lt=high)), then=Value(code))
        for code, (low, high) in bands.items()
    ]
    courses = cohort.courses().assessed().alias(day=day).annotate(band=Case(*within, output_field=TextField()))
    found: dict[tuple[int, int | None], Counter[Category]] = {band: Counter() for band in bands.values()}
    for code, category, count in courses.counted_by("band", "category"):
        found[bands[code]][Category(category)] += count
    return found
