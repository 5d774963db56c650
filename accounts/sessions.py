"""Where sessions are kept: Django's table, by a store that tells a lost database from a session that was ended."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError


class SessionStore(db.SessionStore):
    def save(self, must_create: bool = False) -> None:
        """Django takes every error of the database for a session that somebody ended meanwhile, and answers 400, as
        if the browser had sent nonsense.

        Raises `OperationalError` if the database went away, `UpdateError` if the session did.
        """
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError):
                raise error.__context__ from None
            raise
