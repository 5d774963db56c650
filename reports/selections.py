"""The courses behind a number of the report: a group of the cohort, and at most one trait. In an address they are
codes, without a name or a note of a patient."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q
from django.urls import reverse

from core import clinical
from core.rounding import plain
from followups.models import FollowUp, Response, SideEffect
from followups.models.plan import time_in_words
from prescriptions.models import Prescription
from reports import words
from reports.categories import Category
from reports.cohorts import Cohort
from reports.models import CourseOutcomeQuerySet, DoseChange
from reports.rules import PRACTICE, Answer, Rule
from reports.statistics import Interval

NOT_ASKED, NOT_RECORDED, NONE = "not_asked", "not_recorded", "none"
SERIOUS, NOT_SERIOUS = "serious", "not_serious"
MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])", re.ASCII)
TIME_AFTER = re.compile(r"\d{1,4}", re.ASCII)
DOSE = re.compile(r"\d{1,2}(\.\d{1,2})?", re.ASCII)


class UnknownSelection(Exception):
    """The codes name no number of the report."""


class Group(models.TextChoices):
    PRESCRIBED = "prescribed", "prescribed"
    STARTED = "started", "started"
    ASSESSED = "assessed", "assessed"
    GO_ON = "go_on", "go on"


@dataclass(frozen=True, kw_only=True)
class Selection:
    """`group` is a Group or a Category; `trait` one of TRAITS with its `value`, or empty."""

    group: str = Group.PRESCRIBED
    trait: str = ""
    value: str = ""

    @classmethod
    def from_codes(cls, group: str, trait: str, value: str) -> Selection:
        """Raises UnknownSelection."""
        selection = cls(group=group, trait=trait, value=value)
        if group not in Group.values + Category.values or (trait and trait not in TRAITS):
            raise UnknownSelection
        selection.condition_and_words()
        return selection

    def narrow(self, courses: CourseOutcomeQuerySet) -> CourseOutcomeQuerySet:
        return self._group_of(courses).filter(self.condition_and_words()[0])

    def _group_of(self, courses: CourseOutcomeQuerySet) -> CourseOutcomeQuerySet:
        if self.group in Category.values:
            return courses.in_category(self.group)
        of_group = {
            Group.PRESCRIBED: courses.all,
            Group.STARTED: courses.started,
            Group.ASSESSED: courses.assessed,
            Group.GO_ON: courses.going_on_with_benefit,
        }
        return of_group[self.group]()

    def words(self, rule: Rule) -> str:
        """Says "go on (LDN-R + LDN-PR), starting dose 0.75 mg"."""
        group = Category(self.group) if self.group in Category.values else Group(self.group)
        which = {Group.ASSESSED: f" ({words.assessed(rule)})", Group.GO_ON: f" ({rule.go_on})"}.get(group, "")
        trait = self.condition_and_words()[1]
        return f"{group.label}{which}, {trait}" if trait else f"{group.label}{which}"

    def condition_and_words(self) -> tuple[Q, str]:
        if not self.trait:
            return Q(), ""
        try:
            return TRAITS[self.trait](self.value)
        except ValueError as error:
            raise UnknownSelection from error


def _dose(column: str, name: str) -> Callable[[str], tuple[Q, str]]:
    def condition(value: str) -> tuple[Q, str]:
        if value == NOT_RECORDED:
            return Q(**{column: None}), f"{name} not recorded"
        if not DOSE.fullmatch(value):
            raise ValueError(value)
        return Q(**{column: Decimal(value)}), f"{name} {words.dose(Decimal(value))}"

    return condition


def _dose_change(value: str) -> tuple[Q, str]:
    change = DoseChange(value)
    return change.condition, f"dose: {change.label.lower()}"


def _pgic(value: str) -> tuple[Q, str]:
    if value == NOT_ASKED:
        return Q(pgic=None), "PGIC not asked"
    point = Response.Pgic(int(value))
    return Q(pgic=point), f"PGIC {point.value}, {point.label.lower()}"


def _relief(value: str) -> tuple[Q, str]:
    if value == NOT_ASKED:
        return Q(relief_percent=None), "relief not asked"
    low, high = next((band for band in clinical.RELIEF_BANDS if str(band[0]) == value), (None, None))
    if low is None:
        raise ValueError(value)
    return Q(relief_percent__range=(low, high)), f"relief {dict(words.relief_bands())[low].lower()}"


def _side_effect(value: str) -> tuple[Q, str]:
    if value == NOT_ASKED:
        return Q(side_effects_asked=False), "not asked about side effects"
    if value == NONE:
        return Q(side_effects_asked=True, side_effects=[]), "asked, no side effect"
    effect = SideEffect.Effect(value)
    return Q(side_effects__contains=[effect.value]), f"side effect: {effect.label.lower()}"


def _stop_reason(value: str) -> tuple[Q, str]:
    reason = Prescription.StopReason(value)
    return Q(stop_reason=reason), f"stopped: {reason.label.lower()}"


def _responded(value: str) -> tuple[Q, str]:
    if value != "first":
        raise ValueError(value)
    return Q(responded_first=True), "responded first, then lost the benefit"


def _stopped_after(value: str) -> tuple[Q, str]:
    reason, _, before = value.partition(".")
    condition, words_of_reason = _stop_reason(reason)
    if before == NOT_RECORDED:
        return condition & Q(category_before=None), f"{words_of_reason}, no answer before"
    category = Category(before)
    return condition & Q(category_before=category), f"{words_of_reason}, before {category.label}"


def _gain(value: str) -> tuple[Q, str]:
    if value == NOT_ASKED:
        return Q(asked_on=None), "no answer yet"
    if value == NONE:
        return Q(asked_on__isnull=False, functional_gains=[]), "answered, no functional gain named"
    gain = Response.Gain(value)
    return Q(functional_gains__contains=[gain.value]), f"functional gain: {gain.label.lower()}"


def _severity(value: str) -> tuple[Q, str]:
    if value == NOT_RECORDED:
        return Q(worst_severity=None) & ~Q(side_effects=[]), "side effects, severity not asked"
    severity = SideEffect.Severity(value)
    return Q(worst_severity=severity), f"worst side effect {severity.label.lower()}"


def _serious(value: str) -> tuple[Q, str]:
    named = ~Q(side_effects=[])
    found = {
        SERIOUS: (Q(any_is_serious=True), "a serious side effect"),
        NOT_SERIOUS: (Q(any_is_serious=False), "side effects, none serious"),
        NOT_RECORDED: (named & Q(any_is_serious=None), "side effects, seriousness not asked"),
    }
    if value not in found:
        raise ValueError(value)
    return found[value]


def _cost(value: str) -> tuple[Q, str]:
    if value == NOT_RECORDED:
        return Q(monthly_cost_usd=None), "cost not recorded"
    low, high = next((band for band in clinical.COST_BANDS_USD if str(band[0]) == value), (None, None))
    if low is None:
        raise ValueError(value)
    below = Q() if high is None else Q(monthly_cost_usd__lt=high)
    return Q(monthly_cost_usd__gte=low) & below, f"cost a month {words.cost_band(low).lower()}"


def _month(value: str) -> tuple[Q, str]:
    if not MONTH.fullmatch(value):
        raise ValueError(value)
    first = date(int(value[:4]), int(value[5:]), 1)
    end = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return Q(prescribed_on__gte=first, prescribed_on__lt=end), f"prescribed in {first:%B %Y}"


def _follow_up(value: str) -> tuple[Q, str]:
    """The milestones at one time after the first dose: their state, months and days, and the day by which they were
    due."""
    code, months, days, day = value.split(".")
    if not (TIME_AFTER.fullmatch(months) and TIME_AFTER.fullmatch(days)):
        raise ValueError(value)
    state, time = FollowUp.State(code), {"after_months": int(months), "after_days": int(days)}
    found = FollowUp.objects.filter(
        kind=FollowUp.Kind.MILESTONE, state=state, due_on__lte=date.fromisoformat(day), **time
    )
    words_of_time = time_in_words(months=time["after_months"], days=time["after_days"])
    return Q(
        prescription_id__in=found.values("prescription_id")
    ), f"follow-up at {words_of_time}, {state.label.lower()}"


TRAITS: dict[str, Callable[[str], tuple[Q, str]]] = {
    "starting_dose": _dose("starting_dose_mg", "starting dose"),
    "stable_dose": _dose("stable_dose_mg", "stable dose"),
    "dose_change": _dose_change,
    "pgic": _pgic,
    "relief": _relief,
    "side_effect": _side_effect,
    "stop_reason": _stop_reason,
    "responded": _responded,
    "stopped_after": _stopped_after,
    "gain": _gain,
    "severity": _severity,
    "serious": _serious,
    "cost": _cost,
    "month": _month,
    "follow_up": _follow_up,
}


def cohort_codes(cohort: Cohort) -> dict[str, date | str | int | Decimal]:
    """The cohort as the fields of the report's filter; what is as usual goes without saying. One that was built is its
    number, and nothing of what it is chosen by."""
    rule, to = cohort.rule, cohort.narrowing
    codes = {
        "prescribed_from": cohort.first or "",
        "prescribed_to": cohort.last or "",
        "as_of": cohort.as_of,
        "courses": "all" if cohort.all_courses else "first",
    }
    unusual = {
        "cohort": cohort.saved_id,
        "observed_from": cohort.observed_from,
        "rule": rule.key if rule.key != PRACTICE.key else None,
        "answer": rule.answer.value if rule.answer != Answer.LATEST else None,
        "minimum_days": rule.minimum_days or None,
        "interval": cohort.interval.value if cohort.interval != Interval.WILSON else None,
        "sex": to.sex or None,
        "ages": f"{to.ages[0]}-{to.ages[1]}" if to.ages else None,
        "prescriber": to.prescriber_id,
        "indication": to.indication or None,
        "region": to.region or None,
        "starting_dose": None if to.starting_dose_mg is None else plain(to.starting_dose_mg),
    }
    return codes | {name: code for name, code in unusual.items() if code is not None}


@dataclass(frozen=True, kw_only=True)
class Links:
    """Addresses of the patients behind the numbers; none for who may not see patients, and none behind a 0."""

    cohort: Cohort
    are_shown: bool

    def to(self, count: int, group: str, trait: str = "", value: str = "") -> str | None:
        if not (self.are_shown and count):
            return None
        codes = cohort_codes(self.cohort) | {"group": str(group)}
        if trait:
            codes |= {"trait": trait, "value": value}
        return f"{reverse('reports:patients-behind')}?{urlencode(codes)}"
