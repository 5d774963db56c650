from axes.backends import AxesStandaloneBackend
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts import throttle
from accounts.models import User


class ClinicBackend(AxesStandaloneBackend, ModelBackend):
    """Names and passwords, once the throttle lets them through. One backend, so that nothing has to choose."""

    def authenticate(
        self, request: HttpRequest, username: str | None = None, password: str | None = None, **kwargs
    ) -> User | None:
        """The user, or None. Raises PermissionDenied while the name is locked, whether anyone has it or not."""
        throttle.queue(username)
        AxesStandaloneBackend.authenticate(self, request, username=username, password=password)
        return ModelBackend.authenticate(self, request, username=username, password=password)
