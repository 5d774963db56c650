"""What the chart finds wrong with a course."""

from datetime import date

import pytest

from prescriptions import handing_over
from prescriptions.counselling import Point
from reports.tests.charts import chart_of, on_ldn, planned
from tests.factories import (
    CounsellingFactory,
    PatientFactory,
    PharmacyFactory,
    PhoneNumberFactory,
    SendingFactory,
)

pytestmark = pytest.mark.django_db


def found(patient):
    return [(finding.level, finding.words) for finding in chart_of(patient).findings]


def test_nothing_is_found_where_nothing_is_wrong():
    assert found(PhoneNumberFactory().patient) == []


def test_what_stops_comes_before_what_warns():
    patient = PatientFactory(language="other")
    patient.contraindications.create(kind="opioid", since=date(2026, 8, 18), note="after a fall")
    patient.contraindications.create(kind="pneumonia", since=date(2026, 7, 1), cleared_on=date(2026, 8, 1))
    assert found(patient) == [
        ("Stops", "An opioid in use is on file, since 18 August 2026."),
        ("Warns", "No telephone number on file"),
        ("Warns", "Needs an interpreter"),
    ]


def test_what_is_overdue_is_found():
    course = on_ldn()
    CounsellingFactory(prescription=course)
    SendingFactory(prescription=course)
    planned(course, due_on=date(2026, 8, 17))
    assert found(course.patient) == [("Warns", "1 month: 3 days overdue")]


def test_that_nobody_was_told_and_nothing_sent_is_found():
    course = on_ldn()
    assert found(course.patient) == [
        ("Tells", "Not counselled yet"),
        ("Tells", f"The prescription is not sent to {course.pharmacy} yet"),
    ]


def test_what_was_left_untold_is_found():
    course = on_ldn()
    SendingFactory(prescription=course)
    told = [point for point in Point.values if point != "wallet_card"]
    CounsellingFactory(prescription=course, points=told)
    words = "Counselled on 1 Jun, version 1, 9 of 10 points. Not told yet: Wallet card"
    assert found(course.patient) == [("Tells", words)]

    CounsellingFactory(prescription=course, done_on=date(2026, 6, 3), points=["wallet_card"], form_language="")
    assert found(course.patient) == []


def test_what_was_told_in_older_words_is_to_be_told_anew():
    course = on_ldn()
    SendingFactory(prescription=course)
    CounsellingFactory(prescription=course, text_version="0")
    CounsellingFactory(prescription=course, done_on=date(2026, 6, 3), points=["stop"], form_language="")
    [(_, words)] = found(course.patient)
    assert words.startswith("Counselled on 3 Jun, version 1, 1 of 10 points. Not told yet: Honest expectations, ")


def test_what_its_pharmacy_has_filled_needs_no_sending():
    course = on_ldn()
    CounsellingFactory(prescription=course)
    course.fills.create(pharmacy=course.pharmacy, filled_on=date(2026, 6, 3), strength_mg="1.5", quantity=90)
    assert found(course.patient) == []

    elsewhere = PharmacyFactory()
    handing_over.change_pharmacy(course=course, pharmacy=elsewhere, reason="Nearer", by=course.prescriber)
    assert found(course.patient) == [("Tells", f"The prescription is not sent to {elsewhere} yet")]


def test_nothing_is_found_to_hand_over_in_history_from_a_spreadsheet():
    course = on_ldn(is_imported=True)
    assert found(course.patient) == []


def test_a_course_left_open_after_a_death_is_found():
    course = on_ldn(patient__deceased_on=date(2026, 8, 1))
    assert found(course.patient) == [("Warns", "The course is still open: stop it")]
