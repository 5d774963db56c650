"""What a cohort is chosen by. Each filter is a condition on a course and its words; all of them have to hold, and of
what is listed within one, any. The same conditions narrow a report and count how many are left after each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Left
from django.db.models.lookups import GreaterThanOrEqual, In, LessThanOrEqual

from core.rounding import plain
from patients.models import Diagnosis, Medicine, Patient, Procedure
from prescriptions.models import Fill, Prescription
from reports.categories import Category
from reports.models import CourseOutcome
from reports.models.outcomes import age_when_prescribed
from reports.rules import PRACTICE, Rule

# Both ends included; None leaves a side open.
Range = tuple[int | Decimal | None, int | Decimal | None]
OPEN: Range = (None, None)


@dataclass(frozen=True, kw_only=True)
class Diagnoses:
    """ICD-10-CM blocks, categories and codes: `chosen` as they were typed, `categories` the three characters of all
    that is whole in it, `codes` the longer ones, each with all below it."""

    chosen: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    # any that was on file by the day prescribed, or the primary indication alone
    takes_any: bool = False

    def holds_for(self, column: str) -> Q:
        category = Left(F(column), 3)
        conditions = [Q(In(category, self.categories))] if self.categories else []
        for code in self.codes:
            # By the category first: of the primary indication, that is indexed.
            conditions.append(Q(In(category, [code[:3]])) & Q(**{f"{column}__startswith": code}))
        return reduce(or_, conditions)

    @property
    def words(self) -> str:
        return f"{'any diagnosis' if self.takes_any else 'primary indication'} {any_of(self.chosen)}"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One filter, in words, and as a condition on a course."""

    words: str
    condition: Q


@dataclass(frozen=True, kw_only=True)
class Filters:
    """All of a cohort; what is empty narrows nothing. Days as of: None moves with today."""

    first: date | None = None
    last: date | None = None
    as_of: date | None = None
    all_courses: bool = False
    sexes: tuple[str, ...] = ()
    # years at the day prescribed
    ages: Range = OPEN
    diagnoses: Diagnoses = Diagnoses()
    regions: tuple[str, ...] = ()
    starting_mg: Range = OPEN
    # in force on the day, or when LDN was stopped
    stable_mg: Range = OPEN
    # under the practice's own rule, whatever the report's is: a cohort is the same under every rule
    categories: tuple[str, ...] = ()
    # taken on the day prescribed; names as they were typed, whatever the case
    medicines: tuple[str, ...] = ()
    # before the day prescribed, or without a day
    procedures: tuple[str, ...] = ()
    # (id, name): where it was sent, or a fill of it came from
    pharmacies: tuple[tuple[int, str], ...] = ()
    lots: tuple[str, ...] = ()

    def steps(self, *, as_of: date, rule: Rule = PRACTICE, observed_from: date | None = None) -> list[Step]:
        """The filters that narrow anything, in the order in which they are counted: those that cost least first. The
        period and whether first courses count are the cohort's own."""
        is_own_rule = rule == PRACTICE and observed_from is None
        found = [*self._of_the_course(), *self._of_the_outcome(as_of, is_own_rule), *self._of_other_rows(as_of)]
        return [Step(words=words, condition=condition) for words, condition in found]

    @property
    def words(self) -> list[str]:
        return [step.words for step in self.steps(as_of=date.max)]

    def _of_the_course(self) -> Iterator[tuple[str, Q]]:
        if self.sexes:
            labels = [Patient.Sex(code).label.lower() for code in self.sexes]
            yield f"sex {any_of(labels)}", Q(patient__sex__in=self.sexes)
        if self.ages != OPEN:
            yield f"age {between(self.ages, 'years')} when prescribed", _aged(self.ages)
        if self.diagnoses.chosen:
            yield self.diagnoses.words, self._diagnosed()
        if self.regions:
            labels = [Prescription.Region(code).label.lower() for code in self.regions]
            yield f"region {any_of(labels)}", Q(prescription__regions__overlap=list(self.regions))

    def _diagnosed(self) -> Q:
        primary = self.diagnoses.holds_for("prescription__primary_indication")
        if not self.diagnoses.takes_any:
            return primary
        on_file = Diagnosis.objects.filter(
            self.diagnoses.holds_for("code"), patient=OuterRef("patient_id"), noted_on__lte=OuterRef("prescribed_on")
        )
        return primary | Q(Exists(on_file))

    def _of_the_outcome(self, as_of: date, is_own_rule: bool) -> Iterator[tuple[str, Q]]:
        if self.starting_mg != OPEN:
            yield f"starting dose {between(self.starting_mg, 'mg')}", _within("starting_dose_mg", self.starting_mg)
        if self.stable_mg != OPEN:
            yield f"stable dose {between(self.stable_mg, 'mg')}", _within("stable_dose_mg", self.stable_mg)
        if self.categories:
            labels = [Category(code).label for code in self.categories]
            condition = Q(category__in=self.categories)
            if not is_own_rule:
                of_practice = CourseOutcome.objects.as_of(as_of).filter(condition)
                condition = Q(prescription_id__in=of_practice.values("prescription_id"))
            yield f"category {any_of(labels)} under {PRACTICE.name}", condition

    def _of_other_rows(self, as_of: date) -> Iterator[tuple[str, Q]]:
        if self.medicines:
            taken = Medicine.objects.filter(
                _named("name", self.medicines),
                Q(ended_on=None) | Q(ended_on__gte=OuterRef("prescribed_on")),
                patient=OuterRef("patient_id"),
                noted_on__lte=OuterRef("prescribed_on"),
            )
            yield f"taking {any_of(self.medicines)} when prescribed", Q(Exists(taken))
        if self.procedures:
            done = Procedure.objects.filter(
                Q(done_on=None) | Q(done_on__lte=OuterRef("prescribed_on")),
                kind__in=self.procedures,
                patient=OuterRef("patient_id"),
                noted_on__lte=OuterRef("prescribed_on"),
            )
            labels = [Procedure.Kind(code).label.lower() for code in self.procedures]
            yield f"{any_of(labels)} before", Q(Exists(done))
        fills = Fill.objects.filter(prescription=OuterRef("prescription_id"), filled_on__lte=as_of)
        if self.pharmacies:
            ids, names = zip(*self.pharmacies, strict=True)
            sent_there = Q(prescription__pharmacy__in=ids)
            yield f"pharmacy {any_of(names)}", sent_there | Q(Exists(fills.filter(pharmacy__in=ids)))
        if self.lots:
            yield f"lot {any_of(self.lots)}", Q(Exists(fills.filter(_named("lot", self.lots))))


# No filter at all.
EVERYTHING = Filters()


def any_of(words: Iterable[str]) -> str:
    """Writes "M50-M54, M79.1 or G35"."""
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


def between(ends: Range, unit: str) -> str:
    """Writes "18 to 65 years", "from 18 years", "up to 65 years"; one value where both ends are the same."""
    low, high = (plain(Decimal(end)) if end is not None else None for end in ends)
    if low is None:
        return f"up to {high} {unit}"
    if high is None:
        return f"from {low} {unit}"
    return f"{low} {unit}" if low == high else f"{low} to {high} {unit}"


def _within(column: str, ends: Range) -> Q:
    low, high = ends
    from_low = Q(**{f"{column}__gte": low}) if low is not None else Q()
    return from_low & Q(**{f"{column}__lte": high}) if high is not None else from_low


def _aged(ends: Range) -> Q:
    low, high = ends
    age = age_when_prescribed()
    from_low = Q(GreaterThanOrEqual(age, low)) if low is not None else Q()
    return from_low & Q(LessThanOrEqual(age, high)) if high is not None else from_low


def _named(column: str, names: Iterable[str]) -> Q:
    """Each by `iexact`, as capitals, which is what is indexed."""
    return reduce(or_, (Q(**{f"{column}__iexact": name}) for name in names))
