"""The gate in the clinic: what is on file opens or stops it, and every way past it is a prescriber's, signed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from patients.models import ClinicianTask, Contraindication
from prescriptions import actions, gate, safety
from prescriptions.models import Fill
from prescriptions.tests.at_the_gate import (
    HYDROCODONE,
    TODAY,
    TRAMADOL,
    days_ago,
    prescribe,
    refusal,
    screen,
    sign,
    stops,
)
from tests.factories import PatientFactory, PrescriptionFactory, UserFactory, screened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]

# --- the three ways in --------------------------------------------------------------------------------------


def test_a_clean_patient_is_screened_and_gets_ldn(prescriber):
    patient = PatientFactory()

    assert refusal(prescribe, patient, prescriber) == [
        "There is no screening of the last 30 days. What clears it: Screen the patient."
    ]
    screen(patient, by=UserFactory())
    assert prescribe(patient, prescriber).pk


def test_a_low_dose_opioid_is_stopped_washed_out_released_and_asked_again(prescriber):
    patient = PatientFactory()
    screen(patient, HYDROCODONE, by=prescriber, on=days_ago(12))
    wash_out = safety.order_wash_out(patient=patient, days=10, last_taken_on=days_ago(11), by=prescriber)

    assert "wash_out" in stops(patient)
    safety.release_wash_out(wash_out=wash_out, by=prescriber)
    assert stops(patient) == ["screen_after_wash_out"]
    screen(patient, by=prescriber)
    assert stops(patient) == []
    assert prescribe(patient, prescriber).pk


def test_tramadol_alone_takes_the_prescribers_signature(prescriber):
    patient = PatientFactory()
    screen(patient, TRAMADOL, by=UserFactory())

    assert len(refusal(prescribe, patient, prescriber)) == 1
    sign(patient, "tramadol_alone", prescriber)
    assert prescribe(patient, prescriber).pk


def test_a_screening_takes_the_signature_away(prescriber):
    patient = PatientFactory()
    screen(patient, TRAMADOL, by=prescriber)
    sign(patient, "tramadol_alone", prescriber)

    screen(patient, TRAMADOL, by=prescriber)

    assert stops(patient) == ["tramadol_alone"]


def test_who_takes_less_than_prescribed_is_exempt_by_two_signatures(prescriber):
    patient = PatientFactory()
    screen(patient, TRAMADOL | {"units_prescribed": Decimal(4)}, by=prescriber)

    assert stops(patient) == ["opioid_in_use"]
    sign(patient, "taken_dose", prescriber)
    assert stops(patient) == ["tramadol_alone"]
    sign(patient, "tramadol_alone", prescriber)
    assert stops(patient) == []


# --- ways round it ------------------------------------------------------------------------------------------


def test_an_opioid_does_not_vanish_by_asking_again(prescriber):
    patient = PatientFactory()
    screen(patient, HYDROCODONE, by=prescriber)

    screen(patient, by=prescriber)

    assert stops(patient) == ["opioid_on_file"]


def test_an_opioid_on_the_chart_is_not_cleared_by_a_screening_that_does_not_name_it(prescriber):
    patient = PatientFactory()
    Contraindication.objects.create(patient=patient, kind="opioid", since=days_ago(5))

    screen(patient, by=prescriber)
    assert stops(patient) == ["opioid"]
    patient.contraindications.update(cleared_on=TODAY, cleared_by=prescriber, cleared_reason="None in the urine")
    assert stops(PatientFactory._meta.model.objects.get(pk=patient.pk)) == ["opioid_on_file"]


def test_an_opioid_on_the_chart_is_cleared_by_the_screening_that_names_it(prescriber):
    patient = PatientFactory()
    Contraindication.objects.create(patient=patient, kind="opioid", since=days_ago(5))

    screen(patient, TRAMADOL, by=prescriber)

    assert stops(patient) == ["tramadol_alone"]


def test_a_backdated_prescription_meets_what_is_known_today(prescriber):
    patient = screened(PatientFactory(), on=days_ago(20))
    screen(patient, HYDROCODONE, by=prescriber)

    assert len(refusal(prescribe, patient, prescriber, prescribed_on=days_ago(20))) == 1


def test_allergy_hepatitis_and_liver_failure_are_not_cleared_by_a_no(prescriber):
    patient = PatientFactory()
    screen(patient, by=prescriber, naltrexone_allergy=True, acute_hepatitis=True, liver_failure=True, pneumonia=True)

    screen(patient, by=prescriber)

    assert stops(patient) == ["naltrexone_allergy", "acute_hepatitis", "liver_failure"]


@pytest.mark.parametrize(("egfr", "expected"), [(59, ["kidney_failure"]), (60, [])])
def test_a_measured_egfr_opens_or_clears_kidney_failure(prescriber, egfr, expected):
    patient = PatientFactory()
    Contraindication.objects.create(patient=patient, kind="kidney_failure", since=days_ago(5))

    screen(patient, by=prescriber, egfr=egfr)

    assert stops(patient) == expected
    assert patient.contraindications.filter(cleared_on=None).exists() is bool(expected)


def test_a_screening_of_a_day_to_come_is_refused(prescriber):
    with pytest.raises(ValidationError) as error:
        screen(PatientFactory(), by=prescriber, on=TODAY + timedelta(days=1))
    assert error.value.message_dict == {"asked_on": ["This day is still to come."]}


def test_a_screening_entered_in_error_counts_no_more(prescriber):
    patient = screened(PatientFactory(), on=days_ago(1))
    wrong = screen(patient, HYDROCODONE, by=prescriber)

    safety.void_screening(screening=wrong, reason="The wrong patient", by=prescriber)

    assert stops(patient) == []
    wrong.refresh_from_db()
    assert (wrong.voided_at.date(), wrong.voided_by, wrong.voided_reason) == (TODAY, prescriber, "The wrong patient")
    assert refusal(safety.void_screening, screening=wrong, reason="Twice", by=prescriber) == [
        "This screening is marked as entered in error already."
    ]


# --- after prescribing --------------------------------------------------------------------------------------


def ways_on(course, by):
    """Each way in which a course opens or goes on, for a course in the state it needs."""
    match course.state:
        case "sent":
            actions.start(course=course, first_dose_on=TODAY, by=by)
        case "never_filled":
            fill = Fill(
                prescription=course,
                pharmacy=course.pharmacy,
                filled_on=TODAY,
                strength_mg=course.strength_mg,
                quantity=9,
            )
            actions.record_fill(fill=fill, by=by)
        case "stopped":
            actions.undo_stop(course=course, by=by)
        case "active":
            actions.resume(course=course, resumed_on=TODAY, by=by)


@pytest.mark.parametrize("made", [{}, {"state": "never_filled"}, {"stopped": True}, {"started": True}])
@pytest.mark.parametrize("is_stopped", [True, False])
def test_no_course_goes_on_past_a_stop(prescriber, made, is_stopped):
    course = PrescriptionFactory(**made)
    if course.state == "active":
        actions.pause(course=course, from_on=days_ago(3), reason="Surgery", by=prescriber)
        screened(course.patient)
    if is_stopped:
        safety.note_new_facts(patient=course.patient, kinds=["opioid"], what="Oxycodone", on=days_ago(1), by=prescriber)
        assert refusal(ways_on, course, prescriber)[0].startswith("An opioid in use is on file")
    else:
        ways_on(course, prescriber)


def test_an_old_screening_does_not_keep_the_first_dose_from_being_recorded(prescriber):
    course = PrescriptionFactory()
    screened(course.patient, on=days_ago(60))

    ways_on(course, prescriber)

    course.refresh_from_db()
    assert course.state == "active"


@pytest.mark.parametrize(("asked", "is_enough"), [(50, True), (51, False)])
def test_a_pause_ends_with_a_screening_of_its_time(prescriber, asked, is_enough):
    course = PrescriptionFactory(started=True)
    screened(course.patient, on=days_ago(asked))
    actions.pause(course=course, from_on=days_ago(50), reason="Surgery", by=prescriber)

    if is_enough:
        ways_on(course, prescriber)
    else:
        assert "no screening" in refusal(ways_on, course, prescriber)[0]


def test_a_pause_to_come_is_taken_back_without_a_screening(prescriber):
    course = PrescriptionFactory(started=True)
    actions.pause(course=course, from_on=TODAY + timedelta(days=5), reason="Surgery", by=prescriber)

    ways_on(course, prescriber)

    assert not course.pauses.exists()


def test_a_screening_of_a_patient_on_ldn_raises_what_cannot_wait(prescriber):
    patient = PrescriptionFactory(started=True).patient

    screen(
        patient,
        TRAMADOL | {"strength": Decimal(100)},
        by=prescriber,
        pregnant_or_nursing=True,
        procedure_on=TODAY + timedelta(days=3),
        suicidal_thoughts=True,
    )

    tasks = {task.kind: (task.what, task.due_on) for task in ClinicianTask.objects.all()}
    assert tasks == {
        "opioid": ("Takes an opioid with LDN: Tramadol", TODAY),
        "pregnancy": ("Is pregnant or nursing, with LDN.", TODAY),
        "procedure": ("A procedure is planned on 4 September 2026, with LDN.", TODAY),
        "suicidal_thoughts": ("Named thoughts of suicide at a screening.", TODAY),
    }


def test_before_ldn_only_thoughts_of_suicide_cannot_wait(prescriber):
    screen(PatientFactory(), HYDROCODONE, by=prescriber, pregnant_or_nursing=True, suicidal_thoughts=True)

    assert [task.kind for task in ClinicianTask.objects.all()] == ["suicidal_thoughts"]


# Screenings, their opioids and signatures, what is on the chart, and the wash-outs.
QUERIES = 5


@pytest.mark.parametrize("rows", [1, 20])
def test_the_gate_takes_the_same_queries_however_long_the_history(django_assert_num_queries, rows):
    patient = PatientFactory()
    for _ in range(rows):
        screened(patient, opioids=[HYDROCODONE, TRAMADOL])

    with django_assert_num_queries(QUERIES):
        assert not gate.of(patient, TODAY).is_open
