"""The rules by which an outcome is classified: named, versioned, and plain data. Which course is in which category is
decided by the SQL function that takes a rule's numbers (sql/outcomes_as_of.sql).

    PRACTICE                                     the practice's own, by the latest answer; what everything defaults to
    IMMPACT.by(answer=Answer.BEST)               another rule, by the best answer
    Rule.from_codes("practice", "latest", 90)    as an address or a command line names it

A rule differs from the others in the categories of a course that goes on. Never started, stopped and lost come first
and are the same in all of them, and so are the three denominators.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from django.db import models

from core import clinical
from reports.categories import Category


class Answer(models.TextChoices):
    """Which of a course's answers decides."""

    LATEST = "latest", "latest answer"
    # A benefit before none, then the highest relief, then the latest.
    BEST = "best", "best answer"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """`bands`: from which per cent of relief which category, ascending. Below the lowest, quality of life decides.

    `minimum_days`: an answer decides only if it was asked so many days after the first dose, or later. A stop always
    counts: leaving out who stopped early would leave the survivors.
    """

    key: str
    version: int
    label: str
    bands: tuple[tuple[int, Category], ...]
    # R + PR of the practice: whom the responder rate counts, and what that is called.
    responders: tuple[Category, ...]
    responders_label: str
    # R alone: the narrower of the two meanings; None where there is but one.
    strict: Category | None
    strict_label: str = ""
    answer: Answer = Answer.LATEST
    minimum_days: int = 0

    @property
    def name(self) -> str:
        """Printed with every figure: "practice-1", "immpact-1, best answer, asked after 30 days or more"."""
        return ", ".join([f"{self.key}-{self.version}", *self.options])

    @property
    def options(self) -> list[str]:
        """In which the rule differs from its usual form, in words."""
        words = [self.answer.label] if self.answer != Answer.LATEST else []
        if self.minimum_days:
            words.append(f"asked after {self.minimum_days} days on LDN or more")
        return words

    @cached_property
    def categories(self) -> tuple[Category, ...]:
        """Those that it can give, in the order in which reports list them."""
        by_answer = {category for _, category in self.bands}
        if self.quality_decides:
            by_answer |= {Category.PR, Category.CONTINUING_NO_BENEFIT}
        return tuple(category for category in Category if category in by_answer or category in STATES)

    @property
    def quality_decides(self) -> bool:
        return self.bands[0][0] > clinical.RELIEF_PERCENT_RANGE[0]

    @property
    def strictly(self) -> Category:
        """The category whose mean relief is told: R alone."""
        return self.strict or self.responders[0]

    @property
    def go_on(self) -> str:
        """Whom "those who go on" names: "LDN-R + LDN-PR"."""
        return " + ".join(category.label for category in self.responders)

    def within(self, denominator: str) -> tuple[Category, ...]:
        """The categories that "prescribed", "started" or "assessed" is the sum of."""
        is_within = {
            "prescribed": lambda category: True,
            "started": lambda category: category != Category.NEVER_STARTED,
            "assessed": lambda category: category.is_assessed,
        }[denominator]
        return tuple(filter(is_within, self.categories))

    def by(self, *, answer: Answer = Answer.LATEST, minimum_days: int = 0) -> Rule:
        return replace(self, answer=Answer(answer), minimum_days=minimum_days)

    @staticmethod
    def from_codes(key: str, answer: str = "", minimum_days: int | None = None) -> Rule:
        """An empty code is the usual. Raises KeyError and ValueError for what names no rule."""
        return RULES[key or PRACTICE.key].by(answer=Answer(answer or Answer.LATEST), minimum_days=minimum_days or 0)

    def arguments(self) -> tuple:
        """What the SQL function takes after its days."""
        return (
            self.minimum_days,
            self.answer == Answer.BEST,
            [percent for percent, _ in self.bands],
            [category.value for _, category in self.bands],
            [category.value for category in self.responders],
            list(clinical.NON_RESPONSE_STOP_REASONS),
        )


# What no answer decides.
STATES = (Category.NR, Category.NOT_YET_ASSESSED, Category.NEVER_STARTED, Category.STOPPED_OTHERWISE, Category.LOST)
_WORST = clinical.RELIEF_PERCENT_RANGE[0]

PRACTICE = Rule(
    key="practice",
    version=1,
    label="The practice's",
    bands=((clinical.RESPONDER_RELIEF_PERCENT, Category.R),),
    responders=(Category.R, Category.PR),
    responders_label="R + PR",
    strict=Category.R,
    strict_label="R alone",
)
IMMPACT = Rule(
    key="immpact",
    version=1,
    label="IMMPACT bands on recalled relief",
    bands=(
        (_WORST, Category.WORSE),
        (clinical.IMMPACT_RELIEF_FROM["none"], Category.NO_RELIEF),
        (clinical.IMMPACT_RELIEF_FROM["minimal"], Category.MINIMAL),
        (clinical.IMMPACT_RELIEF_FROM["moderate"], Category.MODERATE),
        (clinical.IMMPACT_RELIEF_FROM["substantial"], Category.SUBSTANTIAL),
    ),
    responders=(Category.SUBSTANTIAL, Category.MODERATE),
    responders_label="substantial + moderate",
    strict=Category.SUBSTANTIAL,
    strict_label="substantial alone",
)
ANY_RELIEF = Rule(
    key="any-relief",
    version=1,
    label="Any relief",
    # Relief is asked in whole per cent, so above 0 is 1 or more.
    bands=((_WORST, Category.NO_RELIEF), (1, Category.SOME_RELIEF)),
    responders=(Category.SOME_RELIEF,),
    responders_label="some relief",
    strict=None,
)
RULES = {rule.key: rule for rule in (PRACTICE, IMMPACT, ANY_RELIEF)}
