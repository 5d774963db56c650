"""Other rules than the practice's, and the practice's over a period: each in SQL and against the plain model."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import time_limits
from core.clinical import AGE_GROUPS
from followups.models.response import SideEffect
from prescriptions.models import Prescription
from reports.categories import Category
from reports.cohorts import Cohort, Narrowing
from reports.models import CourseOutcome
from reports.outcomes import summarise
from reports.rules import IMMPACT, PRACTICE, RULES, Answer, Rule
from reports.tests import drawn, rule
from reports.tests.courses import save
from reports.tests.drawn import on
from reports.tests.rule import By, Course

pytestmark = pytest.mark.django_db

LAST = on(100)


def outcomes(day, by=rule.PRACTICE):
    asked = Rule.from_codes(by.rule, "best" if by.best else "latest", by.days)
    return CourseOutcome.objects.as_of(day, rule=asked, observed_from=by.since)


def told(courses, rows, day, by):
    return {
        row.pk: (
            rule.category(course, day, by),
            rule.category_before(course, day, by),
            rule.side_effects(course, day, by) or frozenset(),
            rule.side_effects(course, day, by) is not None,
        )
        for course, row in zip(courses, rows, strict=True)
        if rule.counts(course, day, by)
    }


def found(rows, day, by):
    return {
        o.pk: (o.category, o.category_before, frozenset(o.side_effects), o.side_effects_asked)
        for o in outcomes(day, by).filter(pk__in=[row.pk for row in rows])
    }


questions = st.builds(
    By,
    rule=st.sampled_from(list(RULES)),
    best=st.booleans(),
    days=st.sampled_from([0, 0, 1, 30]),
    since=st.none() | drawn.days(0, 90),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cohort=st.lists(drawn.courses(), min_size=1, max_size=5), day=drawn.days(-1, 100), by=questions)
def test_sql_and_the_plain_model_agree_under_every_rule(cohort, day, by):
    rows = save(cohort)

    assert found(rows, day, by) == told(cohort, rows, day, by)


def random_course(dice):
    course = Course(prescribed_on=on(dice.randint(0, 40)), voided=dice.random() < 0.05)
    if dice.random() < 0.9:
        course.first_dose_on = course.prescribed_on + timedelta(days=dice.randint(0, 12))
    if dice.random() < 0.3:
        course.stopped_on = (course.first_dose_on or course.prescribed_on) + timedelta(days=dice.randint(0, 60))
        course.reason = dice.choice(Prescription.StopReason.values)
        course.effects_at_stop = random_effects(dice)
    if dice.random() < 0.15:
        start = on(dice.randint(30, 90))
        course.lost = [(start, dice.choice([None, start + timedelta(days=dice.randint(1, 30))]))]
    course.answers = [random_answer(dice) for _ in range(dice.randint(0, 4))]
    return course


def random_answer(dice):
    return rule.Answer(
        asked_on=on(dice.randint(0, 100)),
        relief=dice.choice([None, -100, -1, 0, 1, 9, 10, 29, 30, 49, 50, 100]),
        quality=dice.choice([None, True, False]),
        goes_on=dice.choice([None, True, False]),
        voided=dice.random() < 0.1,
        effects=random_effects(dice),
        broke_off=dice.random() < 0.2,
    )


def random_effects(dice):
    return dice.choice([None, frozenset(), frozenset(dice.sample(SideEffect.Effect.values, 2))])


def test_sql_and_the_plain_model_agree_on_ten_thousand_random_courses():
    dice = random.Random(5)  # noqa: S311 drawn for a test
    courses = [random_course(dice) for _ in range(10_000)]
    with time_limits.of_a_task():  # ten thousand at once are no page
        rows = save(courses)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as the server does by itself, after the transaction
        for day in (on(45), LAST):
            for by in (
                By(),
                By(best=True, days=14),
                By(rule="immpact", since=on(30)),
                By(rule="any-relief", best=True),
            ):
                assert found(rows, day, by) == told(courses, rows, day, by)


@pytest.mark.parametrize(
    ("relief", "band"),
    [
        (100, "substantial_relief"),
        (50, "substantial_relief"),
        (49, "moderate_relief"),
        (30, "moderate_relief"),
        (29, "minimal_relief"),
        (10, "minimal_relief"),
        (9, "no_relief"),
        (0, "no_relief"),
        (-1, "worse"),
        (-100, "worse"),
    ],
)
def test_each_band_of_immpact_at_its_ends(relief, band):
    save([Course(on(0), on(0), answers=[rule.Answer(on(30), relief)])])

    assert outcomes(LAST, By(rule="immpact")).get().category == band


@pytest.mark.parametrize(("relief", "category"), [(1, "some_relief"), (0, "no_relief"), (-1, "no_relief")])
def test_any_relief_is_above_nothing(relief, category):
    save([Course(on(0), on(0), answers=[rule.Answer(on(30), relief)])])

    assert outcomes(LAST, By(rule="any-relief")).get().category == category


def test_an_answer_whose_line_broke_decides_only_if_it_says_enough():
    before = rule.Answer(on(20), 60)
    kinds = [
        rule.Answer(on(40), None, effects=frozenset({"nausea"}), broke_off=True),
        rule.Answer(on(40), 20, None, broke_off=True),
        rule.Answer(on(40), 20, True, broke_off=True),
    ]
    rows = save([Course(on(0), on(0), answers=[before, broken]) for broken in kinds])

    found = [outcomes(LAST).get(pk=row.pk) for row in rows]

    assert [(o.category, o.asked_on) for o in found] == [("LDN-R", on(20)), ("LDN-R", on(20)), ("LDN-PR", on(40))]
    assert [o.side_effects for o in found] == [["nausea"], [], []]


def test_the_best_answer_is_a_benefit_before_none():
    save([Course(on(0), on(0), answers=[rule.Answer(on(30), 20, True), rule.Answer(on(60), 45, False)])])

    assert outcomes(LAST).get().category == Category.CONTINUING_NO_BENEFIT
    assert outcomes(LAST, By(best=True)).get().relief_percent == 20


def test_an_answer_before_the_minimum_time_does_not_decide_and_a_stop_does():
    early = Course(on(0), on(0), answers=[rule.Answer(on(29), 80)])
    in_time = Course(on(0), on(0), answers=[rule.Answer(on(30), 80)])
    stopped = Course(on(0), on(0), stopped_on=on(10), reason="side_effects")
    rows = save([early, in_time, stopped])

    categories = [outcomes(LAST, By(days=30)).get(pk=row.pk).category for row in rows]

    assert categories == ["not_yet_assessed", "LDN-R", "LDN-NR"]


def test_outside_the_observation_period_nothing_counts():
    before = Course(on(0), on(0), stopped_on=on(19), reason="no_benefit")
    asked_before = Course(on(0), on(0), answers=[rule.Answer(on(19), 80, effects=frozenset({"nausea"}))])
    rows = save([before, asked_before])
    observed = outcomes(LAST, By(since=on(20)))

    assert [o.pk for o in observed] == [rows[1].pk]
    assert (observed.get().category, observed.get().side_effects) == ("not_yet_assessed", [])


@pytest.mark.parametrize(
    "asked", [*RULES.values(), IMMPACT.by(answer=Answer.BEST, minimum_days=14)], ids=lambda r: r.name
)
def test_the_categories_of_a_rule_part_those_prescribed(asked):
    dice = random.Random(6)  # noqa: S311 drawn for a test
    save([random_course(dice) for _ in range(300)])

    summary = summarise(Cohort(as_of=LAST, rule=asked))

    assert sum(summary.categories.values()) == summary.prescribed == CourseOutcome.objects.as_of(LAST).count()
    assert list(summary.categories) == list(asked.categories)
    for name in ("prescribed", "started", "assessed"):
        assert sum(summary.categories[c] for c in asked.within(name)) == summary.denominator(name)
        assert sum(getattr(month, name) for month in summary.months) == summary.denominator(name)
    assert sum(summary.lost_before.values()) == summary.categories[Category.LOST]


def test_the_parts_of_a_filter_add_up():
    dice = random.Random(7)  # noqa: S311 drawn for a test
    rows = save([random_course(dice) for _ in range(200)])
    for row in rows:
        row.patient.sex = dice.choice("FMXU")
        row.patient.date_of_birth = on(-365 * dice.randint(20, 90) - dice.randint(0, 400))
        row.patient.save()
    whole = summarise(Cohort(as_of=LAST))

    for parts in ([Narrowing(sex=sex) for sex in "FMXU"], [Narrowing(ages=ages) for ages in AGE_GROUPS]):
        summaries = [summarise(Cohort(as_of=LAST, narrowing=part)) for part in parts]
        for category in PRACTICE.categories:
            assert sum(s.categories[category] for s in summaries) == whole.categories[category]
        assert sum(s.answers.of_all.n for s in summaries) == whole.answers.of_all.n


def test_those_lost_count_as_failures_and_by_their_last_category():
    responder = rule.Answer(on(20), 60)
    lost = [(on(50), None)]
    save(
        [
            Course(on(0), on(0), answers=[responder]),
            Course(on(0), on(0), stopped_on=on(40), reason="no_benefit"),
            Course(on(0), on(0), answers=[responder], lost=lost),
            Course(on(0), on(0), answers=[rule.Answer(on(20), 0, False)], lost=lost),
            Course(on(0), on(0), lost=lost),
        ]
    )

    both = summarise(Cohort(as_of=LAST)).lost_both_ways

    assert (both.as_failures.count, both.as_failures.of) == (1, 5)
    assert (both.by_last_category.count, both.by_last_category.of) == (2, 4)
