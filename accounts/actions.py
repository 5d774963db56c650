"""What administrators do about users. Each leaves a row in the log of sign-ins."""

from collections.abc import Collection

from allauth.mfa.models import Authenticator
from django.apps import AppConfig
from django.contrib.auth import models as auth
from django.contrib.auth.hashers import make_password
from django.contrib.auth.management import create_permissions
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import glass, notices, sign_in_log, throttle
from accounts.models import SYSTEM_USERNAME, ClinicSettings, SignInEvent, User
from accounts.permissions import GIVEN_BY_NAME, ROLE_PERMISSIONS, Permission, Role, given_in_words
from core import outbox

Kind = SignInEvent.Kind


def make_roles_and_system_user(sender: AppConfig, **kwargs) -> None:
    """Make the five groups, hold them to `ROLE_PERMISSIONS`, and make the system user.

    Runs after each `migrate`, and again adds nothing.
    """
    create_permissions(sender, verbosity=0)
    for role, permissions in ROLE_PERMISSIONS.items():
        group, _ = auth.Group.objects.get_or_create(name=role)
        group.permissions.set(
            auth.Permission.objects.filter(
                content_type__app_label="accounts", codename__in=[p.codename for p in permissions]
            )
        )
    # Inactive, and without a password that could be typed.
    User.objects.get_or_create(
        username=SYSTEM_USERNAME,
        defaults={
            "first_name": "LDN",
            "last_name": "Clinic",
            "is_active": False,
            "password": make_password(None),
        },
    )


def make_clinic_settings(**kwargs) -> None:
    """After `migrate`: those of a new clinic, so that no page has to make them by being looked at."""
    ClinicSettings.objects.now()


@transaction.atomic
def invite(*, user: User, roles: Collection[Role], by: User) -> User:
    """Add a new user, who gets an e-mail with a link to choose a password."""
    user.set_unusable_password()
    user.save()
    user.groups.set(auth.Group.objects.filter(name__in=roles))
    sign_in_log.record(Kind.INVITED, user=user, by=by, details=_words(roles))
    outbox.put(kind=notices.INVITATION, object_id=user.pk, occasion=_this_minute())
    return user


@transaction.atomic
def send_link(*, user: User, by: User) -> None:
    """A link to choose a password: the invitation again, or for one who has forgotten theirs."""
    if not user.is_active:
        raise ValidationError(f"{user} can't sign in. Reactivate the user first.")
    if not user.email:
        raise ValidationError(f"{user} has no e-mail address.")
    kind = notices.FORGOTTEN if user.has_usable_password() else notices.INVITATION
    outbox.put(kind=kind, object_id=user.pk, occasion=_this_minute())
    sign_in_log.record(Kind.LINK_ASKED, user=user, by=by)


@transaction.atomic
def change_roles(*, user: User, roles: Collection[Role], by: User) -> None:
    """Give the user these roles and no other. The user signs in anew.

    Raises ValidationError for one's own roles, and if nobody would look after the clinic.
    """
    _require_another(user, by)
    before = set(user.groups.values_list("name", flat=True))
    if before == set(roles):
        return
    if Role.ADMINISTRATOR not in roles:
        _keep_an_administrator(without=user)
    user.groups.set(auth.Group.objects.filter(name__in=roles))
    user.end_sessions()
    glass.end(user=user, now=timezone.now(), why="Roles changed", by=by)
    sign_in_log.record(Kind.ROLES_CHANGED, user=user, by=by, details=f"{_words(before)} → {_words(roles)}"[:200])


@transaction.atomic
def change_rights(*, user: User, rights: Collection[Permission], by: User) -> None:
    """Give the user these rights by name, beyond those of the roles, and no other. The user signs in anew.

    Raises ValidationError for one's own rights.
    """
    _require_another(user, by)
    before = user.given_by_name
    if set(before) == set(rights):
        return
    codenames = [right.codename for right in rights if right in GIVEN_BY_NAME]
    user.user_permissions.set(auth.Permission.objects.filter(codename__in=codenames))
    user.end_sessions()
    glass.end(user=user, now=timezone.now(), why="Rights changed", by=by)
    old, new = (given_in_words(given) or "none" for given in (before, rights))
    sign_in_log.record(Kind.RIGHTS_CHANGED, user=user, by=by, details=f"{old} → {new}")


@transaction.atomic
def deactivate(*, user: User, by: User) -> None:
    """The user is out at the next request, and what they had taken on is free again (`followups` sees to that)."""
    _require_another(user, by)
    _keep_an_administrator(without=user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    user.end_sessions()
    glass.end(user=user, now=timezone.now(), why="Deactivated", by=by)
    sign_in_log.record(Kind.DEACTIVATED, user=user, by=by)


@transaction.atomic
def reactivate(*, user: User, by: User) -> None:
    user.is_active = True
    user.save(update_fields=["is_active"])
    sign_in_log.record(Kind.REACTIVATED, user=user, by=by)


@transaction.atomic
def reset_factors(*, user: User, by: User) -> None:
    """Take a lost telephone and its recovery codes away: the next sign-in asks for a new second factor."""
    _require_another(user, by)
    Authenticator.objects.filter(user=user).delete()
    sign_in_log.record(Kind.FACTORS_RESET, user=user, by=by)


@transaction.atomic
def lift_lock(*, user: User, by: User) -> None:
    if throttle.lift(user):
        sign_in_log.record(Kind.LOCK_LIFTED, user=user, by=by)


@transaction.atomic
def end_sessions(*, user: User, by: User) -> None:
    user.end_sessions()
    glass.end(user=user, now=timezone.now(), why="Sessions ended", by=by)
    sign_in_log.record(Kind.SESSIONS_ENDED, user=user, by=by)


def _require_another(user: User, by: User) -> None:
    if user.pk == by.pk:
        raise ValidationError("This is you. Another administrator has to do it.")


def _keep_an_administrator(*, without: User) -> None:
    """Two who remove each other at the same moment wait for one another here."""
    auth.Group.objects.select_for_update().get(name=Role.ADMINISTRATOR)
    if not User.objects.who_may(Permission.MANAGE_CLINIC).exclude(pk=without.pk).exists():
        raise ValidationError(f"{without} is the last administrator. Make someone else one first.")


def _words(roles: Collection[str]) -> str:
    return ", ".join(sorted(roles)) or "no role"


def _this_minute() -> str:
    """Tells one asking from the next, but not a second click from the first."""
    return f"{timezone.now():%Y-%m-%d %H:%M}"
