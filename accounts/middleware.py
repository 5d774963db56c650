from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts import lifetime, sign_in_log
from accounts.models import SignInEvent
from core.access import PUBLIC, View, counts_as_use
from core.middleware import GetResponse

# What a user without a second factor may open: the pages that add one.
ENROLMENT = {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_logout"}
HAS_FACTOR = "has_factor"
Type = Authenticator.Type


class SessionLimitsMiddleware:
    """Ends a session that nobody has used for a while, or that is a day's work old. Who goes on is asked to sign in,
    as any stranger is."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: tuple, kwargs: dict) -> None:
        if not request.user.is_authenticated:
            return
        now = timezone.now()
        if lifetime.seconds_left(request.session, now=now) <= 0:
            sign_in_log.record(SignInEvent.Kind.TIMED_OUT, user=request.user, request=request)
            request.has_timed_out = True
            logout(request)
        elif counts_as_use(view):
            lifetime.note_use(request.session, now=now)


class SecondFactorMiddleware:
    """Who has no second factor yet gets to the pages that add one, and nowhere else.

    Whether there is one is asked of the database until there is, and is a mark in the session from then on: taking a
    factor away ends the user's sessions.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: tuple, kwargs: dict) -> HttpResponse | None:
        request.is_enrolling = False
        if not request.user.is_authenticated or request.session.get(HAS_FACTOR):
            return None
        if is_mfa_enabled(request.user, [Type.TOTP, Type.WEBAUTHN]):
            request.session[HAS_FACTOR] = True
            return None
        request.is_enrolling = True
        may_open = getattr(view, "access", None) == PUBLIC or request.resolver_match.view_name in ENROLMENT
        return None if may_open else redirect("mfa_index")
