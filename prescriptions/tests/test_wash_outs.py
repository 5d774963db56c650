"""The wait after the last opioid: its days, its call, its release, and what starts it again."""

from datetime import date, timedelta

import pytest

from patients.models import ClinicianTask
from prescriptions import safety, signals
from prescriptions.models import WashOut
from prescriptions.tests.at_the_gate import HYDROCODONE, TODAY, days_ago, faults, refusal, screen, stops, washing_out
from tests.factories import PatientFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]


@pytest.mark.parametrize(("last", "is_over"), [(10, False), (11, True)])
def test_a_wash_out_is_released_from_the_day_after_its_last_day(prescriber, last, is_over):
    wash_out = washing_out(prescriber, last)

    if is_over:
        safety.release_wash_out(wash_out=wash_out, by=prescriber)
        wash_out.refresh_from_db()
        assert wash_out.released_by == prescriber
    else:
        assert refusal(safety.release_wash_out, wash_out=wash_out, by=prescriber) == ["The wash-out is not over yet."]


@pytest.mark.parametrize(("last", "is_due"), [(9, False), (10, True), (11, True)])
def test_a_wash_out_makes_its_own_call_on_its_last_day(prescriber, last, is_due):
    wash_out = washing_out(prescriber, last)

    assert wash_out.followups.due_by(TODAY).exists() is is_due


def test_the_call_is_made_once_and_puts_the_release_before_a_clinician(prescriber):
    wash_out = washing_out(prescriber)

    safety.report_no_opioid_since(wash_out=wash_out, by=UserFactory())

    assert not wash_out.followups.open().exists()
    assert ClinicianTask.objects.get().what.startswith("Wash-out until 1 September 2026: no opioid since.")


def test_any_dose_starts_the_wash_out_again(prescriber):
    wash_out = washing_out(prescriber)
    safety.report_last_opioid(wash_out=wash_out, taken_on=days_ago(2), by=UserFactory())
    wash_out.refresh_from_db()
    assert (wash_out.last_taken_on, wash_out.ends_on) == (days_ago(2), date(2026, 9, 9))

    screen(wash_out.patient, HYDROCODONE, by=prescriber)
    wash_out.refresh_from_db()
    assert wash_out.last_taken_on == TODAY


def test_the_last_dose_is_never_earlier_than_what_is_on_file(prescriber):
    wash_out = washing_out(prescriber)

    assert refusal(safety.report_last_opioid, wash_out=wash_out, taken_on=days_ago(11), by=prescriber) == [
        "A later dose is on file: 22 August 2026."
    ]
    patient = PatientFactory()
    screen(patient, HYDROCODONE, by=prescriber)
    assert refusal(safety.order_wash_out, patient=patient, days=10, last_taken_on=days_ago(1), by=prescriber) == [
        "A later dose is on file: 1 September 2026."
    ]


def test_a_wash_out_that_was_given_up_clears_nothing(prescriber):
    wash_out = washing_out(prescriber, 11)
    safety.cancel_wash_out(wash_out=wash_out, reason="The opioid goes on", by=prescriber)
    screen(wash_out.patient, by=prescriber)

    assert stops(wash_out.patient) == ["opioid_on_file"]
    assert refusal(safety.release_wash_out, wash_out=wash_out, by=prescriber) == [
        "This wash-out is released or given up already."
    ]


def test_a_patient_has_one_wash_out_at_a_time(prescriber):
    wash_out = washing_out(prescriber)

    assert refusal(safety.order_wash_out, patient=wash_out.patient, days=10, last_taken_on=None, by=prescriber) == [
        "A wash-out is running already."
    ]


def test_the_call_waits_for_the_last_day_and_is_made_once(prescriber):
    tapering = safety.order_wash_out(patient=PatientFactory(), days=10, last_taken_on=None, by=prescriber)
    too_early, in_time = washing_out(prescriber, 9), washing_out(prescriber, 10)

    for wash_out in (tapering, too_early):
        assert refusal(safety.report_no_opioid_since, wash_out=wash_out, by=prescriber) == [
            "The last day of the wash-out has not come yet."
        ]
    safety.report_no_opioid_since(wash_out=in_time, by=prescriber)
    assert refusal(safety.report_no_opioid_since, wash_out=in_time, by=prescriber) == [
        "This was asked already; the wash-out waits for its release."
    ]


def test_a_dose_after_the_call_makes_another_call(prescriber):
    reported, screened_again = washing_out(prescriber), washing_out(prescriber)
    for wash_out in (reported, screened_again):
        safety.report_no_opioid_since(wash_out=wash_out, by=prescriber)

    safety.report_last_opioid(wash_out=reported, taken_on=days_ago(1), by=prescriber)
    screen(screened_again.patient, by=prescriber, last_opioid_on=days_ago(1))

    assert [row.none_since_asked_on for row in WashOut.objects.all()] == [None, None]
    assert [row.last_taken_on for row in WashOut.objects.all()] == [days_ago(1), days_ago(1)]


def test_a_day_that_cannot_be_is_refused_at_its_field(prescriber):
    wash_out = washing_out(prescriber)
    tomorrow = TODAY + timedelta(days=1)
    patient = PatientFactory()
    screen(patient, HYDROCODONE, by=prescriber)

    assert faults(safety.report_last_opioid, wash_out=wash_out, taken_on=tomorrow, by=prescriber) == {
        "taken_on": ["This day is still to come."]
    }
    assert faults(safety.report_last_opioid, wash_out=wash_out, taken_on=days_ago(11), by=prescriber) == {
        "taken_on": ["A later dose is on file: 22 August 2026."]
    }
    order = {"patient": patient, "days": 10, "by": prescriber}
    assert faults(safety.order_wash_out, **order, last_taken_on=tomorrow) == {
        "last_taken_on": ["This day is still to come."]
    }
    assert faults(safety.order_wash_out, **order, last_taken_on=days_ago(1)) == {
        "last_taken_on": ["A later dose is on file: 1 September 2026."]
    }


def test_who_ordered_released_or_gave_up_a_wash_out_is_kept(prescriber):
    released, given_up = washing_out(prescriber, 11), washing_out(prescriber, 11)

    safety.release_wash_out(wash_out=released, by=prescriber)
    safety.cancel_wash_out(wash_out=given_up, reason="The opioid goes on", by=prescriber)

    released.refresh_from_db()
    given_up.refresh_from_db()
    assert (released.ordered_by, released.released_by, released.released_at.date()) == (prescriber, prescriber, TODAY)
    assert (given_up.cancelled_by, given_up.cancelled_at.date()) == (prescriber, TODAY)
    assert given_up.cancel_reason == "The opioid goes on"


def test_every_change_of_a_wash_out_is_told_to_the_rooms_above(prescriber):
    told = []

    def hear(wash_out, **signal):
        told.append(wash_out)

    signals.wash_out_changed.connect(hear)
    released, given_up = washing_out(prescriber, 12), washing_out(prescriber, 11)
    safety.report_last_opioid(wash_out=released, taken_on=days_ago(11), by=prescriber)
    safety.report_no_opioid_since(wash_out=released, by=prescriber)
    safety.release_wash_out(wash_out=released, by=prescriber)
    screen(given_up.patient, HYDROCODONE, by=prescriber)
    safety.cancel_wash_out(wash_out=given_up, reason="The opioid goes on", by=prescriber)
    signals.wash_out_changed.disconnect(hear)

    assert told == [released, given_up, released, released, released, given_up, given_up]
