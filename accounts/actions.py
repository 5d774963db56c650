from django.contrib.auth import models as auth
from django.contrib.auth.management import create_permissions

from accounts.permissions import ROLE_PERMISSIONS


def give_roles_their_permissions(sender, **kwargs) -> None:
    """Make the four groups and hold them to `ROLE_PERMISSIONS`; runs after each migration, and again adds nothing."""
    create_permissions(sender, verbosity=0)
    for role, permissions in ROLE_PERMISSIONS.items():
        group, _ = auth.Group.objects.get_or_create(name=role)
        group.permissions.set(
            auth.Permission.objects.filter(
                content_type__app_label="accounts", codename__in=[p.codename for p in permissions]
            )
        )
