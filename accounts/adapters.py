"""Where allauth asks what holds in this clinic."""

import base64
from functools import cache

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts import throttle
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "Please enter a correct username and password. Capital letters matter in both.",
        "enter_current_password": "This is not your current password.",  # nosec B105 a sentence
        "incorrect_password": "This is not your password.",  # nosec B105 a sentence
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Users are invited by an administrator."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return throttle.address_of(request) or "::"  # a socket has none

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Before a factor is changed, but not before the first one is added: the password was typed just now."""
        return is_mfa_enabled(context.request.user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticator apps encrypted: a copy of the database alone makes no codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not right, or was used already. Wait for the next one, and type it again.",
    }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 allauth's name
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text).decode()


@cache
def _fernet() -> MultiFernet:
    """By the first key; what was encrypted by an earlier one (`SECRET_KEY_FALLBACKS`) can still be read."""
    return MultiFernet(Fernet(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def _key(secret: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"accounts.second_factor").derive(secret.encode())
    return base64.urlsafe_b64encode(derived)
