from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from prescriptions import actions, signals, titration
from prescriptions.models import Fill, Prescription
from prescriptions.tests.climbing import FIRST, climbing, ladder_of, on, planned, refusal_of, taken
from tests.factories import (
    ClinicianFactory,
    PatientFactory,
    PharmacyFactory,
    PrescriptionFactory,
    screened,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]


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
