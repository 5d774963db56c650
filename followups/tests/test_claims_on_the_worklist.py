"""Who calls whom: claims made from the worklist."""

import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.permissions import Role
from core.models import AccessLog
from followups import calling
from followups.models import CallingRules, FollowUp
from followups.planning import make_default_plan
from followups.tests.due import NOW, due, refill_due, wash_out_due
from patients.models import Patient
from tests.factories import FollowUpFactory, UserFactory
from tests.signing_in import sign_in_without_asking

pytestmark = pytest.mark.django_db

URL = "/follow-ups/"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def assistant(signed_in_client, clock):
    return signed_in_client(Role.MEDICAL_ASSISTANT)


@pytest.fixture
def maria(db):
    return UserFactory(first_name="Maria", last_name="Lopez")


def held_by(user, *args, minutes=29, **kwargs):
    return due(*args, claimed_by=user, claimed_until=NOW + timedelta(minutes=minutes), **kwargs)


def holder_of(followup):
    followup.refresh_from_db()
    return followup.claimed_by


def test_start_call_claims_and_opens_the_call(assistant):
    followup = due()

    response = assistant.post(f"{URL}{followup.pk}/start/")

    assert (response.status_code, response.url) == (302, f"{URL}{followup.pk}/call/")
    assert holder_of(followup) == assistant.user
    assert (followup.version, followup.claimed_until) == (2, NOW + timedelta(minutes=30))


def test_a_claim_says_since_when_it_was_taken_whatever_the_rules_say_now(assistant, maria, clock):
    followup = due()
    calling.claim(followup=followup, now=NOW, by=maria)
    later = NOW + timedelta(minutes=10)
    CallingRules.objects.update(minutes_of_a_claim=60)
    calling.claim(followup=followup, now=later, by=maria)  # goes on with what she has
    clock.move_to(later)

    until = "since 10:00, until 11:10 at most"
    assert f"Maria Lopez is calling this patient {until}." in assistant.get(f"{URL}{followup.pk}/call/").text
    assert "Maria Lopez is calling since 10:00" in assistant.get(URL).text

    calling.take_over(followup=followup, now=later, by=assistant.user)
    assert "Yours since 10:10, until 11:10" in assistant.get(f"{URL}{followup.pk}/call/").text


def test_a_claim_that_had_run_out_is_taken_anew(maria):
    followup = due()
    calling.claim(followup=followup, now=NOW - timedelta(hours=2), by=maria)

    calling.claim(followup=followup, now=NOW, by=maria)

    followup.refresh_from_db()
    assert followup.claimed_at == NOW


@pytest.mark.parametrize("make", [refill_due, wash_out_due])
def test_every_kind_has_its_call(assistant, make):
    followup = make()

    assert assistant.post(f"{URL}{followup.pk}/start/").url == f"{URL}{followup.pk}/call/"


def test_looking_claims_nothing(assistant):
    followup = due()

    for address in (URL, f"{URL}{followup.pk}/take-over/", f"/patients/{followup.patient_id}/"):
        assert assistant.get(address).status_code == 200
    assert assistant.get(f"{URL}{followup.pk}/start/").status_code == 405
    assert holder_of(followup) is None


def test_who_has_it_is_said_to_the_others(assistant, maria):
    followup = held_by(maria)

    page = assistant.get(URL).text

    assert "Maria Lopez is calling since 09:59" in page
    assert f'href="{URL}{followup.pk}/take-over/"' in page
    assert "Call next" not in page


def test_what_someone_else_has_is_not_claimed_but_asked_about(assistant, maria):
    followup = held_by(maria)

    response = assistant.post(f"{URL}{followup.pk}/start/", follow=True)

    assert response.redirect_chain == [(f"{URL}{followup.pk}/take-over/", 302)]
    assert "Maria Lopez is calling since 09:59" in response.text
    assert "until 10:29 at most" in response.text
    assert holder_of(followup) == maria


def test_a_claim_is_taken_over_by_a_post(assistant, maria):
    followup = held_by(maria)

    assert assistant.post(f"{URL}{followup.pk}/take-over/").url == f"{URL}{followup.pk}/call/"
    assert holder_of(followup) == assistant.user
    assert followup.version == 2


def test_whom_someone_calls_about_another_follow_up_is_asked_about_and_taken_over_whole(assistant, maria):
    hers = held_by(maria)
    refill = FollowUpFactory(prescription=hers.prescription, kind="refill", milestone=None)

    response = assistant.post(f"{URL}{refill.pk}/start/", follow=True)
    assert response.redirect_chain == [(f"{URL}{refill.pk}/take-over/", 302)]
    assert "Maria Lopez is calling since 09:59</strong> about “1 month”, until 10:29 at most." in response.text
    assert holder_of(refill) is None

    assert assistant.post(f"{URL}{refill.pk}/take-over/").url == f"{URL}{refill.pk}/call/"
    assert (holder_of(refill), holder_of(hers), hers.version) == (assistant.user, None, 2)


def test_one_may_have_two_follow_ups_of_a_patient(assistant):
    first = held_by(assistant.user)
    refill = FollowUpFactory(prescription=first.prescription, kind="refill", milestone=None)

    assert assistant.post(f"{URL}{refill.pk}/start/").url == f"{URL}{refill.pk}/call/"
    assert (holder_of(first), holder_of(refill)) == (assistant.user, assistant.user)


def test_a_claim_that_has_run_out_is_free(assistant, maria):
    followup = held_by(maria, minutes=0)

    page = assistant.get(URL).text

    assert "is calling since" not in page
    assert "Call next: Beatriz B." in page
    assert assistant.post(f"{URL}{followup.pk}/start/").url == f"{URL}{followup.pk}/call/"


def test_my_own_call_goes_on_or_is_put_back(assistant):
    followup = held_by(assistant.user)

    page = assistant.get(URL).text
    response = assistant.post(f"{URL}{followup.pk}/put-back/", follow=True)

    assert "You are calling since 09:59" in page
    assert "Go on: Beatriz B." in page
    assert "Put back on the list" in response.text
    assert holder_of(followup) is None


def test_nobody_puts_back_what_is_someone_elses(assistant, maria):
    followup = held_by(maria)

    assistant.post(f"{URL}{followup.pk}/put-back/")

    assert holder_of(followup) == maria


def test_what_is_answered_meanwhile_is_not_called_about(assistant):
    followup = due(state="answered", settled_at=NOW)

    response = assistant.post(f"{URL}{followup.pk}/start/", follow=True)

    assert "Nothing to call about: this follow-up is answered." in response.text
    assert "There is nothing to call about any more" in assistant.get(f"{URL}{followup.pk}/take-over/").text
    assert assistant.post(f"{URL}{followup.pk}/take-over/").status_code == 200
    assert holder_of(followup) is None


@pytest.mark.parametrize("address", ["start/", "take-over/", "put-back/"])
def test_a_follow_up_that_does_not_exist_is_not_found(assistant, address):
    assert assistant.post(f"{URL}999999/{address}").status_code == 404


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RESEARCHER])
def test_only_who_records_contacts_calls(signed_in_client, clock, role):
    client, followup = signed_in_client(role), due()

    addresses = [f"{followup.pk}/start/", f"{followup.pk}/take-over/", f"{followup.pk}/put-back/", "next/", "find/"]

    assert {client.post(URL + address).status_code for address in addresses} == {403}
    assert client.get(f"{URL}call-sheet/").status_code == 403
    assert holder_of(followup) is None


# --- call next ----------------------------------------------------------------------------------------------


def test_call_next_takes_the_best_that_nobody_has(assistant, maria):
    held_by(maria, "Adams", promised_for=NOW - timedelta(hours=1))
    due("Brown", rests_until=NOW + timedelta(hours=1))
    due("Clark", patient={"time_zone": "America/Los_Angeles"})
    due("Davis", visit_on=NOW.date())
    best = due("Evans")

    response = assistant.post(f"{URL}next/", {"expected": best.pk})

    assert response.url == f"{URL}{best.pk}/call/"
    assert holder_of(best) == assistant.user


def test_nobody_is_called_whom_someone_else_has_on_the_telephone_about_another_thing(assistant, maria):
    held = held_by(maria)
    FollowUp.objects.filter(pk=refill_due().pk).update(patient=held.patient)
    free = due("Zimmermann", window_closes_on=date(2026, 7, 25))

    page = assistant.get(URL).text

    assert "Maria Lopez is calling since 09:59, 1 month" in page
    assert "also due: Refill" in page
    assert f'name="expected" value="{free.pk}"' in page
    assert assistant.post(f"{URL}next/").url == f"{URL}{free.pk}/call/"


def test_call_next_keeps_to_the_part_of_the_list_that_is_shown(assistant):
    due("Adams", window_closes_on=NOW.date(), due_on=NOW.date())
    late = due("Brown")

    assert assistant.post(f"{URL}next/", {"show": "overdue"}).url == f"{URL}{late.pk}/call/"


def test_another_than_was_announced_is_said(assistant):
    followup = due()

    assistant.post(f"{URL}next/", {"expected": followup.pk + 1})

    assert "The list has changed since you read it" in assistant.get(URL).text


def test_nobody_left_to_call_is_said(assistant, maria):
    held_by(maria)

    assert "Nobody is left to call now" in assistant.post(f"{URL}next/", follow=True).text


@pytest.mark.django_db(transaction=True)
def test_twenty_who_press_at_once_get_twenty_patients():
    make_default_plan()  # a database that was emptied has none
    CallingRules.objects.update(calling_from="00:00", calling_until="23:59:59")
    today = timezone.localdate()
    for number in range(20):
        due(f"Patient {number}", due_on=today, window_opens_on=today, window_closes_on=today + timedelta(days=9))
    clients = []
    for _ in range(20):
        client = Client()
        sign_in_without_asking(client, UserFactory())
        clients.append(client)
    opened = []

    def press(client):
        opened.append(client.post(f"{URL}next/").url)
        connection.close()

    threads = [threading.Thread(target=press, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(opened) == sorted(f"{URL}{pk}/call/" for pk in FollowUp.objects.values_list("pk", flat=True))
    assert FollowUp.objects.values("claimed_by").distinct().count() == 20


# --- someone rings back -------------------------------------------------------------------------------------


def rings_back(client, text):
    return client.post(f"{URL}find/", {"text": text})


@pytest.mark.parametrize("text", ["Baptiste", "bapt", "555-0101", "2025550101", "Beatrix Baptiste"])
def test_a_number_or_a_name_opens_what_is_due(assistant, text):
    followup = due(rests_until=NOW + timedelta(hours=1))

    assert rings_back(assistant, text).url == f"{URL}{followup.pk}/call/"
    assert holder_of(followup) == assistant.user


def test_who_may_be_meant_is_listed_where_several_are_found(assistant):
    first, second = due("Adams"), due("Adamson")

    page = rings_back(assistant, "adams").text

    assert "2 found" in page
    assert f"{URL}{first.pk}/start/" in page
    assert f"{URL}{second.pk}/start/" in page
    assert (holder_of(first), holder_of(second)) == (None, None)


def test_what_is_due_is_listed_where_it_is_more_than_one(assistant):
    first = due("Adams")
    second = refill_due("Brown")
    FollowUp.objects.filter(pk=second.pk).update(patient=first.patient)

    page = rings_back(assistant, "adams").text

    assert f"{URL}{first.pk}/start/" in page
    assert f"{URL}{second.pk}/start/" in page


def test_who_has_nothing_due_can_answer_all_the_same(assistant):
    followup = due(state="answered", settled_at=NOW)

    page = rings_back(assistant, "Baptiste").text

    assert "Nothing is due." in page
    assert f"/follow-ups/courses/{followup.prescription_id}/answer/" in page
    assert f"/patients/{followup.patient_id}/" in page


def test_what_someone_else_has_is_not_taken_by_searching(assistant, maria):
    followup = held_by(maria)

    page = rings_back(assistant, "Baptiste").text

    assert "Maria Lopez is calling since 09:59" in page
    assert holder_of(followup) == maria


@pytest.mark.parametrize("text", ["", " ", "%", "_", "'; drop table", "9" * 100, "Xyz", "😀", "\\", "a b c d e f g h"])
def test_what_finds_nobody_says_so(assistant, text):
    due()

    response = rings_back(assistant, text)

    assert response.status_code == 200
    assert "found" in response.text or "Type a part" in response.text


@pytest.mark.parametrize("text", ["\0", "a" * 101, "x" * 1_000_000, "Bap\u202etiste"])
def test_hostile_text_gets_a_sentence(assistant, text):
    response = rings_back(assistant, text)

    assert response.status_code == 422
    assert 'role="alert"' in response.text


def test_the_people_found_are_logged(assistant):
    due("Adams")
    due("Adamson")
    due("Brown")

    rings_back(assistant, "adams")

    log = AccessLog.objects.get(user=assistant.user)
    shown = Patient.objects.filter(family_name__startswith="Adams").values_list("pk", flat=True)
    assert (log.page, log.patient_ids) == ("followups:find", sorted(shown))
