"""When a session ends. 28 to 31 of the negative tests."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import SignInEvent
from accounts.permissions import Role
from core.access import counts_as_use
from tests.factories import UserFactory
from tests.signing_in import PASSWORD, can_sign_in, code, sign_in_without_asking
from tests.test_house import address_of, named_patterns

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 7, 6, 16, 0, tzinfo=UTC)
PAGE = "/outcomes/"


@pytest.fixture
def clock(time_machine):
    """`clock(minutes=15, seconds=1)`: so long after signing in, at noon."""
    time_machine.move_to(NOON, tick=False)
    return lambda **time: time_machine.move_to(NOON + timedelta(**time), tick=False)


@pytest.fixture
def doctor(clock, signed_in_client):
    return signed_in_client(Role.CLINICIAN)


def is_over(client):
    return client.get(PAGE).status_code == 302


def test_a_session_that_nobody_uses_lasts_a_quarter_of_an_hour(doctor, clock):
    clock(minutes=14, seconds=59)
    assert doctor.get(PAGE).status_code == 200
    clock(minutes=29, seconds=59)
    assert doctor.get(PAGE).url == f"/sign-in/?next={PAGE}"
    assert list(SignInEvent.objects.order_by("pk").values_list("kind", flat=True)) == ["signed_in", "timed_out"]


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "head", "options"])
def test_after_the_limit_no_address_opens(clock, method):
    """28: pages, parts of pages, drafts and polls alike, whatever comes along with the request."""
    user = UserFactory(role=Role.CLINICIAN)
    client = Client(HTTP_HX_REQUEST="true", HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    for route, pattern in named_patterns():
        if pattern.callback.access == "public":
            continue
        clock()
        sign_in_without_asking(client, user)
        clock(minutes=15, seconds=1)
        response = getattr(client, method)(address_of(route) + "?skip_timeout_reset=1&keep=1")
        assert response.status_code == 302, route
        assert response.url.startswith("/sign-in/?next="), route


def test_what_a_page_asks_by_itself_is_no_use(doctor, clock):
    """29."""
    own = [address_of(route) for route, pattern in named_patterns() if not counts_as_use(pattern.callback)]
    assert {"/drafts/", "/session/", "/follow-ups/pulse/"} <= set(own)
    for minute in range(1, 15):
        clock(minutes=minute)
        for address in own:
            doctor.post(address, {"path": PAGE})
            doctor.get(address)
    clock(minutes=15, seconds=1)
    assert is_over(doctor)


def test_whoever_works_on_stays_signed_in(doctor, clock):
    for minute in range(0, 120, 10):
        clock(minutes=minute)
        assert not is_over(doctor)


def test_a_session_ends_after_twelve_hours_of_work(doctor, clock):
    """30."""
    for minute in range(0, 12 * 60, 10):
        clock(minutes=minute)
        assert not is_over(doctor)
    clock(hours=12, seconds=1)
    assert is_over(doctor)


def test_use_is_written_down_at_most_once_a_minute(doctor, clock, django_assert_num_queries):
    clock(minutes=5)
    doctor.get("/my-settings/second-factor/")
    before = doctor.session["used_at"]
    clock(minutes=5, seconds=59)
    doctor.get("/my-settings/second-factor/")
    assert doctor.session["used_at"] == before
    clock(minutes=6)
    doctor.get("/my-settings/second-factor/")
    assert doctor.session["used_at"] == before + 60


def test_a_page_asks_how_long_it_has_and_can_ask_to_stay(doctor, clock):
    clock(minutes=14)
    assert doctor.get("/session/").json() == {"seconds": 60, "user": doctor.user.pk}
    assert doctor.post("/session/stay/").json() == {"seconds": 900, "user": doctor.user.pk}


# --- 31: other sessions ----------------------------------------------------------------------------------------


@pytest.fixture
def user(clock):
    return can_sign_in(UserFactory(username="robin", role=Role.CLINICIAN))


def sign_in(user, after=0):
    client = Client()
    client.post("/sign-in/", {"login": user.username, "password": PASSWORD})
    assert client.post("/sign-in/code/", {"code": code(after=after)}).status_code == 302
    return client


def copy_of(client):
    """Whoever has the cookie."""
    thief = Client()
    thief.cookies["__Host-sid"] = client.cookies["__Host-sid"].value
    return thief


def test_a_cookie_from_before_signing_out_is_dead(user):
    """31."""
    client = sign_in(user)
    thief = copy_of(client)
    assert not is_over(thief)
    client.post("/sign-out/")
    assert is_over(thief)


def test_a_new_password_ends_the_other_sessions_and_changes_the_id_of_this_one(user):
    """31."""
    other, client = sign_in(user), sign_in(user, after=1)
    thief = copy_of(client)
    new = "three brown otters swim"
    client.post("/my-settings/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert [is_over(one) for one in (client, other, thief)] == [False, True, True]
    assert client.get("/my-settings/sessions/").context["session_count"] == 1


@pytest.mark.parametrize(
    ("act", "form"),
    [("roles", {"roles": "Researcher"}), ("deactivate", {}), ("reset-factors", {}), ("end-sessions", {})],
)
def test_what_an_administrator_does_ends_the_users_sessions(user, act, form, signed_in_client):
    """31, and 13: at the next request, without signing in anew."""
    client = sign_in(user)
    signed_in_client(Role.ADMINISTRATOR).post(f"/clinic/users/{user.pk}/{act}/", form)
    assert is_over(client)


def test_a_user_ends_one_session_or_all_others(user):
    first, second, client = sign_in(user, after=-1), sign_in(user), sign_in(user, after=1)
    sessions = client.get("/my-settings/sessions/").context["sessions"]
    assert len(sessions) == 3
    client.post(f"/my-settings/sessions/{sessions[0].pk}/end/")
    assert [is_over(one) for one in (first, second, client)] == [True, False, False]
    client.post("/my-settings/sessions/")
    assert [is_over(one) for one in (second, client)] == [True, False]


def test_nobody_ends_a_colleagues_session(user, signed_in_client):
    client = sign_in(user)
    session = client.get("/my-settings/sessions/").context["sessions"][0]
    assert signed_in_client(Role.CLINICIAN).post(f"/my-settings/sessions/{session.pk}/end/").status_code == 404
    assert not is_over(client)


def test_who_read_a_user_before_the_sessions_ended_does_not_bring_them_back(user):
    client = sign_in(user)
    stale = type(user).objects.get(pk=user.pk)
    user.end_sessions()
    stale.first_name = "Robyn"
    stale.save()
    assert is_over(client)
