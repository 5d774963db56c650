from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractUser, Group, UserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef, Q, Value
from django.db.models.functions import Concat
from phonenumber_field.modelfields import PhoneNumberField

from accounts.permissions import Permission
from core.audit import audited
from core.models import OneRow

# The writer of imported history; made by `migrate`, and can not sign in.
SYSTEM_USERNAME = "system"


class ClinicUserManager(UserManager):
    def who_may(self, permission: Permission) -> models.QuerySet[User]:
        """Active users of a role that may do this, in the order of their names."""
        may = self.with_perm(permission, include_superusers=False)
        return may.order_by("last_name", "first_name", "username")

    def with_rights(self) -> models.QuerySet[User]:
        """Adds the names ("accounts.prescribe") of the permissions that a user has: `rights_of_roles`, `own_rights`."""
        of_roles = Group.permissions.through.objects.filter(group__user=OuterRef("pk"))
        own = User.user_permissions.through.objects.filter(user=OuterRef("pk"))
        name = Concat("permission__content_type__app_label", Value("."), "permission__codename")
        return self.annotate(
            rights_of_roles=ArraySubquery(of_roles.values_list(name)), own_rights=ArraySubquery(own.values_list(name))
        )


@audited(exclude=("password", "last_login"))
class User(AbstractUser):
    """A member of the clinic's staff. A user who leaves is made inactive, never deleted."""

    # While someone is away: what waits for them waits for this one, too. It goes one step: cover has no cover.
    covered_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="covers", verbose_name="covered by"
    )
    wants_digest = models.BooleanField("morning e-mail with what waits", default=False)

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
    def may_own_tasks(self) -> bool:
        return self.has_perm(Permission.CLOSE_TASKS)


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
