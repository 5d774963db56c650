"""The table: each line changes one choice, and says which, of whom it is, and what it can't tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from core.rounding import half_up
from followups.models import Response
from reports import leaving, words
from reports.categories import Category
from reports.cohorts import Cohort
from reports.figures import HIDDEN
from reports.leaving import Guard
from reports.rates import DASH, Rate, signed
from reports.rules import Answer, Rule
from reports.sensitivity.counts import (
    ROLES,
    Counts,
    Group,
    Variant,
    by_answers,
    counts_of,
    groups_of,
    other_courses,
    roles_of,
    variants_of,
)

OF_WHOM = {"prescribed": "all prescribed", "started": "those who started", "assessed": "those assessed"}
DENOMINATORS, LOST = "Denominators", "Those lost to follow-up"
CHOICE, RULE, WHO = "Which courses, which answer, and when", "Another rule", "Who answered, how, and who asked"


@dataclass(frozen=True, kw_only=True)
class Line:
    """`count` responders of `of` courses; `of_whom` says which these are, `remark` what the line can't tell."""

    part: str
    label: str
    changes: str
    of_whom: str
    count: int
    of: int
    remark: str = ""
    # "" where it is neither; else whether all its courses and responders are among the primary ones, or they among its
    is_part: bool = False
    is_whole: bool = False


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A line as it is printed."""

    line: Line
    rate: Rate
    difference: str


@dataclass(frozen=True, kw_only=True)
class Analysis:
    cohort: Cohort
    counts: Counts
    lost: int
    primary: Line
    lines: list[Line]

    def guard(self, *, under: int) -> Guard:
        """Which counts are hidden: small ones, and those from which they follow within the table."""
        if not under:
            return Guard()
        table = leaving.Counts()
        primary = table.total(self.primary.of), table.total(self.primary.count)
        for n, line in enumerate((self.primary, *self.lines)):
            of, count = table.add((n, "of"), line.of), table.add((n, "count"), line.count)
            table.each_of(of, [count])
            for whole, key, value in zip(primary, (of, count), (line.of, line.count), strict=True):
                table.add_up(table.total(value), [key])
                if line.is_part:
                    table.each_of(whole, [key])
                if line.is_whole:
                    table.each_of(key, [whole])
        denominators = [self.counts.of(name) for name in words.DENOMINATORS]
        nested = [*pairwise(denominators), (self.counts.assessed + self.lost, self.counts.assessed)]
        for whole, part in nested:
            table.each_of(table.total(whole), [table.total(part)])
        return table.guard(under)

    def shown(self, guard: Guard) -> dict[str, list[Shown]]:
        """The lines by their part of the table, the primary one first."""
        parts: dict[str, list[Shown]] = {}
        primary = self._rate(self.primary, guard)
        for line in (self.primary, *self.lines):
            rate = self._rate(line, guard)
            difference = DASH if line is self.primary else points(rate, primary)
            parts.setdefault(line.part, []).append(Shown(line=line, rate=rate, difference=difference))
        return parts

    def _rate(self, line: Line, guard: Guard) -> Rate:
        return Rate(count=line.count, of=line.of, interval=self.cohort.interval, guard=guard)


def points(rate: Rate, primary: Rate) -> str:
    """How far the share lies above the primary one, in points of per cent, rounded once; a dash over nobody."""
    if rate.is_hidden or primary.is_hidden:
        return HIDDEN
    if not (rate.of and primary.of):
        return DASH
    return signed(half_up(Decimal(100 * rate.count) / rate.of - Decimal(100 * primary.count) / primary.of, 1))


def analyse(cohort: Cohort, *, denominator: str) -> Analysis:
    """Every line, of the denominator ("prescribed", "started" or "assessed") where it does not say another."""
    groups = groups_of(cohort)
    counts = counts_of(cohort.rule, ((group.category, group.courses) for group in groups))
    primary = Line(
        part="The primary analysis",
        label=cohort.rule.responders_label,
        changes=f"Rule {cohort.rule.name}, {'all courses' if cohort.all_courses else 'first courses'}.",
        of_whom=OF_WHOM[denominator],
        count=counts.responders,
        of=counts.of(denominator),
    )
    variants = variants_of(cohort.rule)
    found = by_answers(cohort, variants, counts, groups)
    rates = [
        _of_counts(
            *_in_words(one, cohort.rule),
            found[one.key],
            denominator,
            is_whole=_is_whole(one, cohort.rule),
            remark=_what_it_cannot_tell(one, groups),
        )
        for one in variants
    ]
    return Analysis(
        cohort=cohort,
        counts=counts,
        lost=sum(group.courses for group in groups if group.category == Category.LOST),
        primary=primary,
        lines=[
            *_denominators(counts, denominator),
            *_of_those_lost(cohort.rule, groups, counts, denominator),
            _of_other_courses(cohort, denominator),
            *rates,
            *_by_circumstances(cohort.rule, groups, denominator),
        ],
    )


def _of_counts(part: str, label: str, changes: str, counts: Counts, denominator: str, **said: str | bool) -> Line:
    of_whom = OF_WHOM[denominator]
    return Line(
        part=part,
        label=label,
        changes=changes,
        of_whom=of_whom,
        count=counts.responders,
        of=counts.of(denominator),
        **said,
    )


def _denominators(counts: Counts, chosen: str) -> Iterator[Line]:
    for name in words.DENOMINATORS:
        if name != chosen:
            changes = f"Of {OF_WHOM[name]}, in place of {OF_WHOM[chosen]}."
            if name == "assessed":
                changes += " Those lost, stopped otherwise or not yet assessed are left out."
            yield _of_counts(DENOMINATORS, f"Of the {name}", changes, counts, name)


def _of_those_lost(rule: Rule, groups: list[Group], counts: Counts, denominator: str) -> Iterator[Line]:
    lost = [group for group in groups if group.category == Category.LOST]
    n = sum(group.courses for group in lost)
    remark = "" if n else "Nobody was lost by the day, so this is the rate of those assessed."
    yield Line(
        part=LOST,
        label="Lost as failures",
        changes="Everybody who was lost counts as a non-response.",
        of_whom="those assessed and those lost",
        count=counts.responders,
        of=counts.assessed + n,
        remark=remark,
    )
    before = Counter({group.before: 0 for group in lost})
    for group in lost:
        before[group.before] += group.courses
    yield Line(
        part=LOST,
        label="Lost by their last category",
        changes="Who was lost counts by the last category before; who had none is left out.",
        of_whom="those assessed, and those lost after an assessment",
        count=counts.responders + sum(before[category] for category in rule.responders),
        of=counts.assessed + sum(m for category, m in before.items() if category and category.is_assessed),
        remark=remark,
    )
    if denominator != "assessed":
        yield Line(
            part=LOST,
            label="Lost left out",
            changes="Who was lost is in no denominator.",
            of_whom=f"{OF_WHOM[denominator]}, but for those lost",
            count=counts.responders,
            of=counts.of(denominator) - n,
            remark="" if n else "Nobody was lost by the day, so nothing changes.",
            is_part=True,
        )


def _of_other_courses(cohort: Cohort, denominator: str) -> Line:
    counts = other_courses(cohort)
    if cohort.all_courses:
        changes = "Each patient's first course in the period, in place of all."
        return _of_counts(CHOICE, "First courses", changes, counts, denominator, is_part=True)
    changes = (
        "Every course in the period, in place of each patient's first. Courses of one patient are not independent."
    )
    return _of_counts(CHOICE, "All courses", changes, counts, denominator, is_whole=True)


def _in_words(variant: Variant, rule: Rule) -> tuple[str, str, str]:
    """The part of the table, the line's name, and what it changes."""
    name = variant.rule.name
    if variant.without_proxies:
        changes = "The answer decides that the patient gave; what someone else answered does not count."
        return WHO, "Answers by a proxy left out", changes
    if variant.rule.key != rule.key:
        changes = f"Responders are those of {variant.rule.responders_label}, by rule {name}."
        return RULE, variant.rule.label, changes
    if variant.rule.minimum_days != rule.minimum_days:
        days = variant.rule.minimum_days
        changes = f"An answer decides only from {days} days after the first dose on. A stop always counts."
        return CHOICE, f"At least {days} days on LDN", changes
    if variant.rule.answer == Answer.BEST:
        return CHOICE, "Best answer", "The best answer decides: the most that LDN has done, not what it does now."
    return CHOICE, "Latest answer", "The latest answer decides, in place of the best one."


def _what_it_cannot_tell(variant: Variant, groups: list[Group]) -> str:
    is_none = variant.without_proxies and not any(group.answered_by == Response.AnsweredBy.PROXY for group in groups)
    return "No deciding answer was given by a proxy, so nothing changes." if is_none else ""


def _is_whole(variant: Variant, rule: Rule) -> bool:
    """Who responds by the latest answer does so by the best one, too."""
    return variant.key == "answer" and rule.answer != Answer.BEST


# --- who answered whom, and how -----------------------------------------------------------------------------


def _by_circumstances(rule: Rule, groups: list[Group], denominator: str) -> Iterator[Line]:
    """Only courses whose deciding answer was given so."""
    within = rule.within(denominator)
    answered = [group for group in groups if group.category in within and group.has_answer]
    for mode, how in ((Response.Mode.VISIT, "at a visit"), (Response.Mode.PHONE, "by telephone")):
        fits = [group for group in answered if group.mode == mode]
        yield _only(rule, denominator, f"Asked {how}", f"was asked {how}", fits)
    unknown = [group for group in answered if group.mode is None]
    if unknown:
        yield _only(rule, denominator, "How it was asked is not recorded", "does not say how it was asked", unknown)
    roles = roles_of({group.asked_by for group in answered if group.asked_by})
    for role in (*ROLES, None):
        fits = [group for group in answered if group.asked_by and roles[group.asked_by] == role]
        if fits:
            who = role.label.lower() if role else "user without a role"
            yield _only(rule, denominator, f"Asked by a {who}", f"was asked by a {who}", fits)
    unknown = [group for group in answered if not group.asked_by]
    if unknown:
        yield _only(rule, denominator, "Who asked is not recorded", "does not say who asked", unknown)


def _only(rule: Rule, denominator: str, label: str, was: str, fits: Iterable[Group]) -> Line:
    counts = counts_of(rule, [(group.category, group.courses) for group in fits])
    return Line(
        part=WHO,
        label=label,
        changes=f"Only courses whose deciding answer {was}; those without any answer are left out.",
        of_whom=f"{OF_WHOM[denominator]} whose deciding answer {was}",
        count=counts.responders,
        of=counts.of(denominator),
        remark="" if counts.of(denominator) else f"No deciding answer {was}, so this can't be told.",
        is_part=True,
    )
