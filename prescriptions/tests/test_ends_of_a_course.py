"""Losing a patient, stopping, undoing and marking as wrong: what each does, and what it refuses."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from patients.models import ClinicianTask
from prescriptions import actions
from prescriptions.models import Prescription
from prescriptions.tests.courses import (
    FIRST_DOSE_ON,
    days_of,
    fill_of,
    sentences,
    started_course,
    steps_of,
    unsaved_course,
)
from tests.factories import (
    ClinicianFactory,
    PrescriptionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


# --- lost and found -----------------------------------------------------------------------------------------


def test_who_is_reached_again_is_lost_no_more():
    course, by = started_course(), ClinicianFactory()
    actions.mark_lost(course=course, from_on=date(2026, 8, 1), reason="Five calls", by=by)

    actions.mark_found(course=course, found_on=date(2026, 9, 1), by=by)

    assert days_of(course.lost_periods) == [(date(2026, 8, 1), date(2026, 9, 1))]


def test_who_answered_on_the_day_of_the_loss_was_not_lost():
    course, by = started_course(), ClinicianFactory()
    actions.mark_lost(course=course, from_on=date(2026, 8, 1), reason="Five calls", by=by)

    actions.mark_found(course=course, found_on=date(2026, 8, 1), by=by)

    assert days_of(course.lost_periods) == []


def test_an_answer_from_before_the_loss_does_not_end_it():
    course, by = started_course(), ClinicianFactory()
    actions.mark_lost(course=course, from_on=date(2026, 8, 1), reason="Five calls", by=by)

    actions.mark_found(course=course, found_on=date(2026, 7, 6), by=by)

    assert days_of(course.lost_periods) == [(date(2026, 8, 1), None)]


def test_an_answer_entered_late_ends_the_loss_on_its_own_day():
    course, by = started_course(), ClinicianFactory()
    actions.mark_lost(course=course, from_on=date(2026, 8, 1), reason="Five calls", by=by)
    actions.mark_found(course=course, found_on=date(2026, 10, 1), by=by)

    actions.mark_found(course=course, found_on=date(2026, 9, 1), by=by)

    assert days_of(course.lost_periods) == [(date(2026, 8, 1), date(2026, 9, 1))]


def test_a_patient_is_lost_once():
    course, by = started_course(), ClinicianFactory()
    actions.mark_lost(course=course, from_on=date(2026, 8, 1), reason="Five calls", by=by)

    with pytest.raises(ValidationError) as error:
        actions.mark_lost(course=course, from_on=date(2026, 9, 1), reason="Five calls", by=by)

    assert sentences(error) == ["The patient is marked as lost to follow-up in these days already."]


def test_nobody_is_lost_before_the_first_dose():
    with pytest.raises(ValidationError) as error:
        actions.mark_lost(course=started_course(), from_on=date(2026, 6, 4), reason="Moved", by=ClinicianFactory())

    assert error.value.message_dict == {"from_on": ["This is before the first dose."]}


# --- stop, undo, new course ---------------------------------------------------------------------------------


def facts_of(course):
    """All that a stop and its undo could change, but the version."""
    course.refresh_from_db()
    row = {field.attname: getattr(course, field.attname) for field in course._meta.concrete_fields}
    del row["version"]
    return (
        row,
        list(course.dose_steps.values_list("starts_on", "dose_mg")),
        days_of(course.pauses),
        days_of(course.lost_periods),
        set(course.followups.values_list("kind", "milestone", "number", "state", "settled_at")),
    )


def test_a_stop_says_when_why_and_by_whom_and_closes_what_is_open():
    course, by = started_course(), ClinicianFactory()

    at = actions.stop(
        course=course,
        stopped_on=date(2026, 7, 1),
        reason="side_effects",
        other_reasons=["cost", "side_effects"],
        by=by,
    )

    course.refresh_from_db()
    assert (course.state, course.stopped_on, course.stop_reason) == ("stopped", date(2026, 7, 1), "side_effects")
    assert (course.other_stop_reasons, course.stopped_by, course.stop_recorded_at) == (["cost"], by, at)
    assert not course.followups.open().exists()


def test_undoing_a_stop_restores_the_course_as_it_was():
    course, by = started_course(), ClinicianFactory()
    actions.pause(course=course, from_on=date(2026, 6, 20), reason="Illness", by=by)
    before = facts_of(course)
    actions.stop(course=course, stopped_on=date(2026, 7, 1), reason="cost", other_reasons=["moved"], by=by)

    actions.undo_stop(course=course, by=by)

    assert facts_of(course) == before


def test_undoing_a_stop_before_the_first_dose_waits_for_that_dose_again():
    by = ClinicianFactory()
    course = actions.prescribe(course=unsaved_course(), by=by)
    before = facts_of(course)
    actions.stop(course=course, stopped_on=date(2026, 6, 2), reason="pregnancy", by=by)

    actions.undo_stop(course=course, by=by)

    assert facts_of(course) == before


def test_a_stop_is_not_undone_beside_a_new_course():
    course = PrescriptionFactory(stopped=True)
    PrescriptionFactory(patient=course.patient)

    with pytest.raises(ValidationError) as error:
        actions.undo_stop(course=course, by=ClinicianFactory())

    assert sentences(error) == ["The patient has another open course of LDN, so this one can't be open again."]


@pytest.mark.parametrize("trait", [{}, {"started": True}])
def test_what_is_not_stopped_has_no_stop_to_undo(trait):
    with pytest.raises(ValidationError) as error:
        actions.undo_stop(course=PrescriptionFactory(**trait), by=ClinicianFactory())

    assert sentences(error) == ["This course is not stopped."]


def test_a_new_course_after_a_stop_is_another_row():
    first = PrescriptionFactory(stopped=True)

    second = actions.prescribe(
        course=unsaved_course(patient=first.patient, prescribed_on=date(2026, 9, 1)), by=ClinicianFactory()
    )

    first.refresh_from_db()
    assert second.pk != first.pk
    assert (first.state, second.state) == ("stopped", "sent")


def test_a_course_is_stopped_once():
    with pytest.raises(ValidationError) as error:
        actions.stop(
            course=PrescriptionFactory(stopped=True),
            stopped_on=date(2026, 9, 1),
            reason="cost",
            by=ClinicianFactory(),
        )

    assert sentences(error) == ["This course is closed already."]


def test_a_stop_is_not_before_the_first_dose():
    with pytest.raises(ValidationError) as error:
        actions.stop(course=started_course(), stopped_on=date(2026, 6, 2), reason="cost", by=ClinicianFactory())

    assert sentences(error) == ["The days are out of order: prescribed, then the first dose, then the stop."]


# --- entered in error ---------------------------------------------------------------------------------------


def test_a_course_entered_in_error_stays_on_file_closed():
    course, by = started_course(), ClinicianFactory()

    actions.void(course=course, reason="Wrong patient", by=by)

    course.refresh_from_db()
    assert (course.is_voided, course.is_open, course.voided_by, course.voided_reason) == (
        True,
        False,
        by,
        "Wrong patient",
    )
    assert list(Prescription.objects.open()) == []
    assert not course.followups.open().exists()


def test_a_course_entered_in_error_makes_room_for_the_right_one():
    course, by = started_course(), ClinicianFactory()
    actions.void(course=course, reason="Wrong dose", by=by)

    assert actions.prescribe(course=unsaved_course(patient=course.patient), by=by).pk


def test_a_course_is_entered_in_error_once():
    course, by = started_course(), ClinicianFactory()
    actions.void(course=course, reason="Wrong patient", by=by)

    with pytest.raises(ValidationError) as error:
        actions.void(course=course, reason="Again", by=by)

    assert sentences(error) == ["This course is marked as entered in error already."]


def test_a_stop_of_a_course_entered_in_error_is_not_undone():
    course, by = PrescriptionFactory(stopped=True), ClinicianFactory()
    actions.void(course=course, reason="Wrong patient", by=by)

    with pytest.raises(ValidationError) as error:
        actions.undo_stop(course=course, by=by)

    assert sentences(error) == ["This course is not stopped."]


# --- what a spreadsheet did not know ------------------------------------------------------------------------


def test_an_imported_course_can_be_stopped_and_marked_as_wrong_whatever_it_does_not_know():
    course = PrescriptionFactory(
        started=True,
        is_imported=True,
        prescriber=None,
        pharmacy=None,
        starting_dose_mg=None,
        strength_mg=None,
        quantity=None,
        primary_indication="",
    )
    by = ClinicianFactory()

    actions.stop(course=course, stopped_on=date(2026, 7, 1), reason="cost", by=by)
    actions.undo_stop(course=course, by=by)
    actions.void(course=course, reason="Twice in the file", by=by)

    course.refresh_from_db()
    assert course.is_voided


def test_an_imported_course_starts_without_the_dose_that_it_does_not_know_and_gets_it_by_an_order():
    course = PrescriptionFactory(is_imported=True, starting_dose_mg=None, strength_mg=None)

    actions.start(course=course, first_dose_on=FIRST_DOSE_ON, by=UserFactory())
    actions.change_dose(course=course, dose_mg=Decimal(3), starts_on=FIRST_DOSE_ON, reason="", by=ClinicianFactory())

    assert steps_of(course) == [(FIRST_DOSE_ON, Decimal(3), "ordered", "")]


def test_a_fill_of_an_imported_course_differs_from_nothing_that_is_known():
    course = PrescriptionFactory(is_imported=True, strength_mg=None)

    fill = actions.record_fill(fill=fill_of(course, strength_mg=Decimal("4.5")), by=UserFactory())

    assert fill.difference == ""
    assert ClinicianTask.objects.count() == 0


# --- versions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda course, by: actions.change_dose(
            course=course, dose_mg=Decimal(3), starts_on=date(2026, 6, 12), reason="", by=by
        ),
        lambda course, by: actions.pause(course=course, from_on=date(2026, 6, 12), reason="Illness", by=by),
        lambda course, by: actions.mark_lost(course=course, from_on=date(2026, 6, 12), reason="Calls", by=by),
        lambda course, by: actions.record_fill(fill=fill_of(course), by=by),
        lambda course, by: actions.stop(course=course, stopped_on=date(2026, 7, 1), reason="cost", by=by),
    ],
)
def test_a_page_opened_before_a_change_of_the_course_is_stale(change):
    course = started_course()
    seen = course.version

    change(course, ClinicianFactory())

    course.refresh_from_db()
    assert course.version == seen + 1
