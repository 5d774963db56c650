"""The planning statement against a plain calendar in Python that shares nothing with it."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from followups import planning
from followups.models import CallingRules, Holiday, Milestone
from tests.factories import PrescriptionFactory, ResponseFactory

pytestmark = pytest.mark.django_db

DEFAULT = ((0, 14, 4, 7), (1, 0, 7, 14), (2, 0, 14, 14), (3, 0, 14, 21), (6, 0, 21, 42))

FIRST_DOSES = st.one_of(
    st.dates(date(2023, 1, 1), date(2028, 3, 1)),
    st.sampled_from([date(2024, 2, 29), date(2025, 12, 31), date(2026, 1, 31), date(2025, 8, 31), date(2024, 1, 30)]),
)
OFFSETS = st.tuples(st.integers(0, 14), st.integers(0, 45)).filter(any)
MILESTONES = st.tuples(OFFSETS, st.integers(0, 30), st.integers(0, 45)).map(lambda m: (*m[0], m[1], m[2]))
# The last one repeats.
PLANS = st.one_of(st.just(DEFAULT), st.lists(MILESTONES, min_size=1, max_size=4, unique_by=lambda m: m[:2]).map(tuple))
WORKING_WEEKS = st.lists(st.integers(1, 7), min_size=1, max_size=7, unique=True)
HOLIDAYS = st.frozensets(st.integers(0, 1500), max_size=60)


def day_of(first_dose_on, months, days):
    """So many months later by the calendar, then so many days."""
    year, month = first_dose_on.year, first_dose_on.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    last = monthrange(year, month)[1]
    return date(year, month, min(first_dose_on.day, last)) + timedelta(days=days)


def expected(first_dose_on, plan, *, today, week, holidays, answered):
    """(months, days, due, opens, closes) of what is to be planned for a course about which nothing is planned."""
    wanted = set()
    for index, (months, days, before, after) in enumerate(plan):
        repeats = index == len(plan) - 1
        for number in range(1, 2000 if repeats else 2):
            raw = day_of(first_dose_on, months * number, days * number)
            opens, closes = raw - timedelta(days=before), raw + timedelta(days=after)
            if closes < today or any(opens <= day <= closes for day in answered):
                continue
            due = raw
            while due <= closes and (due.isoweekday() not in week or due in holidays):
                due += timedelta(days=1)
            wanted.add((months * number, days * number, due if due <= closes else raw, opens, closes))
            break
    return wanted


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first_dose_on=FIRST_DOSES,
    plan=PLANS,
    week=WORKING_WEEKS,
    days_off=HOLIDAYS,
    age=st.one_of(st.integers(0, 60), st.integers(0, 1200)),
    answered=st.lists(st.integers(0, 400), max_size=3),
)
@example(first_dose_on=date(2024, 2, 29), plan=DEFAULT, week=[1, 2, 3, 4, 5], days_off=frozenset(), age=0, answered=[])
@example(first_dose_on=date(2025, 8, 31), plan=DEFAULT, week=[7], days_off=frozenset({0, 7, 14}), age=200, answered=[])
@example(first_dose_on=date(2024, 1, 31), plan=((0, 1, 0, 0),), week=[1], days_off=frozenset(), age=900, answered=[900])
def test_the_statement_plans_what_the_calendar_says(first_dose_on, plan, week, days_off, age, answered):
    today = first_dose_on + timedelta(days=age)
    holidays = {first_dose_on + timedelta(days=number) for number in days_off}
    answered = [first_dose_on + timedelta(days=min(number, age)) for number in answered]
    with transaction.atomic():
        Milestone.objects.all().delete()
        for index, (months, days, before, after) in enumerate(plan):
            Milestone.objects.create(
                offset_months=months,
                offset_days=days,
                opens_days_before=before,
                closes_days_after=after,
                repeats=index == len(plan) - 1,
            )
        CallingRules.objects.update(works_on=week)
        Holiday.objects.bulk_create(Holiday(day=day, name="Closed") for day in holidays)
        course = PrescriptionFactory(started=True, prescribed_on=first_dose_on, first_dose_on=first_dose_on)
        for day in answered:
            ResponseFactory(prescription=course, asked_on=day)
        wanted = expected(first_dose_on, plan, today=today, week=week, holidays=holidays, answered=answered)

        count = planning.plan_milestones(courses=[course.pk], today=today)

        found = course.followups.values_list(
            "after_months", "after_days", "due_on", "window_opens_on", "window_closes_on"
        )
        assert set(found) == wanted
        assert count == len(wanted)
        # What stands is as the plan wants it: fitting finds nothing to do, whether it counts or does it.
        now = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
        assert planning.what_fitting_changes(courses=None, today=today, now=now) == (0, 0, 0)
        assert planning.fit_to_plan(courses=None, today=today, now=now) == (0, 0, 0)
        transaction.set_rollback(True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=PLANS, after=PLANS, first_dose_on=FIRST_DOSES, age=st.integers(0, 400), days_off=HOLIDAYS)
def test_what_a_change_of_the_plan_would_change_is_what_it_changes(before, after, first_dose_on, age, days_off):
    today = first_dose_on + timedelta(days=age)
    now = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    with transaction.atomic():
        Milestone.objects.all().delete()
        rows = [write(values) for values in before]
        course = PrescriptionFactory(started=True, prescribed_on=first_dose_on, first_dose_on=first_dose_on)
        planning.plan_milestones(courses=[course.pk], today=today)
        # Milestones are edited one for one; what is too many is withdrawn, what is new added.
        Milestone.objects.update(withdrawn_at=now, repeats=False)
        for values, row in zip(after, rows, strict=False):
            write(values, row)
        for values in after[len(rows) :]:
            write(values)
        Holiday.objects.bulk_create(
            Holiday(day=first_dose_on + timedelta(days=number), name="Closed") for number in days_off
        )

        said = planning.what_fitting_changes(courses=None, today=today, now=now)
        states = dict(course.followups.values_list("pk", "due_on"))
        done = planning.fit_to_plan(courses=None, today=today, now=now)

        assert said == done
        assert course.followups.count() - len(states) == done.added
        assert course.followups.filter(state="withdrawn").count() == done.withdrawn
        assert planning.what_fitting_changes(courses=None, today=today, now=now) == (0, 0, 0)
        transaction.set_rollback(True)


def write(values, row=None):
    names = ("offset_months", "offset_days", "opens_days_before", "closes_days_after")
    row = row or Milestone()
    for name, value in zip(names, values, strict=True):
        setattr(row, name, value)
    row.withdrawn_at = None
    row.save()
    return row
