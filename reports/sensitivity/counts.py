"""What the lines are made of, counted once: three queries, and one for the roles of those who asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection
from django.db.models import F, Q

from accounts.models import User
from accounts.permissions import Role
from core import clinical
from followups.models import Response
from reports.categories import Category
from reports.cohorts import Cohort
from reports.rules import RULES, Answer, Rule

# What no answer decides: the same under every rule.
STANDING = (Category.NR, Category.NEVER_STARTED, Category.STOPPED_OTHERWISE, Category.LOST)
# Of several roles the first.
ROLES = (
    Role.CLINICIAN,
    Role.CLINICIAN_WITHOUT_PRESCRIBING,
    Role.MEDICAL_ASSISTANT,
    Role.RESEARCHER,
    Role.ADMINISTRATOR,
)


@dataclass(frozen=True)
class Group:
    """The courses of the primary analysis that share a category and the circumstances of their deciding answer."""

    category: Category
    before: Category | None
    has_answer: bool
    mode: str | None
    answered_by: str | None
    asked_by: int | None
    courses: int


def groups_of(cohort: Cohort) -> list[Group]:
    """Each combination that occurs. One can come twice, to be added up."""
    answer = "answer__mode", "answer__answered_by", "answer__asked_by"
    courses = cohort.courses().annotate(has_answer=Q(asked_on__isnull=False))
    rows = courses.counted_by("category", "category_before", "has_answer", *answer)
    return [
        Group(Category(category), before and Category(before), has_answer, *of_answer, n)
        for category, before, has_answer, *of_answer, n in rows
    ]


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Courses by the three denominators, and the rule's responders among them."""

    prescribed: int
    started: int
    assessed: int
    responders: int

    def of(self, denominator: str) -> int:
        return {"prescribed": self.prescribed, "started": self.started, "assessed": self.assessed}[denominator]


def counts_of(rule: Rule, categories: Iterable[tuple[Category, int]]) -> Counts:
    """Of (category, courses)."""
    pairs = list(categories)

    def within(chosen: Iterable[Category]) -> int:
        chosen = set(chosen)
        return sum(n for category, n in pairs if category in chosen)

    denominators = {name: within(rule.within(name)) for name in ("prescribed", "started", "assessed")}
    return Counts(**denominators, responders=within(rule.responders))


def other_courses(cohort: Cohort) -> Counts:
    """All courses in place of each patient's first, or the other way round."""
    other = replace(cohort, all_courses=not cohort.all_courses)
    return counts_of(cohort.rule, ((Category(code), n) for code, n in other.courses().counted_by("category")))


# --- other ways to choose the answer that decides -----------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Variant:
    """Another rule, or the same without what a proxy answered."""

    key: str
    rule: Rule
    without_proxies: bool = False


def variants_of(rule: Rule) -> list[Variant]:
    """Each changes one choice of the rule."""
    other = Answer.LATEST if rule.answer == Answer.BEST else Answer.BEST
    return [
        Variant(key="answer", rule=replace(rule, answer=other)),
        *(
            Variant(key=f"days-{days}", rule=replace(rule, minimum_days=days))
            for days in clinical.SENSITIVITY_MINIMUM_DAYS
            if days != rule.minimum_days
        ),
        *(
            Variant(key=f"rule-{one.key}", rule=one.by(answer=rule.answer, minimum_days=rule.minimum_days))
            for one in RULES.values()
            if one.key != rule.key
        ),
        Variant(key="proxies", rule=rule, without_proxies=True),
    ]


# Of courses that go on, what the answer that decides says: 2 responds, 1 does not, 0 not yet assessed. Which answer
# decides is chosen as in sql/outcomes_as_of.sql; a test holds the two together. By the best answer it is the highest
# of the three; the latest is the one whose day, and then number, is the highest.
BY_ANSWERS = """
    WITH course AS ({courses})
    SELECT {sums}
    FROM (
        SELECT {verdicts}
        FROM course
        JOIN followups_response given ON given.prescription_id = course.prescription_id
        CROSS JOIN LATERAL (SELECT {categories}) AS of_rule
        CROSS JOIN LATERAL (
            SELECT {points}, ((given.asked_on - date '1900-01-01')::bigint << 42) + (given.id << 2) AS asked
        ) AS said
        WHERE given.voided_at IS NULL AND given.asked_on <= %s::date
            AND (%s::date IS NULL OR given.asked_on >= %s::date)
        GROUP BY course.prescription_id
    ) decided
"""
CATEGORY = (
    "category_by_answer(given.relief_percent, given.quality_of_life_improved, %s::integer[], %s::text[]) AS of_{n}"
)
POINTS = "CASE WHEN of_{n} = 'not_yet_assessed' THEN 0 WHEN of_{n} = ANY (%s::text[]) THEN 2 ELSE 1 END AS by_{n}"
DECIDES = "FILTER (WHERE (NOT given.broke_off OR by_{rule} > 0){only})"
BEST = f"max(by_{{rule}}) {DECIDES} AS verdict_{{n}}"
# One number of the day, the answer's own and what it says, in this order of weight: its two last bits say it.
LATEST = f"max(asked + by_{{rule}}) {DECIDES} & 3 AS verdict_{{n}}"
SUMS = "count(*) FILTER (WHERE verdict_{n} = 2), count(*) FILTER (WHERE verdict_{n} >= 1)"


def by_answers(cohort: Cohort, variants: list[Variant], primary: Counts, groups: list[Group]) -> dict[str, Counts]:
    """The counts of each variant. What no answer decides is as in the primary analysis."""
    going_on = cohort.courses().exclude(category__in=STANDING).order_by()
    first_dose_on = F("prescription__first_dose_on")
    courses, values = going_on.values("prescription_id", first_dose_on=first_dose_on).query.sql_with_params()
    rules = {variant.rule.key: variant.rule for variant in variants}
    numbers = {key: n for n, key in enumerate(rules)}
    statement = BY_ANSWERS.format(
        courses=courses,
        sums=", ".join(SUMS.format(n=n) for n, _ in enumerate(variants)),
        verdicts=", ".join(_verdict(n, one, numbers[one.rule.key]) for n, one in enumerate(variants)),
        categories=", ".join(CATEGORY.format(n=n) for n in numbers.values()),
        points=", ".join(POINTS.format(n=n) for n in numbers.values()),
    )
    bands = [column for rule in rules.values() for column in _bands_of(rule)]
    responders = [[category.value for category in rule.responders] for rule in rules.values()]
    days: list[date | None] = [cohort.as_of, cohort.observed_from, cohort.observed_from]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *bands, *responders, *days])
        found = iter(cursor.fetchone())
    not_responding = sum(group.courses for group in groups if group.category == Category.NR)
    return {
        variant.key: replace(primary, responders=responders, assessed=not_responding + assessed)
        for variant, responders, assessed in zip(variants, found, found, strict=True)
    }


def _verdict(n: int, variant: Variant, rule: int) -> str:
    chosen = BEST if variant.rule.answer == Answer.BEST else LATEST
    days = int(variant.rule.minimum_days)
    only = f" AND given.asked_on - course.first_dose_on >= {days}" if days else ""
    if variant.without_proxies:
        only += f" AND given.answered_by <> '{Response.AnsweredBy.PROXY.value}'"
    return chosen.format(rule=rule, only=only, n=n)


def _bands_of(rule: Rule) -> tuple[list[int], list[str]]:
    """From which per cent of relief which category."""
    relief_from, categories = ([*column] for column in zip(*rule.bands, strict=True))
    return relief_from, [category.value for category in categories]


def roles_of(users: Iterable[int]) -> dict[int, Role | None]:
    """What each of them is today; None without a role."""
    names: dict[int, set[str]] = {}
    for pk, name in User.objects.filter(pk__in=users).values_list("pk", "groups__name"):
        names.setdefault(pk, set()).add(name)
    return {pk: next((role for role in ROLES if role in of), None) for pk, of in names.items()}
