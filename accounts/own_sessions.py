"""The session of a request among the other sessions of its user."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest


def renew(request: HttpRequest) -> None:
    """A new id for this session, under which the user finds it among theirs: an id that someone knew opens nothing."""
    before = request.session.session_key
    request.session.cycle_key()
    _follow(request, before)


def end_others(request: HttpRequest) -> None:
    """End all sessions of the user but this one, which gets a new id."""
    before = request.session.session_key
    request.user.end_sessions()
    update_session_auth_hash(request, request.user)
    _follow(request, before)


def _follow(request: HttpRequest, before: str | None) -> None:
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)
