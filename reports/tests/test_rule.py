"""The categories, line by line, each in SQL and against the plain model."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clinical import NON_RESPONSE_STOP_REASONS
from followups.models import Response
from prescriptions.models import Prescription
from reports.categories import Category
from reports.models import CourseOutcome
from reports.tests import drawn, rule
from reports.tests.courses import save
from reports.tests.rule import Answer, Course

pytestmark = pytest.mark.django_db

PRESCRIBED = date(2026, 1, 1)


def on(days):
    return PRESCRIBED + timedelta(days=days)


def outcome_of(course, day):
    [row] = save([course])
    return CourseOutcome.objects.as_of(day).get(pk=row.pk)


def started(**facts):
    return Course(prescribed_on=PRESCRIBED, first_dose_on=on(3), **facts)


LADDER = [
    ("no dose taken", Course(prescribed_on=PRESCRIBED), on(90), "never_started"),
    ("the day before the first dose", started(), on(2), "never_started"),
    ("the day of the first dose", started(), on(3), "not_yet_assessed"),
    ("closed without a dose", Course(PRESCRIBED, None, on(5), "side_effects"), on(90), "never_started"),
    *[
        (f"stopped for {reason}", started(stopped_on=on(40), reason=reason), on(90), "LDN-NR")
        for reason in ("no_benefit", "loss_of_benefit", "side_effects", "opioid_needed_pain")
    ],
    *[
        (f"stopped for {reason}", started(stopped_on=on(40), reason=reason), on(90), "stopped_otherwise")
        for reason in ("opioid_needed_other", "cost", "surgery", "injury", "pregnancy", "moved", "died", "other")
    ],
    ("the day before the stop", started(stopped_on=on(40), reason="cost"), on(39), "not_yet_assessed"),
    ("the day of the stop", started(stopped_on=on(40), reason="cost"), on(40), "stopped_otherwise"),
    ("stopped on the day of the first dose", started(stopped_on=on(3), reason="side_effects"), on(3), "LDN-NR"),
    (
        "stopped while lost",
        started(stopped_on=on(40), reason="cost", lost=[(on(30), None)]),
        on(50),
        "stopped_otherwise",
    ),
    ("the day before the loss", started(lost=[(on(30), None)]), on(29), "not_yet_assessed"),
    ("the day of the loss", started(lost=[(on(30), None)]), on(30), "lost"),
    ("the day before found", started(lost=[(on(30), on(60))]), on(59), "lost"),
    ("the day found", started(lost=[(on(30), on(60))]), on(60), "not_yet_assessed"),
    ("lost in spite of an answer", started(lost=[(on(30), None)], answers=[Answer(on(20), 80)]), on(90), "lost"),
    ("50 %", started(answers=[Answer(on(30), 50)]), on(90), "LDN-R"),
    ("50 % without a better life", started(answers=[Answer(on(30), 50, False)]), on(90), "LDN-R"),
    ("49 % and a better life", started(answers=[Answer(on(30), 49, True)]), on(90), "LDN-PR"),
    ("49 % and no better life", started(answers=[Answer(on(30), 49, False)]), on(90), "continuing_no_benefit"),
    ("49 %, life not asked", started(answers=[Answer(on(30), 49)]), on(90), "not_yet_assessed"),
    ("0 % without a better life", started(answers=[Answer(on(30), 0, False)]), on(90), "continuing_no_benefit"),
    ("worse, and a better life", started(answers=[Answer(on(30), -20, True)]), on(90), "LDN-PR"),
    ("relief not asked", started(answers=[Answer(on(30), None, True)]), on(90), "not_yet_assessed"),
    ("the day before the answer", started(answers=[Answer(on(30), 60)]), on(29), "not_yet_assessed"),
    ("the day of the answer", started(answers=[Answer(on(30), 60)]), on(30), "LDN-R"),
    ("the latest day counts", started(answers=[Answer(on(60), 20, True), Answer(on(30), 60)]), on(90), "LDN-PR"),
    ("of one day the later entry", started(answers=[Answer(on(30), 60), Answer(on(30), 20, True)]), on(90), "LDN-PR"),
    ("the latest did not say", started(answers=[Answer(on(30), 60), Answer(on(60), None)]), on(90), "not_yet_assessed"),
    ("a voided answer", started(answers=[Answer(on(30), 20, True), Answer(on(60), 60, voided=True)]), on(90), "LDN-PR"),
    ("nobody asked", started(), on(90), "not_yet_assessed"),
]


@pytest.mark.parametrize(("course", "day", "category"), [line[1:] for line in LADDER], ids=[line[0] for line in LADDER])
def test_each_line_of_the_ladder_in_sql_and_in_the_plain_model(course, day, category):
    assert outcome_of(course, day).category == category
    assert rule.category(course, day) == category


def test_every_stop_reason_is_a_line_of_the_ladder():
    named = {course.reason for _, course, _, _ in LADDER if course.reason}

    assert named == set(Prescription.StopReason.values)
    assert set(NON_RESPONSE_STOP_REASONS) < named


def test_a_course_counts_from_the_day_prescribed_whenever_it_was_entered():
    course = Course(prescribed_on=PRESCRIBED)
    save([course])

    assert CourseOutcome.objects.as_of(on(-1)).count() == 0
    assert CourseOutcome.objects.as_of(on(0)).count() == 1


def test_a_course_entered_in_error_counts_on_no_day():
    save([started(voided=True), started()])

    assert CourseOutcome.objects.as_of(on(90)).count() == 1


def test_voiding_an_answer_works_backwards():
    [row] = save([started(answers=[Answer(on(30), 80)])])
    outcomes = CourseOutcome.objects.as_of(on(31)).filter(pk=row.pk)
    assert outcomes.get().category == Category.R

    Response.objects.update(voided_at="2026-06-01T00:00Z", voided_by=row.prescriber, voided_reason="mistyped")

    assert outcomes.get().category == Category.NOT_YET_ASSESSED


def test_what_was_before_the_stop_is_kept_and_the_answer_of_the_stop_is_not_it():
    course = started(
        stopped_on=on(60), reason="loss_of_benefit", answers=[Answer(on(30), 70), Answer(on(60), 0, goes_on=False)]
    )

    outcome = outcome_of(course, on(90))

    assert (outcome.category, outcome.category_before) == ("LDN-NR", "LDN-R")
    assert outcome.responded_first is True
    assert outcome.relief_percent == 0


def test_what_was_before_the_loss_is_kept():
    outcome = outcome_of(started(lost=[(on(60), None)], answers=[Answer(on(30), 20, True)]), on(90))

    assert (outcome.category, outcome.category_before) == ("lost", "LDN-PR")


def test_before_a_stop_without_an_answer_there_was_nothing():
    assert outcome_of(started(stopped_on=on(40), reason="cost"), on(90)).category_before is None


def test_days_on_ldn_end_with_the_stop():
    course = started(stopped_on=on(40), reason="cost")
    [row] = save([course])

    days = [CourseOutcome.objects.as_of(on(day)).get(pk=row.pk).days_on_ldn for day in (2, 3, 20, 40, 90)]

    assert days == [None, 0, 17, 37, 37]


def test_doses_are_those_of_the_day():
    [row] = save([started()])
    for day, dose in ((3, "1.5"), (20, "3"), (50, "4.5")):
        row.dose_steps.create(starts_on=on(day), dose_mg=dose, source="ordered", recorded_by=row.prescriber)
    Prescription.objects.update(is_imported=True, starting_dose_mg=None)

    doses = [
        CourseOutcome.objects.as_of(on(day)).values_list("starting_dose_mg", "stable_dose_mg").get()
        for day in (2, 3, 20, 49, 50)
    ]

    assert [tuple(map(str, pair)) for pair in doses] == [
        ("None", "None"),
        ("1.50", "1.50"),
        ("1.50", "3.00"),
        ("1.50", "3.00"),
        ("1.50", "4.50"),
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cohort=st.lists(drawn.courses(), min_size=1, max_size=5), day=drawn.days(-1, 100))
def test_sql_and_the_plain_model_agree_on_every_course_and_day(cohort, day):
    rows = save(cohort)
    expected = {
        row.pk: (
            rule.category(course, day),
            rule.category_before(course, day),
            rule.side_effects(course, day) or frozenset(),
            rule.side_effects(course, day) is not None,
        )
        for course, row in zip(cohort, rows, strict=True)
        if rule.counts(course, day)
    }

    found = CourseOutcome.objects.as_of(day).filter(pk__in=[row.pk for row in rows])

    assert {
        o.pk: (o.category, o.category_before, frozenset(o.side_effects), o.side_effects_asked) for o in found
    } == expected


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cohort=st.lists(drawn.courses(), min_size=1, max_size=5))
def test_before_its_first_answer_a_course_on_ldn_is_not_yet_assessed(cohort):
    rows = save(cohort)
    day = on(19)

    found = CourseOutcome.objects.as_of(day).filter(pk__in=[row.pk for row in rows], is_started=True)

    assert {outcome.category for outcome in found} <= {Category.NOT_YET_ASSESSED}
