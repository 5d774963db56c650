"""Everybody holds a patient's rows in one order (the patient, the course or wash-out, follow-ups), so that what meets
the record of a death waits for it, and never makes it fail."""

from datetime import date

import pytest
import time_machine

from accounts.permissions import Role
from followups.models import FollowUp
from followups.tests import due
from followups.tests.answer_form import typed
from followups.tests.conftest import NOW
from followups.tests.waiting import meanwhile
from patients import actions as patients
from patients.models import Patient
from prescriptions.models import Prescription
from tests.factories import UserFactory, screened

pytestmark = pytest.mark.django_db(transaction=True)


def first_dose_page(client):
    course = due.first_dose_due().prescription
    screened(course.patient, on=date(2026, 7, 8))
    form = {"version": course.version, "first_dose_on": "2026-07-08"}
    return course.patient, lambda: client.post(f"/courses/{course.pk}/start/", form)


def call_about(client, followup, **answers):
    form = typed(client, followup, number="+12025550101", outcome="") | answers
    return followup.patient, lambda: client.post(f"/follow-ups/{followup.pk}/call/", form)


def first_dose_call(client):
    return call_about(client, due.first_dose_due(), said="started", first_dose_on="2026-07-08")


def wash_out_call(client):
    return call_about(client, due.wash_out_due(), said="taken", taken_on="2026-07-07")


def milestone_call(client):
    return call_about(client, due.due())


@pytest.mark.parametrize("other", [first_dose_page, first_dose_call, wash_out_call, milestone_call])
def test_who_meets_the_record_of_a_death_waits_for_it(other, signed_in_client):
    statuses = []
    with time_machine.travel(NOW):
        patient, post = other(signed_in_client(Role.MEDICAL_ASSISTANT))
        with meanwhile(lambda: statuses.append(post().status_code)) as start:
            died = patient.held()
            start()
            died.deceased_on = date(2026, 7, 8)
            patients.save_patient(patient=died, by=UserFactory())

    assert Patient.objects.get().deceased_on == date(2026, 7, 8)
    assert not Prescription.objects.open().exists()
    assert not FollowUp.objects.open().filter(prescription__isnull=False).exists()
    assert statuses[0] in (302, 409, 422)
