from django.contrib.auth.models import AbstractUser

from accounts.permissions import Permission
from core.audit import audited

# The writer of imported history; made by `migrate`, and can not sign in.
SYSTEM_USERNAME = "system"


@audited(exclude=("password", "last_login"))
class User(AbstractUser):
    """A member of the clinic's staff. A user who leaves is made inactive, never deleted."""

    class Meta(AbstractUser.Meta):
        permissions = [(permission.codename, permission.label) for permission in Permission]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @classmethod
    def system(cls) -> "User":
        return cls.objects.get(username=SYSTEM_USERNAME)


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
