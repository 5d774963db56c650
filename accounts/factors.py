"""Second factors: the codes of an authenticator app, each of which opens the door once, and recovery codes."""

import time

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction

from accounts.demo import DEMO_CODE
from accounts.models import User

Type = Authenticator.Type
# The number of the code that was used last. It lies with the factor, in the database: no other process, and no cache
# that is emptied, lets a code through twice.
LAST = "last_counter"
WORDS = {Type.TOTP: "Authenticator app", Type.WEBAUTHN: "Passkey", Type.RECOVERY_CODES: "Recovery codes"}


@transaction.atomic
def spend(user: User, code: str) -> Authenticator | None:
    """The factor that this code is right for, which it never is again; None if it is right for none."""
    of_user = Authenticator.objects.filter(user=user, type__in=[Type.TOTP, Type.RECOVERY_CODES])
    factors = of_user.select_for_update().order_by("-type")  # the app before the recovery codes
    return next((factor for factor in factors if _spend(factor, code)), None)


def is_demo_code(code: str) -> bool:
    return settings.DEMO and compare_user_code(actual=code, expected=DEMO_CODE)


def counter_now() -> int:
    return int(time.time()) // app_settings.TOTP_PERIOD


def _spend(factor: Authenticator, code: str) -> bool:
    if factor.type == Type.RECOVERY_CODES:
        return factor.wrap().validate_code(code)
    if is_demo_code(code):
        return True
    counter = _counter_of(decrypt(factor.data["secret"]), code)
    if counter is None or counter <= factor.data.get(LAST, 0):
        return False
    factor.data[LAST] = counter
    factor.save(update_fields=["data"])
    return True


def _counter_of(secret: str, code: str) -> int | None:
    """Which of the codes that hold now this is; None for none of them."""
    now = counter_now()
    around = range(now - app_settings.TOTP_TOLERANCE, now + app_settings.TOTP_TOLERANCE + 1)
    right = (n for n in around if compare_user_code(actual=code, expected=code_at(secret, n)))
    return next(right, None)


def code_at(secret: str, counter: int) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, counter))
