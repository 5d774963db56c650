"""Sessions, when the database or the session itself is gone."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError, connection

from accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session():
    session = SessionStore()
    session["said"] = "once"
    session.create()
    session["said"] = "twice"
    return session


def test_a_database_that_went_away_is_not_taken_for_an_ended_session(session):
    with connection.cursor() as cursor, pytest.raises(OperationalError):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(OperationalError):
        session.save()
    connection.close()


def test_a_session_that_was_ended_is_not_kept(session):
    SessionStore().delete(session.session_key)

    with pytest.raises(UpdateError):
        session.save()
