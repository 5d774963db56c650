"""Two people do something about one patient at the same moment: one wins, and the other reads why not."""

import threading
import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from patients.models import IcdCode
from prescriptions import actions
from prescriptions.models import Fill, Prescription
from tests.factories import ClinicianFactory, PatientFactory, PharmacyFactory, PrescriptionFactory, screened
from tests.signing_in import sign_in_without_asking

pytestmark = pytest.mark.django_db(transaction=True)
OPEN_ALREADY = "This patient already has an open course of LDN. Stop that one first."


def at_once(*calls):
    """What each call returns, or the sentence with which it was refused, all begun at the same moment."""
    results, ready = [], threading.Barrier(len(calls))

    def run(call):
        ready.wait()
        try:
            results.append(call())
        except ValidationError as error:
            results.append(error.messages)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def prescribing_form():
    return {
        "form_key": str(uuid.uuid4()),
        "prescribed_on": "2020-06-01",
        "pharmacy": PharmacyFactory().pk,
        "dose": "1.5",
        "strength_mg": "1.5",
        "form": "tablet",
        "quantity": "90",
        "primary_indication": "M54.16",
    }


def test_of_two_who_prescribe_one_wins_and_the_other_reads_the_sentence():
    IcdCode.objects.get_or_create(code="M54.16", defaults={"description": "Radiculopathy", "is_billable": True})
    patient = screened(PatientFactory())

    def post(user, form):
        client = Client()
        sign_in_without_asking(client, user)
        response = client.post(reverse("prescriptions:prescribe", args=[patient.pk]), form)
        return response.status_code, response.context and response.context["form"].non_field_errors()

    calls = [(ClinicianFactory(), prescribing_form()) for _ in range(4)]
    results = at_once(*[lambda call=call: post(*call) for call in calls])

    assert sorted(results, key=lambda result: result[0]) == [(302, None), *[(422, [OPEN_ALREADY])] * 3]
    assert patient.prescriptions.count() == 1


def test_of_two_who_stop_a_course_one_wins():
    course, by = PrescriptionFactory(started=True), ClinicianFactory()

    def stop(reason):
        actions.stop(course=course, stopped_on=date(2026, 7, 1), reason=reason, by=by)
        return "stopped"

    results = at_once(*[lambda reason=reason: stop(reason) for reason in ("cost", "moved", "no_benefit", "surgery")])

    assert sorted(map(str, results)) == [*[str(["This course is closed already."])] * 3, "stopped"]


def test_undoing_a_stop_beside_a_new_course_leaves_one_open():
    """Ten times, because either may come first."""
    by = ClinicianFactory()
    for _ in range(10):
        stopped = PrescriptionFactory(stopped=True)
        screened(stopped.patient)
        new = PrescriptionFactory.build(
            patient=stopped.patient, prescriber=None, pharmacy=stopped.pharmacy, prescribed_on=date(2026, 9, 1)
        )

        results = at_once(
            lambda stopped=stopped: actions.undo_stop(course=stopped, by=by),
            lambda new=new: actions.prescribe(course=new, by=by) and None,
        )

        refused = ["The patient has another open course of LDN, so this one can't be open again."], [OPEN_ALREADY]
        assert None in results
        assert any(sentence in results for sentence in refused)
        assert Prescription.objects.open().filter(patient=stopped.patient).count() == 1


def test_a_fill_and_never_filled_do_not_both_hold():
    by = ClinicianFactory()
    for _ in range(10):
        course = PrescriptionFactory()
        fill = Fill(
            prescription=course,
            pharmacy=course.pharmacy,
            filled_on=date(2026, 6, 3),
            strength_mg=course.strength_mg,
            quantity=90,
        )

        at_once(
            lambda fill=fill: actions.record_fill(fill=fill, by=by) and None,
            lambda course=course: actions.never_filled(course=course, by=by),
        )

        course.refresh_from_db()
        assert (course.state, course.fills.count()) == (Prescription.State.SENT, 1)


def test_a_course_is_paused_once_by_many():
    course, by = PrescriptionFactory(started=True), ClinicianFactory()

    def pause():
        actions.pause(course=course, from_on=date(2026, 7, 1), reason="Surgery", by=by)
        return "paused"

    results = at_once(*[pause] * 4)

    assert sorted(map(str, results)) == [*[str(["The course is paused in these days already."])] * 3, "paused"]
    assert course.pauses.count() == 1
