from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from followups import actions, schedule
from followups.models import FollowUp
from prescriptions import actions as courses
from prescriptions.models import Prescription
from tests.factories import PatientFactory, PharmacyFactory, PrescriptionFactory, screened

pytestmark = pytest.mark.django_db

FIRST_DOSE = date(2026, 6, 5)
TODAY = date(2026, 7, 8)


def planned(course, **conditions):
    return list(course.followups.filter(**conditions).values_list("milestone", "number", "due_on"))


def test_the_milestones_lie_at_the_practices_offsets_with_their_windows():
    found = [(p.milestone, p.due_on, p.window_opens_on, p.window_closes_on) for p in schedule.milestones(FIRST_DOSE)]

    assert found == [
        ("week_2", date(2026, 6, 19), date(2026, 6, 15), date(2026, 6, 26)),
        ("month_1", date(2026, 7, 5), date(2026, 6, 28), date(2026, 7, 19)),
        ("month_2", date(2026, 8, 5), date(2026, 7, 22), date(2026, 8, 19)),
        ("month_3", date(2026, 9, 4), date(2026, 8, 21), date(2026, 9, 25)),
        ("month_6", date(2026, 12, 5), date(2026, 11, 14), date(2027, 1, 16)),
    ]


def test_after_the_sixth_month_comes_one_every_half_year():
    years = schedule.half_yearly(FIRST_DOSE)

    assert [(p.number, p.due_on) for p, _ in zip(years, range(3), strict=False)] == [
        (1, date(2027, 6, 6)),
        (2, date(2027, 12, 6)),
        (3, date(2028, 6, 6)),
    ]


def test_no_two_windows_of_a_course_overlap():
    days = [*schedule.milestones(FIRST_DOSE), next(schedule.half_yearly(FIRST_DOSE))]

    for earlier, later in pairwise(days):
        assert earlier.window_closes_on < later.window_opens_on


def test_prescribing_plans_the_question_about_the_first_dose(clock, clinician):
    course = Prescription(
        patient=screened(PatientFactory()),
        pharmacy=PharmacyFactory(),
        prescribed_on=TODAY,
        starting_dose_mg=Decimal("1.5"),
        strength_mg=Decimal("1.5"),
        quantity=90,
        primary_indication="M54.16",
    )

    courses.prescribe(course=course, by=clinician)

    assert planned(course) == [("first_dose", 1, date(2026, 7, 15))]


def test_starting_settles_that_question_and_plans_the_milestones(clock, start_course):
    course = start_course(TODAY)

    assert planned(course, state="answered") == [("first_dose", 1, date(2026, 7, 15))]
    assert [milestone for milestone, _, _ in planned(course, state="open")] == [
        "week_2",
        "month_1",
        "month_2",
        "month_3",
        "month_6",
    ]


def test_a_start_that_is_recorded_late_plans_only_what_can_still_be_asked(clock, start_course):
    course = start_course(date(2026, 6, 5))

    assert [milestone for milestone, _, _ in planned(course, state="open")] == [
        "month_1",
        "month_2",
        "month_3",
        "month_6",
    ]


def test_a_course_of_years_is_asked_at_the_next_half_year_alone(clock, start_course):
    course = start_course(date(2023, 1, 10))

    assert planned(course, state="open") == [("half_yearly", 6, date(2026, 7, 14))]


def test_planning_twice_adds_nothing(clock, start_course):
    course = start_course(TODAY)
    before = planned(course)

    actions.plan(course=course, today=TODAY)
    actions.plan_first_dose_question(course=course)

    assert planned(course) == before


def test_imported_history_is_not_called_after():
    course = PrescriptionFactory(started=True)  # first dose on 5 June: month 1 was due on 5 July, its window is open

    actions.plan_history(courses=[course], today=TODAY)

    assert [milestone for milestone, _, _ in planned(course)] == ["month_2", "month_3", "month_6"]


def test_imported_history_that_is_past_all_milestones_goes_on_half_yearly():
    course = PrescriptionFactory(started=True, prescribed_on=date(2025, 12, 1), first_dose_on=date(2025, 12, 10))

    actions.plan_history(courses=[course], today=TODAY)  # month 6 was due in June, its window is open

    assert planned(course) == [("half_yearly", 1, date(2026, 12, 11))]


def test_a_stop_closes_what_is_open_and_undoing_it_brings_that_back(clock, start_course, clinician):
    course = start_course(TODAY)
    before = planned(course, state="open")
    reason = actions.Stop(reason="cost")

    actions.stop_course(course=course, stopped_on=TODAY, stop=reason, side_effects={"nausea": "mild"}, by=clinician)

    assert planned(course, state="open") == []
    assert planned(course, state="closed") == before
    assert course.side_effects.get().severity == "mild"

    courses.undo_stop(course=course, by=clinician)

    assert planned(course, state="open") == before
    assert planned(course, state="answered") == [("first_dose", 1, date(2026, 7, 15))]
    assert not course.side_effects.exists()


def test_never_filled_and_entered_in_error_close_the_question_too(clock, clinician):
    for close in (
        lambda course: courses.never_filled(course=course, by=clinician),
        lambda course: courses.void(course=course, reason="Another patient's", by=clinician),
    ):
        course = PrescriptionFactory(prescriber=clinician)
        actions.plan_first_dose_question(course=course)

        close(course)

        assert [f.state for f in course.followups.all()] == ["closed"]


def test_undoing_a_stop_plans_what_is_to_come_where_nothing_was_open(clock, start_course, clinician):
    course = start_course(date(2026, 6, 5))
    course.followups.update(state="missed", settled_at=datetime(2026, 7, 1, tzinfo=UTC))
    courses.stop(course=course, stopped_on=TODAY, reason="cost", by=clinician)

    courses.undo_stop(course=course, by=clinician)

    assert planned(course, state="open") == [("half_yearly", 1, date(2027, 6, 6))]


def test_the_milestone_says_its_months():
    assert FollowUp(milestone="month_1").label == "1 month"
    assert FollowUp(milestone="half_yearly", number=1).label == "12 months"
    assert FollowUp(milestone="half_yearly", number=3).label == "24 months"


def test_the_twelve_months_follow_up_lies_a_year_after_the_first_dose():
    twelve = next(schedule.half_yearly(FIRST_DOSE))

    assert timedelta(days=360) < twelve.due_on - FIRST_DOSE < timedelta(days=370)
