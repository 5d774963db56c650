"""Messages that leave the system: written with their cause, sent later, at least once, each with an id."""

import logging
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction

from core.models import OutboxMessage

logger = logging.getLogger(__name__)

RETRY_AFTER = timedelta(minutes=5)
MOST_ATTEMPTS = 10
# A mail server that hangs takes EMAIL_TIMEOUT a message; a pass goes on in the next one.
MOST_SECONDS = 60

Sender = Callable[[OutboxMessage], None]
_senders: dict[str, Sender] = {}
_words: dict[str, str] = {}


def sends(kind: str, words: str = "") -> Callable[[Sender], Sender]:
    """Decorator: this function sends the messages of this kind, which administrators know under these words.

    It may be called twice with the same id.
    """

    def register(sender: Sender) -> Sender:
        _senders[kind] = sender
        _words[kind] = words
        return sender

    return register


def words_for(kind: str) -> str:
    """What an administrator calls a message of this kind."""
    return _words.get(kind) or kind


def put(*, kind: str, object_id: int, occasion: str = "") -> None:
    """Write a message into the current transaction. The same cause twice adds nothing."""
    put_all(kind=kind, object_ids=[object_id], occasion=occasion)


def put_all(*, kind: str, object_ids: Iterable[int], occasion: str = "") -> None:
    """One message for each of them, in one statement."""
    messages = [OutboxMessage(kind=kind, object_id=pk, occasion=occasion) for pk in object_ids]
    OutboxMessage.objects.bulk_create(messages, ignore_conflicts=True)


def try_again(*, now: datetime) -> int:
    """Put back what was given up, for as many attempts as before; returns how many messages that are."""
    return OutboxMessage.objects.given_up().update(dead=False, attempts=0, not_before=now)


def deliver(*, now: datetime, seconds: int = MOST_SECONDS) -> int:
    """Try what is waiting, and begin no more once so many seconds have passed; returns how many were tried. A failed
    message is tried again later, and given up after `MOST_ATTEMPTS`."""
    until = time.monotonic() + seconds
    tried = 0
    while time.monotonic() < until and _try_next(now):
        tried += 1
    return tried


@transaction.atomic
def _try_next(now: datetime) -> bool:
    """One message a transaction, so that a pass that is cut short sends at most one of them again."""
    message = OutboxMessage.objects.waiting(now).select_for_update(skip_locked=True).first()
    if message:
        _try(message, now)
    return message is not None


def _try(message: OutboxMessage, now: datetime) -> None:
    message.attempts += 1
    try:
        with transaction.atomic():
            _senders[message.kind](message)
    except Exception:
        logger.exception("outbox message %s was not sent", message.id)
        message.not_before = now + RETRY_AFTER
        message.dead = message.attempts >= MOST_ATTEMPTS
    else:
        message.sent_at = now
    message.save(update_fields=["attempts", "not_before", "dead", "sent_at"])
