"""Links in e-mails with which a user sets a password. Nothing of them is stored: they are made when the mail is sent,
and hold as long as password, address, last sign-in and sessions are what they were."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import base36_to_int, urlsafe_base64_encode

from accounts.models import User

FORGOTTEN = timedelta(hours=1)
INVITATION = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


class LinkTokens(PasswordResetTokenGenerator):
    key_salt = "accounts.links"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)} {user.session_round} {user.is_active}"

    def check_token(self, user: User | None, token: str | None) -> bool:
        """Who has a password had an hour for a new one; who is invited has three days."""
        if not super().check_token(user, token) or not user.is_active:
            return False
        made_at = base36_to_int(token.partition("-")[0])
        allowed = FORGOTTEN if user.has_usable_password() else INVITATION
        return self._num_seconds(self._now()) - made_at <= allowed.total_seconds()


tokens = LinkTokens()


def path_for(user: User) -> str:
    """The address of the page that sets this user's password, with a new token in it."""
    arguments = [urlsafe_base64_encode(force_bytes(user.pk)), tokens.make_token(user)]
    return reverse("account_reset_password_from_key", args=arguments)
