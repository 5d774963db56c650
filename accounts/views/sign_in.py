"""Signing in, with a second factor, and what a user does about their own sign-in. The pages are allauth's, at addresses
and in templates of ours; each is declared here."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import lifetime, notices, sign_in_log
from accounts.forms import ForgottenForm, NewPasswordForm
from accounts.links import tokens
from accounts.models import SignInEvent, User
from accounts.throttle import not_while_locked
from core import outbox
from core.access import does_not_count_as_use, public, signed_in

PAGE = require_http_methods(["GET", "HEAD", "POST"])

sign_in = public(account.login)
second_factor = public(not_while_locked(factors.authenticate))


@signed_in
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Nothing is left in the browser for whoever comes next, but that it is known (its cookie)."""
    response = account.logout(request)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


# The password or the factor once more, before a factor is changed.
again = signed_in(account.reauthenticate)
again_by_code = signed_in(not_while_locked(factors.reauthenticate))
again_by_passkey = signed_in(not_while_locked(passkeys.reauthenticate_webauthn))

my_sign_in = signed_in(factors.index)
add_app = signed_in(app.activate_totp)
remove_app = signed_in(app.deactivate_totp)
my_passkeys = signed_in(passkeys.list_webauthn)
add_passkey = signed_in(passkeys.add_webauthn)
rename_passkey = signed_in(passkeys.edit_webauthn)
remove_passkey = signed_in(passkeys.remove_webauthn)
show_recovery_codes = signed_in(recovery_codes.view_recovery_codes)
new_recovery_codes = signed_in(recovery_codes.generate_recovery_codes)
change_password = signed_in(account.password_change)
my_sessions = signed_in(sessions.list_usersessions)


@signed_in
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the user's own; on another computer, it is over at the next request there."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    session.end()
    sign_in_log.record(SignInEvent.Kind.SESSIONS_ENDED, user=request.user, request=request)
    messages.success(request, "That session is ended.")
    return redirect("usersessions_list")


@does_not_count_as_use
@signed_in
@require_GET
def session_left(request: HttpRequest) -> JsonResponse:
    """A page asks before it warns."""
    return _left(request)


@signed_in
@require_POST
def stay(request: HttpRequest) -> JsonResponse:
    """The button of the warning. That it was pressed is use."""
    return _left(request)


def _left(request: HttpRequest) -> JsonResponse:
    """How many seconds the session lasts if nobody uses it, and whose it is."""
    left = lifetime.seconds_left(request.session, now=timezone.now())
    return JsonResponse({"seconds": left, "user": request.user.pk})


# --- a password that was forgotten, and the first one ---------------------------------------------------------


@public
@PAGE
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer is the same whether anybody has the name; the mail is made later, by the outbox."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _send_link(request, User.objects.filter(username=form.cleaned_data["username"], is_active=True).first())
        return redirect("account_reset_password_done")
    status = 422 if request.method == "POST" else 200
    context = {"title": "Forgotten password", "form": form}
    return render(request, "account/forgotten.html", context, status=status)


def _send_link(request: HttpRequest, user: User | None) -> None:
    """At most one mail in five minutes goes to a user, however often it is asked for."""
    sign_in_log.record(SignInEvent.Kind.LINK_ASKED, user=user, request=request)
    if user and user.email and user.has_usable_password():
        now = timezone.now()
        occasion = f"{now:%Y-%m-%d %H}:{now.minute // 5}"
        outbox.put(kind=notices.FORGOTTEN, object_id=user.pk, occasion=occasion)


@public
@require_GET
def forgotten_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "account/forgotten_sent.html", {"title": "Look into your e-mail"})


class NewPasswordView(PasswordResetConfirmView):
    """The page behind the link. It signs nobody in: name, password and second factor are asked for afterwards."""

    template_name = "account/new_password.html"
    form_class = NewPasswordForm
    token_generator = tokens
    success_url = reverse_lazy("account_login")

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        response = super().form_valid(form)
        self.user.end_sessions()
        sign_in_log.record(SignInEvent.Kind.PASSWORD_CHANGED, user=self.user, request=self.request, details="By link")
        messages.success(self.request, "Your password is set. Sign in with it.")
        return response


new_password = public(NewPasswordView.as_view())
