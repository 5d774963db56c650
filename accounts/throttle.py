"""How often a password or a code may be wrong. The failures are rows of the database, by name: a cleared cookie,
another address or an emptied cache forgets none.

Axes counts them. What it counts them under is the name's key, since people type their password where the name belongs.
"""

import functools
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from allauth.account.stages import LoginStageController
from allauth.mfa.stages import AuthenticateStage
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_login_failed
from django.db import connection
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from accounts import devices
from accounts.models import User
from core.access import View


def key_of(name: str) -> str:
    """One key for all spellings of a name: neither case nor blanks nor the width of a letter makes another."""
    normal = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()
    return salted_hmac("accounts.throttle", normal, algorithm="sha256").hexdigest()[:32]


def counted_as(request: HttpRequest, credentials: dict | None) -> str:
    """Under what a try is counted: the name's key, and the browser if the user has signed in with it before."""
    key = key_of((credentials or {}).get("username") or "")
    return f"{key} {devices.id_for(request, key)}".strip()


def address_of(request: HttpRequest) -> str | None:
    """Where a request comes from. Nobody's word is taken for it: X-Forwarded-For is the sender's to write."""
    return request.META.get("REMOTE_ADDR") or None


def queue(name: str | None) -> None:
    """Let one try a name go on at a time, until the transaction ends: together they would all be the fifth."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key_of(name or "")])


def is_locked(request: HttpRequest, user: User) -> bool:
    queue(user.username)
    return not AxesProxyHandler.is_allowed(request, {"username": user.username})


def is_own_password(request: HttpRequest, password: str) -> bool:
    """Whether it is the password of who is signed in. A wrong one counts as at the sign-in: whoever has taken over a
    session gets no more tries here. Within a lock none is right."""
    return authenticate(request, username=request.user.username, password=password) is not None


def count_failure(request: HttpRequest, user: User) -> None:
    """A wrong code counts as a wrong password does."""
    user_login_failed.send(__name__, credentials={"username": user.username}, request=request, factor=True)


def lift(user: User) -> bool:
    """Forget the failures of a name, in every browser; whether there were any."""
    return bool(AccessAttempt.objects.filter(username__startswith=key_of(user.username)).delete()[0])


def locked(users: Iterable[User], *, now: datetime) -> set[int]:
    """Those of the users, by id, who are locked out in some browser now: one query."""
    keys = {key_of(user.username): user.pk for user in users}
    recent = AccessAttempt.objects.filter(attempt_time__gte=now - settings.AXES_COOLOFF_TIME)
    full = recent.values("username").annotate(failures=Sum("failures_since_start"))
    names = full.filter(failures__gte=settings.AXES_FAILURE_LIMIT).values_list("username", flat=True)
    return {keys[name.partition(" ")[0]] for name in names if name.partition(" ")[0] in keys}


def refusal(request: HttpRequest, *args) -> HttpResponse:
    """The answer while a name is locked: the same for everyone, so that it tells nobody which names there are."""
    return render(request, "429.html", {"title": "Too many tries"}, status=429)


def not_while_locked(view: View) -> View:
    """Decorator of the pages that take a second factor: a locked user does not get to try one."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        user = _who_tries(request) if request.method == "POST" else None
        if user and is_locked(request, user):
            return refusal(request)
        return view(request, *args, **kwargs)

    return guarded


def _who_tries(request: HttpRequest) -> User | None:
    if request.user.is_authenticated:
        return request.user
    stage = LoginStageController.enter(request, AuthenticateStage.key)
    return stage.login.user if stage else None
