"""How long a session lasts: a quarter of an hour without use, twelve hours at most.

The two instants are kept in the session itself, as seconds since 1970. Nothing that a browser sends can move them but
a request that counts as use.
"""

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
# Each use is written down no more often than that: a session may end so much early.
NOTED_EVERY = timedelta(minutes=1)

SIGNED_IN_AT, USED_AT = "signed_in_at", "used_at"


def begin(session: SessionBase, *, now: datetime) -> None:
    session[SIGNED_IN_AT] = session[USED_AT] = now.timestamp()


def note_use(session: SessionBase, *, now: datetime) -> None:
    if now.timestamp() - session[USED_AT] >= NOTED_EVERY.total_seconds():
        session[USED_AT] = now.timestamp()


def seconds_left(session: SessionBase, *, now: datetime) -> int:
    """Until the session ends if nobody uses it; 0 or less once it is over, and for one that never began."""
    idle = session.get(USED_AT, 0) + IDLE.total_seconds()
    longest = session.get(SIGNED_IN_AT, 0) + LONGEST.total_seconds()
    return int(min(idle, longest) - now.timestamp())
