import uuid

import pytest

from accounts.permissions import Role
from followups.models import Response
from tests.factories import FollowUpFactory, PrescriptionFactory, ResponseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

BIG = "x" * 1_000_000
RIGHT_TO_LEFT = "abc\u202edef"


def post(client, path, version="", **fields):
    return client.post(path, {"form_key": str(uuid.uuid4()), "version": str(version)} | fields)


def sentences(response):
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def message(response):
    return str(next(iter(response.wsgi_request._messages)))


# --- stop ---------------------------------------------------------------------------------------------------


@pytest.fixture
def doctor(signed_in_client):
    return signed_in_client(Role.CLINICIAN)


def stop_path(course):
    return f"/follow-ups/courses/{course.pk}/stop/"


STOP = {"stopped_on": "2026-07-08", "stop_reason": "side_effects", "side_effects": ""}


def test_a_clinician_stops_a_course_and_reads_what_closed_with_it(doctor, course):
    page = doctor.get(stop_path(course)).content.decode()
    response = post(
        doctor,
        stop_path(course),
        course.version,
        **STOP
        | {
            "other_stop_reasons": ["cost"],
            "side_effects": "named",
            "side_effects_effect": ["jitteriness"],
            "side_effects_severity_jitteriness": "moderate",
        },
    )

    assert "Stopping closes 4 open follow-ups" in page
    assert response.url == f"/patients/{course.patient_id}/"
    assert message(response) == "The course is stopped, and 4 open follow-ups are closed with it."
    course.refresh_from_db()
    assert (course.state, course.stop_reason, course.other_stop_reasons) == ("stopped", "side_effects", ["cost"])
    assert (course.stopped_by, course.side_effects_asked_at_stop) == (doctor.user, True)
    assert list(course.side_effects.values_list("effect", "severity", "response")) == [
        ("jitteriness", "moderate", None)
    ]


def test_side_effects_not_asked_at_the_stop_stay_not_asked(doctor, course):
    post(doctor, stop_path(course), course.version, **STOP)

    course.refresh_from_db()
    assert (course.state, course.side_effects_asked_at_stop) == ("stopped", False)


def test_a_course_is_stopped_before_its_first_dose_too(doctor):
    course = PrescriptionFactory()

    assert post(doctor, stop_path(course), course.version, **STOP).status_code == 302


@pytest.mark.parametrize("role", [Role.MEDICAL_ASSISTANT, Role.ADMINISTRATOR, Role.RESEARCHER])
def test_only_prescribers_stop_a_course(signed_in_client, course, role):
    client = signed_in_client(role)

    assert client.get(stop_path(course)).status_code == 403
    assert post(client, stop_path(course), course.version, **STOP).status_code == 403
    course.refresh_from_db()
    assert course.is_active


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("stopped_on", ["", "0001-01-01", "9999-12-31", "2026-07-09", "2026-06-04", "soon", "\0", BIG]),
        ("stop_reason", ["", "boredom", "\0", BIG]),
        ("other_stop_reasons", [["boredom"], "\0"]),
        ("side_effects", ["some", "named", "\0", BIG]),
    ],
)
def test_a_stop_that_makes_no_sense_gets_a_sentence_at_its_field(doctor, course, field, values):
    for value in values:
        response = post(doctor, stop_path(course), course.version, **STOP | {field: value})

        assert (response.status_code, list(sentences(response))) == (422, [field]), str(value)[:20]
    course.refresh_from_db()
    assert course.is_active


def test_a_course_that_is_closed_says_so(doctor):
    course = PrescriptionFactory(stopped=True)

    page = doctor.get(stop_path(course)).content.decode()
    response = post(doctor, stop_path(course), course.version, **STOP)

    assert "This course is closed already" in page
    assert sentences(response) == {"__all__": ["This course is closed already."]}


def test_a_stop_on_a_page_that_is_stale_is_refused(doctor, course):
    response = post(doctor, stop_path(course), course.version - 1, **STOP | {"stop_reason": "cost"})

    assert response.status_code == 409
    assert '<option value="cost" selected>' in response.content.decode()
    course.refresh_from_db()
    assert course.is_active


def test_the_same_stop_twice_is_one(doctor, course):
    fields = STOP | {"form_key": str(uuid.uuid4()), "version": str(course.version)}

    first, second = doctor.post(stop_path(course), fields), doctor.post(stop_path(course), fields)

    assert (first.status_code, second.status_code, second.url) == (302, 302, first.url)


# --- an answer entered in error -----------------------------------------------------------------------------


@pytest.fixture
def answer():
    followup = FollowUpFactory(state="answered", settled_at="2026-07-06T00:00Z")
    return ResponseFactory(prescription=followup.prescription, followup=followup)


def void_path(answer):
    return f"/follow-ups/answers/{answer.pk}/void/"


def test_an_answer_is_marked_as_entered_in_error_with_its_reason(doctor, answer):
    page = doctor.get(void_path(answer)).content.decode()
    response = post(doctor, void_path(answer), answer.version, reason="Answer of another patient")

    assert "The answer: 60 % relief, much improved, goes on." in page
    assert response.url == f"/patients/{answer.prescription.patient_id}/"
    assert message(response) == (
        "The answer stays on file, marked as entered in error, and counts no more."
        " Its follow-up “1 month” has to be asked again."
    )
    answer.refresh_from_db()
    assert (answer.voided_by, answer.voided_reason) == (doctor.user, "Answer of another patient")


def test_the_stop_that_an_answer_brought_stays_and_is_mentioned(doctor):
    course = PrescriptionFactory(stopped=True)
    answer = ResponseFactory(prescription=course, continues=False)

    response = post(doctor, void_path(answer), answer.version, reason="Answer of another patient")

    assert "The course is still stopped: undo the stop if that was a mistake too." in message(response)


@pytest.mark.parametrize("role", [Role.MEDICAL_ASSISTANT, Role.ADMINISTRATOR, Role.RESEARCHER])
def test_only_prescribers_mark_an_answer(signed_in_client, answer, role):
    client = signed_in_client(role)

    assert client.get(void_path(answer)).status_code == 403
    assert post(client, void_path(answer), answer.version, reason="x").status_code == 403
    assert Response.objects.valid().count() == 1


def test_a_mark_needs_its_reason_in_words(doctor, answer):
    for reason in ("", "   ", "\0", RIGHT_TO_LEFT, BIG, "x" * 201):
        response = post(doctor, void_path(answer), answer.version, reason=reason)

        assert (response.status_code, list(sentences(response))) == (422, ["reason"]), reason[:20]
    assert Response.objects.valid().count() == 1


def test_an_answer_is_marked_once_and_a_stale_page_is_refused(doctor, answer):
    version = answer.version
    post(doctor, void_path(answer), version, reason="Answer of another patient")

    stale = post(doctor, void_path(answer), version, reason="Typed by a colleague")
    again = post(doctor, void_path(answer), version + 1, reason="Typed by a colleague")

    assert (stale.status_code, again.status_code) == (409, 422)
    assert "Typed by a colleague" in stale.content.decode()
    assert sentences(again) == {"__all__": ["This answer is marked as entered in error already."]}
