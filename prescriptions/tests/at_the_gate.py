"""Who is asked what on 1 September 2026, and what a prescriber does about it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from prescriptions import actions, gate, safety
from prescriptions.models import Prescription, ScreenedOpioid, Screening
from tests.factories import PatientFactory, PharmacyFactory, UserFactory

TODAY = date(2026, 9, 1)
NO = dict.fromkeys(
    (
        "non_prescribed_opioids",
        "opioid_for_cough_or_diarrhoea",
        "naltrexone_allergy",
        "pneumonia",
        "acute_hepatitis",
        "liver_failure",
        "suicidal_thoughts",
    ),
    False,
)
HYDROCODONE = {"drug": "hydrocodone", "strength": Decimal(5), "units_prescribed": Decimal(3), "units_taken": Decimal(3)}
TRAMADOL = {"drug": "tramadol", "strength": Decimal(50), "units_prescribed": Decimal(1), "units_taken": Decimal(1)}


def with_password(role):
    user = UserFactory(role=role)
    user.set_password("start-low-go-slow")
    user.save()
    return user


def days_ago(days):
    return TODAY - timedelta(days=days)


def screen(patient, *opioids, by, on=TODAY, **answers):
    screening = Screening(patient=patient, asked_on=on, **(NO | {"egfr": 90} | answers))
    rows = [ScreenedOpioid(**({"name": opioid["drug"].capitalize()} | opioid)) for opioid in opioids]
    return safety.screen(screening=screening, opioids=rows, by=by)


def sign(patient, rule, by, **changes):
    given = {"reason": "Known for years", "password": "start-low-go-slow"} | changes
    return safety.sign(patient=patient, rule=rule, by=by, **given)


def prescribe(patient, by, **changes):
    facts = {
        "prescribed_on": TODAY,
        "starting_dose_mg": Decimal("1.5"),
        "strength_mg": Decimal("1.5"),
        "quantity": 90,
        "primary_indication": "M54.16",
    } | changes
    return actions.prescribe(course=Prescription(patient=patient, pharmacy=PharmacyFactory(), **facts), by=by)


def stops(patient):
    return [one.finding.rule for one in gate.of(patient, TODAY).shown if one.stops]


def refusal(call, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        call(*args, **kwargs)
    return error.value.messages


def faults(call, *args, **kwargs):
    """The sentences by their fields."""
    with pytest.raises(ValidationError) as error:
        call(*args, **kwargs)
    return error.value.message_dict


def washing_out(prescriber, last=10):
    patient = PatientFactory()
    screen(patient, HYDROCODONE, by=prescriber, on=days_ago(last))
    return safety.order_wash_out(patient=patient, days=10, last_taken_on=days_ago(last), by=prescriber)
