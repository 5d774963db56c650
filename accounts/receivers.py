"""What follows a sign-in, a failure and a change of a factor."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import authentication_step_completed, password_changed
from allauth.account.signals import user_logged_in as signed_in_on_the_page
from allauth.core import context
from allauth.mfa.models import Authenticator
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts import devices, factors, glass, lifetime, own_sessions, sign_in_log, throttle
from accounts.middleware import HAS_FACTOR
from accounts.models import SignInEvent, User
from accounts.notices import LOCKED_OUT
from core import outbox

Kind = SignInEvent.Kind


@receiver(authentication_step_completed)
def renew_session(sender, *, request: HttpRequest, **kwargs) -> None:
    """After each step, password or factor: an id that was known before it is worth nothing."""
    own_sessions.renew(request)


@receiver(user_logged_in)
def begin_session(sender, *, request: HttpRequest, user: User, **kwargs) -> None:
    lifetime.begin(request.session, now=timezone.now())
    sign_in_log.record(Kind.SIGNED_IN, user=user, request=request)


@receiver(signed_in_on_the_page)
def remember_browser(sender, *, request: HttpRequest, response: HttpResponse, user: User, **kwargs) -> None:
    devices.remember(request, response, throttle.key_of(user.username))


@receiver(user_logged_out)
def log_signing_out(sender, *, request: HttpRequest, user: User | None, **kwargs) -> None:
    if not user:
        return
    if user.is_under_glass:
        glass.end(user=user, now=timezone.now(), why="Signed out", request=request)
    if not getattr(request, "has_timed_out", False):
        sign_in_log.record(Kind.SIGNED_OUT, user=user, request=request)


@receiver(user_login_failed)
def log_failure(sender, *, credentials: dict, request: HttpRequest, factor: bool = False, **kwargs) -> None:
    """A try that the lock refused was none: nobody looked whether it was right."""
    if request.axes_failures_since_start is None:
        return
    kind = Kind.WRONG_CODE if factor else Kind.FAILED
    sign_in_log.record(kind, user=_named(credentials["username"]), request=request)


@receiver(user_locked_out)
def tell_of_lock(sender, *, request: HttpRequest, **kwargs) -> None:
    """Once for each lock, and to the administrators at most once an hour for each user."""
    user = _named(request.axes_credentials["username"])
    if request.axes_failures_since_start is None or not user:
        return
    sign_in_log.record(Kind.LOCKED_OUT, user=user, request=request)
    outbox.put(kind=LOCKED_OUT, object_id=user.pk, occasion=f"{timezone.now():%Y-%m-%d %H}")


@receiver(password_changed)
def end_sessions_of_old_password(sender, *, request: HttpRequest, user: User, **kwargs) -> None:
    own_sessions.end_others(request)
    sign_in_log.record(Kind.PASSWORD_CHANGED, user=user, request=request)


@receiver(post_save, sender=Authenticator)
def note_new_factor(sender, *, instance: Authenticator, created: bool, **kwargs) -> None:
    if not created:
        return
    if instance.type == Authenticator.Type.TOTP:
        # The code that proved that the app works is used, too.
        instance.data[factors.LAST] = factors.counter_now()
        Authenticator.objects.filter(pk=instance.pk).update(data=instance.data)
    _after_change(instance, Kind.FACTOR_ADDED)


@receiver(post_delete, sender=Authenticator)
def note_factor_taken_away(sender, *, instance: Authenticator, **kwargs) -> None:
    _after_change(instance, Kind.FACTOR_REMOVED)


def _after_change(factor: Authenticator, kind: SignInEvent.Kind) -> None:
    """The user's other sessions end; the one in which it was changed goes on."""
    request = context.request
    is_own = bool(request and request.user.is_authenticated and request.user.pk == factor.user_id)
    sign_in_log.record(kind, user=factor.user, request=request, details=factors.WORDS[factor.type])
    if is_own:
        own_sessions.end_others(request)
        request.session.pop(HAS_FACTOR, None)  # asked of the database again
        if kind == Kind.FACTOR_ADDED:
            # The recovery codes are shown next: whoever has just proved a factor is not asked for it once more.
            record_authentication(request, request.user, method="mfa", type=factor.type, reauthenticated=True)
    else:
        User.objects.get(pk=factor.user_id).end_sessions()


def _named(username: str) -> User | None:
    return User.objects.filter(username=username).first()
