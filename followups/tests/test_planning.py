from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from followups import actions, planning
from followups.models import Holiday, Milestone
from prescriptions import actions as courses
from prescriptions.models import Fill, LostPeriod, Prescription, WashOut
from tests.factories import (
    DoseStepFactory,
    PatientFactory,
    PharmacyFactory,
    PrescriptionFactory,
    ResponseFactory,
    screened,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 7, 8)
NOW = datetime(2026, 7, 8, 14, 0, tzinfo=UTC)


def planned(course, **conditions):
    return [(row.label, row.due_on) for row in course.followups.filter(**conditions)]


def labels(course, **conditions):
    return [label for label, _ in planned(course, **conditions)]


def plan(course, today=TODAY):
    return planning.plan_milestones(courses=[course.pk], today=today)


def test_the_milestones_lie_at_the_practices_offsets_with_their_windows():
    course = PrescriptionFactory(started=True)

    plan(course, today=date(2026, 6, 5))

    rows = course.followups.values_list("due_on", "window_opens_on", "window_closes_on")
    assert list(rows) == [
        (date(2026, 6, 19), date(2026, 6, 15), date(2026, 6, 26)),
        (date(2026, 7, 6), date(2026, 6, 28), date(2026, 7, 19)),  # the 5th is a Sunday
        (date(2026, 8, 5), date(2026, 7, 22), date(2026, 8, 19)),
        (date(2026, 9, 7), date(2026, 8, 22), date(2026, 9, 26)),  # the 5th is a Saturday
        (date(2026, 12, 7), date(2026, 11, 14), date(2027, 1, 16)),  # the 5th is a Saturday
    ]
    assert labels(course) == ["2 weeks", "1 month", "2 months", "3 months", "6 months"]


def test_what_falls_on_a_holiday_is_due_on_the_next_working_day():
    Holiday.objects.create(day=date(2026, 9, 7), name="Labor Day")
    course = PrescriptionFactory(started=True)

    plan(course)

    assert ("3 months", date(2026, 9, 8)) in planned(course)


def test_where_no_working_day_is_left_in_the_window_the_day_stays():
    Milestone.objects.filter(offset_months=3).update(closes_days_after=0)
    course = PrescriptionFactory(started=True)

    plan(course)

    assert ("3 months", date(2026, 9, 5)) in planned(course)


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

    assert planned(course) == [("Has it arrived? First dose", date(2026, 7, 15))]


def test_starting_settles_that_question_and_plans_the_milestones(clock, start_course):
    course = start_course(TODAY)

    assert labels(course, state="answered") == ["Has it arrived? First dose"]
    assert labels(course, state="open") == ["2 weeks", "1 month", "2 months", "3 months", "6 months"]


def test_a_start_that_is_recorded_late_plans_only_what_can_still_be_asked(clock, start_course):
    course = start_course(date(2026, 6, 5))

    assert labels(course, state="open") == ["1 month", "2 months", "3 months", "6 months"]


def test_a_course_of_years_is_asked_at_the_next_half_year_alone(clock, start_course):
    course = start_course(date(2023, 1, 10))

    assert planned(course, state="open") == [("42 months", date(2026, 7, 10))]


def test_planning_twice_adds_nothing(clock, start_course):
    course = start_course(TODAY)
    before = planned(course)

    assert plan(course) == 0
    planning.plan_first_dose_question(course=course)

    assert planned(course) == before


def test_a_window_in_which_the_patient_has_answered_is_not_planned():
    course = PrescriptionFactory(started=True)
    ResponseFactory(prescription=course, asked_on=date(2026, 7, 6))

    plan(course)

    assert labels(course) == ["2 months", "3 months", "6 months"]


def test_an_answer_that_broke_off_or_was_wrong_leaves_its_window_to_be_asked(clinician):
    course = PrescriptionFactory(started=True)
    ResponseFactory(prescription=course, asked_on=date(2026, 7, 6), broke_off=True)
    wrong = {"voided_at": NOW, "voided_by": clinician, "voided_reason": "Another patient's"}
    ResponseFactory(prescription=course, asked_on=date(2026, 7, 6), **wrong)

    plan(course)

    assert labels(course)[0] == "1 month"


def test_imported_history_is_not_called_after():
    course = PrescriptionFactory(started=True, is_imported=True)  # 1 month was due two days ago

    planning.plan_milestones(courses=[course.pk], today=TODAY, due_from=TODAY)
    plan(course)
    planning.fit_to_plan(courses=None, today=TODAY, now=NOW)

    assert labels(course) == ["2 months", "3 months", "6 months"]


def test_who_is_lost_is_not_planned_for_until_found(clinician):
    course = PrescriptionFactory(started=True)
    lost = LostPeriod.objects.create(prescription=course, from_on=TODAY, reason="Six calls", recorded_by=clinician)
    assert plan(course) == 0

    lost.delete()
    assert plan(course) == 4


def test_a_stop_closes_what_is_open_and_undoing_it_brings_that_back(clock, start_course, clinician):
    course = start_course(TODAY)
    before = planned(course, state="open")
    reason = actions.Stop(reason="cost")

    actions.stop_course(
        course=course, stopped_on=TODAY, stop=reason, side_effects={"nausea": actions.Told("mild")}, by=clinician
    )

    assert planned(course, state="open") == []
    assert planned(course, state="closed") == before
    assert course.side_effects.get().severity == "mild"

    courses.undo_stop(course=course, by=clinician)

    assert planned(course, state="open") == before
    assert labels(course, state="answered") == ["Has it arrived? First dose"]
    assert not course.side_effects.exists()


def test_what_could_not_be_asked_while_a_course_was_stopped_is_missed(clock, start_course, clinician):
    course = start_course(TODAY)
    courses.stop(course=course, stopped_on=TODAY, reason="cost", by=clinician)
    clock.move_to(NOW + timedelta(days=40))

    courses.undo_stop(course=course, by=clinician)

    assert labels(course, state="missed") == ["2 weeks"]
    assert labels(course, state="open") == ["1 month", "2 months", "3 months", "6 months"]


def test_a_course_that_goes_on_is_asked_by_the_plan_as_it_is_then(clock, start_course, clinician):
    course = start_course(TODAY)
    courses.stop(course=course, stopped_on=TODAY, reason="cost", by=clinician)
    Milestone.objects.filter(offset_months=2).update(withdrawn_at=NOW)

    courses.undo_stop(course=course, by=clinician)

    assert labels(course, state="open") == ["2 weeks", "1 month", "3 months", "6 months"]
    assert labels(course, state="withdrawn") == ["2 months"]


def test_entered_in_error_and_never_filled_close_the_question_too(clock, clinician):
    for close in (
        lambda course: courses.never_filled(course=course, by=clinician),
        lambda course: courses.void(course=course, reason="Another patient's", by=clinician),
    ):
        course = PrescriptionFactory(prescriber=clinician)
        planning.plan_first_dose_question(course=course)

        close(course)

        assert [f.state for f in course.followups.all()] == ["closed"]


def test_undoing_a_stop_plans_what_is_to_come_where_nothing_was_open(clock, start_course, clinician):
    course = start_course(date(2026, 6, 5))
    course.followups.update(state="missed", settled_at=datetime(2026, 7, 1, tzinfo=UTC))
    courses.stop(course=course, stopped_on=TODAY, reason="cost", by=clinician)

    courses.undo_stop(course=course, by=clinician)

    assert planned(course, state="open") == [("12 months", date(2027, 6, 7))]


# --- refills ------------------------------------------------------------------------------------------------


def course_with_tablets(count, **kwargs):
    """1.5 mg a day of tablets of 1.5 mg, from 5 June on."""
    course = PrescriptionFactory(started=True, **kwargs)
    DoseStepFactory(prescription=course)
    fill(course, count, date(2026, 6, 4))
    return course


def fill(course, count, on):
    strength = Decimal("1.5")
    Fill.objects.create(
        prescription=course, pharmacy=course.pharmacy, filled_on=on, quantity=count, strength_mg=strength
    )


def refills(course):
    return list(course.followups.filter(kind="refill").order_by("number").values_list("due_on", "state"))


def test_the_refill_is_asked_before_the_supply_ends():
    course = course_with_tablets(60)

    assert planning.plan_refills(courses=[course.pk], at=NOW) == [course.pk]
    assert planning.plan_refills(courses=[course.pk], at=NOW) == []

    refill = course.followups.get()
    assert (refill.window_opens_on, refill.due_on) == (date(2026, 7, 27), date(2026, 8, 3))


def test_a_refill_before_anyone_could_ask_moves_the_question():
    course = course_with_tablets(60)
    planning.plan_refills(courses=[course.pk], at=NOW)
    fill(course, 30, TODAY)

    planning.plan_refills(courses=[course.pk], at=NOW)

    assert refills(course) == [(date(2026, 9, 2), "open")]


def test_a_refill_that_was_asked_about_answers_the_question_and_the_next_one_is_planned():
    course = course_with_tablets(36)
    planning.plan_refills(courses=[course.pk], at=NOW)
    fill(course, 90, TODAY)

    planning.plan_refills(courses=[course.pk], at=NOW)

    assert refills(course) == [(date(2026, 7, 10), "answered"), (date(2026, 10, 8), "open")]


def test_a_supply_that_is_no_longer_known_withdraws_the_question():
    course = course_with_tablets(60)
    planning.plan_refills(courses=[course.pk], at=NOW)
    course.fills.all().delete()

    planning.plan_refills(courses=[course.pk], at=NOW)

    assert refills(course) == [(date(2026, 8, 3), "withdrawn")]


def test_a_stop_that_is_undone_brings_the_one_refill_back(clock, clinician):
    course = course_with_tablets(60, prescriber=clinician)
    planning.plan_refills(courses=[course.pk], at=NOW)

    for _ in range(2):
        courses.stop(course=course, stopped_on=TODAY, reason="cost", by=clinician)
        courses.undo_stop(course=course, by=clinician)

    assert refills(course) == [(date(2026, 8, 3), "open")]


@pytest.mark.parametrize("count", [1, 12])
def test_the_refills_of_many_courses_take_the_same_queries(django_assert_num_queries, count):
    keys = [course_with_tablets(60).pk for _ in range(count)]

    with django_assert_num_queries(7):
        planning.plan_refills(courses=keys, at=NOW)


# --- wash-outs ----------------------------------------------------------------------------------------------


def wash_out(clinician, **values):
    taken_on = date(2026, 7, 1)
    row = WashOut(patient=PatientFactory(), days=14, last_taken_on=taken_on, ordered_by=clinician)
    row.save_checked(**values)
    return row


def calls(row):
    return list(row.followups.values_list("due_on", "state"))


def test_the_call_of_a_wash_out_moves_with_its_end_and_closes_with_it(clinician):
    row = wash_out(clinician)
    planning.plan_wash_out_call(wash_out=row, at=NOW)
    assert calls(row) == [(date(2026, 7, 15), "open")]

    row.save_checked(last_taken_on=date(2026, 7, 4))
    planning.plan_wash_out_call(wash_out=row, at=NOW)
    assert calls(row) == [(date(2026, 7, 18), "open")]

    row.save_checked(none_since_asked_on=date(2026, 7, 18))
    planning.plan_wash_out_call(wash_out=row, at=NOW)
    assert calls(row) == [(date(2026, 7, 18), "answered")]

    row.save_checked(last_taken_on=date(2026, 7, 20), none_since_asked_on=None)
    planning.plan_wash_out_call(wash_out=row, at=NOW)
    assert calls(row) == [(date(2026, 8, 3), "open")]

    row.save_checked(cancelled_by=clinician, cancelled_at=timezone.now(), cancel_reason="Not wanted")
    planning.plan_wash_out_call(wash_out=row, at=NOW)
    assert calls(row) == [(date(2026, 8, 3), "closed")]
