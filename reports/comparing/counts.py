"""What is compared of one cohort, counted in one pass."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Q

from accounts.permissions import Permission
from prescriptions.models import Prescription
from reports.categories import Category
from reports.cohorts import Cohort
from reports.leaving import Counts
from reports.selections import Links


@dataclass(kw_only=True)
class Side:
    """One of the two. `reliefs` are per cent by how often each was told, of all asked and of R alone."""

    cohort: Cohort
    categories: Counter[Category] = field(default_factory=Counter)
    stopped_for_side_effects: int = 0
    asked: int = 0
    with_side_effect: int = 0
    reliefs: Counter[int] = field(default_factory=Counter)
    reliefs_of_responders: Counter[int] = field(default_factory=Counter)

    @property
    def links(self) -> Links:
        """The way to the patients behind its counts."""
        by = self.cohort.by
        return Links(cohort=self.cohort, are_shown=by is not None and by.has_perm(Permission.SEE_PATIENTS))

    def within(self, denominator: str) -> int:
        return sum(self.categories[one] for one in self.cohort.rule.within(denominator))

    def of(self, denominator: str) -> int:
        """What a share is of: one of the three denominators, or those who were asked about side effects."""
        return self.asked if denominator == "started and asked" else self.within(denominator)

    @property
    def responders(self) -> int:
        return sum(self.categories[one] for one in self.cohort.rule.responders)

    @property
    def strict_responders(self) -> int:
        return self.categories[self.cohort.rule.strictly]

    @property
    def non_responders(self) -> int:
        return self.categories[Category.NR]

    def add_to(self, counts: Counts, name: str) -> None:
        """What the page prints of it, and what is a part of what: nothing small may follow."""
        prescribed, started, assessed = (counts.total(self.within(of)) for of in ("prescribed", "started", "assessed"))
        responders, strict, non_responders, stopped, asked, named, told, told_by_responders = (
            counts.add((name, what), count)
            for what, count in (
                ("responders", self.responders),
                ("strict", self.strict_responders),
                ("non-responders", self.non_responders),
                ("stopped", self.stopped_for_side_effects),
                ("asked", self.asked),
                ("named", self.with_side_effect),
                ("relief", self.reliefs.total()),
                ("relief of responders", self.reliefs_of_responders.total()),
            )
        )
        for whole in (prescribed, started, assessed):
            counts.each_of(whole, [responders, strict, non_responders])
        counts.add_up(assessed, [responders, non_responders])
        parts = (
            (prescribed, started),
            (started, assessed),
            (responders, strict),
            (non_responders, stopped),
            (started, stopped),
            (started, asked),
            (asked, named),
            (started, told),
            (strict, told_by_responders),
        )
        for whole, part in parts:
            counts.each_of(whole, [part])


def count(cohort: Cohort) -> Side:
    side, strictly = Side(cohort=cohort), cohort.rule.strictly
    courses = cohort.courses().annotate(has_side_effect=~Q(side_effects=[]))
    columns = "category", "stop_reason", "side_effects_asked", "has_side_effect", "relief_percent"
    for category, reason, was_asked, has_side_effect, relief, n in courses.counted_by(*columns):
        side.categories[Category(category)] += n
        if category == Category.NEVER_STARTED:
            continue
        side.stopped_for_side_effects += n * (reason == Prescription.StopReason.SIDE_EFFECTS)
        side.asked += n * was_asked
        side.with_side_effect += n * (was_asked and has_side_effect)
        if relief is not None:
            side.reliefs[relief] += n
            side.reliefs_of_responders[relief] += n * (category == strictly)
    return side


def patients_in_both(one: Cohort, other: Cohort) -> int:
    in_other = other.courses().order_by().values("patient_id")
    return one.courses().order_by().filter(patient_id__in=in_other).values("patient_id").distinct().count()
