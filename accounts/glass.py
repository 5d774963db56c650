"""Breaking the glass: an administrator, who sees no patients, sees them for an hour, says why, and is seen doing it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from accounts import notices, sign_in_log
from accounts.models import BrokenGlass, SignInEvent, User
from accounts.permissions import Permission
from core import outbox
from core.models import save_valid

Kind = SignInEvent.Kind


@transaction.atomic
def break_glass(*, reason: str, now: datetime, by: User, request: HttpRequest | None = None) -> BrokenGlass:
    """Let this user see patients for an hour; the clinic is told. One that runs already stays as it is.

    Raises ValidationError for who may not, or sees patients anyway.
    """
    if not by.has_perm(Permission.BREAK_GLASS):
        raise ValidationError("This is for administrators.")
    User.objects.select_for_update().get(pk=by.pk)  # a second click waits here
    if running := BrokenGlass.objects.running(now).filter(user=by).first():
        return running
    if by.has_perm(Permission.SEE_PATIENTS):
        raise ValidationError("You see patients by your role: there is no glass to break.")
    # One whose hour is over ends there, so that only one at a time is open.
    BrokenGlass.objects.not_ended().filter(user=by).update(ended_at=F("until"))
    glass = save_valid(BrokenGlass(user=by, reason=reason, began_at=now, until=now + BrokenGlass.LASTS))
    sign_in_log.record(Kind.GLASS_BROKEN, user=by, request=request, details=reason)
    outbox.put(kind=notices.GLASS_BROKEN, object_id=glass.pk)
    return glass


@transaction.atomic
def end(*, user: User, now: datetime, why: str, by: User | None = None, request: HttpRequest | None = None) -> None:
    """End it before its time; nothing happens where none runs."""
    if BrokenGlass.objects.running(now).filter(user=user).update(ended_at=now):
        sign_in_log.record(Kind.GLASS_ENDED, user=user, by=by, request=request, details=why)
