"""The sentence that says where a patient stands."""

from datetime import date
from decimal import Decimal

import pytest

from prescriptions.models import DeclinedOffer, LostPeriod, Pause
from reports.tests.charts import asked, fill, on_ldn, status_of, voided
from tests.factories import (
    ClinicianFactory,
    DoseStepFactory,
    PatientFactory,
    PrescriptionFactory,
)

pytestmark = pytest.mark.django_db


def test_no_course_yet():
    assert status_of(PatientFactory()) == "No course of LDN yet."


def test_declined():
    patient = PatientFactory()
    DeclinedOffer.objects.create(
        patient=patient, declined_on=date(2025, 12, 3), reason="Wants surgery.", recorded_by=ClinicianFactory()
    )
    assert status_of(patient) == "Declined LDN on 3 Dec 2025: Wants surgery."


def test_prescribed_and_not_filled():
    assert status_of(PrescriptionFactory().patient) == "Prescribed on 1 Jun, not filled yet."


def test_filled_and_not_started():
    course = PrescriptionFactory()
    fill(course)
    assert status_of(course.patient) == "Filled on 4 Jun, first dose not taken yet."


def test_never_filled():
    course = PrescriptionFactory(state="never_filled")
    assert status_of(course.patient) == "Never started: prescribed on 1 Jun, never filled."


def test_on_ldn_and_not_asked():
    course = on_ldn()
    assert status_of(course.patient) == "Not yet assessed: on LDN since 5 Jun, 1.5 mg (1 tablet) since 5 Jun."


def test_asked_but_not_for_relief():
    course = on_ldn()
    asked(course, date(2026, 7, 6), None)
    assert status_of(course.patient) == (
        "Not yet assessed: on LDN since 5 Jun, 1.5 mg (1 tablet) since 5 Jun, relief not asked on 6 Jul, goes on."
    )


def test_asked_for_relief_but_not_for_quality_of_life():
    course = on_ldn()
    asked(course, date(2026, 7, 6), 30)
    assert status_of(course.patient) == (
        "Not yet assessed: on LDN since 5 Jun, 1.5 mg (1 tablet) since 5 Jun, "
        "30 % relief on 6 Jul, quality of life not asked, goes on."
    )


def test_responder_since_the_first_answer_of_fifty_per_cent():
    course = on_ldn()
    DoseStepFactory(prescription=course, starts_on=date(2026, 7, 1), dose_mg=Decimal("4.5"))
    asked(course, date(2026, 6, 20), 49, quality=True)
    asked(course, date(2026, 7, 6), 50)
    asked(course, date(2026, 8, 6), 60)
    assert status_of(course.patient) == "LDN-R since 6 Jul: 60 % relief, 4.5 mg (3 tablets) since 1 Jul, goes on."


def test_an_answer_entered_in_error_does_not_count():
    course = on_ldn()
    asked(course, date(2026, 7, 6), 60)
    asked(course, date(2026, 8, 6), 0, quality=False, **voided())
    assert status_of(course.patient) == "LDN-R since 6 Jul: 60 % relief, 1.5 mg (1 tablet) since 5 Jun, goes on."


def test_partial_responder():
    course = on_ldn()
    asked(course, date(2026, 7, 6), 49, quality=True)
    assert status_of(course.patient) == (
        "LDN-PR since 6 Jul: 49 % relief, better quality of life, 1.5 mg (1 tablet) since 5 Jun, goes on."
    )


def test_continuing_without_benefit():
    course = on_ldn()
    asked(course, date(2026, 7, 6), 0, quality=False)
    assert status_of(course.patient) == (
        "Continuing without benefit since 6 Jul: 0 % relief, 1.5 mg (1 tablet) since 5 Jun, goes on."
    )


def test_the_tablets_are_those_of_the_latest_fill():
    course = on_ldn()
    fill(course, strength_mg=Decimal("0.5"), form="capsule")
    assert status_of(course.patient) == "Not yet assessed: on LDN since 5 Jun, 1.5 mg (3 capsules) since 5 Jun."


def test_a_step_that_repeats_the_dose_does_not_begin_it_anew():
    course = on_ldn()
    DoseStepFactory(prescription=course, starts_on=date(2026, 7, 1))
    assert status_of(course.patient) == "Not yet assessed: on LDN since 5 Jun, 1.5 mg (1 tablet) since 5 Jun."


def test_a_dose_to_come_is_not_the_dose_now():
    course = on_ldn()
    DoseStepFactory(prescription=course, starts_on=date(2026, 8, 21), dose_mg=Decimal(3))
    assert status_of(course.patient) == "Not yet assessed: on LDN since 5 Jun, 1.5 mg (1 tablet) since 5 Jun."


def test_paused_says_since_when_and_why():
    course = on_ldn()
    asked(course, date(2026, 7, 6), 60)
    Pause.objects.create(
        prescription=course, from_on=date(2026, 8, 18), reason="Knee surgery.", recorded_by=course.prescriber
    )
    assert status_of(course.patient) == (
        "LDN-R since 6 Jul: 60 % relief, 1.5 mg (1 tablet) since 5 Jun, paused since 18 Aug: Knee surgery."
    )


def test_lost_says_what_was_known_before():
    course = on_ldn()
    asked(course, date(2026, 7, 6), 60)
    LostPeriod.objects.create(
        prescription=course, from_on=date(2026, 8, 1), reason="six calls", recorded_by=course.prescriber
    )
    assert status_of(course.patient) == "Lost to follow-up since 1 Aug: six calls. LDN-R before."


def test_stopped_for_side_effects():
    course = PrescriptionFactory(stopped=True, other_stop_reasons=["cost"])
    asked(course, date(2026, 7, 6), 60)
    assert status_of(course.patient) == "LDN-NR since 3 Aug: stopped, side effects (also: cost). LDN-R before."


def test_stopped_otherwise_and_never_assessed():
    course = PrescriptionFactory(stopped=True, stop_reason="opioid_needed_other")
    assert status_of(course.patient) == (
        "Stopped otherwise since 3 Aug: stopped, an opioid was needed for something else. Not assessed before."
    )


def test_stopped_before_the_first_dose():
    course = PrescriptionFactory(stopped=True, first_dose_on=None, stop_reason="cost")
    assert status_of(course.patient) == "Never started: stopped on 3 Aug before the first dose, cost."


def test_entered_in_error():
    course = PrescriptionFactory(**voided())
    assert status_of(course.patient) == "No course of LDN: the one prescribed on 1 Jun was entered in error."


def test_a_valid_course_stands_before_one_entered_in_error():
    course = PrescriptionFactory()
    PrescriptionFactory(patient=course.patient, prescribed_on=date(2026, 7, 1), **voided())
    assert status_of(course.patient) == "Prescribed on 1 Jun, not filled yet."


def test_died():
    course = PrescriptionFactory(stopped=True, stop_reason="died", patient__deceased_on=date(2026, 8, 3))
    assert status_of(course.patient) == (
        "Died on 3 Aug. Stopped otherwise since 3 Aug: stopped, died. Not assessed before."
    )


def test_do_not_contact():
    patient = PatientFactory(do_not_contact=True)
    assert status_of(patient) == "Do not contact. No course of LDN yet."
