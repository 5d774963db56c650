"""What every answer carries, and what none of them tells."""

import re

import pytest
from django.conf import settings
from django.test import Client

from accounts.permissions import Role
from core import heartbeat
from tests.factories import UserFactory
from tests.signing_in import PASSWORD, can_sign_in, code, sign_in_without_asking

pytestmark = pytest.mark.django_db

GUARDS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
}
# Words of faults that would help whoever looks for a weakness.
INTERNALS = re.compile(
    r"Traceback|django|python|psycopg|postgres|SELECT |SECRET|settings|/home/|/app/|\.py\b|\d+\.\d+\.\d+\s",
    re.IGNORECASE,
)


def assert_guarded(response):
    assert {name: response.headers.get(name) for name in GUARDS} == GUARDS
    assert set(response.headers["Content-Security-Policy"].split("; ")) == POLICY
    assert re.fullmatch("[0-9a-f-]{36}", response.headers["X-Request-Id"])


def assert_tells_nothing(response):
    """Of our own files' names the libraries' versions are a part: the page's head names them, as it does on others."""
    shown = re.sub(r'(?:href|src)="/static/[^"]*"', "", response.text)
    assert INTERNALS.findall(shown) == []
    assert {"Server", "X-Powered-By"} & set(response.headers) == set()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/my-settings/sessions/", 200),
        ("/healthz", 200),
        ("/no/such/page", 404),
        ("/follow-ups/", 403),
        ("/patients/1/", 403),
        ("/drafts/", 405),
        ("/sign-in/", 302),
        ("/my-settings/sessions", 301),
    ],
)
def test_every_answer_carries_its_guards(signed_in_client, address, status):
    response = signed_in_client(Role.RESEARCHER).get(address)

    assert response.status_code == status
    assert_guarded(response)
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("address", "status"), [("/", 302), ("/sign-in/", 200), ("/patients/1/", 302)])
def test_a_strangers_answers_too(client, address, status):
    response = client.get(address)

    assert response.status_code == status
    assert_guarded(response)
    assert response.headers["Cache-Control"] == "no-store"


def test_a_static_file_carries_them_and_may_be_kept(settings):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True

    response = Client().get("/static/clinic/clinic.css")

    assert response.status_code == 200
    assert_guarded(response)
    assert "no-store" not in response.headers["Cache-Control"]


def test_the_way_to_https_carries_them(settings):
    settings.SECURE_SSL_REDIRECT = True

    response = Client().get("/patients/?a=b")

    assert (response.status_code, response.url) == (301, "https://testserver/patients/?a=b")
    assert_guarded(response)


# --- faults -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("redirects", [True, False])
def test_a_wrong_host_is_refused_with_our_sentence(settings, redirects):
    settings.SECURE_SSL_REDIRECT = redirects

    response = Client().get("/sign-in/", headers={"host": "evil.example.org"})

    assert response.status_code == 400
    assert "This request can't be read" in response.text
    assert "evil" not in response.text
    assert_guarded(response)
    assert_tells_nothing(response)


def test_a_fault_of_ours_tells_nothing_of_itself(client, monkeypatch):
    def fails(name):
        raise RuntimeError(f"SELECT somebody {settings.SECRET_KEY}")

    monkeypatch.setattr(heartbeat, "last", fails)
    client.raise_request_exception = False

    response = client.get("/healthz")

    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text
    assert "somebody" not in response.text
    assert_guarded(response)
    assert_tells_nothing(response)


@pytest.mark.parametrize(
    ("address", "status"), [("/no/such/page", 404), ("/follow-ups/", 403), ("/patients/999999999/", 403)]
)
def test_a_refusal_tells_nothing(signed_in_client, address, status):
    response = signed_in_client(Role.RESEARCHER).get(address)

    assert response.status_code == status
    assert_tells_nothing(response)


def test_a_form_without_its_token_is_refused_and_nothing_told():
    user = UserFactory(role=Role.MEDICAL_ASSISTANT)
    browser = Client(enforce_csrf_checks=True)
    sign_in_without_asking(browser, user)

    response = browser.post("/patients/new/", {"family_name": "Other"})

    assert response.status_code == 403
    assert_guarded(response)
    assert_tells_nothing(response)


def test_a_form_with_too_many_fields_is_refused_and_nothing_told(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)

    response = client.post("/patients/new/", {f"field{n}": "x" for n in range(501)})

    assert response.status_code == 400
    assert_guarded(response)
    assert_tells_nothing(response)


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "DEBUG"])
@pytest.mark.parametrize("address", ["/", "/sign-in/", "/healthz", "/static/clinic/clinic.css", "/no/such/page"])
def test_a_method_that_nothing_has_is_refused(client, method, address):
    response = client.generic(method, address, headers={"x-canary": "canary"})

    assert response.status_code == 405
    assert "canary" not in response.text
    assert_guarded(response)


@pytest.mark.parametrize(
    "address",
    [
        "/.git/config",
        "/.git/HEAD",
        "/.env",
        "/manage.py",
        "/docker-compose.yml",
        "/static/../ldnclinic/settings.py",
        "/static/%2e%2e/%2e%2e/ldnclinic/settings.py",
        "/static/..%2f..%2fldnclinic%2fsettings.py",
        "/static//etc/passwd",
        "/static/%00",
        "/static/clinic/..%5c..%5csettings.py",
    ],
)
@pytest.mark.parametrize("finders", [True, False])
def test_the_programs_own_files_are_not_there(settings, address, finders):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = finders

    assert Client().get(address).status_code == 404


# --- cookies, and signing out -----------------------------------------------------------------------------------


def test_no_cookie_but_those_of_this_host_alone(client):
    user = can_sign_in(UserFactory(role=Role.CLINICIAN))

    client.get("/sign-in/")
    client.post("/sign-in/", {"login": user.username, "password": PASSWORD})
    client.post("/sign-in/code/", {"code": code()})

    assert set(client.cookies) == {"__Host-sid", "__Host-csrf", "__Host-device"}
    for name, cookie in client.cookies.items():
        assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", ""), name
        assert cookie["samesite"] in ("Lax", "Strict"), name


def test_signing_out_empties_the_browser(signed_in_client):
    client = signed_in_client(Role.CLINICIAN)

    response = client.post("/sign-out/")

    assert response.status_code == 302
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.get("/sign-in/").headers


def test_health_says_that_the_database_answers_and_the_scheduler_is_late(client):
    assert client.get("/healthz").json() == {"database": "ok", "scheduler": "late"}
