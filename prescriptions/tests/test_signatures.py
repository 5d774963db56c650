"""A prescriber's signature over a finding: who gives it, over what, and how long it counts."""

from decimal import Decimal

import pytest

from accounts.permissions import Role
from prescriptions import gate, safety
from prescriptions.tests.at_the_gate import (
    HYDROCODONE,
    TODAY,
    TRAMADOL,
    days_ago,
    faults,
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

    assert faults(sign, patient, "kidney_failure", prescriber, password="wrong") == {
        "password": ["This is not your password."]
    }
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


@pytest.mark.parametrize(("is_signed", "expected"), [(True, []), (False, ["opioid_on_file"])])
def test_nobody_waits_after_tramadol_whose_dose_taken_is_signed_for(prescriber, is_signed, expected):
    patient = PatientFactory()
    screen(patient, TRAMADOL | {"units_prescribed": Decimal(4)}, by=prescriber)
    if is_signed:
        sign(patient, "taken_dose", prescriber)

    screen(patient, by=prescriber)

    assert stops(patient) == expected


def test_nobody_signs_what_is_no_longer_there_or_was_not_asked(prescriber):
    unscreened, patient = PatientFactory(), PatientFactory()
    screen(patient, by=prescriber)

    for one, rule in ((patient, "kidney_failure"), (unscreened, "not_screened")):
        assert refusal(sign, one, rule, prescriber) == ["This finding is no longer there. Reload the page."]


def test_a_signature_after_another_replaces_it_and_keeps_who_and_when(prescriber):
    patient, other = PatientFactory(), with_password(Role.CLINICIAN)
    screen(patient, by=prescriber, pneumonia=True)
    first = sign(patient, "pneumonia", prescriber)
    patient.contraindications.update(since=days_ago(3))

    second = sign(patient, "pneumonia", other, reason="Looked at again")

    assert second.pk == first.pk
    assert (second.signed_by, second.signed_at.date(), second.reason) == (other, TODAY, "Looked at again")
    assert second.sentence == "Has pneumonia, since 29 August 2026."


def test_the_gate_shows_the_row_on_the_chart_and_the_signature_of_a_finding(prescriber):
    patient = PatientFactory()
    screening = screen(patient, HYDROCODONE | {"drug": "methadone"}, by=prescriber, pneumonia=True)
    decision = sign(patient, "pneumonia", prescriber)

    found = gate.of(patient, TODAY)

    pneumonia = next(one for one in found.shown if one.finding.rule == "pneumonia")
    assert (pneumonia.decision, pneumonia.on_chart) == (decision, patient.contraindications.get())
    assert (found.screening, found.wash_out, found.wash_out_days) == (screening, None, 14)
