from axes.backends import AxesStandaloneBackend
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.utils import timezone

from accounts import throttle
from accounts.models import User


class ClinicBackend(AxesStandaloneBackend, ModelBackend):
    """Names and passwords, once the throttle lets them through; and who is signed in, read together with the rights,
    since every page asks both. One backend, so that nothing has to choose."""

    def authenticate(
        self, request: HttpRequest, username: str | None = None, password: str | None = None, **kwargs
    ) -> User | None:
        """The user, or None. Raises PermissionDenied while the name is locked, whether anyone has it or not."""
        throttle.queue(username)
        AxesStandaloneBackend.authenticate(self, request, username=username, password=password)
        return ModelBackend.authenticate(self, request, username=username, password=password)

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.with_rights(now=timezone.now()).filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj: User, obj: object = None) -> set[str]:
        if obj is None and user_obj.is_active and hasattr(user_obj, "own_rights"):
            return user_obj.rights
        return super().get_all_permissions(user_obj, obj)
