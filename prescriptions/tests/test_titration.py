from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core import clinical
from prescriptions import actions, known_ladders, plan, signals, titration
from prescriptions.models import Fill, Ladder, LadderStep, PlannedStep, Prescription
from tests.factories import (
    ClinicianFactory,
    ClinicianTaskFactory,
    DoseStepFactory,
    PatientFactory,
    PharmacyFactory,
    PrescriptionFactory,
    screened,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]
FIRST = date(2026, 6, 5)


def on(day):
    return FIRST + timedelta(days=day)


def ladder_of(*steps, name="Up"):
    """`ladder_of(("1.5", 14), ("3", None))`."""
    ladder = Ladder.objects.create(name=name)
    for number, (dose_mg, days) in enumerate(steps, start=1):
        LadderStep.objects.create(ladder=ladder, number=number, dose_mg=Decimal(dose_mg), days=days)
    return ladder


def climbing(*, started=True, **course):
    """On 1.5 mg since day 0, with 3 mg planned for day 14 and 4.5 mg for day 28."""
    ladder = ladder_of(("1.5", 14), ("3", 14), ("4.5", None))
    course = PrescriptionFactory(ladder=ladder, **course)
    screened(course.patient)
    if started:
        actions.start(course=course, first_dose_on=FIRST, by=course.prescriber)
        course.refresh_from_db()
    return course


def rows_of(steps):
    return [((step.starts_on - FIRST).days, str(step.dose_mg.normalize())) for step in steps]


def taken(course):
    return rows_of(course.dose_steps.all())


def planned(course):
    return rows_of(course.planned_steps.all())


# --- choosing -----------------------------------------------------------------------------------------------


def prescribe(ladder, *, dose="1.5", strength="1.5", form="tablet"):
    course = Prescription(
        patient=screened(PatientFactory()),
        pharmacy=PharmacyFactory(),
        ladder=ladder,
        prescribed_on=FIRST,
        starting_dose_mg=Decimal(dose),
        strength_mg=Decimal(strength),
        form=form,
        quantity=90,
        primary_indication="M54.16",
    )
    return actions.prescribe(course=course, by=ClinicianFactory())


def test_nothing_is_planned_before_the_first_dose():
    assert planned(prescribe(ladder_of(("1.5", 14), ("4.5", None)))) == []


def test_a_ladder_that_begins_elsewhere_is_refused():
    sentence = "This ladder begins with 0.75 mg: start with that, or choose another ladder."

    with pytest.raises(ValidationError) as refused:
        prescribe(ladder_of(("0.75", 14), ("1.5", None)))

    assert refused.value.message_dict == {"ladder": [sentence]}


@pytest.mark.parametrize(
    ("top", "sentence"),
    [("4.5", None), ("4.51", "4.51 mg is above this practice's ceiling of 4.5 mg a day.")],
)
def test_no_ladder_climbs_above_the_ceiling(top, sentence):
    ladder = ladder_of(("0.01", 14), (top, None))

    assert refusal_of(lambda: prescribe(ladder, dose="0.01", strength="0.01")) == sentence


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ("tablet", None),
        ("capsule", "0.75 mg can't be made of capsules of 1.5 mg: the smallest part is 1 capsule."),
    ],
)
def test_tablets_are_halved_and_capsules_never(form, sentence):
    ladder = ladder_of(("0.75", 14), ("1.5", None))

    assert refusal_of(lambda: prescribe(ladder, dose="0.75", form=form)) == sentence


def refusal_of(action):
    try:
        action()
    except ValidationError as error:
        return error.messages[0]
    return None


# --- climbing -----------------------------------------------------------------------------------------------


def test_the_first_dose_anchors_the_plan():
    course = climbing()

    assert (taken(course), planned(course)) == ([(0, "1.5")], [(14, "3"), (28, "4.5")])


def test_a_course_without_a_ladder_plans_nothing():
    course = PrescriptionFactory()

    actions.start(course=course, first_dose_on=FIRST, by=course.prescriber)

    assert planned(course) == []


@pytest.mark.parametrize(("day", "rest"), [(14, 28), (17, 31)])
def test_stepping_up_moves_the_rest_by_the_delay(day, rest):
    course = climbing()

    titration.step_up(course=course, on=on(day), by=course.prescriber)

    assert (taken(course), planned(course)) == ([(0, "1.5"), (day, "3")], [(rest, "4.5")])


def test_nobody_steps_up_before_the_planned_day():
    course = climbing()

    refused = refusal_of(lambda: titration.step_up(course=course, on=on(13), by=course.prescriber))

    assert refused == "This step is planned for Fri 19 Jun. A clinician can bring it forward."


def test_a_step_that_the_tablets_at_hand_cannot_make_is_refused():
    course = climbing()
    Fill.objects.create(
        prescription=course, pharmacy=course.pharmacy, filled_on=on(10), strength_mg="4.5", form="tablet", quantity=30
    )

    refused = refusal_of(lambda: titration.step_up(course=course, on=on(14), by=course.prescriber))

    assert refused == "3 mg can't be made of tablets of 4.5 mg: the smallest part is half a tablet."
    assert planned(course) == [(14, "3"), (28, "4.5")]


@pytest.mark.parametrize(("today", "days"), [(10, [21, 35]), (16, [23, 37])])
def test_holding_moves_the_whole_plan(today, days):
    course = climbing()

    titration.hold(course=course, days=7, today=on(today), by=course.prescriber)

    assert planned(course) == [(days[0], "3"), (days[1], "4.5")]


def test_going_back_takes_the_dose_before_and_tries_again_later():
    course = climbing()
    titration.step_up(course=course, on=on(14), by=course.prescriber)

    titration.go_back(course=course, on=on(18), days=10, reason="Insomnia", by=course.prescriber)

    assert taken(course) == [(0, "1.5"), (14, "3"), (18, "1.5")]
    assert planned(course) == [(28, "3"), (42, "4.5")]


def test_there_is_nothing_below_the_first_dose():
    course = climbing()

    refused = refusal_of(lambda: titration.go_back(course=course, on=on(3), days=7, reason="x", by=course.prescriber))

    assert refused == "There is no lower dose before this one to go back to."


def test_going_faster_is_logged_with_the_counselling_line():
    course = climbing()

    titration.go_faster(course=course, on=on(5), reason="Does well", by=course.prescriber)

    assert (taken(course), planned(course)) == ([(0, "1.5"), (5, "3")], [(19, "4.5")])
    assert course.dose_steps.last().reason == "Told again that lower doses can work as well. Does well"


def test_faster_means_before_the_planned_day():
    course = climbing()

    refused = refusal_of(lambda: titration.go_faster(course=course, on=on(14), reason="", by=course.prescriber))

    assert refused == "This is not before the planned day, Fri 19 Jun."


def test_a_step_keeps_who_took_it_and_why():
    course, by = climbing(), ClinicianFactory()

    titration.go_faster(course=course, on=on(5), reason="", by=by)
    titration.step_up(course=course, on=on(19), by=by)
    titration.go_back(course=course, on=on(20), days=7, reason="Insomnia", by=by)

    rows = [(step.reason, step.recorded_by, step.source) for step in course.dose_steps.all()[1:]]
    assert rows == [
        ("Told again that lower doses can work as well.", by, "ordered"),
        ("As planned", by, "ordered"),
        ("Insomnia", by, "ordered"),
    ]


def test_every_change_of_the_plan_is_told_to_the_rooms_above():
    course, told = climbing(), []

    def hear(course, **signal):
        told.append(course)

    signals.supply_changed.connect(hear)
    titration.hold(course=course, days=7, today=on(10), by=course.prescriber)
    titration.step_up(course=course, on=on(21), by=course.prescriber)
    titration.go_faster(course=course, on=on(22), reason="", by=course.prescriber)
    titration.go_back(course=course, on=on(23), days=7, reason="Insomnia", by=course.prescriber)
    signals.supply_changed.disconnect(hear)

    assert told == [course] * 4


def test_a_day_that_does_not_fit_is_refused_at_its_field():
    course = climbing()

    def fields(action, day, **more):
        with pytest.raises(ValidationError) as refused:
            action(course=course, on=on(day), by=course.prescriber, **more)
        return refused.value.message_dict

    assert fields(titration.step_up, 13) == {
        "on": ["This step is planned for Fri 19 Jun. A clinician can bring it forward."]
    }
    assert fields(titration.go_faster, 14, reason="") == {"on": ["This is not before the planned day, Fri 19 Jun."]}
    assert fields(titration.go_faster, 0, reason="") == {
        "on": ["This is not after the latest dose, 1.5 mg from Fri 5 Jun."]
    }


def test_after_the_last_step_there_is_none_to_take_or_to_hold():
    course = PrescriptionFactory()
    actions.start(course=course, first_dose_on=FIRST, by=course.prescriber)

    for action in (
        lambda: titration.step_up(course=course, on=on(14), by=course.prescriber),
        lambda: titration.hold(course=course, days=7, today=on(14), by=course.prescriber),
        lambda: titration.go_faster(course=course, on=on(14), reason="", by=course.prescriber),
    ):
        assert refusal_of(action) == "No step is planned any more. Change the dose instead."


def test_going_back_takes_the_nearest_dose_before_that_was_lower():
    course = climbing()
    titration.step_up(course=course, on=on(14), by=course.prescriber)
    titration.step_up(course=course, on=on(28), by=course.prescriber)

    titration.go_back(course=course, on=on(30), days=10, reason="Insomnia", by=course.prescriber)
    assert (taken(course)[-1], planned(course)) == ((30, "3"), [(40, "4.5")])
    titration.go_back(course=course, on=on(35), days=10, reason="Insomnia", by=course.prescriber)
    assert (taken(course)[-1], planned(course)) == ((35, "1.5"), [(45, "3"), (55, "4.5")])


def test_from_the_ceiling_one_goes_back_and_tries_it_again():
    course = climbing()
    titration.go_faster(course=course, on=on(3), reason="", by=course.prescriber)
    actions.note_reported_dose(course=course, dose_mg=Decimal("4.5"), on=on(5), by=course.prescriber)

    titration.go_back(course=course, on=on(6), days=7, reason="Too fast", by=course.prescriber)

    assert (taken(course)[-1], planned(course)) == ((6, "3"), [(13, "4.5")])


def test_a_course_of_which_no_dose_is_known_has_nothing_to_go_back_to():
    course = PrescriptionFactory(started=True, starting_dose_mg=None, is_imported=True)

    refused = refusal_of(lambda: titration.go_back(course=course, on=on(3), days=7, reason="x", by=course.prescriber))

    assert refused == "There is no lower dose before this one to go back to."


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


# --- ladders ------------------------------------------------------------------------------------------------


def test_the_known_ladders_begin_with_the_practices_and_keep_its_ceiling():
    PlannedStep.objects.all().delete()
    LadderStep.objects.all().delete()
    Ladder.objects.all().delete()
    known_ladders.make()

    in_words = {ladder.name: ladder.in_words for ladder in Ladder.objects.all()}
    starts = {str(ladder.steps.first().dose_mg.normalize()) for ladder in Ladder.objects.all()}

    assert in_words["From 0.75 mg, a step every 2 weeks"] == (
        "0.75 mg for 14 days, 1.5 mg for 14 days, 3 mg for 14 days, then 4.5 mg"
    )
    assert in_words["4.5 mg from the start"] == "4.5 mg"
    assert in_words["From 0.5 mg, 0.5 mg more every week"].count("for 7 days") == 8
    assert starts == {"0.5", "0.75", "1.5", "4.5"}
    assert not LadderStep.objects.filter(dose_mg__gt=clinical.PLANNED_DOSE_CEILING_MG).exists()


def test_a_ladder_that_was_prescribed_keeps_its_steps():
    ladder = climbing(started=False).ladder
    step = LadderStep(dose_mg=Decimal("3"))

    refused = refusal_of(lambda: titration.save_ladder(ladder=ladder, steps=[step]))

    assert refused == "This ladder has been prescribed, so its steps stay. Add a new one instead."


def rungs(ladder):
    return [(step.number, str(step.dose_mg.normalize()), step.days) for step in ladder.steps.all()]


def test_a_ladder_is_saved_with_its_steps_in_order_in_place_of_the_old_ones():
    ladder = ladder_of(("0.5", 7), ("1", 7), ("2", None))
    ladder.name = "Slowly"

    titration.save_ladder(
        ladder=ladder, steps=[LadderStep(dose_mg=Decimal("1.5"), days=14), LadderStep(dose_mg=Decimal("4.5"))]
    )

    ladder.refresh_from_db()
    assert (ladder.name, rungs(ladder)) == ("Slowly", [(1, "1.5", 14), (2, "4.5", None)])
    titration.save_ladder(ladder=ladder, steps=None)
    assert rungs(ladder) == [(1, "1.5", 14), (2, "4.5", None)]


def test_no_step_of_a_ladder_is_above_the_ceiling():
    ladder = ladder_of(("1.5", None))

    refused = refusal_of(lambda: titration.save_ladder(ladder=ladder, steps=[LadderStep(dose_mg=Decimal("4.51"))]))

    assert refused == "4.51 mg is above this practice's ceiling of 4.5 mg a day."
    assert rungs(ladder) == [(1, "1.5", None)]


def test_a_planned_step_is_no_dose_that_was_taken():
    step = DoseStepFactory(prescription=climbing(), starts_on=on(1), dose_mg="3")

    assert PlannedStep.objects.filter(prescription=step.prescription).count() == 2
