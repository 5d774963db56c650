"""Changing the dose, pausing and resuming: what each does, and what it refuses with which sentence."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from prescriptions import actions
from prescriptions.tests.courses import FIRST_DOSE_ON, days_of, fill_of, sentences, started_course, steps_of
from tests.factories import (
    ClinicianFactory,
    PrescriptionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


# --- the dose -----------------------------------------------------------------------------------------------


def test_a_change_of_dose_is_a_step_from_its_day_on():
    course = started_course()

    actions.change_dose(
        course=course, dose_mg=Decimal(3), starts_on=date(2026, 6, 12), reason="Sleeps well", by=ClinicianFactory()
    )

    assert steps_of(course) == [
        (FIRST_DOSE_ON, Decimal("1.5"), "ordered", ""),
        (date(2026, 6, 12), Decimal(3), "ordered", "Sleeps well"),
    ]


@pytest.mark.parametrize(
    ("dose", "starts_on", "sentence"),
    [
        ("4.75", date(2026, 6, 12), "4.75 mg is above this practice's ceiling of 4.5 mg a day."),
        (
            "2",
            date(2026, 6, 12),
            "2 mg can't be made of tablets of 1.5 mg: the smallest part is half a tablet.",
        ),
        ("3", FIRST_DOSE_ON, "A change of dose comes after the day of the first dose."),
        ("3", date(2026, 6, 1), "A change of dose comes after the day of the first dose."),
        ("1.5", date(2026, 6, 12), "The dose is 1.5 mg a day already."),
    ],
)
def test_a_change_of_dose_is_refused_with_its_sentence(dose, starts_on, sentence):
    course = started_course()

    with pytest.raises(ValidationError) as error:
        actions.change_dose(course=course, dose_mg=Decimal(dose), starts_on=starts_on, reason="", by=ClinicianFactory())

    assert sentences(error) == [sentence]
    assert course.dose_steps.count() == 1


def test_a_change_of_dose_counts_in_what_was_filled_last():
    course = started_course()
    actions.record_fill(fill=fill_of(course, strength_mg=Decimal(1)), by=UserFactory())

    actions.change_dose(
        course=course, dose_mg=Decimal(2), starts_on=date(2026, 6, 12), reason="", by=ClinicianFactory()
    )

    assert course.dose_steps.last().dose_mg == Decimal(2)


def test_a_later_order_of_the_same_day_replaces_the_earlier_one():
    course, by = started_course(), ClinicianFactory()
    for dose in ("3", "4.5", "1.5"):
        actions.change_dose(course=course, dose_mg=Decimal(dose), starts_on=date(2026, 6, 12), reason="", by=by)

    assert steps_of(course)[1:] == [(date(2026, 6, 12), Decimal("1.5"), "ordered", "")]


def test_an_order_of_the_day_replaces_what_was_reported_and_stays_when_it_is_reported_again():
    course, day = started_course(), date(2026, 7, 6)
    actions.note_reported_dose(course=course, dose_mg=Decimal(3), on=day, by=UserFactory())
    actions.change_dose(course=course, dose_mg=Decimal("4.5"), starts_on=day, reason="", by=ClinicianFactory())

    actions.note_reported_dose(course=course, dose_mg=Decimal(3), on=day, by=UserFactory())

    assert steps_of(course)[1:] == [(day, Decimal("4.5"), "ordered", "")]


def test_what_was_reported_can_be_ordered_from_the_same_day():
    course, day = started_course(), date(2026, 7, 6)
    actions.note_reported_dose(course=course, dose_mg=Decimal(3), on=day, by=UserFactory())

    actions.change_dose(course=course, dose_mg=Decimal(3), starts_on=day, reason="Does well", by=ClinicianFactory())

    assert steps_of(course)[1:] == [(day, Decimal(3), "ordered", "Does well")]


def test_a_dose_is_not_changed_unless_the_patient_is_on_ldn():
    course = PrescriptionFactory()

    with pytest.raises(ValidationError) as error:
        actions.change_dose(
            course=course, dose_mg=Decimal(3), starts_on=date(2026, 6, 12), reason="", by=ClinicianFactory()
        )

    assert sentences(error) == ["The patient is not on LDN in this course."]


def test_a_dose_reported_above_the_ceiling_is_kept():
    course = started_course()

    actions.note_reported_dose(course=course, dose_mg=Decimal(9), on=date(2026, 7, 6), by=UserFactory())

    assert steps_of(course)[1:] == [(date(2026, 7, 6), Decimal(9), "reported", "")]


def test_a_reported_dose_that_is_in_force_adds_nothing():
    course = started_course()

    actions.note_reported_dose(course=course, dose_mg=Decimal("1.50"), on=date(2026, 7, 6), by=UserFactory())

    assert course.dose_steps.count() == 1


def test_a_dose_reported_twice_on_a_day_is_the_later_one():
    course = started_course()
    for dose in (3, 4):
        actions.note_reported_dose(course=course, dose_mg=Decimal(dose), on=date(2026, 7, 6), by=UserFactory())

    assert steps_of(course)[1:] == [(date(2026, 7, 6), Decimal(4), "reported", "")]


def test_the_dose_that_a_spreadsheet_did_not_know_can_be_reported():
    course = PrescriptionFactory(started=True, is_imported=True, starting_dose_mg=None, strength_mg=None)

    actions.note_reported_dose(course=course, dose_mg=Decimal(3), on=date(2026, 7, 6), by=UserFactory())

    assert steps_of(course) == [(date(2026, 7, 6), Decimal(3), "reported", "")]


# --- pauses -------------------------------------------------------------------------------------------------


def test_a_course_is_paused_and_resumed():
    course, by = started_course(), ClinicianFactory()

    actions.pause(course=course, from_on=date(2026, 7, 1), reason="Surgery", by=by)
    actions.resume(course=course, resumed_on=date(2026, 7, 11), by=by)

    course.refresh_from_db()
    assert days_of(course.pauses) == [(date(2026, 7, 1), date(2026, 7, 11))]
    assert course.is_active


def test_the_pause_that_is_open_is_the_one_that_ends():
    course, by = started_course(), ClinicianFactory()
    actions.pause(course=course, from_on=date(2026, 7, 1), reason="Surgery", by=by)
    actions.resume(course=course, resumed_on=date(2026, 7, 11), by=by)
    actions.pause(course=course, from_on=date(2026, 8, 1), reason="Illness", by=by)

    actions.resume(course=course, resumed_on=date(2026, 8, 5), by=by)

    assert days_of(course.pauses) == [
        (date(2026, 7, 1), date(2026, 7, 11)),
        (date(2026, 8, 1), date(2026, 8, 5)),
    ]


@pytest.mark.parametrize("from_on", [date(2026, 6, 20), date(2026, 7, 1), date(2026, 7, 10)])
def test_pauses_do_not_overlap(from_on):
    course, by = started_course(), ClinicianFactory()
    actions.pause(course=course, from_on=date(2026, 7, 1), reason="Surgery", by=by)
    actions.resume(course=course, resumed_on=date(2026, 7, 11), by=by)

    with pytest.raises(ValidationError) as error:
        actions.pause(course=course, from_on=from_on, reason="Illness", by=by)

    assert sentences(error) == ["The course is paused in these days already."]


def test_a_pause_can_begin_on_the_day_that_another_ended():
    course, by = started_course(), ClinicianFactory()
    actions.pause(course=course, from_on=date(2026, 7, 1), reason="Surgery", by=by)
    actions.resume(course=course, resumed_on=date(2026, 7, 11), by=by)

    actions.pause(course=course, from_on=date(2026, 7, 11), reason="Illness", by=by)

    assert days_of(course.pauses) == [(date(2026, 7, 1), date(2026, 7, 11)), (date(2026, 7, 11), None)]


def test_a_pause_is_not_before_the_first_dose():
    with pytest.raises(ValidationError) as error:
        actions.pause(course=started_course(), from_on=date(2026, 6, 4), reason="Illness", by=ClinicianFactory())

    assert error.value.message_dict == {"from_on": ["This is before the first dose."]}


@pytest.mark.parametrize("resumed_on", [date(2026, 7, 1), date(2026, 6, 30)])
def test_a_pause_that_is_resumed_before_it_took_effect_did_not_take_place(resumed_on):
    course, by = started_course(), ClinicianFactory()
    actions.pause(course=course, from_on=date(2026, 7, 1), reason="Surgery", by=by)

    actions.resume(course=course, resumed_on=resumed_on, by=by)

    assert days_of(course.pauses) == []


def test_what_is_not_paused_is_not_resumed():
    with pytest.raises(ValidationError) as error:
        actions.resume(course=started_course(), resumed_on=date(2026, 7, 1), by=ClinicianFactory())

    assert sentences(error) == ["This course is not paused."]


def test_a_stopped_course_is_neither_paused_nor_resumed():
    course, by = started_course(), ClinicianFactory()
    actions.pause(course=course, from_on=date(2026, 7, 1), reason="Surgery", by=by)
    actions.stop(course=course, stopped_on=date(2026, 7, 5), reason="surgery", by=by)

    for action in (
        lambda: actions.pause(course=course, from_on=date(2026, 7, 6), reason="Illness", by=by),
        lambda: actions.resume(course=course, resumed_on=date(2026, 7, 6), by=by),
        lambda: actions.mark_lost(course=course, from_on=date(2026, 7, 6), reason="No answer", by=by),
    ):
        with pytest.raises(ValidationError) as error:
            action()
        assert sentences(error) == ["The patient is not on LDN in this course."]
