"""The pages about courses: who may open them, when they make no sense, and when they are stale."""

import uuid

import pytest

from accounts.permissions import Role
from core.models import AccessLog
from prescriptions import actions
from prescriptions.models import DeclinedOffer, Fill, LostPeriod, Pause, Prescription
from prescriptions.tests.pages import PRESCRIBING, RECORDING, body, errors, fill, page
from tests.factories import (
    PrescriptionFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]


def rows():
    return [
        list(kind.objects.order_by("pk").values()) for kind in (Prescription, Fill, Pause, LostPeriod, DeclinedOffer)
    ]


@pytest.mark.parametrize("name", [*PRESCRIBING, "prescribe", "decline"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_assistant_is_refused_every_prescribing_page(assistant, name, method):
    course = PrescriptionFactory(started=True)
    pk = course.patient_id if name in ("prescribe", "decline") else course.pk
    before = rows()

    response = getattr(assistant, method)(page(name, pk), body(course, reason="x", from_on="2026-08-01"))

    assert response.status_code == 403
    assert rows() == before
    denial = AccessLog.objects.get()
    assert (denial.kind, denial.user, denial.page) == ("denied", assistant.user, f"prescriptions:{name}")


@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.ADMINISTRATOR])
@pytest.mark.parametrize("name", [*PRESCRIBING, *RECORDING])
def test_who_sees_no_patients_sees_no_course(signed_in_client, role, name):
    client = signed_in_client(role)

    assert client.get(page(name, PrescriptionFactory(started=True).pk)).status_code == 403


@pytest.mark.parametrize("name", [*PRESCRIBING, *RECORDING, "prescribe", "decline"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_not_there_is_not_found(clinician, name, method):
    assert getattr(clinician, method)(page(name, 987654), body()).status_code == 404


CLOSED = "This course was filled or closed already."
BEGUN = "This course has been started or closed already."
NOT_ON_LDN = "The patient is not on LDN in this course."
NOT_LOST = "This patient is not marked as lost to follow-up."
WRONG_STATES = [
    ("stopped", "never-filled", CLOSED),
    ("stopped", "start", BEGUN),
    ("stopped", "change-dose", NOT_ON_LDN),
    ("stopped", "pause", NOT_ON_LDN),
    ("stopped", "resume", NOT_ON_LDN),
    ("stopped", "mark-lost", NOT_ON_LDN),
    ("started", "never-filled", CLOSED),
    ("started", "start", BEGUN),
    ("started", "resume", "This course is not paused."),
    ("started", "undo-stop", "This course is not stopped."),
    ("started", "mark-found", NOT_LOST),
    ("sent", "change-dose", NOT_ON_LDN),
    ("sent", "pause", NOT_ON_LDN),
    ("sent", "resume", NOT_ON_LDN),
    ("sent", "mark-lost", NOT_ON_LDN),
    ("sent", "mark-found", NOT_LOST),
    ("sent", "undo-stop", "This course is not stopped."),
    ("voided", "never-filled", CLOSED),
    ("voided", "start", BEGUN),
    ("voided", "record-fill", "This course is marked as entered in error."),
    ("voided", "change-dose", NOT_ON_LDN),
    ("voided", "pause", NOT_ON_LDN),
    ("voided", "mark-lost", NOT_ON_LDN),
    ("voided", "undo-stop", "This course is not stopped."),
    ("voided", "void", "This course is marked as entered in error already."),
]


@pytest.mark.parametrize(("state", "name", "sentence"), WRONG_STATES)
def test_a_page_that_makes_no_sense_now_says_where_the_course_stands(clinician, state, name, sentence):
    course = PrescriptionFactory(**({state: True} if state in ("started", "stopped") else {}))
    if state == "voided":
        actions.void(course=course, reason="Twice", by=clinician.user)
        course.refresh_from_db()
    before = rows()
    sent = fill(course, first_dose_on="2026-06-05", dose="3", starts_on="2026-08-01", reason="x", from_on="2026-08-01")

    opened = clinician.get(page(name, course.pk))
    posted = clinician.post(page(name, course.pk), sent | {"resumed_on": "2026-09-01", "found_on": "2026-09-01"})

    assert opened.status_code == 409
    assert "This can't be done to the course as it is now." in opened.text
    assert [sentence] in errors(posted).values()
    assert rows() == before


@pytest.mark.parametrize("name", [*PRESCRIBING, *RECORDING])
def test_a_page_that_is_stale_saves_nothing_and_says_so(clinician, name):
    course = PrescriptionFactory(started=True)
    stale = {"version": course.version, "form_key": str(uuid.uuid4())}
    course.save_checked()
    before = rows()

    response = clinician.post(page(name, course.pk), stale | {"reason": "typed", "from_on": "2026-08-01"})

    assert response.status_code == 409
    assert "Someone else has changed this since you opened it" in response.text
    assert rows() == before
