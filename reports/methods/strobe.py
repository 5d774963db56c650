"""STROBE's 22 items for cohort studies: what the program can say of this cohort, and what the authors have to write.

E. von Elm and others 2007, Lancet 370:1453 (the checklist of cohort studies); each item is told in short.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Avg, Q, Sum

from core import clinical
from core.rounding import half_up
from core.wording import counted
from reports import words
from reports.categories import Category
from reports.cohorts import Cohort
from reports.figures import HIDDEN
from reports.leaving import Counts, Guard
from reports.rates import Rate


@dataclass(frozen=True, kw_only=True)
class Stages:
    """How many courses came how far, and how long those that were started lasted."""

    cohort: Cohort
    patients: int
    categories: dict[Category, int]
    # started, and no answer on file that could decide
    unanswered: int
    days_on_ldn: int
    mean_days_on_ldn: Decimal | None

    def of(self, denominator: str) -> int:
        return sum(self.categories[category] for category in self.cohort.rule.within(denominator))

    @property
    def responders(self) -> int:
        return sum(self.categories[category] for category in self.cohort.rule.responders)

    def guard(self, *, under: int) -> Guard:
        """Which of these counts are hidden."""
        if not under:
            return Guard()
        counts, rule = Counts(), self.cohort.rule
        keys = {category: counts.add(category.value, n) for category, n in self.categories.items()}
        totals = {name: counts.total(self.of(name)) for name in words.DENOMINATORS}
        counts.each_of(totals["prescribed"], [keys[category] for category in rule.within("prescribed")])
        for name in words.DENOMINATORS:
            counts.add_up(totals[name], [keys[category] for category in rule.within(name)])
        counts.add_up(totals["prescribed"], [totals["started"], keys[Category.NEVER_STARTED]])
        counts.each_of(totals["started"], [totals["assessed"], counts.add("unanswered", self.unanswered)])
        counts.add_up(counts.total(self.responders), [keys[category] for category in rule.responders])
        counts.each_of(totals["assessed"], [counts.total(self.responders)])
        counts.add_up(totals["prescribed"], [counts.add("patients", self.patients)])
        return counts.guard(under)


def stages_of(cohort: Cohort) -> Stages:
    """Two queries; a third for the patients where all their courses count."""
    courses = cohort.courses()
    categories, unanswered = Counter(), 0
    by_answer = courses.annotate(has_answer=Q(asked_on__isnull=False))
    for code, has_answer, n in by_answer.counted_by("category", "has_answer"):
        categories[Category(code)] += n
        unanswered += n if not has_answer and code != Category.NEVER_STARTED else 0
    days = courses.started().order_by().aggregate(total=Sum("days_on_ldn"), mean=Avg("days_on_ldn"))
    prescribed = sum(categories.values())
    return Stages(
        cohort=cohort,
        patients=courses.values("patient").distinct().count() if cohort.all_courses else prescribed,
        categories={category: categories[category] for category in cohort.rule.categories},
        unanswered=unanswered,
        days_on_ldn=days["total"] or 0,
        mean_days_on_ldn=days["mean"] if days["mean"] is None else Decimal(str(days["mean"])),
    )


@dataclass(frozen=True)
class Item:
    """`filled`: what the program says; `left`: what the authors write. One of the two can be empty."""

    number: str
    asks: str
    filled: str = ""
    left: str = ""

    @property
    def state(self) -> str:
        if not self.filled:
            return "To be written"
        return "Partly filled" if self.left else "Filled"


def items(stages: Stages, *, denominator: str, guard: Guard) -> list[Item]:
    """All of them, in the checklist's order."""
    return [*_introduction(), *_methods(stages.cohort), *_results(stages, denominator, guard), *_discussion()]


def _introduction() -> Iterator[Item]:
    yield Item(
        "1",
        "Title and abstract: the design in common words, and what was done and found",
        "Design: retrospective cohort study of routine records.",
        "Title and abstract.",
    )
    yield Item("2", "Background: why the question is asked", left="The background.")
    yield Item("3", "Objectives, with any hypothesis set before", left="The objectives, and when they were set.")


def _methods(cohort: Cohort) -> Iterator[Item]:
    methods = "In the methods text"
    yield Item("4", "Design, told early", f"{methods}, “Design and courses”.")
    yield Item(
        "5",
        "Setting, places and days of recruitment, treatment and follow-up",
        f"Courses {words.period(cohort, day=words.dated)}.",
        "Where the clinic is, and whom it treats.",
    )
    yield Item(
        "6",
        "Participants: who could be in it, how they were found and followed; matching",
        f"{methods}, “Design and courses”: every course on file in the period, with no matching. Answers were asked at"
        " the milestones of the clinic's follow-up plan.",
        "Who is offered LDN in the clinic, and who is not.",
    )
    yield Item(
        "7",
        "Variables: outcomes, exposures, predictors, confounders and effect modifiers",
        f"{methods}, “Outcome” and “Other treatments and sensitivity”.",
        "Which confounders and effect modifiers were thought of before.",
    )
    yield Item("8", "Sources of data and how each was measured", f"{methods}, “Outcome”: the questions and scales.")
    yield Item(
        "9",
        "Bias, and what was done against it",
        "Those lost and those not asked are shown, and the rate is told with each choice changed (Sensitivity).",
        "What bias is left: no control group, recalled relief, who comes to be asked.",
    )
    yield Item(
        "10",
        "How the size of the study came about",
        "All courses of the period were counted; no size was planned by the program.",
        "Why this period was chosen.",
    )
    yield Item(
        "11",
        "Quantitative variables and their groups, and why",
        f"Relief is divided at {', '.join(f'{low} %' for low, _ in cohort.rule.bands if low > 0)};"
        f" ages, where they are grouped, in {_ages()}.",
    )
    yield Item(
        "12",
        "Statistical methods: confounding, subgroups, missing data, loss to follow-up, sensitivity",
        f"{methods}, “Denominators and intervals”, “Comparisons and time” and “Other treatments and sensitivity”."
        " Nothing is adjusted for, and nothing that is missing is filled in.",
    )


def _ages() -> str:
    return ", ".join(words.age_group(ages) for ages in clinical.AGE_GROUPS)


def _results(stages: Stages, denominator: str, guard: Guard) -> Iterator[Item]:
    of, rule = stages.categories, stages.cohort.rule
    yield Item(
        "13",
        "Participants: how many at each stage, why not, and a flow diagram",
        f"Prescribed: {_counted(stages.of('prescribed'), 'course', guard)} of"
        f" {_counted(stages.patients, 'patient', guard)}. Started: {_n(stages.of('started'), guard)}. Assessed:"
        f" {_n(stages.of('assessed'), guard)}. Never started: {_n(of[Category.NEVER_STARTED], guard)}. The flow diagram"
        " is in the case series.",
        "Why courses were never started.",
    )
    yield Item(
        "14",
        "Descriptive data: who they are, what is missing, how long they were followed",
        f"{_time(stages, guard)} Without an answer that could decide: {_n(stages.unanswered, guard)} of those started."
        " The baseline table is in the case series.",
    )
    yield Item("15", "Outcomes: how many, over time", _categories(stages, guard) + " Over time: the page Over time.")
    yield Item(
        "16", "Main results: estimates with intervals; groups; absolute risks", _rate(stages, denominator, guard)
    )
    yield Item(
        "17",
        "Other analyses: subgroups, interactions, sensitivity",
        f"The pages Sensitivity and Other treatments, under rule {rule.name}; groups under Compare.",
    )


def _n(count: int, guard: Guard) -> str:
    return HIDDEN if guard.hides(count) else str(count)


def _counted(count: int, noun: str, guard: Guard) -> str:
    return f"{HIDDEN} {noun}s" if guard.hides(count) else counted(count, noun)


def _time(stages: Stages, guard: Guard) -> str:
    if stages.mean_days_on_ldn is None:
        return "No course was started, so that there is no time on LDN."
    if guard.hides(stages.of("started")):
        return f"Time on LDN: {HIDDEN}."
    mean = half_up(stages.mean_days_on_ldn, 1)
    return f"Time on LDN: {counted(stages.days_on_ldn, 'day')} in all, {mean} on average of those started."


def _categories(stages: Stages, guard: Guard) -> str:
    return "; ".join(f"{category.label} {_n(n, guard)}" for category, n in stages.categories.items()) + "."


def _rate(stages: Stages, denominator: str, guard: Guard) -> str:
    cohort = stages.cohort
    rate = Rate(count=stages.responders, of=stages.of(denominator), interval=cohort.interval, guard=guard)
    return (
        f"Responders, {cohort.rule.responders_label}, of those {denominator}: {rate.words}; 95 % interval by"
        f" {cohort.interval.label}, unadjusted."
    )


def _discussion() -> Iterator[Item]:
    yield Item("18", "Key results, by the objectives", left="The key results.")
    yield Item(
        "19",
        "Limitations: bias and imprecision, and which way they go",
        "From the records: one clinic, no control group, relief as recalled, stops and losses as they were reported.",
        "How much each may have moved the result, and which way.",
    )
    yield Item("20", "Interpretation, with care", left="The interpretation.")
    yield Item("21", "For whom else it holds", left="For whom the results hold.")
    yield Item("22", "Funding, and the part that funders had", left="The funding.")
