"""How many courses and patients are left after each filter of a cohort, in one query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from django.db import connection
from django.db.models import Case, IntegerField, Value, When

from reports import words
from reports.building.filters import Step
from reports.cohorts import Cohort
from reports.leaving import Counts
from reports.models import CourseOutcome
from reports.models.outcomes import in_period, is_first_since

# `courses` has one row a course, with how many filters it passes, one after the other.
LEFT = """
    WITH reached AS MATERIALIZED ({courses})
    SELECT 'courses', passed, count(*) FROM reached GROUP BY passed
    UNION ALL
    SELECT 'patients', furthest, count(*)
    FROM (SELECT max(passed) AS furthest FROM reached GROUP BY patient_id) patients
    GROUP BY furthest
"""


@dataclass(frozen=True, kw_only=True)
class Left:
    """After a filter, and all before it: how many courses and patients are left, and how many courses this one left
    out. A word in place of a number: hidden."""

    words: str
    courses: int | str
    patients: int | str
    left_out: int | str


def left_after_each(cohort: Cohort) -> list[Left]:
    """The first line is every course that was prescribed by the day; the last is the cohort."""
    steps = _steps(cohort)
    courses = cohort.open_to(CourseOutcome.objects.as_of(cohort.as_of, rule=cohort.rule))
    sql, parameters = (
        courses.order_by().annotate(passed=_passed(steps)).values_list("patient_id", "passed").query.sql_with_params()
    )
    with connection.cursor() as cursor:
        # The names are Django's own, and every value is a parameter.
        cursor.execute(LEFT.format(courses=sql), parameters)
        found = {(of, passed): count for of, passed, count in cursor.fetchall()}
    left = {of: _at_least([found.get((of, n), 0) for n in range(len(steps) + 1)]) for of in ("courses", "patients")}
    before = [left["courses"][0], *left["courses"]]
    texts = ["every course on file", *(step.words for step in steps)]
    return [
        Left(words=text, courses=n, patients=people, left_out=earlier - n)
        for text, n, people, earlier in zip(texts, left["courses"], left["patients"], before, strict=False)
    ]


def _steps(cohort: Cohort) -> list[Step]:
    """The period and first courses are filters as the others, and come first."""
    steps = []
    if cohort.first or cohort.last:
        period = words.between(cohort, words.dated)
        steps.append(Step(words=f"prescribed {period}", condition=in_period(cohort.first, cohort.last)))
    if not cohort.all_courses:
        which = "each patient's first course in the period" if steps else "each patient's first course"
        steps.append(Step(words=which, condition=is_first_since(cohort.first)))
    return [*steps, *cohort.filters.steps(as_of=cohort.as_of, rule=cohort.rule)]


def _passed(steps: Sequence[Step]) -> Case | Value:
    """How many of the steps a course passes before one that it does not; no further one is looked at then."""
    passed: Case | Value = Value(len(steps), output_field=IntegerField())
    for n, step in reversed(list(enumerate(steps))):
        passed = Case(When(step.condition, then=passed), default=Value(n), output_field=IntegerField())
    return passed


def _at_least(counts: Sequence[int]) -> list[int]:
    """Of the counts by how many steps were passed: how many passed so many or more."""
    return list(accumulate(reversed(counts)))[::-1]


def guarded(rows: Sequence[Left], *, under: int) -> list[Left]:
    """The same with small counts hidden, and with what they follow from: a line from the one before, and the patients
    from the courses. How many courses are on file, and are in the cohort, reports tell: others are hidden first."""
    if not under:
        return list(rows)
    counts = Counts()
    for n, row in enumerate(rows):
        courses, patients = counts.total(row.courses), counts.add(("patients", n), row.patients)
        counts.each_of(courses, [patients])
        if n:
            counts.add_up(counts.total(rows[n - 1].courses), [courses, counts.add(("left out", n), row.left_out)])
            counts.each_of(("patients", n - 1), [patients])
    ends = 0, len(rows) - 1
    known = [key for n in ends for key in (counts.total(rows[n].courses), ("patients", n))]
    guard = counts.guard(under, known_elsewhere=known)
    names = "courses", "patients", "left_out"
    return [replace(row, **{name: guard.shown(getattr(row, name)) for name in names}) for row in rows]
