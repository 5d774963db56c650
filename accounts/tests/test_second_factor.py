"""The second step, and adding and losing a factor. 32 and 36 of the negative tests."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts import adapters, factors
from accounts.demo import DEMO_CODE
from accounts.models import SignInEvent
from accounts.permissions import Role
from tests.factories import UserFactory
from tests.signing_in import PASSWORD, SECRET, can_sign_in, code, give_password
from tests.test_house import address_of, named_patterns

NOON = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)
ENROLMENT = {"my-settings/second-factor/", "my-settings/second-factor/app/", "my-settings/passkeys/add/", "sign-out/"}


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def user(db):
    return can_sign_in(UserFactory(username="robin", role=Role.CLINICIAN))


@pytest.fixture
def newcomer(db):
    return give_password(UserFactory(username="newcomer", role=Role.CLINICIAN))


def first_step(client, name="robin"):
    return client.post("/sign-in/", {"login": name, "password": PASSWORD})


def second_step(client, typed):
    return client.post("/sign-in/code/", {"code": typed})


def session_id(client):
    return client.cookies["__Host-sid"].value


# --- 36: between password and code, and without a factor -----------------------------------------------------


def test_between_password_and_code_nothing_opens(client, user):
    """36."""
    first_step(client)
    for route, pattern in named_patterns():
        if pattern.callback.access != "public":
            assert client.get(address_of(route)).url.startswith("/sign-in/?next="), route


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "head", "options"])
def test_who_has_no_factor_gets_to_the_pages_that_add_one_and_nowhere_else(client, newcomer, method):
    """36."""
    client.force_login(newcomer)
    for route, pattern in named_patterns():
        if pattern.callback.access != "public" and route not in ENROLMENT:
            response = getattr(client, method)(address_of(route))
            assert (response.status_code, response.url) == (302, "/my-settings/second-factor/"), route


def test_who_has_no_factor_sees_nothing_of_the_clinic_on_the_page_that_asks_for_one(client, newcomer):
    client.force_login(newcomer)
    page = client.get("/my-settings/second-factor/").text
    assert "Add a second factor" in page
    assert [word for word in ("Worklist", "Patients</a>", "my settings") if word in page] == []


def test_recovery_codes_alone_are_no_second_factor(client, newcomer):
    """36."""
    RecoveryCodes.activate(newcomer)
    newcomer.refresh_from_db()
    client.force_login(newcomer)
    assert client.get("/follow-ups/").url == "/my-settings/second-factor/"


def test_a_key_that_was_retired_still_opens_the_apps_secret(client, user, settings):
    adapters._fernet.cache_clear()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
    first_step(client)
    assert second_step(client, code()).url == "/"
    adapters._fernet.cache_clear()


# --- codes -----------------------------------------------------------------------------------------------------


def test_a_code_opens_once(user):
    """36."""
    now = code()
    answers = []
    for _ in range(2):
        client = Client()
        first_step(client)
        answers.append(second_step(client, now).status_code)
    assert answers == [302, 200]


def test_an_emptied_cache_and_a_clock_that_goes_on_let_no_code_through_twice(user, time_machine):
    """36."""
    used = code()
    first = Client()
    first_step(first)
    second_step(first, used)
    cache.clear()
    time_machine.move_to(NOON + timedelta(seconds=29), tick=False)
    again = Client()
    first_step(again)
    assert second_step(again, used).status_code == 200
    assert second_step(again, code(after=-1)).status_code == 200
    assert second_step(again, code(after=1)).url == "/"


@pytest.mark.django_db(transaction=True)
def test_a_code_used_by_ten_at_once_opens_for_one():
    """36: as in ten processes, each with its own connection and an empty cache."""
    user = can_sign_in(UserFactory())
    now, opened = code(), []

    def try_it():
        opened.append(factors.spend(user, now) is not None)
        connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(opened) == [False] * 9 + [True]


@pytest.mark.parametrize("after", [-2, 2])
def test_a_code_of_another_minute_opens_nothing(client, user, after):
    first_step(client)
    assert second_step(client, code(after=after)).status_code == 200
    assert client.get("/").url == "/sign-in/?next=/"


@pytest.mark.parametrize(
    "typed", ["", "12345", "abcdef", "\0", "\u0663\u0663\u0663\u0663\u0663\u0663", "x" * 1_000_000]
)
def test_what_is_no_code_gets_a_sentence(client, user, typed):
    first_step(client)
    response = second_step(client, typed)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["code"]


def test_a_recovery_code_opens_once(user):
    """36."""
    recovery_code = RecoveryCodes.activate(user).get_unused_codes()[0]
    answers = []
    for _ in range(2):
        client = Client()
        first_step(client)
        answers.append(second_step(client, f"{recovery_code[:4]} {recovery_code[4:]}").status_code)
    assert answers == [302, 200]
    assert SignInEvent.objects.filter(user=user, kind="code_used").count() == 1


def test_the_demos_code_opens_only_a_demo(user, settings):
    client = Client()
    first_step(client)
    assert second_step(client, DEMO_CODE).status_code == 200
    settings.DEMO = True
    assert second_step(client, DEMO_CODE).url == "/"


def test_the_apps_secret_is_not_in_the_database_in_clear(user):
    assert SECRET not in repr(list(Authenticator.objects.values()))


# --- 32: session ids -------------------------------------------------------------------------------------------


def test_the_session_has_another_id_after_each_step(client, user, time_machine):
    """32."""
    client.get("/sign-in/")
    ids = []
    first_step(client)
    ids.append(session_id(client))
    second_step(client, code())
    ids.append(session_id(client))
    time_machine.move_to(NOON + timedelta(minutes=1), tick=False)
    assert client.post("/sign-in/again/?next=/my-settings/second-factor/", {"password": PASSWORD}).status_code == 302
    ids.append(session_id(client))
    assert len(set(ids)) == 3
    assert client.get("/my-settings/sessions/").context["session_count"] == 1


# --- adding and removing ---------------------------------------------------------------------------------------


def enrol(client):
    page = client.get("/my-settings/second-factor/app/")
    secret = page.context["form"].secret
    return client.post("/my-settings/second-factor/app/", {"code": factors.code_at(secret, factors.counter_now())})


def test_the_first_sign_in_adds_a_factor_shows_the_recovery_codes_once_and_goes_on(client, newcomer):
    assert first_step(client, "newcomer").url == "/"
    assert client.get("/follow-ups/").url == "/my-settings/second-factor/"

    assert enrol(client).url == "/my-settings/recovery-codes/"

    codes = client.get("/my-settings/recovery-codes/", follow=True)
    assert len(codes.context["unused_codes"]) == 10
    assert "recovery-codes.txt" in codes.text
    again = client.get("/my-settings/recovery-codes/", follow=True).text
    assert [shown for shown in codes.context["unused_codes"] if shown in again] == []
    assert client.get("/follow-ups/").status_code == 200


def test_the_code_that_proved_the_app_opens_nothing(client, newcomer):
    first_step(client, "newcomer")
    secret = client.get("/my-settings/second-factor/app/").context["form"].secret
    typed = factors.code_at(secret, factors.counter_now())
    client.post("/my-settings/second-factor/app/", {"code": typed})
    other = Client()
    first_step(other, "newcomer")
    assert second_step(other, typed).status_code == 200


def test_a_factor_is_changed_only_by_who_has_proved_it_again(client, user):
    first_step(client)
    second_step(client, code())
    for address in ("second-factor/app/remove/", "passkeys/add/", "recovery-codes/new/"):
        assert client.get(f"/my-settings/{address}").url.startswith("/sign-in/again/?next="), address
        assert client.post(f"/my-settings/{address}").url.startswith("/sign-in/again/?next="), address


def test_a_new_factor_ends_the_users_other_sessions(client, newcomer):
    """31."""
    other = Client()
    first_step(other, "newcomer")
    first_step(client, "newcomer")
    enrol(client)
    assert client.get("/follow-ups/").status_code == 200
    assert other.get("/follow-ups/").url == "/sign-in/?next=/follow-ups/"


def test_who_removes_the_only_factor_is_asked_for_a_new_one(client, user, time_machine):
    other = Client()
    first_step(other)
    second_step(other, code())
    first_step(client)
    second_step(client, code(after=1))
    client.post("/sign-in/again/?next=/my-settings/second-factor/app/remove/", {"password": PASSWORD})
    client.post("/my-settings/second-factor/app/remove/")
    assert client.get("/follow-ups/").url == "/my-settings/second-factor/"
    assert other.get("/follow-ups/").url == "/sign-in/?next=/follow-ups/"
