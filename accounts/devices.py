"""Browsers in which a user has signed in before. Their failures are counted apart, so that who guesses elsewhere does
not lock the doctor out of the doctor's own computer.

The browser keeps it in a signed cookie; of the users it has only what a name and the server's key come to.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

SALT = "accounts.devices"
KEPT_FOR = 90 * 24 * 60 * 60  # seconds
MOST_USERS = 30  # of a computer at the front desk


def id_for(request: HttpRequest, name_key: str) -> str:
    """The id of this browser if this user has signed in with it before, else ""."""
    device = _read(request)
    return device["id"] if name_key in device["users"] else ""


def remember(request: HttpRequest, response: HttpResponse, name_key: str) -> None:
    """Let the browser prove from now on that this user has signed in with it."""
    device = _read(request)
    users = [name_key, *(user for user in device["users"] if user != name_key)][:MOST_USERS]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps({"id": device["id"], "users": users}, salt=SALT),
        max_age=KEPT_FOR,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict:
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        return signing.loads(cookie, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return {"id": secrets.token_hex(16), "users": []}
