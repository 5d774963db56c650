"""Prescribing, declining, filling and the first dose: what each does, and what it refuses with which sentence."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from followups.models import FollowUp
from patients.models import ClinicianTask, Contraindication
from prescriptions import actions
from prescriptions.models import DeclinedOffer, DoseStep, Prescription
from prescriptions.tests.courses import FIRST_DOSE_ON, PRESCRIBED_ON, fill_of, sentences, unsaved_course
from tests.factories import (
    ClinicianFactory,
    PatientFactory,
    PrescriptionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


# --- prescribe ----------------------------------------------------------------------------------------------


def test_prescribing_opens_a_course_and_asks_for_its_first_dose():
    by = ClinicianFactory()

    course = actions.prescribe(course=unsaved_course(), by=by)

    course.refresh_from_db()
    assert (course.state, course.prescriber) == (Prescription.State.SENT, by)
    assert [followup.kind for followup in course.followups.all()] == [FollowUp.Kind.FIRST_DOSE]


def test_a_patient_with_an_open_course_gets_no_second_one():
    course = PrescriptionFactory()

    with pytest.raises(ValidationError) as error:
        actions.prescribe(course=unsaved_course(patient=course.patient), by=ClinicianFactory())

    assert sentences(error) == ["This patient already has an open course of LDN. Stop that one first."]
    assert Prescription.objects.count() == 1


@pytest.mark.parametrize(("dose", "is_above"), [("4.5", False), ("4.51", True), ("6", True)])
def test_no_starting_dose_is_above_the_ceiling(dose, is_above):
    course = unsaved_course(starting_dose_mg=Decimal(dose))

    if is_above:
        with pytest.raises(ValidationError) as error:
            actions.prescribe(course=course, by=ClinicianFactory())
        assert sentences(error) == [f"{dose} mg is above this practice's ceiling of 4.5 mg a day."]
    else:
        assert actions.prescribe(course=course, by=ClinicianFactory()).pk


@pytest.mark.parametrize(
    ("form", "dose", "strength", "sentence"),
    [
        ("tablet", "0.75", "1.5", None),
        ("tablet", "1", "1.5", "1 mg can't be made of tablets of 1.5 mg: the smallest part is half a tablet."),
        ("capsule", "0.75", "1.5", "0.75 mg can't be made of capsules of 1.5 mg: the smallest part is 1 capsule."),
        ("capsule", "3", "1.5", None),
    ],
)
def test_a_starting_dose_is_made_of_half_tablets_or_whole_capsules(form, dose, strength, sentence):
    course = unsaved_course(form=form, starting_dose_mg=Decimal(dose), strength_mg=Decimal(strength))

    if sentence is None:
        assert actions.prescribe(course=course, by=ClinicianFactory()).pk
    else:
        with pytest.raises(ValidationError) as error:
            actions.prescribe(course=course, by=ClinicianFactory())
        assert sentences(error) == [sentence]


@pytest.mark.parametrize(
    ("since", "cleared_on", "refused"),
    [
        (date(2026, 5, 1), None, True),
        (date(2026, 5, 1), date(2026, 6, 2), True),
        (date(2026, 5, 1), PRESCRIBED_ON, False),
        (date(2026, 7, 1), None, True),  # after the day prescribed, and still there now
        (date(2026, 7, 1), date(2026, 7, 9), False),
    ],
)
def test_nothing_is_prescribed_against_what_is_on_file(since, cleared_on, refused):
    course = unsaved_course()
    Contraindication.objects.create(patient=course.patient, kind="pneumonia", since=since, cleared_on=cleared_on)

    if refused:
        with pytest.raises(ValidationError) as error:
            actions.prescribe(course=course, by=ClinicianFactory())
        assert sentences(error) == [
            f"Has pneumonia, since {since:%-d %B %Y}. What clears it: It has cleared. Record the day on the chart."
        ]
    else:
        assert actions.prescribe(course=course, by=ClinicianFactory()).pk


@pytest.mark.parametrize(
    ("patient", "sentence"),
    [
        ({"deceased_on": date(2026, 5, 1)}, "This patient has died."),
        ({"date_of_birth": date(2026, 6, 2)}, "This is before the patient was born."),
    ],
)
def test_a_course_lies_within_the_patients_life(patient, sentence):
    course = unsaved_course(patient=PatientFactory(**patient))

    with pytest.raises(ValidationError) as error:
        actions.prescribe(course=course, by=ClinicianFactory())

    assert sentences(error) == [sentence]


# --- declined -----------------------------------------------------------------------------------------------


def test_an_offer_that_was_declined_is_kept_and_opens_no_course():
    patient, by = PatientFactory(), ClinicianFactory()

    actions.decline(offer=DeclinedOffer(patient=patient, declined_on=PRESCRIBED_ON, reason="Cost"), by=by)

    assert list(patient.declined_offers.values_list("reason", "recorded_by")) == [("Cost", by.pk)]
    assert Prescription.objects.count() == 0


@pytest.mark.parametrize(("declined_on", "refused"), [(date(2026, 5, 31), False), (PRESCRIBED_ON, True)])
def test_who_is_on_a_course_has_not_declined_it(declined_on, refused):
    course = PrescriptionFactory()
    offer = DeclinedOffer(patient=course.patient, declined_on=declined_on)

    if refused:
        with pytest.raises(ValidationError) as error:
            actions.decline(offer=offer, by=ClinicianFactory())
        assert sentences(error) == ["This patient has an open course of LDN, so it was not declined."]
    else:
        assert actions.decline(offer=offer, by=ClinicianFactory()).pk


# --- fills --------------------------------------------------------------------------------------------------


def test_a_fill_of_what_was_prescribed_raises_no_task():
    course = PrescriptionFactory()

    actions.record_fill(fill=fill_of(course), by=UserFactory())

    assert course.fills.count() == 1
    assert ClinicianTask.objects.count() == 0


def test_a_fill_of_another_strength_is_put_before_the_clinicians():
    course = PrescriptionFactory()

    fill = actions.record_fill(fill=fill_of(course, strength_mg=Decimal("4.5")), by=UserFactory())

    assert fill.difference == "Filled with tablets of 4.5 mg, prescribed were tablets of 1.5 mg."
    assert ClinicianTask.objects.get().what == f"{fill.difference} Give new instructions by telephone."


@pytest.mark.parametrize(
    ("filled_on", "sentence"),
    [
        (date(2026, 5, 31), "This is before the day it was prescribed."),
        (date(2026, 8, 4), "This is after the day the course was stopped."),
    ],
)
def test_a_fill_lies_within_its_course(filled_on, sentence):
    course = PrescriptionFactory(stopped=True)

    with pytest.raises(ValidationError) as error:
        actions.record_fill(fill=fill_of(course, filled_on=filled_on), by=UserFactory())

    assert error.value.message_dict == {"filled_on": [sentence]}


def test_a_course_entered_in_error_takes_no_fill():
    course = PrescriptionFactory()
    actions.void(course=course, reason="Wrong patient", by=ClinicianFactory())

    with pytest.raises(ValidationError) as error:
        actions.record_fill(fill=fill_of(course), by=UserFactory())

    assert sentences(error) == ["This course is marked as entered in error."]


def test_never_filled_closes_the_course_and_its_question():
    course = actions.prescribe(course=unsaved_course(), by=ClinicianFactory())

    actions.never_filled(course=course, by=UserFactory())

    course.refresh_from_db()
    assert (course.state, course.is_open) == (Prescription.State.NEVER_FILLED, False)
    assert [followup.state for followup in course.followups.all()] == [FollowUp.State.CLOSED]


def test_what_was_filled_after_all_is_open_again_with_its_question():
    course = actions.prescribe(course=unsaved_course(), by=ClinicianFactory())
    actions.never_filled(course=course, by=UserFactory())

    actions.record_fill(fill=fill_of(course), by=UserFactory())

    course.refresh_from_db()
    assert course.state == Prescription.State.SENT
    assert [followup.state for followup in course.followups.all()] == [FollowUp.State.OPEN]


def test_what_was_filled_after_all_does_not_open_beside_a_new_course():
    course = actions.prescribe(course=unsaved_course(), by=ClinicianFactory())
    actions.never_filled(course=course, by=UserFactory())
    PrescriptionFactory(patient=course.patient)

    with pytest.raises(ValidationError) as error:
        actions.record_fill(fill=fill_of(course), by=UserFactory())

    assert sentences(error) == ["This patient already has an open course of LDN. Stop that one first."]
    assert course.fills.count() == 0


def test_what_was_filled_was_not_never_filled():
    course = PrescriptionFactory()
    actions.record_fill(fill=fill_of(course), by=UserFactory())

    with pytest.raises(ValidationError) as error:
        actions.never_filled(course=course, by=UserFactory())

    assert sentences(error) == ["This course was filled or closed already."]


# --- the first dose -----------------------------------------------------------------------------------------


def test_the_first_dose_starts_the_course_its_dose_and_its_follow_ups():
    course = actions.prescribe(course=unsaved_course(), by=ClinicianFactory())

    actions.start(course=course, first_dose_on=FIRST_DOSE_ON, by=UserFactory())

    course.refresh_from_db()
    assert (course.state, course.first_dose_on) == (Prescription.State.ACTIVE, FIRST_DOSE_ON)
    assert list(course.dose_steps.values_list("starts_on", "dose_mg", "source")) == [
        (FIRST_DOSE_ON, Decimal("1.5"), DoseStep.Source.ORDERED)
    ]
    question = course.followups.get(kind=FollowUp.Kind.FIRST_DOSE)
    assert question.state == FollowUp.State.ANSWERED
    assert course.followups.open().exists()


def test_the_first_dose_is_not_before_the_day_prescribed():
    course = PrescriptionFactory()

    with pytest.raises(ValidationError) as error:
        actions.start(course=course, first_dose_on=date(2026, 5, 31), by=UserFactory())

    assert error.value.message_dict == {"first_dose_on": ["This is before the day it was prescribed."]}


def test_a_course_starts_once():
    course = PrescriptionFactory(started=True)

    with pytest.raises(ValidationError) as error:
        actions.start(course=course, first_dose_on=FIRST_DOSE_ON, by=UserFactory())

    assert sentences(error) == ["This course has been started or closed already."]


def test_a_course_entered_in_error_is_not_started():
    course = PrescriptionFactory()
    actions.void(course=course, reason="Wrong patient", by=ClinicianFactory())

    with pytest.raises(ValidationError) as error:
        actions.start(course=course, first_dose_on=FIRST_DOSE_ON, by=UserFactory())

    assert sentences(error) == ["This course has been started or closed already."]
