from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from followups.models import FollowUp
from patients.models import Visit
from prescriptions import handing_over
from prescriptions.counselling import Point
from prescriptions.models import DeclinedOffer, Fill, LostPeriod, Pause
from reports.chart import page
from tests.factories import (
    ClinicianFactory,
    CounsellingFactory,
    DoseStepFactory,
    FollowUpFactory,
    PatientFactory,
    PharmacyFactory,
    PhoneNumberFactory,
    PrescriptionFactory,
    ResponseFactory,
    SendingFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 8, 20)


def chart_of(patient):
    return page.load(patient.pk, course_pk=None, permissions=frozenset(), today=TODAY)


def status_of(patient):
    return chart_of(patient).status.sentence


def next_of(course):
    contact = chart_of(course.patient).next_contact
    return contact.words if contact else None


def on_ldn(**facts):
    """On 1.5 mg since 5 June 2026, never asked; with a number to call."""
    course = PrescriptionFactory(started=True, **facts)
    PhoneNumberFactory(patient=course.patient)
    DoseStepFactory(prescription=course)
    return course


def asked(course, day, relief, quality=None, **facts):
    return ResponseFactory(
        prescription=course, asked_on=day, relief_percent=relief, quality_of_life_improved=quality, **facts
    )


def voided(**facts):
    return {
        "voided_at": datetime(2026, 8, 1, tzinfo=UTC),
        "voided_by": UserFactory(),
        "voided_reason": "Another patient's",
        **facts,
    }


def fill(course, **facts):
    facts = {"filled_on": date(2026, 6, 4), "strength_mg": Decimal("1.5"), "quantity": 90} | facts
    return Fill.objects.create(prescription=course, pharmacy=course.pharmacy, **facts)


# --- the sentence -------------------------------------------------------------------------------------------


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


# --- who asks next ------------------------------------------------------------------------------------------


def planned(course, due_on=date(2026, 9, 4), **facts):
    window = {"window_opens_on": date(2026, 8, 1), "window_closes_on": date(2026, 9, 30)}
    return FollowUpFactory(prescription=course, due_on=due_on, **(window | facts))


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (date(2026, 9, 4), "by telephone, Fri 4 Sep."),
        (date(2026, 8, 20), "by telephone, today."),
        (date(2026, 8, 19), "by telephone, Wed 19 Aug, 1 day overdue."),
        (date(2026, 8, 17), "by telephone, Mon 17 Aug, 3 days overdue."),
    ],
)
def test_the_next_contact_is_by_telephone_on_its_day(due_on, words):
    course = on_ldn()
    planned(course, due_on=due_on)
    assert next_of(course) == words


def test_the_earliest_open_question_comes_next():
    course = on_ldn()
    planned(course)
    planned(course, due_on=date(2026, 8, 25), number=2)
    planned(
        course,
        due_on=date(2026, 8, 2),
        number=3,
        state=FollowUp.State.MISSED,
        settled_at=datetime(2026, 8, 9, tzinfo=UTC),
    )
    assert next_of(course) == "by telephone, Tue 25 Aug."


def test_a_visit_booked_in_the_window_is_waited_for_and_not_overdue():
    course = on_ldn()
    planned(course, due_on=date(2026, 8, 17))
    Visit.objects.create(patient=course.patient, day=date(2026, 8, 25))
    assert next_of(course) == "at the visit, Tue 25 Aug."
    assert not chart_of(course.patient).next_contact.is_overdue


def test_a_visit_outside_the_window_does_not_count():
    course = on_ldn()
    planned(course)
    Visit.objects.create(patient=course.patient, day=date(2026, 10, 1))
    assert next_of(course) == "by telephone, Fri 4 Sep."


def test_a_promised_call_back_names_its_hour():
    course = on_ldn()
    planned(course, promised_for=datetime(2026, 8, 20, 14, 30, tzinfo=UTC))
    assert next_of(course) == "call back as promised, today, 10:30."


def test_a_promised_call_back_is_in_the_patients_hours():
    course = on_ldn(patient__time_zone="America/Los_Angeles")
    planned(course, promised_for=datetime(2026, 8, 20, 14, 30, tzinfo=UTC))
    assert next_of(course) == "call back as promised, today, 07:30 PDT."


def test_without_consent_to_calls_it_is_asked_at_a_visit():
    course = on_ldn(patient__consents_to_calls=False)
    planned(course)
    assert next_of(course) == "at a visit, none is booked; it is due Fri 4 Sep."


def test_nobody_calls_who_must_not_be_contacted():
    course = on_ldn(patient__do_not_contact=True)
    planned(course)
    assert next_of(course) == "nobody calls. Ask when the patient comes; it is due Fri 4 Sep."


def test_do_not_contact_holds_even_where_a_visit_is_booked():
    course = on_ldn(patient__do_not_contact=True)
    planned(course)
    Visit.objects.create(patient=course.patient, day=date(2026, 9, 3))
    assert next_of(course).startswith("nobody calls.")


def test_without_a_number_it_is_asked_at_a_visit():
    course = on_ldn()
    course.patient.phone_numbers.all().delete()
    planned(course)
    assert next_of(course) == "at a visit, none is booked; it is due Fri 4 Sep."


def test_an_open_course_without_a_question_says_so():
    assert next_of(on_ldn()) == "nothing is planned."


def test_nobody_asks_after_a_stop_or_a_death():
    assert next_of(PrescriptionFactory(stopped=True)) is None
    assert next_of(on_ldn(patient__deceased_on=date(2026, 8, 1))) is None


# --- findings -----------------------------------------------------------------------------------------------


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
