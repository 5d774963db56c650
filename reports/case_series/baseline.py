"""The baseline table: all prescribed, by category."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from core import clinical
from patients.models import Patient, Procedure
from prescriptions.models import Prescription
from reports import words
from reports.case_series.people import MEDICINES, OTHER, Person
from reports.categories import Category
from reports.figures import one_decimal
from reports.rules import Rule
from reports.statistics import Distribution, describe


@dataclass(frozen=True, kw_only=True)
class Part:
    """One subject of the table; `rows` are (label, a text for each column). The columns are `columns_of`."""

    title: str
    rows: list[tuple[str, list[str]]]


def columns_of(people: list[Person], rule: Rule) -> list[tuple[str, list[Person]]]:
    """(name, its courses): all, and each category that occurs."""
    by_category = [(category, [one for one in people if one.category == category]) for category in rule.categories]
    return [("All prescribed", people), *((Category(c).label, found) for c, found in by_category if found)]


def by_category(people: list[Person], rule: Rule) -> list[Part]:
    columns = [found for _, found in columns_of(people, rule)]
    sexes = {code: (lambda one, code=code: one.sex == code) for code in Patient.Sex.values}
    return [
        Part(title="Courses", rows=[("n", [str(len(found)) for found in columns])]),
        Part(title="Age, years", rows=_numbers(columns, lambda one: one.age)),
        Part(title="Age group", rows=_shares(columns, _groups_of_age())),
        Part(title="Sex", rows=_shares(columns, {Patient.Sex(code).label: is_it for code, is_it in sexes.items()})),
        _several("Region of the chief complaint", columns, "regions", Prescription.Region.choices),
        _several("Radiation", columns, "radiation", Prescription.Radiation.choices),
        _several("Earlier procedures", columns, "procedures", Procedure.Kind.choices),
        _several("Other medicines", columns, "medicines", [(m, m.capitalize()) for m in (*MEDICINES, OTHER)]),
        Part(title="Primary indication, ICD-10-CM category", rows=_indications(columns)),
        Part(title="Average pain, 0 to 10", rows=_numbers(columns, lambda one: one.average_pain)),
        Part(title="Months in pain", rows=_numbers(columns, lambda one: one.months_in_pain)),
    ]


def _several(title: str, columns: list[list[Person]], name: str, choices: Iterable[tuple[str, str]]) -> Part:
    """Of what one can have several: the shares overlap."""
    tests = {label: (lambda one, code=code: code in getattr(one, name)) for code, label in choices}
    tests["None recorded"] = lambda one: not getattr(one, name)
    return Part(title=title, rows=_shares(columns, tests))


def _shares(columns: list[list[Person]], tests: dict[str, Callable[[Person], bool]]) -> list[tuple[str, list[str]]]:
    """The labels that occur, each with "10 (63 %)" a column."""
    counted = [(label, [sum(map(is_it, found)) for found in columns]) for label, is_it in tests.items()]
    return [
        (label, [f"{n} ({words.percent_of(n, len(found))})" for n, found in zip(counts, columns, strict=True)])
        for label, counts in counted
        if any(counts)
    ]


def _groups_of_age() -> dict[str, Callable[[Person], bool]]:
    return {
        words.age_group(ages): (lambda one, ages=ages: ages[0] <= one.age <= ages[1]) for ages in clinical.AGE_GROUPS
    }


def _indications(columns: list[list[Person]]) -> list[tuple[str, list[str]]]:
    """The commonest first."""
    found = Counter(one.indication[:3] for one in columns[0])
    codes = sorted(found, key=lambda code: (-found[code], code))
    return _shares(
        columns,
        {code or "Not recorded": (lambda one, code=code: one.indication[:3] == code) for code in codes},
    )


def _numbers(columns: list[list[Person]], value: Callable[[Person], int | None]) -> list[tuple[str, list[str]]]:
    known = [Counter(number for one in found if (number := value(one)) is not None) for found in columns]
    if not any(known):
        return [("Not recorded", ["\u2013"] * len(columns))]
    described = [describe(numbers) for numbers in known]
    rows = [
        ("n", [str(one.n) for one in described]),
        ("Mean (SD)", [_mean(one.mean, one.sd) for one in described]),
        ("Median (quartiles)", [_median(one) for one in described]),
        ("Range", [f"{min(numbers)} to {max(numbers)}" if numbers else "\u2013" for numbers in known]),
    ]
    missing = [len(found) - one.n for found, one in zip(columns, described, strict=True)]
    return [*rows, ("Not recorded", [str(n) for n in missing])] if any(missing) else rows


def _mean(mean: Decimal | None, sd: Decimal | None) -> str:
    return f"{one_decimal(mean)} ({one_decimal(sd)})"


def _median(of: Distribution) -> str:
    if not of.n:
        return "\u2013"
    return f"{one_decimal(of.median)} ({one_decimal(of.lower_quartile)} to {one_decimal(of.upper_quartile)})"
