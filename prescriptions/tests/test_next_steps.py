from datetime import date

import pytest

from accounts.permissions import ROLE_PERMISSIONS, Role
from prescriptions import actions, gate, handing_over
from prescriptions.models import Fill
from prescriptions.next_steps import can_be_done, next_steps
from tests.factories import (
    ClinicianFactory,
    CounsellingFactory,
    DoseStepFactory,
    PatientFactory,
    PrescriptionFactory,
    SendingFactory,
    screened,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 1)


def labels(course, *, patient=None, role=None):
    """The labels in order, the primary one marked with an asterisk."""
    permissions = ROLE_PERMISSIONS[role] if role else None
    steps = next_steps(course, patient=patient or course.patient, today=TODAY, permissions=permissions)
    return [f"{step.label}{'*' if step.is_primary else ''}" for step in steps]


def hand_over(course):
    CounsellingFactory(prescription=course)
    SendingFactory(prescription=course)


def test_a_patient_without_a_course_can_get_one_or_decline():
    assert labels(None, patient=PatientFactory()) == ["Prescribe LDN*", "Offered, and declined"]


@pytest.mark.parametrize(
    ("answers", "steps"),
    [
        (None, ["Screen for LDN*", "Offered, and declined"]),
        ({"on": date(2026, 8, 1)}, ["Screen for LDN*", "Offered, and declined"]),  # 31 days ago
        ({"on": TODAY}, ["Prescribe LDN*", "Screen again", "Offered, and declined"]),
        ({"on": TODAY, "egfr": 59}, ["See what stops LDN*", "Screen again", "Offered, and declined"]),
    ],
)
def test_screening_comes_before_prescribing(answers, steps):
    patient = PatientFactory() if answers is None else screened(PatientFactory(), **answers)

    found = next_steps(None, patient=patient, today=TODAY, gate=gate.of(patient, TODAY))

    assert [f"{step.label}{'*' if step.is_primary else ''}" for step in found] == steps


def test_a_patient_who_died_gets_no_course():
    assert labels(None, patient=PatientFactory(deceased_on=TODAY)) == []


def test_what_was_sent_waits_for_its_fill():
    course = PrescriptionFactory()
    hand_over(course)

    assert labels(course) == [
        "Record a fill*",
        "First dose taken",
        "Never filled",
        "Print the instructions",
        "Counsel again",
        "The prescription did not arrive",
        "Change the pharmacy",
        "Stop before the first dose",
        "Screen again",
        "Entered in error",
    ]


def test_after_prescribing_the_patient_is_counselled_and_then_it_is_sent():
    course = PrescriptionFactory()
    assert labels(course)[:3] == ["Counsel the patient*", "Send the prescription", "Record a fill"]

    CounsellingFactory(prescription=course)
    assert labels(course)[:2] == ["Send the prescription*", "Record a fill"]


def test_what_did_not_arrive_is_sent_again():
    course = PrescriptionFactory()
    hand_over(course)
    handing_over.did_not_arrive(course=course, reason="The fax was busy", by=ClinicianFactory())

    assert labels(course)[0] == "Send the prescription*"
    assert "The prescription did not arrive" not in labels(course)


@pytest.mark.parametrize("made", [{}, {"started": True}])
def test_nothing_is_handed_over_for_history_from_a_spreadsheet(made):
    course = PrescriptionFactory(is_imported=True, **made)

    handed = {"Counsel the patient", "Send the prescription", "Print the instructions", "Change the pharmacy"}
    assert handed & {label.removesuffix("*") for label in labels(course)} == set()


def test_what_was_filled_waits_for_its_first_dose():
    course = PrescriptionFactory()
    Fill.objects.create(
        prescription=course, pharmacy=course.pharmacy, filled_on=TODAY, strength_mg=course.strength_mg, quantity=90
    )

    hand_over(course)

    assert labels(course) == [
        "First dose taken*",
        "Record a fill",
        "Print the instructions",
        "Counsel again",
        "The prescription did not arrive",
        "Change the pharmacy",
        "Stop before the first dose",
        "Screen again",
        "Entered in error",
    ]


def test_a_patient_on_ldn_is_asked():
    course = PrescriptionFactory(started=True)
    hand_over(course)

    assert labels(course) == [
        "Record an answer*",
        "Change the dose",
        "Record a fill",
        "Pause",
        "Print the instructions",
        "Counsel again",
        "The prescription did not arrive",
        "Change the pharmacy",
        "Stop",
        "Lost to follow-up",
        "Screen again",
        "Entered in error",
    ]


def test_a_paused_course_waits_to_be_resumed():
    course = PrescriptionFactory(started=True)
    actions.pause(course=course, from_on=TODAY, reason="Surgery", by=ClinicianFactory())

    assert labels(course)[:2] == ["Resume*", "Record an answer"]
    assert "Pause" not in labels(course)


def test_a_pause_to_come_can_be_taken_back_but_is_not_the_next_thing():
    course = PrescriptionFactory(started=True)
    actions.pause(course=course, from_on=date(2026, 9, 20), reason="Surgery", by=ClinicianFactory())

    assert labels(course)[:2] == ["Record an answer*", "Resume"]


def test_who_is_lost_can_be_found():
    course = PrescriptionFactory(started=True)
    actions.mark_lost(course=course, from_on=TODAY, reason="Calls", by=ClinicianFactory())

    assert "Found again" in labels(course)
    assert "Lost to follow-up" not in labels(course)


def test_a_stopped_course_waits_for_nothing():
    assert labels(PrescriptionFactory(stopped=True)) == [
        "Prescribe a new course",
        "Offered, and declined",
        "Undo the stop",
        "Record an earlier fill",
        "Entered in error",
    ]


def test_a_stop_of_today_is_most_likely_to_be_undone():
    assert labels(PrescriptionFactory(stopped=True, stopped_on=TODAY))[0] == "Undo the stop"


def test_what_was_never_filled_can_be_filled_after_all():
    assert labels(PrescriptionFactory(state="never_filled")) == [
        "Prescribe a new course",
        "Offered, and declined",
        "Filled after all",
        "First dose taken after all",
        "Entered in error",
    ]


def test_after_a_course_entered_in_error_a_patient_is_as_without_one():
    course = PrescriptionFactory(started=True)
    actions.void(course=course, reason="Twice", by=ClinicianFactory())
    course.refresh_from_db()

    assert labels(course) == ["Prescribe LDN*", "Offered, and declined"]


def test_the_open_course_of_a_patient_who_died_is_to_be_stopped():
    course = PrescriptionFactory(started=True, patient=PatientFactory(deceased_on=TODAY))

    assert labels(course)[:2] == ["Stop*", "Record an answer"]


def test_the_course_of_a_patient_who_died_is_followed_by_no_other():
    course = PrescriptionFactory(stopped=True, patient=PatientFactory(deceased_on=TODAY))

    assert labels(course) == ["Record an earlier fill", "Entered in error"]


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (
            Role.MEDICAL_ASSISTANT,
            [
                "Record an answer*",
                "Record a fill",
                "Counsel the patient",
                "Send the prescription",
                "Print the instructions",
                "Screen again",
            ],
        ),
        (Role.RESEARCHER, []),
        (Role.ADMINISTRATOR, []),
    ],
)
def test_only_what_the_role_may_do_is_offered(role, offered):
    assert labels(PrescriptionFactory(started=True), role=role) == offered


@pytest.mark.parametrize(
    "made",
    [{}, {"started": True}, {"stopped": True}, {"state": "never_filled"}, {"stopped": True, "stopped_on": TODAY}],
)
@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.MEDICAL_ASSISTANT])
def test_every_step_that_is_offered_opens(signed_in_client, made, role):
    client = signed_in_client(role)
    course = PrescriptionFactory(**made)

    steps = next_steps(course, patient=course.patient, today=TODAY, permissions=client.user.get_all_permissions())

    assert {step.url: client.get(step.url).status_code for step in steps} == dict.fromkeys(
        [step.url for step in steps], 200
    )


def test_steps_of_a_course_that_was_fetched_with_its_rows_ask_the_database_nothing(django_assert_num_queries):
    pk = PrescriptionFactory(started=True).pk
    course = (
        PrescriptionFactory._meta.model.objects.select_related("patient")
        .prefetch_related("fills", "dose_steps", "planned_steps", "pauses", "lost_periods", "counsellings", "sendings")
        .get(pk=pk)
    )

    with django_assert_num_queries(0):
        next_steps(course, patient=course.patient, today=TODAY)
        assert not can_be_done("prescriptions:resume", course, today=TODAY)


@pytest.mark.parametrize(("quantity", "first"), [(88, "Record a fill*"), (89, "Record an answer*")])
def test_who_has_run_out_needs_a_fill_first(quantity, first):
    course = PrescriptionFactory(started=True)  # 88 tablets from 5 June last until 31 August
    DoseStepFactory(prescription=course)
    Fill.objects.create(
        prescription=course,
        pharmacy=course.pharmacy,
        filled_on=course.first_dose_on,
        strength_mg=course.strength_mg,
        quantity=quantity,
    )

    assert labels(course)[0] == first
