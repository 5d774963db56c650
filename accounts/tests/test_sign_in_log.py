"""What is left of signing in and out. 63 of the negative tests."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import SignInEvent
from accounts.permissions import Role
from tests.factories import UserFactory
from tests.signing_in import PASSWORD, can_sign_in, code

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def user():
    return can_sign_in(UserFactory(username="robin", role=Role.CLINICIAN))


def kinds(user):
    events = SignInEvent.objects.filter(user=user).exclude(kind="factor_added").order_by("pk")
    return list(events.values_list("kind", flat=True))


def sign_in(client, password=PASSWORD):
    client.post("/sign-in/", {"login": "robin", "password": password})
    client.post("/sign-in/code/", {"code": code()})


def test_a_day_of_signing_in_and_out_is_in_the_log(user, time_machine):
    client = Client()
    client.post("/sign-in/", {"login": "robin", "password": "a wrong guess"})
    client.post("/sign-in/", {"login": "robin", "password": PASSWORD})
    client.post("/sign-in/code/", {"code": "000000"})
    client.post("/sign-in/code/", {"code": code()})
    client.post("/sign-out/")
    time_machine.move_to(NOON + timedelta(minutes=1), tick=False)
    sign_in(client)
    new = "three brown otters swim"
    client.post("/my-settings/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    time_machine.move_to(NOON + timedelta(hours=1), tick=False)
    client.get("/")
    Client().post("/sign-in/forgotten/", {"username": "robin"})

    assert kinds(user) == [
        "failed",
        "wrong_code",
        "signed_in",
        "signed_out",
        "signed_in",
        "password_changed",
        "timed_out",
        "link_asked",
    ]


def test_each_row_says_from_where_and_in_which_request(user):
    response = Client().post("/sign-in/", {"login": "robin", "password": "a wrong guess"})
    event = SignInEvent.objects.get(kind="failed")
    assert (event.address, str(event.request_id)) == ("127.0.0.1", response.headers["X-Request-Id"])


def test_a_try_for_a_name_that_nobody_has_is_a_row_without_the_name():
    Client().post("/sign-in/", {"login": "correct horse battery staple", "password": "x"})
    assert SignInEvent.objects.values_list("kind", "user", "details").get() == ("failed", None, "")


@pytest.mark.parametrize("change", [lambda rows: rows.update(kind="signed_in"), lambda rows: rows.delete()])
def test_no_row_is_changed_or_taken_away(user, change):
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        change(SignInEvent.objects.filter(user=user))


def test_a_line_of_the_servers_log_has_no_name_in_it(user, caplog):
    """23: whatever is typed makes no line of its own."""
    Client().post("/sign-in/", {"login": "evil\r\n2026-07-06 root signed in\x1b[31m", "password": "x"})
    assert [record for record in caplog.records if "root signed in" in record.getMessage()] == []
