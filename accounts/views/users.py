"""The users of the clinic, for who looks after it."""

from collections.abc import Callable
from functools import partial

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions, throttle
from accounts.forms import InviteForm, RightsForm, RolesForm, UserForm
from accounts.models import SYSTEM_USERNAME, SignInEvent, User
from accounts.permissions import Permission
from core.access import requires
from core.pages import FormPage

SHOWN_EVENTS = 30


def _users() -> QuerySet[User]:
    """All but the system's, with whether they have a second factor."""
    factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    everyone = User.objects.exclude(username=SYSTEM_USERNAME).prefetch_related("groups", "user_permissions")
    return everyone.annotate(has_factor=Exists(factors)).order_by("-is_active", "last_name", "first_name", "username")


@requires(Permission.MANAGE_CLINIC)
@require_GET
def users(request: HttpRequest) -> HttpResponse:
    everyone = list(_users())
    locked = throttle.locked(everyone, now=timezone.now())
    context = {"title": "Users", "section": "users", "users": everyone, "locked": locked}
    return render(request, "accounts/users.html", context)


@requires(Permission.MANAGE_CLINIC)
@require_GET
def user(request: HttpRequest, pk: int) -> HttpResponse:
    """One user: what they may do, how they sign in, and what happened lately."""
    shown = get_object_or_404(_users(), pk=pk)
    context = {
        "title": str(shown),
        "page_title": "User",
        "section": "users",
        "shown": shown,
        "is_me": shown.pk == request.user.pk,
        "is_locked": bool(throttle.locked([shown], now=timezone.now())),
        "events": SignInEvent.objects.filter(user=shown).select_related("by").order_by("-at", "-pk")[:SHOWN_EVENTS],
    }
    return render(request, "accounts/user.html", context)


@requires(Permission.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    def save(form: InviteForm) -> str:
        invited = actions.invite(user=form.save(commit=False), roles=form.cleaned_data["roles"], by=request.user)
        messages.success(request, f"{invited} gets an e-mail with a link to choose a password.")
        return reverse("accounts:user", args=[invited.pk])

    return FormPage(
        title="Invite a user",
        make_form=InviteForm,
        save=save,
        context={"section": "users", "back_url": reverse("accounts:users"), "back_label": "Users"},
    ).respond(request)


@requires(Permission.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
def roles(request: HttpRequest, pk: int) -> HttpResponse:
    changed = get_object_or_404(_users(), pk=pk)
    page = reverse("accounts:user", args=[pk])

    def save(form: RolesForm) -> str:
        actions.change_roles(user=changed, roles=form.cleaned_data["roles"], by=request.user)
        messages.success(request, f"The roles of {changed} are saved.")
        return page

    return FormPage(
        title=f"Roles of {changed}",
        make_form=partial(RolesForm, initial={"roles": [group.name for group in changed.groups.all()]}),
        save=save,
        context={"page_title": "Roles", "section": "users", "back_url": page, "back_label": str(changed)},
    ).respond(request)


@requires(Permission.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
def rights(request: HttpRequest, pk: int) -> HttpResponse:
    """What one user may do beyond the roles."""
    changed = get_object_or_404(_users(), pk=pk)
    page = reverse("accounts:user", args=[pk])

    def save(form: RightsForm) -> str:
        actions.change_rights(user=changed, rights=form.rights(), by=request.user)
        messages.success(request, f"The rights of {changed} are saved.")
        return page

    return FormPage(
        title=f"Rights of {changed} beyond the roles",
        make_form=partial(RightsForm, initial=RightsForm.told(changed.given_by_name)),
        save=save,
        template="accounts/rights.html",
        context={"page_title": "Rights by name", "section": "users", "back_url": page, "back_label": str(changed)},
    ).respond(request)


@requires(Permission.MANAGE_CLINIC)
@require_http_methods(["GET", "POST"])
def edit_user(request: HttpRequest, pk: int) -> HttpResponse:
    changed = get_object_or_404(_users(), pk=pk)
    page = reverse("accounts:user", args=[pk])

    def save(form: UserForm) -> str:
        messages.success(request, f"What is known of {form.save()} is saved.")
        return page

    return FormPage(
        title=f"Name and e-mail address of {changed}",
        make_form=partial(UserForm, instance=changed),
        save=save,
        context={
            "page_title": "Name and e-mail address",
            "section": "users",
            "back_url": page,
            "back_label": str(changed),
        },
    ).respond(request)


def _act(action: Callable[..., None], done: str) -> Callable[..., HttpResponse]:
    """A view that does this to a user, and goes back to their page with the sentence of what was done, or why not."""

    @requires(Permission.MANAGE_CLINIC)
    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        found = get_object_or_404(_users(), pk=pk)
        try:
            action(user=found, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, done.format(user=found))
        return redirect("accounts:user", pk)

    return view


send_link = _act(actions.send_link, "{user} gets an e-mail with a link to choose a password.")
deactivate = _act(actions.deactivate, "{user} can't sign in any more. What they had taken on is free again.")
reactivate = _act(actions.reactivate, "{user} can sign in again.")
reset_factors = _act(actions.reset_factors, "{user} adds a new second factor at the next sign-in.")
lift_lock = _act(actions.lift_lock, "{user} can try again at once.")
end_sessions = _act(actions.end_sessions, "{user} is signed out everywhere.")
