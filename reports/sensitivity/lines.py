"""The table: each line changes one choice, and says which, of whom it is, and what it can't tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from core.rounding import half_up
from followups.models import Response
from reports import words
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
MODE, ASKER = "mode", "asker"
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
    # Pairs of counts, its own and another that the table shows, of which one is a part of the other: whoever sees both
    # knows how many the rest are.
    nested: tuple[tuple[int, int], ...] = ()
    # MODE or ASKER, of lines that share out the courses with an answer
    divides: str = ""

    def tells(self, under: int) -> bool:
        """Whether a small count follows from it: its own, who is left out of it, or the rest of what it is part of."""
        apart = [self.count, self.of, self.of - self.count, *(abs(own - other) for own, other in self.nested)]
        return any(0 < rest < under for rest in apart)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A line as it is printed."""

    line: Line
    rate: Rate
    difference: str


# Hides whatever it is asked about.
EVERYTHING = Guard(under=10**12)


@dataclass(frozen=True, kw_only=True)
class Analysis:
    cohort: Cohort
    counts: Counts
    primary: Line
    lines: list[Line]

    def shown(self, *, under: int) -> dict[str, list[Shown]]:
        """The lines by their part of the table, the primary one first. What tells of 1 to `under` - 1 courses is hidden
        as a whole line, and before the primary one, which everything is told from."""
        parts: dict[str, list[Shown]] = {}
        rates = {id(line): self._rate(line, line.tells(under)) for line in (self.primary, *self.lines)}
        self._hide_with_rests(rates, under)
        primary = rates[id(self.primary)]
        for line in (self.primary, *self.lines):
            rate = rates[id(line)]
            difference = DASH if line is self.primary else points(rate, primary)
            parts.setdefault(line.part, []).append(Shown(line=line, rate=rate, difference=difference))
        return parts

    def _rate(self, line: Line, is_hidden: bool) -> Rate:
        guard = EVERYTHING if is_hidden else Guard()
        return Rate(count=line.count, of=line.of, interval=self.cohort.interval, guard=guard)

    def _hide_with_rests(self, rates: dict[int, Rate], under: int) -> None:
        """Of lines that divide the courses with an answer: where one is hidden, so is the smallest of the others, and
        where few are in none of them."""
        for how in (MODE, ASKER):
            of_answer = [line for line in self.lines if line.divides == how and line.of]
            shown = [line for line in of_answer if not rates[id(line)].is_hidden]
            rests = (
                self.primary.of - sum(line.of for line in shown),
                self.primary.count - sum(line.count for line in shown),
            )
            if shown and any(0 < rest < under for rest in rests):
                smallest = min(shown, key=lambda line: (line.of, line.label))
                rates[id(smallest)] = self._rate(smallest, True)


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
            nested=_nested(one, found, counts, denominator),
            remark=_what_it_cannot_tell(one, groups),
        )
        for one in variants
    ]
    return Analysis(
        cohort=cohort,
        counts=counts,
        primary=primary,
        lines=[
            *_denominators(counts, denominator),
            *_of_those_lost(cohort.rule, groups, counts, denominator),
            _of_other_courses(cohort, counts, denominator),
            *rates,
            *_by_circumstances(cohort.rule, groups, counts, denominator),
        ],
    )


def _of_counts(part: str, label: str, changes: str, counts: Counts, denominator: str, **said: object) -> Line:
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
            others = tuple((counts.of(name), counts.of(other)) for other in words.DENOMINATORS)
            yield _of_counts(DENOMINATORS, f"Of the {name}", changes, counts, name, nested=others)


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
        nested=((n, 0),),
    )
    before = Counter({group.before: 0 for group in lost})
    for group in lost:
        before[group.before] += group.courses
    responded = sum(before[category] for category in rule.responders)
    assessed = sum(m for category, m in before.items() if category and category.is_assessed)
    yield Line(
        part=LOST,
        label="Lost by their last category",
        changes="Who was lost counts by the last category before; who had none is left out.",
        of_whom="those assessed, and those lost after an assessment",
        count=counts.responders + responded,
        of=counts.assessed + assessed,
        remark=remark,
        nested=((responded, 0), (assessed, 0), (n, assessed)),
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
            nested=((n, 0),),
        )


def _of_other_courses(cohort: Cohort, primary: Counts, denominator: str) -> Line:
    counts = other_courses(cohort)
    nested = _pairs(counts, primary, denominator)
    if cohort.all_courses:
        changes = "Each patient's first course in the period, in place of all."
        return _of_counts(CHOICE, "First courses", changes, counts, denominator, nested=nested)
    changes = (
        "Every course in the period, in place of each patient's first. Courses of one patient are not independent."
    )
    return _of_counts(CHOICE, "All courses", changes, counts, denominator, nested=nested)


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


def _nested(
    variant: Variant, found: dict[str, Counts], primary: Counts, denominator: str
) -> tuple[tuple[int, int], ...]:
    """Answers from a later day on are among all answers, and the best of them is at least the latest. Under another
    rule nothing is a part of anything."""
    if variant.key.startswith("rule-"):
        return ()
    own = found[variant.key]
    others = [primary, *(found[key] for key in found if key.startswith("days-") and key != variant.key)]
    return tuple(pair for other in others for pair in _pairs(own, other, denominator))


def _pairs(own: Counts, other: Counts, denominator: str) -> tuple[tuple[int, int], ...]:
    return (own.responders, other.responders), (own.of(denominator), other.of(denominator))


# --- who answered whom, and how -----------------------------------------------------------------------------


def _by_circumstances(rule: Rule, groups: list[Group], primary: Counts, denominator: str) -> Iterator[Line]:
    """Only courses whose deciding answer was given so."""
    within = rule.within(denominator)
    answered = [group for group in groups if group.category in within and group.has_answer]
    make = _Only(rule, denominator, primary)
    for mode, how in ((Response.Mode.VISIT, "at a visit"), (Response.Mode.PHONE, "by telephone")):
        fits = [group for group in answered if group.mode == mode]
        yield make.line(MODE, f"Asked {how}", f"was asked {how}", fits)
    unknown = [group for group in answered if group.mode is None]
    if unknown:
        yield make.line(MODE, "How it was asked is not recorded", "does not say how it was asked", unknown)
    roles = roles_of({group.asked_by for group in answered if group.asked_by})
    for role in (*ROLES, None):
        fits = [group for group in answered if group.asked_by and roles[group.asked_by] == role]
        if fits:
            who = role.label.lower() if role else "user without a role"
            yield make.line(ASKER, f"Asked by a {who}", f"was asked by a {who}", fits)
    unknown = [group for group in answered if not group.asked_by]
    if unknown:
        yield make.line(ASKER, "Who asked is not recorded", "does not say who asked", unknown)


@dataclass(frozen=True)
class _Only:
    """Makes lines of a part of the courses."""

    rule: Rule
    denominator: str
    primary: Counts

    def line(self, divides: str, label: str, was: str, fits: Iterable[Group]) -> Line:
        counts = counts_of(self.rule, [(group.category, group.courses) for group in fits])
        of = counts.of(self.denominator)
        return Line(
            part=WHO,
            label=label,
            changes=f"Only courses whose deciding answer {was}; those without any answer are left out.",
            of_whom=f"{OF_WHOM[self.denominator]} whose deciding answer {was}",
            count=counts.responders,
            of=of,
            remark="" if of else f"No deciding answer {was}, so this can't be told.",
            nested=_pairs(counts, self.primary, self.denominator) if of else (),
            divides=divides,
        )
