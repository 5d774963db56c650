"""Everybody holds a patient's rows in one order (the patient, the course or wash-out, follow-ups), so that what meets
the record of a death waits for it, and never makes it fail."""

import threading
import time
from datetime import date

import pytest
import time_machine
from django.db import connection, transaction

from accounts.permissions import Role
from followups.models import FollowUp
from followups.tests import due
from followups.tests.answer_form import typed
from followups.tests.conftest import NOW
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


def wait_until_somebody_waits():
    """Until another connection waits for a row that this one holds."""
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("Nobody waits: the two did not meet.")


@pytest.mark.parametrize("other", [first_dose_page, first_dose_call, wash_out_call, milestone_call])
def test_who_meets_the_record_of_a_death_waits_for_it(other, signed_in_client):
    with time_machine.travel(NOW):
        client = signed_in_client(Role.MEDICAL_ASSISTANT)
        patient, post = other(client)
        statuses = []

        def send():
            try:
                statuses.append(post().status_code)
            finally:
                connection.close()

        thread = threading.Thread(target=send)
        try:
            with transaction.atomic():
                died = patient.held()
                thread.start()
                wait_until_somebody_waits()
                died.deceased_on = date(2026, 7, 8)
                patients.save_patient(patient=died, by=UserFactory())
        finally:
            thread.join()

    assert Patient.objects.get().deceased_on == date(2026, 7, 8)
    assert not Prescription.objects.open().exists()
    assert not FollowUp.objects.open().filter(prescription__isnull=False).exists()
    assert statuses[0] in (302, 409, 422)
