from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AbstractUser, Group, UserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat, Now
from django.utils.crypto import salted_hmac
from phonenumber_field.modelfields import PhoneNumberField

from accounts.permissions import GIVEN_BY_NAME, Permission, given_in_words
from core import clinical
from core.audit import audited
from core.models import OneRow

# The writer of imported history; made by `migrate`, and can not sign in.
SYSTEM_USERNAME = "system"
ROUND = "session_round"


class ClinicUserManager(UserManager):
    def who_may(self, permission: Permission) -> models.QuerySet[User]:
        """Active users of a role that may do this, in the order of their names."""
        may = self.with_perm(permission, include_superusers=False)
        return may.order_by("last_name", "first_name", "username")

    def with_rights(self, *, now: datetime) -> models.QuerySet[User]:
        """Adds the names ("accounts.prescribe") of the permissions that a user has: `rights_of_roles`, `own_rights`;
        and `glass_until`, the end of an emergency access that runs."""
        of_roles = Group.permissions.through.objects.filter(group__user=OuterRef("pk"))
        own = User.user_permissions.through.objects.filter(user=OuterRef("pk"))
        name = Concat("permission__content_type__app_label", Value("."), "permission__codename")
        glass = BrokenGlass.objects.running(now).filter(user=OuterRef("pk"))
        return self.annotate(
            rights_of_roles=ArraySubquery(of_roles.values_list(name)),
            own_rights=ArraySubquery(own.values_list(name)),
            glass_until=Subquery(glass.values("until")),
        )


@audited(exclude=("password", "last_login"))
class User(AbstractUser):
    """A member of the clinic's staff. A user who leaves is made inactive, never deleted."""

    # While someone is away: what waits for them waits for this one, too. It goes one step: cover has no cover.
    covered_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="covers", verbose_name="covered by"
    )
    wants_digest = models.BooleanField("morning e-mail with what waits", default=False)
    # Every session of the user knows the number it began with, and is over once it is another.
    session_round = models.PositiveIntegerField(default=0, editable=False)

    objects = ClinicUserManager()

    class Meta(AbstractUser.Meta):
        permissions = [(permission.codename, permission.label) for permission in Permission]
        constraints = [
            models.CheckConstraint(
                name="user_covered_by_another",
                condition=Q(covered_by=None) | ~Q(covered_by=F("id")),
                violation_error_message="Nobody is covered by themselves. Choose someone else.",
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @classmethod
    def system(cls) -> User:
        return cls.objects.get(username=SYSTEM_USERNAME)

    @property
    def rights(self) -> set[str]:
        """Of the roles and of this user alone; under the glass, to see patients too. Only `with_rights` knows them."""
        rights = {*self.rights_of_roles, *self.own_rights}
        return rights | {Permission.SEE_PATIENTS.value} if self.is_under_glass else rights

    @property
    def given_by_name(self) -> list[Permission]:
        """The rights that an administrator gave to this user alone, beyond those of the roles."""
        codenames = {right.codename for right in self.user_permissions.all()}
        return [right for right in GIVEN_BY_NAME if right.codename in codenames]

    @property
    def given_in_words(self) -> str:
        return given_in_words(self.given_by_name)

    @property
    def is_under_glass(self) -> bool:
        """Whether it is only by an emergency access that this user sees patients."""
        if not getattr(self, "glass_until", None):
            return False
        rights = {*self.rights_of_roles, *self.own_rights}
        return Permission.BREAK_GLASS in rights and Permission.SEE_PATIENTS not in rights

    @property
    def may_own_tasks(self) -> bool:
        return self.has_perm(Permission.CLOSE_TASKS)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What Django compares at each request: sessions end by a new password, and by `end_sessions`."""
        value = f"{self.password} {self.session_round}"
        return salted_hmac("accounts.session_round", value, secret=secret, algorithm="sha256").hexdigest()

    def end_sessions(self) -> None:
        """All of them, at their next request."""
        type(self).objects.filter(pk=self.pk).update(session_round=F("session_round") + 1)
        self.refresh_from_db(fields=["session_round"])

    def save(self, *args, update_fields: Iterable[str] | None = None, **kwargs) -> None:
        """But for `session_round`: who read the row earlier and saves it now must not bring ended sessions back."""
        if update_fields is None and not self._state.adding:
            update_fields = [field.name for field in self._meta.concrete_fields if field.name not in ("id", ROUND)]
        super().save(*args, update_fields=update_fields, **kwargs)


class BrokenGlassQuerySet(models.QuerySet):
    def not_ended(self) -> BrokenGlassQuerySet:
        """Nobody has ended them; their hour may be over."""
        return self.filter(ended_at=None)

    def running(self, now: datetime) -> BrokenGlassQuerySet:
        return self.not_ended().filter(until__gt=now)

    def run_out(self, now: datetime) -> BrokenGlassQuerySet:
        """Those whose hour ended of itself, in the hour before."""
        return self.not_ended().filter(until__lte=now, until__gt=now - BrokenGlass.LASTS)


@audited()
class BrokenGlass(models.Model):
    """An emergency access: someone whose roles do not include it sees patients for an hour, and says why."""

    LASTS = timedelta(hours=1)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    began_at = models.DateTimeField()
    until = models.DateTimeField()
    # Before its time: None where it ran, or runs, for the whole hour.
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = BrokenGlassQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                name="brokenglass_one_at_a_time",
                condition=Q(ended_at=None),
                violation_error_message="This emergency access runs already.",
            ),
            models.CheckConstraint(
                name="brokenglass_an_hour",
                condition=Q(until=F("began_at") + timedelta(hours=1)),
                violation_error_message="An emergency access lasts an hour.",
            ),
            models.CheckConstraint(
                name="brokenglass_ended_within_it",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at"), ended_at__lte=F("until")),
                violation_error_message="An emergency access ends within its hour.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} until {self.until}"


class SignInEvent(models.Model):
    """A sign-in, one that failed, or a change of who may sign in and do what.

    It holds no name that was typed and belongs to nobody: people type their password there.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", "Signed in"
        FAILED = "failed", "Wrong name or password"
        WRONG_CODE = "wrong_code", "Wrong code"
        LOCKED_OUT = "locked_out", "Locked out after too many tries"
        SIGNED_OUT = "signed_out", "Signed out"
        TIMED_OUT = "timed_out", "Signed out by the time limit"
        FACTOR_ADDED = "factor_added", "Second factor added"
        FACTOR_REMOVED = "factor_removed", "Second factor removed"
        CODE_USED = "code_used", "Recovery code used"
        PASSWORD_CHANGED = "password_changed", "Password changed"
        LINK_ASKED = "link_asked", "Link for a new password asked for"
        INVITED = "invited", "Invited"
        ROLES_CHANGED = "roles_changed", "Roles changed"
        RIGHTS_CHANGED = "rights_changed", "Rights by name changed"
        DEACTIVATED = "deactivated", "Deactivated"
        REACTIVATED = "reactivated", "Reactivated"
        FACTORS_RESET = "factors_reset", "Second factors taken away"
        LOCK_LIFTED = "lock_lifted", "Lock lifted"
        SESSIONS_ENDED = "sessions_ended", "Sessions ended"
        GLASS_BROKEN = "glass_broken", "Emergency access begun"
        GLASS_ENDED = "glass_ended", "Emergency access ended"

    at = models.DateTimeField(db_default=Now())
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    details = models.CharField(max_length=200, blank=True)
    address = models.GenericIPAddressField(null=True)
    request_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "at"], name="signinevent_user_at"),
            BrinIndex(fields=["at"], name="signinevent_at"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.at} {self.user_id} {self.kind}"


@audited()
class ClinicSettings(OneRow):
    """What holds for the whole clinic, and an administrator changes: one row."""

    class DateFormat(models.TextChoices):
        ISO = "%Y-%m-%d", "2026-03-31: year-month-day"
        MONTH_FIRST = "%m/%d/%Y", "03/31/2026: month/day/year"
        DAY_FIRST = "%d/%m/%Y", "31/03/2026: day/month/year"

    transfer_number = PhoneNumberField("number for emergencies", blank=True)
    covering_prescriber = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    appointment_dates = models.CharField(
        "dates in the appointment file", max_length=10, choices=DateFormat, default=DateFormat.ISO
    )

    # Counts from 1 to one less are not shown in tables and figures that leave the house; 0: every count is.
    small_cells_under = models.PositiveSmallIntegerField(
        "small counts in files", choices=clinical.SMALL_CELLS_UNDER, default=0
    )

    class Meta:
        verbose_name = "clinic settings"
        constraints = [
            models.CheckConstraint(
                name="clinicsettings_one_row",
                condition=Q(pk=1),
                violation_error_message="The clinic has its settings already.",
            )
        ]

    def __str__(self) -> str:
        return "clinic settings"


@audited()
class UserGroup(User.groups.through):
    """Who got which role: Django's own table, named here so that its changes are audited."""

    class Meta:
        proxy = True


@audited()
class UserPermission(User.user_permissions.through):
    """Who got which single permission."""

    class Meta:
        proxy = True
