"""The plan of a course, beside what is taken, reported, ordered and paused."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core import clinical
from prescriptions import actions, plan, titration
from prescriptions.tests.climbing import FIRST, climbing, ladder_of, on, planned, refusal_of, taken
from tests.factories import (
    ClinicianTaskFactory,
    DoseStepFactory,
    PatientFactory,
    PrescriptionFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]


@pytest.mark.parametrize(
    ("kind", "is_held"),
    [("severe_side_effect", True), ("withdrawal", True), ("dose_above_ceiling", True), ("pregnancy", False)],
)
def test_what_a_clinician_looks_at_first_holds_a_step_of_that_patient_alone(kind, is_held):
    course = climbing()
    other = ClinicianTaskFactory(kind="withdrawal").patient
    task = ClinicianTaskFactory(patient=course.patient, kind=kind)

    assert plan.held_by(course.patient) == (task if is_held else None)
    assert plan.held_by(other) is not None
    assert plan.held_by(PatientFactory()) is None


@pytest.mark.parametrize(
    ("doses", "expected"),
    [([], ["1.5"]), ([("1.5", 14), ("3", 14), ("4.5", None)], ["1.5", "3", "4.5"])],
)
def test_every_dose_of_a_ladder_is_known_when_it_is_prescribed(doses, expected):
    course = PrescriptionFactory(ladder=ladder_of(*doses) if doses else None)

    assert plan.doses(course) == [Decimal(dose) for dose in expected]


def test_a_ladder_is_laid_out_anew_from_its_first_day_and_behind_what_was_taken():
    course = climbing()

    plan.lay_out(course, from_on=on(3))
    assert planned(course) == [(17, "3"), (31, "4.5")]
    plan.lay_out(course, from_on=on(-14))
    assert planned(course) == [(1, "3"), (15, "4.5")]


@pytest.mark.parametrize(
    ("dose", "latest", "rest"),
    [
        ("3", 12, [(28, "4.5")]),  # the step is done
        ("2.25", 12, [(14, "3"), (28, "4.5")]),
        ("2.25", 13, [(14, "3"), (28, "4.5")]),
        ("2.25", 14, [(15, "3"), (29, "4.5")]),  # the plan stays behind what was taken
        ("3", 28, [(29, "4.5")]),
    ],
)
def test_the_plan_stays_behind_what_the_patient_takes(dose, latest, rest):
    course = climbing()
    DoseStepFactory(prescription=course, starts_on=on(latest), dose_mg=dose)

    plan.note_taken(course, dose_mg=Decimal(dose))

    assert planned(course) == rest


def test_a_dose_that_is_reported_where_nothing_is_planned_plans_nothing():
    course = PrescriptionFactory()
    actions.start(course=course, first_dose_on=FIRST, by=course.prescriber)

    plan.note_taken(course, dose_mg=Decimal("1.5"))

    assert planned(course) == []


def test_another_dose_withdraws_the_plan():
    course = climbing()

    actions.change_dose(course=course, dose_mg=Decimal("0.75"), starts_on=on(6), reason="", by=course.prescriber)

    assert planned(course) == []


@pytest.mark.parametrize(
    ("dose", "rest"),
    [("3", [(28, "4.5")]), ("2.25", [(17, "3"), (31, "4.5")])],
)
def test_a_reported_dose_settles_its_step_or_stands_before_it(dose, rest):
    course = climbing()

    actions.note_reported_dose(course=course, dose_mg=Decimal(dose), on=on(16), by=course.prescriber)

    assert planned(course) == rest


@pytest.mark.parametrize(
    ("days", "doses", "rest"),
    [
        (14, [(0, "1.5")], [(28, "3"), (42, "4.5")]),
        (15, [(0, "1.5"), (25, "1.5")], [(39, "3"), (53, "4.5")]),
    ],
)
def test_a_pause_over_14_days_titrates_anew(days, doses, rest):
    course = climbing()
    actions.pause(course=course, from_on=on(10), reason="Surgery", by=course.prescriber)

    actions.resume(course=course, resumed_on=on(10 + days), by=course.prescriber)

    assert (taken(course), planned(course)) == (doses, rest)


def test_a_pause_that_did_not_take_place_moves_nothing():
    course = climbing()
    actions.pause(course=course, from_on=on(10), reason="Surgery", by=course.prescriber)

    actions.resume(course=course, resumed_on=on(10), by=course.prescriber)

    assert planned(course) == [(14, "3"), (28, "4.5")]


def test_no_step_is_taken_in_a_pause():
    course = climbing()
    actions.pause(course=course, from_on=on(10), reason="Surgery", by=course.prescriber)

    refused = refusal_of(lambda: titration.step_up(course=course, on=on(14), by=course.prescriber))

    assert refused == "LDN is paused on this day. Resume it first."


@pytest.mark.parametrize(
    ("kind", "is_done", "sentence"),
    [
        (
            "severe_side_effect",
            False,
            "A task for a clinician is open: severe side effect. No step is taken until it is closed.",
        ),
        ("severe_side_effect", True, None),
        ("question", False, None),
    ],
)
def test_no_step_is_taken_while_a_severe_side_effect_waits_for_a_clinician(kind, is_done, sentence):
    course = climbing()
    task = ClinicianTaskFactory(patient=course.patient, kind=kind)
    if is_done:
        task.save_checked(done_at=datetime(2026, 6, 18, tzinfo=UTC), done_by=course.prescriber, done_note="Gone")

    assert refusal_of(lambda: titration.step_up(course=course, on=on(14), by=course.prescriber)) == sentence


def test_a_course_that_is_over_climbs_no_more():
    course = climbing()
    actions.stop(course=course, stopped_on=on(9), reason="no_benefit", by=course.prescriber)

    refused = refusal_of(lambda: titration.step_up(course=course, on=on(14), by=course.prescriber))

    assert refused == "The patient is not on LDN in this course."


days = st.integers(1, 40)
doses = st.sampled_from(["0.75", "1.5", "2.25", "3", "4.5", "6"])
ACTIONS = st.one_of(
    st.tuples(st.just("step_up"), days, days, doses),
    st.tuples(st.just("hold"), days, days, doses),
    st.tuples(st.just("go_back"), days, days, doses),
    st.tuples(st.just("go_faster"), days, days, doses),
    st.tuples(st.just("change_dose"), days, days, doses),
    st.tuples(st.just("report"), days, days, doses),
    st.tuples(st.just("pause"), days, days, doses),
    st.tuples(st.just("resume"), days, days, doses),
)


class TestPlanAndDoses(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(st.lists(ACTIONS, max_size=8))
    def test_what_is_planned_comes_after_all_that_was_taken(self, chosen):
        course, today = climbing(), FIRST
        for name, later, number, dose in chosen:
            today += timedelta(days=later // 2)
            refusal_of(lambda: self.act(course, name, today, number, Decimal(dose)))  # noqa: B023 called at once
            latest, first = course.dose_steps.last(), course.planned_steps.first()
            assert first is None or first.starts_on > latest.starts_on
            assert all(step.dose_mg <= clinical.PLANNED_DOSE_CEILING_MG for step in course.planned_steps.all())

    def act(self, course, name, today, number, dose_mg):
        by = course.prescriber
        {
            "step_up": lambda: titration.step_up(course=course, on=today, by=by),
            "hold": lambda: titration.hold(course=course, days=number, today=today, by=by),
            "go_back": lambda: titration.go_back(course=course, on=today, days=number, reason="x", by=by),
            "go_faster": lambda: titration.go_faster(course=course, on=today, reason="x", by=by),
            "change_dose": lambda: actions.change_dose(
                course=course, dose_mg=dose_mg, starts_on=today, reason="", by=by
            ),
            "report": lambda: actions.note_reported_dose(course=course, dose_mg=dose_mg, on=today, by=by),
            "pause": lambda: actions.pause(course=course, from_on=today, reason="x", by=by),
            "resume": lambda: actions.resume(course=course, resumed_on=today, by=by),
        }[name]()


def test_going_back_from_a_reported_dose_above_the_ceiling_never_plans_it_again():
    course = climbing()
    actions.note_reported_dose(course=course, dose_mg=Decimal(6), on=on(7), by=course.prescriber)

    titration.go_back(course=course, on=on(8), days=7, reason="Too much", by=course.prescriber)

    assert "6" not in [dose for _, dose in planned(course)]
