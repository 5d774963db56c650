"""40 of the negative tests: a form that another site has a signed-in browser send is refused, and changes nothing."""

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.test import Client

from accounts.models import SignInEvent
from accounts.permissions import Role
from tests.access import addresses_of, seen_objects
from tests.factories import UserFactory
from tests.signing_in import PASSWORD, can_sign_in, code, sign_in_without_asking
from tests.test_access import rows_of
from tests.test_house import ROOMS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_a_day")]

TOKEN = "__Host-csrf"
METHODS = ("post", "put", "patch", "delete")


def browser():
    """One that has opened the sign-in page, and so has a token of its own; the server looks at tokens."""
    client = Client(enforce_csrf_checks=True)
    client.get("/sign-in/")
    return client


def token_of(client):
    return client.cookies[TOKEN].value


def refused(answer):
    return answer.status_code == 403 and "This page was open too long" in answer.text


def everything():
    return rows_of(*(model for model in apps.get_models() if model._meta.app_label in ROOMS and model._meta.managed))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("sent", ["no token", "the token of another session"])
def test_40_no_address_takes_a_form_without_the_sessions_own_token(method, sent):
    client, stranger = browser(), browser()
    user = UserFactory(role=Role.CLINICIAN)
    sign_in_without_asking(client, user)
    objects = seen_objects(user)
    addresses = addresses_of(objects)
    form = {"csrfmiddlewaretoken": token_of(stranger)} if sent != "no token" else {}
    before = everything()

    taken = [address for address in addresses if not refused(getattr(client, method)(address, form))]

    assert len(addresses) > 100
    assert taken == []
    assert everything() == before


def sign_in(client, user, **form):
    return client.post("/sign-in/", {"login": user.username, "password": PASSWORD} | form)


def test_40_nobody_is_signed_in_by_another_site():
    """As the thief, so that what is typed from then on lies in the thief's name."""
    user, client, thief = can_sign_in(UserFactory()), browser(), browser()

    assert refused(sign_in(client, user))
    assert refused(sign_in(client, user, csrfmiddlewaretoken=token_of(thief)))
    assert (SignInEvent.objects.exclude(kind="factor_added").count(), AccessAttempt.objects.count()) == (0, 0)
    assert client.get("/sign-in/code/").url == "/sign-in/"
    assert sign_in(client, user, csrfmiddlewaretoken=token_of(client)).url == "/sign-in/code/"


def test_40_a_token_from_before_signing_in_is_none_after_it():
    """Whoever had put it there would know it."""
    user, client = can_sign_in(UserFactory(role=Role.CLINICIAN)), browser()
    known = token_of(client)
    sign_in(client, user, csrfmiddlewaretoken=known)
    client.post("/sign-in/code/", {"code": code(), "csrfmiddlewaretoken": token_of(client)})

    assert refused(client.post("/session/stay/", {"csrfmiddlewaretoken": known}))
    assert client.post("/session/stay/", {"csrfmiddlewaretoken": token_of(client)}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"referer": "https://evil.example/testserver/"},
        {"referer": ""},
        {},
    ],
)
def test_40_over_https_a_form_says_that_it_comes_from_here(headers):
    client = browser()
    sign_in_without_asking(client, UserFactory(role=Role.CLINICIAN))
    form = {"csrfmiddlewaretoken": token_of(client)}

    assert refused(client.post("/session/stay/", form, secure=True, headers=headers))
    ours = {"referer": "https://testserver/"}
    assert client.post("/session/stay/", form, secure=True, headers=ours).status_code == 200
