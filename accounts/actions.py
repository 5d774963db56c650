from django.apps import AppConfig
from django.contrib.auth import models as auth
from django.contrib.auth.hashers import make_password
from django.contrib.auth.management import create_permissions

from accounts.models import SYSTEM_USERNAME, User
from accounts.permissions import ROLE_PERMISSIONS


def make_roles_and_system_user(sender: AppConfig, **kwargs) -> None:
    """Make the four groups, hold them to `ROLE_PERMISSIONS`, and make the system user.

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
