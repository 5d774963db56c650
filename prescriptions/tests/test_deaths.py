"""A death that is recorded, moved or taken back, and the course that ends with it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from patients import actions as patients
from patients.models import ClinicianTask
from prescriptions import actions
from prescriptions.models import Prescription
from prescriptions.tests.courses import FIRST_DOSE_ON, started_course, unsaved_course
from prescriptions.tests.pages import body
from tests.factories import ClinicianFactory, ClinicianTaskFactory, PatientFactory, PrescriptionFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]

DIED_ON = date(2026, 8, 20)


def died(patient, on=DIED_ON, by=None):
    patient.refresh_from_db()
    patient.deceased_on = on
    patients.save_patient(patient=patient, by=by or UserFactory())


def end_of(course):
    course.refresh_from_db()
    return course.state, course.stopped_on, course.stop_reason


def test_a_death_stops_the_course_on_its_day_by_whoever_records_it():
    course, by = started_course(), UserFactory()

    died(course.patient, by=by)

    assert end_of(course) == ("stopped", DIED_ON, "died")
    assert course.stopped_by == by
    assert not course.followups.open().exists()


def test_a_death_before_the_first_dose_stops_the_course_too():
    course = actions.prescribe(course=unsaved_course(), by=ClinicianFactory())

    died(course.patient)

    assert end_of(course) == ("stopped", DIED_ON, "died")


def test_a_death_in_error_is_taken_back_with_its_stop():
    course = started_course()
    open_before = set(course.followups.open().values_list("milestone", "number"))
    died(course.patient)

    died(course.patient, on=None)

    assert end_of(course) == ("active", None, None)
    assert set(course.followups.open().values_list("milestone", "number")) == open_before


def test_a_death_in_error_is_taken_back_even_where_something_stops_ldn_meanwhile():
    course = started_course()
    died(course.patient)
    course.patient.contraindications.create(kind="pneumonia", since=DIED_ON)

    died(course.patient, on=None)

    assert end_of(course)[0] == "active"


def test_a_death_in_error_before_the_first_dose_leaves_the_gate_as_it_was():
    course = actions.prescribe(course=unsaved_course(), by=ClinicianFactory())
    died(course.patient)
    course.patient.contraindications.create(kind="pneumonia", since=DIED_ON)

    died(course.patient, on=None)

    assert end_of(course)[0] == "sent"
    with pytest.raises(ValidationError, match="Has pneumonia"):
        actions.start(course=course, first_dose_on=FIRST_DOSE_ON, by=UserFactory())


def test_the_stop_moves_with_the_day_of_death():
    course = started_course()
    died(course.patient)
    recorded_at = Prescription.objects.get(pk=course.pk).stop_recorded_at

    died(course.patient, on=date(2026, 8, 22))

    assert end_of(course) == ("stopped", date(2026, 8, 22), "died")
    assert course.stop_recorded_at == recorded_at


@pytest.mark.parametrize("first", [True, False])
def test_nobody_dies_before_the_course_began(first):
    course = started_course()
    if not first:
        died(course.patient)

    with pytest.raises(ValidationError) as error:
        died(course.patient, on=date(2026, 6, 4))

    sentence = "This is before the first dose of LDN, Fri 5 Jun. One of the two days is wrong."
    assert error.value.message_dict == {"deceased_on": [sentence]}


def test_a_course_stopped_for_another_reason_stays_as_it_is():
    course = PrescriptionFactory(stopped=True)

    died(course.patient)
    died(course.patient, on=None)

    assert end_of(course) == ("stopped", date(2026, 8, 3), "side_effects")


def test_a_patient_without_a_course_dies_too():
    patient = PatientFactory()

    died(patient)

    patient.refresh_from_db()
    assert patient.deceased_on == DIED_ON


def test_the_stop_of_a_death_is_not_undone_while_the_patient_counts_as_dead():
    course = started_course()
    died(course.patient)

    with pytest.raises(ValidationError, match="This patient has died"):
        actions.undo_stop(course=course, by=ClinicianFactory())


EDIT = {
    "chart_number": "T-1",
    "family_name": "Baptiste",
    "given_name": "Beatriz",
    "date_of_birth": "1985-06-08",
    "sex": "F",
    "language": "en",
    "time_zone": "America/New_York",
    "consents_to_calls": "True",
}


def test_the_page_records_a_death_and_says_where_the_day_is_wrong(assistant):
    course = started_course()
    patient = course.patient
    url = f"/patients/{patient.pk}/edit/"

    refused = assistant.post(url, body(patient, **EDIT, deceased_on="2026-06-04"))
    assistant.post(url, body(patient, **EDIT, deceased_on="2026-08-20"))

    assert list(refused.context["form"].errors) == ["deceased_on"]
    assert end_of(course) == ("stopped", DIED_ON, "died")


# --- the task of a stop that is undone ----------------------------------------------------------------------


def test_undoing_a_stop_closes_the_task_that_the_patient_has_stopped():
    course, by = started_course(), ClinicianFactory()
    actions.stop(course=course, stopped_on=DIED_ON, reason="cost", by=by)
    stopped = ClinicianTaskFactory(patient=course.patient, kind="stopped_by_patient")
    question = ClinicianTaskFactory(patient=course.patient)
    other = ClinicianTaskFactory(kind="stopped_by_patient")

    actions.undo_stop(course=course, by=by)

    stopped.refresh_from_db()
    assert (stopped.done_by, stopped.done_note) == (by, "The stop was undone.")
    assert set(ClinicianTask.objects.open()) == {question, other}


def test_the_page_says_that_the_task_is_closed_too(clinician):
    course = PrescriptionFactory(stopped=True)
    ClinicianTaskFactory(patient=course.patient, kind="stopped_by_patient")

    shown = clinician.get(f"/courses/{course.pk}/undo-stop/")

    assert "The open task for a clinician is closed: the patient has stopped ldn." in shown.text
