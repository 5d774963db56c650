"""What the gate reads of all that is on file."""

from decimal import Decimal

import pytest

from patients.models import Contraindication
from prescriptions import gate, safety
from prescriptions.tests.at_the_gate import (
    HYDROCODONE,
    TODAY,
    TRAMADOL,
    days_ago,
    refusal,
    screen,
    stops,
    washing_out,
)
from tests.factories import PatientFactory, screened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]


def test_the_gate_shows_the_wash_out_that_is_running(prescriber):
    given_up = washing_out(prescriber)
    safety.cancel_wash_out(wash_out=given_up, reason="Later", by=prescriber)
    patient = given_up.patient
    assert gate.of(patient, TODAY).wash_out is None

    running = safety.order_wash_out(patient=patient, days=14, last_taken_on=days_ago(10), by=prescriber)

    assert gate.of(patient, TODAY).wash_out == running
    assert stops(patient) == ["opioid_in_use", "wash_out"]


@pytest.mark.parametrize(
    ("cleared", "prescribed", "is_stopped"),
    [(5, 6, True), (5, 5, False), (5, 10, True), (5, 11, False), (None, 11, True)],
)
def test_what_was_on_file_on_the_day_prescribed_counts_cleared_since_or_not(
    prescriber, cleared, prescribed, is_stopped
):
    patient = screened(PatientFactory())
    cleared_on = days_ago(cleared) if cleared else None
    Contraindication.objects.create(patient=patient, kind="pneumonia", since=days_ago(10), cleared_on=cleared_on)

    if is_stopped:
        assert refusal(gate.require_open, patient, TODAY, also_on=days_ago(prescribed)) == [
            "Has pneumonia, since 22 August 2026. What clears it: It has cleared. Record the day on the chart."
        ]
    else:
        gate.require_open(patient, TODAY, also_on=days_ago(prescribed))


def test_every_stop_is_told_and_of_a_course_prescribed_all_but_an_old_screening():
    patient = PatientFactory()
    Contraindication.objects.create(patient=patient, kind="liver_failure", since=days_ago(10))

    stopping = [message.partition(".")[0] for message in refusal(gate.require_open, patient, TODAY)]
    once_prescribed = refusal(gate.require_open_once_prescribed, patient, TODAY)

    assert stopping == ["There is no screening of the last 30 days", "Has liver failure, since 22 August 2026"]
    assert [message.partition(".")[0] for message in once_prescribed] == stopping[1:]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, None),
        ({"last_opioid_on": days_ago(8)}, days_ago(8)),
        ({"non_prescribed_opioids": True}, days_ago(4)),
        ({"opioid_for_cough_or_diarrhoea": True}, days_ago(4)),
    ],
)
def test_the_last_opioid_is_known_from_all_that_is_on_file(prescriber, answers, expected):
    patient = PatientFactory()
    screen(patient, by=prescriber, on=days_ago(4), **answers)
    screen(patient, TRAMADOL, by=prescriber, on=days_ago(3))  # need not be stopped, so nobody waits after it

    assert gate.last_opioid_on_file(patient) == expected


def test_the_latest_of_several_last_opioids_counts(prescriber):
    wash_out = washing_out(prescriber, 9)
    patient = wash_out.patient
    assert gate.last_opioid_on_file(patient) == days_ago(9)

    safety.report_last_opioid(wash_out=wash_out, taken_on=days_ago(8), by=prescriber)
    assert gate.last_opioid_on_file(patient) == days_ago(8)

    cleared = {"cleared_on": days_ago(7), "cleared_by": prescriber, "cleared_reason": "None is taken any more"}
    Contraindication.objects.create(patient=patient, kind="opioid", since=days_ago(9), **cleared)
    Contraindication.objects.create(patient=patient, kind="pneumonia", since=days_ago(9), cleared_on=days_ago(1))
    assert gate.last_opioid_on_file(patient) == days_ago(7)

    screen(patient, by=prescriber, last_opioid_on=days_ago(5))
    assert gate.last_opioid_on_file(patient) == days_ago(5)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"naltrexone_allergy": None}, "Not known: allergy to naltrexone."),
        ({"pneumonia": None, "acute_hepatitis": None}, "Not known: pneumonia, acute hepatitis."),
        ({"liver_failure": None}, "Not known: liver failure."),
        (
            {"last_opioid_on": days_ago(5)},
            "Took the last opioid on 27 August 2026: the longest wait ends on 10 September 2026.",
        ),
        ({"egfr": 45}, "Kidney failure, moderate: eGFR 45, limit 60."),
        ({"pregnant_or_nursing": True}, "Is pregnant or nursing: weigh benefit and risk."),
        ({"depression": True}, "Has depression: ask about it at every contact."),
        ({"suicidal_thoughts": True}, "Has thoughts of suicide: the clinician sees the patient today."),
        ({"disulfiram": True}, "Takes disulfiram: with LDN, two medicines hard on the liver."),
        ({"thioridazine": True}, "Takes thioridazine: with LDN, lethargy and sleepiness."),
        ({"procedure_on": TODAY}, "A procedure is planned on 1 September 2026: no LDN in the 2 days before it."),
    ],
)
def test_each_answer_of_a_screening_reaches_the_gate(answers, expected):
    patient = screened(PatientFactory(), **answers)

    assert [one.words for one in gate.of(patient, TODAY).shown] == [expected]


def test_each_fact_of_an_opioid_reaches_the_gate(prescriber):
    def words(**changes):
        patient = screened(PatientFactory(), opioids=[HYDROCODONE | {"units_prescribed": Decimal(4)} | changes])
        return next(one.words for one in gate.of(patient, TODAY).shown)

    assert words().startswith("Hydrocodone: 5 x 4 x 1 = 20 MME a day")
    assert words(units_taken=Decimal(6), name="Vicodin").startswith("Vicodin: 5 x 6 x 1 = 30 MME a day")
    assert words(helps=True).endswith("It helps the patient: do not stop it for LDN.")
    assert words(release="pump").startswith("Hydrocodone: pump.")
    assert words(for_opioid_use_disorder=True).startswith("Hydrocodone: for opioid use disorder.")
