"""Several people, or one impatient one, at the same follow-up at the same moment."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client

from accounts.permissions import Role
from followups import actions, calling
from followups.claims import FREE
from followups.models import CallAttempt, FollowUp, Response
from followups.tests.conftest import NOW
from prescriptions.models import Prescription
from tests.factories import FollowUpFactory, PrescriptionFactory, UserFactory
from tests.signing_in import sign_in_without_asking

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW):
        yield


def at_once(jobs):
    """What each job returned or raised; all begin together, each with a connection of its own."""
    results = [None] * len(jobs)
    barrier = threading.Barrier(len(jobs))

    def run(index, job):
        try:
            barrier.wait()
            results[index] = job()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def client_of(role):
    client = Client()
    client.user = UserFactory(role=role)
    sign_in_without_asking(client, client.user)
    return client


def answer_of(client, followup, **changes):
    return {
        "form_key": str(uuid.uuid4()),
        "version": str(followup.version),
        "relief_percent": "60",
        "continues": "yes",
        "asked_on": "2026-07-08",
        "mode": "phone",
        "asked_by": str(client.user.pk),
        "answered_by": "patient",
    } | changes


@pytest.fixture
def followup():
    return FollowUpFactory(prescription=PrescriptionFactory(started=True))


def test_twenty_equal_submits_make_one_answer(followup):
    client = client_of(Role.MEDICAL_ASSISTANT)
    form = answer_of(client, followup)
    path = f"/follow-ups/{followup.pk}/answer/"
    session = client.cookies

    def submit():
        browser = Client()
        browser.cookies = session.copy()
        return browser.post(path, form)

    results = at_once([submit] * 20)

    assert {getattr(result, "status_code", result) for result in results} == {302}
    assert {result.url for result in results} == {f"/patients/{followup.prescription.patient_id}/"}
    assert Response.objects.count() == 1


def test_of_ten_assistants_at_one_follow_up_one_saves_and_the_others_keep_what_they_typed(followup):
    clients = [client_of(Role.MEDICAL_ASSISTANT) for _ in range(10)]
    path = f"/follow-ups/{followup.pk}/answer/"

    results = at_once(
        [
            lambda client=client, n=n: client.post(path, answer_of(client, followup, gains_in_own_words=f"gain {n}"))
            for n, client in enumerate(clients)
        ]
    )

    assert sorted(result.status_code for result in results) == [302] + [409] * 9
    assert Response.objects.count() == 1
    kept = [n for n, result in enumerate(results) if f"gain {n}".encode() in result.content]
    assert len(kept) == 9


def test_an_answer_and_a_stop_at_once_wait_for_each_other_and_leave_nothing_open(followup):
    assistant, doctor = client_of(Role.MEDICAL_ASSISTANT), client_of(Role.CLINICIAN)
    course = followup.prescription
    form = answer_of(assistant, followup)
    stop = {
        "form_key": str(uuid.uuid4()),
        "version": str(course.version),
        "stopped_on": "2026-07-08",
        "stop_reason": "cost",
    }

    results = at_once(
        [
            lambda: assistant.post(f"/follow-ups/{followup.pk}/answer/", form),
            lambda: doctor.post(f"/follow-ups/courses/{course.pk}/stop/", stop),
        ]
    )

    assert {getattr(result, "status_code", result) for result in results} <= {302, 409, 422}
    course.refresh_from_db()
    assert course.state == "stopped" or Response.objects.count() == 1
    assert course.is_open == course.followups.open().exists()


def test_a_stop_while_an_answer_is_marked_as_wrong_leaves_nothing_open():
    doctor = UserFactory(role=Role.CLINICIAN)
    answered = []
    for _ in range(8):
        followup = FollowUpFactory(prescription=PrescriptionFactory(started=True))
        response = Response(
            prescription=followup.prescription,
            followup=followup,
            asked_on=date(2026, 7, 8),
            mode="phone",
            asked_by=doctor,
            relief_percent=5,
        )
        answered.append(actions.record_answer(response=response, side_effects=None, by=doctor))

    jobs = []
    for response in answered:
        course = response.prescription
        jobs.append(lambda r=response: actions.void_answer(response=r, reason="Another patient's", by=doctor))
        jobs.append(
            lambda c=course: actions.stop_course(
                course=c, stopped_on=date(2026, 7, 8), stop=actions.Stop(reason="cost"), side_effects=None, by=doctor
            )
        )

    assert set(at_once(jobs)) == {None}
    assert {course.state for course in Prescription.objects.all()} == {"stopped"}
    assert not FollowUp.objects.open().exists()


def test_of_two_hundred_claims_at_once_one_wins_and_the_row_is_counted_up_once(followup):
    users = [UserFactory() for _ in range(200)]

    def claim(user):
        try:
            return calling.claim(followup=followup, now=NOW, by=user)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=20) as connections:
        won = list(connections.map(claim, users))

    assert sum(won) == 1
    claimed = FollowUp.objects.get(pk=followup.pk)
    assert (claimed.claimed_by, claimed.version) == (users[won.index(True)], followup.version + 1)


def start(followup, user, *, next_one=False):
    try:
        if next_one:
            return calling.claim_next(among=FollowUp.objects.filter(pk=followup.pk), now=NOW, by=user) is not None
        return calling.claim(followup=followup, now=NOW, by=user)
    finally:
        connection.close()


def test_two_who_start_two_follow_ups_of_one_patient_at_once_do_not_both_call(followup):
    refill = FollowUpFactory(prescription=followup.prescription, kind="refill", milestone=None)
    one, other = UserFactory(), UserFactory()

    for is_next in (False, True) * 10:
        results = at_once([lambda: start(followup, one, next_one=is_next), lambda: start(refill, other)])  # noqa: B023
        assert sorted(results) == [False, True]
        holders = FollowUp.objects.claimed(NOW).values_list("claimed_by", flat=True)
        assert list(holders) == [one.pk if results[0] else other.pk]
        FollowUp.objects.update(**FREE)


def test_twenty_equal_submits_of_the_call_page_log_one_call(followup):
    client = client_of(Role.MEDICAL_ASSISTANT)
    form = answer_of(client, followup) | {"number": "", "outcome": ""}
    session = client.cookies

    def submit():
        browser = Client()
        browser.cookies = session.copy()
        return browser.post(f"/follow-ups/{followup.pk}/call/", form)

    results = at_once([submit] * 20)

    assert {getattr(result, "status_code", result) for result in results} == {302}
    assert (Response.objects.count(), CallAttempt.objects.count()) == (1, 1)
