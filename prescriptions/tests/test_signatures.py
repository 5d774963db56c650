"""A prescriber's signature over a finding: who gives it, over what, and how long it counts."""

import pytest

from accounts.permissions import Role
from prescriptions import safety
from prescriptions.tests.at_the_gate import (
    HYDROCODONE,
    days_ago,
    prescribe,
    refusal,
    screen,
    sign,
    stops,
    with_password,
)
from tests.factories import PatientFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]


def test_a_prescriber_overrides_with_reason_and_password(prescriber):
    patient = PatientFactory()
    screen(patient, by=prescriber, egfr=45)

    decision = sign(patient, "kidney_failure", prescriber)

    assert (decision.signed_by, decision.reason) == (prescriber, "Known for years")
    assert decision.sentence == "Kidney failure, moderate: eGFR 45, limit 60."
    assert prescribe(patient, prescriber).pk


def test_a_wrong_password_signs_nothing(prescriber):
    patient = PatientFactory()
    screen(patient, by=prescriber, egfr=45)

    assert refusal(sign, patient, "kidney_failure", prescriber, password="wrong") == ["This is not your password."]
    assert stops(patient) == ["kidney_failure"]


def test_a_signature_says_why(prescriber):
    patient = PatientFactory()
    screen(patient, by=prescriber, egfr=45)

    assert refusal(sign, patient, "kidney_failure", prescriber, reason="") == ["This field cannot be blank."]


@pytest.mark.parametrize("role", [Role.MEDICAL_ASSISTANT, Role.ADMINISTRATOR, Role.RESEARCHER])
def test_nobody_else_overrides_orders_or_releases(prescriber, role):
    patient, other = PatientFactory(), with_password(role)
    screen(patient, by=prescriber, egfr=45, on=days_ago(20), last_opioid_on=days_ago(20))
    wash_out = safety.order_wash_out(patient=patient, days=10, last_taken_on=days_ago(20), by=prescriber)
    screening = patient.screenings.get()

    for refused in (
        lambda: sign(patient, "kidney_failure", other),
        lambda: safety.order_wash_out(patient=PatientFactory(), days=10, last_taken_on=None, by=other),
        lambda: safety.release_wash_out(wash_out=wash_out, by=other),
        lambda: safety.cancel_wash_out(wash_out=wash_out, reason="No", by=other),
        lambda: safety.void_screening(screening=screening, reason="No", by=other),
    ):
        assert refusal(refused) == ["Only a prescriber can do this."]


@pytest.mark.parametrize(
    ("answers", "opioids", "rule"),
    [
        ({"naltrexone_allergy": True}, [], "naltrexone_allergy"),
        ({"acute_hepatitis": True}, [], "acute_hepatitis"),
        ({"liver_failure": True}, [], "liver_failure"),
        ({"non_prescribed_opioids": True}, [], "non_prescribed_opioid"),
        ({"opioid_for_cough_or_diarrhoea": True}, [], "opioid_for_cough_or_diarrhoea"),
        ({}, [HYDROCODONE], "opioid_in_use"),
        ({}, [HYDROCODONE | {"drug": "methadone"}], "opioid_to_clinician"),
    ],
)
def test_some_things_nobody_overrides(prescriber, answers, opioids, rule):
    patient = PatientFactory()
    screen(patient, *opioids, by=prescriber, **answers)

    assert stops(patient) == [rule]
    assert refusal(sign, patient, rule, prescriber)[0].startswith("Nobody can override this.")


def test_a_signature_counts_for_what_was_shown(prescriber):
    patient = PatientFactory()
    screen(patient, by=prescriber, pneumonia=True)
    sign(patient, "pneumonia", prescriber)
    assert stops(patient) == []

    patient.contraindications.update(since=days_ago(3))

    assert stops(patient) == ["pneumonia"]
    sign(patient, "pneumonia", prescriber)
    assert stops(patient) == []
