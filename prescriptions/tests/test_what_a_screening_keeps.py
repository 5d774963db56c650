"""What a screening, or a contact, leaves on the chart and puts before the clinicians."""

from decimal import Decimal

import pytest

from patients.models import ClinicianTask, Contraindication
from prescriptions import safety
from prescriptions.tests.at_the_gate import (
    HYDROCODONE,
    TODAY,
    TRAMADOL,
    days_ago,
    screen,
    washing_out,
)
from tests.factories import PatientFactory, PrescriptionFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]


@pytest.mark.parametrize(
    ("answers", "opioids", "named"),
    [
        ({"non_prescribed_opioids": True}, [], "not prescribed, or for cough or diarrhoea"),
        ({"opioid_for_cough_or_diarrhoea": True}, [], "not prescribed, or for cough or diarrhoea"),
        ({}, [HYDROCODONE, TRAMADOL], "Hydrocodone, Tramadol"),
        ({}, [HYDROCODONE | {"name": "H" * 100}] * 3, "H" * 100 + ", " + "H" * 100 + ", " + "H" * 70),
    ],
)
def test_an_opioid_with_ldn_is_named_in_the_task(prescriber, answers, opioids, named):
    screen(PrescriptionFactory(started=True).patient, *opioids, by=prescriber, **answers)

    task = ClinicianTask.objects.get()
    assert (task.kind, task.what, task.raised_by) == ("opioid", f"Takes an opioid with LDN: {named}", prescriber)


def test_an_opioid_that_is_prescribed_and_not_taken_raises_nothing(prescriber):
    wash_out = washing_out(prescriber)
    patient = PrescriptionFactory(started=True, patient=wash_out.patient).patient

    screen(patient, HYDROCODONE | {"units_taken": Decimal(0)}, by=prescriber)

    wash_out.refresh_from_db()
    assert (wash_out.last_taken_on, ClinicianTask.objects.exists()) == (days_ago(10), False)


@pytest.mark.parametrize(
    ("new", "kind", "what"),
    [
        ("medicine", "question", "New medicine: as told"),
        ("opioid", "opioid", "New opioid: as told"),
        ("illness", "question", "New illness: as told"),
        ("pregnancy", "pregnancy", "New pregnancy or nursing: as told"),
        ("procedure", "procedure", "New procedure: as told"),
    ],
)
def test_what_a_contact_brings_up_is_put_before_a_clinician_today(prescriber, new, kind, what):
    patient, assistant = washing_out(prescriber, 5).patient, UserFactory()

    safety.note_new_facts(patient=patient, kinds=[new], what="as told", on=days_ago(1), by=assistant)

    task = ClinicianTask.objects.get()
    assert (task.patient, task.kind, task.what, task.due_on, task.raised_by) == (patient, kind, what, TODAY, assistant)
    on_file = list(patient.contraindications.values_list("kind", "since", "cleared_on"))
    last_taken_on = patient.wash_outs.get().last_taken_on
    if new == "opioid":
        assert (on_file, last_taken_on) == ([("opioid", days_ago(1), None)], days_ago(1))
    else:
        assert (on_file, last_taken_on) == ([], days_ago(5))


def test_a_yes_is_kept_with_its_day_once_and_a_no_clears_pneumonia(prescriber):
    patient = PatientFactory()
    present = {"naltrexone_allergy": True, "pneumonia": True, "acute_hepatitis": True, "liver_failure": True}
    screen(patient, by=prescriber, on=days_ago(9), egfr=59, **present)
    screen(patient, by=prescriber, on=days_ago(5), egfr=59, **present)
    screen(patient, by=prescriber, on=days_ago(2), egfr=None, pneumonia=None)
    before = {row.kind: (row.since, row.cleared_on) for row in patient.contraindications.all()}
    screen(patient, by=prescriber, on=days_ago(1))
    screen(patient, by=prescriber)
    after = {row.kind: (row.since, row.cleared_on) for row in patient.contraindications.all()}

    kept = dict.fromkeys(("naltrexone_allergy", "acute_hepatitis", "liver_failure"), (days_ago(9), None))
    assert before == kept | dict.fromkeys(("pneumonia", "kidney_failure"), (days_ago(9), None))
    assert after == kept | dict.fromkeys(("pneumonia", "kidney_failure"), (days_ago(9), days_ago(1)))


def test_what_a_screening_has_cleared_says_by_whom_and_why(prescriber):
    patient = PatientFactory()
    screen(patient, by=prescriber, on=days_ago(9), pneumonia=True)
    screen(patient, by=prescriber)

    cleared = patient.contraindications.get(kind="pneumonia")
    assert (cleared.cleared_by, cleared.cleared_reason) == (prescriber, "By a screening of that day")


def test_what_a_contact_brings_up_is_the_prescribers_of_the_open_course(prescriber):
    course = PrescriptionFactory(started=True)
    PrescriptionFactory(stopped=True, patient=course.patient)

    safety.note_new_facts(patient=course.patient, kinds=["illness"], what="as told", on=days_ago(1), by=prescriber)

    assert ClinicianTask.objects.get().owner == course.prescriber


def test_what_has_cleared_and_comes_back_is_on_file_again(prescriber):
    patient = PatientFactory()
    Contraindication.objects.create(patient=patient, kind="pneumonia", since=days_ago(40), cleared_on=days_ago(20))

    screen(patient, by=prescriber, pneumonia=True)

    on_file = list(patient.contraindications.order_by("since").values_list("since", "cleared_on"))
    assert on_file == [(days_ago(40), days_ago(20)), (TODAY, None)]


def test_a_screening_does_not_clear_what_began_after_it(prescriber):
    patient = PatientFactory()
    for kind in ("pneumonia", "opioid"):
        Contraindication.objects.create(patient=patient, kind=kind, since=days_ago(3))

    screen(patient, HYDROCODONE, by=prescriber, on=days_ago(4))
    assert set(patient.contraindications.values_list("cleared_on", flat=True)) == {None}
    screen(patient, HYDROCODONE, by=prescriber, on=days_ago(3))
    assert set(patient.contraindications.values_list("cleared_on", flat=True)) == {days_ago(3)}
