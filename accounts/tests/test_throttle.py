"""Wrong passwords and codes: how many, by whom counted, and whom a lock keeps out. 33 to 35 of the negative tests."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import throttle
from accounts.models import SignInEvent, User
from accounts.permissions import Role
from core import outbox
from core.models import OutboxMessage
from tests.factories import UserFactory
from tests.signing_in import PASSWORD, can_sign_in, code

pytestmark = pytest.mark.django_db

WRONG = "a wrong guess"
NOON = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)
LATER = datetime(2100, 1, 1, tzinfo=UTC)  # the database has its own clock


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def user():
    return can_sign_in(UserFactory(username="robin", role=Role.CLINICIAN))


def sign_in(client, name="robin", password=WRONG, **headers):
    return client.post("/sign-in/", {"login": name, "password": password}, **headers)


def fail(times, name="robin", client=None):
    return [sign_in(client or Client(), name).status_code for _ in range(times)]


def kinds():
    about_tries = SignInEvent.objects.filter(kind__in=["failed", "locked_out"])
    return list(about_tries.order_by("pk").values_list("kind", flat=True))


def test_the_fifth_failure_locks_the_name_even_for_the_right_password(user):
    assert fail(6) == [200, 200, 200, 200, 429, 429]
    assert sign_in(Client(), password=PASSWORD).status_code == 429
    assert kinds() == ["failed"] * 4 + ["locked_out", "failed"]


@pytest.mark.parametrize("name", ["ROBIN", " robin ", "\uff52obin", "Robin\u00a0"])
def test_no_other_spelling_of_the_name_is_counted_apart(user, name):
    """33."""
    fail(3)
    assert fail(2, name) == [200, 429]
    assert sign_in(Client(), password=PASSWORD).status_code == 429


def test_nothing_that_the_guesser_sends_resets_the_count(user):
    """33: each try comes without cookies, from another browser, and says that it is from elsewhere."""
    tries = [
        sign_in(Client(), HTTP_USER_AGENT=f"agent {n}", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}").status_code
        for n in range(5)
    ]
    assert tries == [200, 200, 200, 200, 429]
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == {"127.0.0.1"}


def test_an_emptied_cache_forgets_no_failure(user):
    """33."""
    fail(4)
    cache.clear()
    assert fail(1) == [429]


def test_a_name_that_nobody_has_is_locked_alike(user):
    """33 and 35."""
    known = [sign_in(Client()) for _ in range(6)]
    unknown = [sign_in(Client(), "nobody") for _ in range(6)]
    assert [answer.status_code for answer in known] == [answer.status_code for answer in unknown]
    assert known[-1].content == unknown[-1].content


def test_a_lock_ends_after_a_quarter_of_an_hour_whatever_was_tried_meanwhile(user, time_machine):
    """33 and 34."""
    fail(5)
    time_machine.move_to(NOON + timedelta(minutes=14, seconds=59), tick=False)
    assert fail(3) == [429, 429, 429]
    time_machine.move_to(NOON + timedelta(minutes=15, seconds=1), tick=False)
    answer = sign_in(Client(), password=PASSWORD)
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/sign-in/code/")


def test_wrong_codes_lock_as_wrong_passwords_do(user):
    """33: and the password being right in between takes nothing back."""
    statuses = []
    for _ in range(5):
        client = Client()
        sign_in(client, password=PASSWORD)
        statuses.append(client.post("/sign-in/code/", {"code": "000000"}).status_code)
    assert statuses == [200, 200, 200, 200, 429]
    assert sign_in(Client(), password=PASSWORD).status_code == 429


def test_a_locked_user_does_not_get_to_try_a_code(user):
    client = Client()
    sign_in(client, password=PASSWORD)
    fail(5)
    assert client.post("/sign-in/code/", {"code": code()}).status_code == 429
    assert client.get("/").url == "/sign-in/?next=/"


def test_who_guesses_elsewhere_does_not_lock_the_users_own_browser(user):
    """34."""
    own = Client()
    sign_in(own, password=PASSWORD)
    own.post("/sign-in/code/", {"code": code()})
    own.post("/sign-out/")
    fail(20)

    assert sign_in(own, password=PASSWORD).url == "/sign-in/code/"
    assert own.post("/sign-in/code/", {"code": code(after=1)}).url == "/"


def test_a_known_browser_has_its_own_five_tries_for_its_users_alone(user):
    """33: who has signed in here once may not guess for others from the same browser."""
    colleague = can_sign_in(UserFactory(username="quinn"))
    own = Client()
    sign_in(own, "quinn", PASSWORD)
    own.post("/sign-in/code/", {"code": code()})
    own.post("/sign-out/")
    fail(4)

    assert fail(1, "robin", own) == [429]
    assert fail(5, colleague.username, own) == [200, 200, 200, 200, 429]


def test_a_cookie_that_we_have_not_signed_is_no_known_browser(user):
    fail(4)
    client = Client()
    client.cookies["__Host-device"] = "eyJpZCI6IngiLCJ1c2VycyI6WyJ4Il19:x:x"
    assert fail(1, client=client) == [429]


def test_an_administrator_hears_of_a_lock_once_an_hour_and_lifts_it(user, signed_in_client, time_machine):
    """34."""
    client = signed_in_client(Role.ADMINISTRATOR)
    client.user.email = "ruth@clinic.example.org"
    client.user.save()
    fail(8)
    assert OutboxMessage.objects.filter(kind="locked_out").count() == 1
    outbox.deliver(now=LATER)
    assert mail.outbox[0].recipients() == ["ruth@clinic.example.org"]
    assert "Locked out" in client.get("/clinic/users/").text

    client.post(f"/clinic/users/{user.pk}/lift-lock/")

    assert sign_in(Client(), password=PASSWORD).url == "/sign-in/code/"
    assert "Locked out" not in client.get("/clinic/users/").text


def test_a_name_of_two_lines_is_one_in_the_head_of_a_mail(user, signed_in_client):
    """24: it came into the database by another way than the form."""
    admin = signed_in_client(Role.ADMINISTRATOR).user
    User.objects.filter(pk=admin.pk).update(email="ruth@clinic.example.org")
    User.objects.filter(pk=user.pk).update(first_name="Ro\r\nBcc: b@example.org", last_name="Bin")
    fail(8)

    outbox.deliver(now=LATER)

    (sent,) = mail.outbox
    assert sent.subject.endswith("Ro Bcc: b@example.org Bin was locked out")
    assert sent.recipients() == ["ruth@clinic.example.org"]


def test_signing_in_takes_earlier_failures_back(user):
    fail(4)
    client = Client()
    sign_in(client, password=PASSWORD)
    client.post("/sign-in/code/", {"code": code()})
    assert fail(4) == [200, 200, 200, 200]


def test_no_name_or_password_that_was_typed_is_kept(user):
    for name in ("robin", "correct horse battery"):
        Client().post("/sign-in/?next=/", {"login": name, "password": "hunter2 hunter2"})
    kept = repr(list(AccessAttempt.objects.values()) + list(SignInEvent.objects.values()))
    assert [word for word in ("robin", "correct horse", "hunter2") if word in kept] == []


def test_a_known_and_an_unknown_name_get_the_same_answer(user):
    """35: but for the name itself, which the form shows again, and the form's token."""
    inactive = can_sign_in(UserFactory(username="quinn", is_active=False))
    answers = [
        sign_in(Client(), name, password)
        for name, password in (("robin", "a wrong guess"), ("nobody", "a wrong guess"), (inactive.username, PASSWORD))
    ]
    texts = {
        answer.text.replace(name, "NAME").partition("csrfmiddlewaretoken")[0]
        for answer, name in zip(answers, ("robin", "nobody", "quinn"), strict=True)
    }
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [answer.context["form"].errors for answer in answers] == [answers[0].context["form"].errors] * 3
    assert len(texts) == 1


def test_a_known_and_an_unknown_name_take_the_same_work(user, monkeypatch):
    """35: a password is hashed once for either, and in as many queries; how long it takes tells `bin/bench guesses`."""
    hashed = []
    for name in ("encode", "verify"):
        count_calls(monkeypatch, name, hashed)
    work = {}
    for name in ("robin", "nobody"):
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            sign_in(Client(), name)
        work[name] = (len(hashed), len(queries))

    assert work["robin"] == work["nobody"]
    assert work["robin"][0] == 1


def count_calls(monkeypatch, name, calls):
    """Note each call of what hashes passwords; it does its work all the same."""
    real = getattr(Argon2PasswordHasher, name)

    def counted(*args, **kwargs):
        calls.append(name)
        return real(*args, **kwargs)

    monkeypatch.setattr(Argon2PasswordHasher, name, counted)


def test_keys_of_names_are_short_enough_for_any_name():
    assert {len(throttle.key_of(name)) for name in ("", "robin", "\ufdfa" * 150)} == {32}


@pytest.mark.django_db(transaction=True)
def test_guesses_sent_at_once_are_counted_one_after_the_other():
    """33: twenty at once are five tries, as twenty in a row are."""
    can_sign_in(UserFactory(username="robin"))
    statuses = []

    def guess():
        statuses.append(sign_in(Client()).status_code)
        connection.close()

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * 4 + [429] * 16
    assert AccessAttempt.objects.aggregate(tries=Sum("failures_since_start")) == {"tries": 5}


def test_an_hour_of_guessing_tries_five_passwords_a_quarter_of_an_hour(user, time_machine):
    """33 and 34: and nobody gets in, though the right one is among them."""
    tried = 0
    for minute in range(60):
        time_machine.move_to(NOON + timedelta(minutes=minute), tick=False)
        for guess in range(3):
            answer = sign_in(Client(), password=PASSWORD if (minute, guess) == (20, 2) else WRONG)
            assert answer.status_code in (200, 429)
            tried += answer.status_code == 200 or bool(answer.wsgi_request.axes_failures_since_start)
    assert tried <= 5 * 4
