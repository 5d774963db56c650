"""What happens when the database lets somebody wait: with real locks, held by a connection of the test's own."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction

from accounts.permissions import Role
from core import time_limits
from core.models import Draft
from followups import tasks
from followups.models import Response
from followups.tests import answer_form
from prescriptions import actions as courses
from tests.factories import ClinicianFactory, FollowUpFactory, PrescriptionFactory

LIMITS = "SELECT current_setting('statement_timeout'), current_setting('lock_timeout'), current_setting('{}')".format(
    "idle_in_transaction_session_timeout"
)


def limits():
    with connection.cursor() as cursor:
        cursor.execute(LIMITS)
        return cursor.fetchone()


@pytest.fixture
def somebody():
    """Another connection, within a transaction that holds what it takes until the test ends."""
    given = connection.get_connection_params()
    place = {name: given[name] for name in ("host", "port", "dbname", "user", "password") if given.get(name)}
    with psycopg.connect(**place) as other:
        yield other
        other.rollback()


@pytest.fixture
def quick(transactional_db):
    """A page's limits, a tenth of a second here."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
        cursor.execute("SET statement_timeout = '400ms'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ALL")


@pytest.mark.django_db
def test_every_connection_of_a_page_has_the_limits_of_a_page():
    assert limits() == ("10s", "5s", "30s")
    assert settings.PAGE_TIME_LIMITS["lock_timeout"] < settings.PAGE_TIME_LIMITS["statement_timeout"]


@pytest.mark.django_db
def test_a_task_has_its_own_and_leaves_the_pages_behind(monkeypatch):
    seen = []
    monkeypatch.setattr(tasks.scheduler, "tick", lambda now: seen.append(limits()))

    tasks.tick()

    assert seen == [("4min", "30s", "4min")]
    assert limits() == ("10s", "5s", "30s")


def test_a_command_by_hand_may_take_its_time():
    asked = "from django.conf import settings; print(settings.DATABASES['default'].get('OPTIONS'))"
    manage = Path(__file__).resolve().parent.parent / "manage.py"

    told = subprocess.check_output([sys.executable, manage, "shell", "--verbosity", "0", "--command", asked], text=True)  # noqa: S603

    assert told.strip() in ("None", "{}")


def test_an_answer_that_waits_for_somebody_is_kept_and_its_page_says_so(quick, somebody, signed_in_client):
    course = PrescriptionFactory(started=True)
    followup = FollowUpFactory(prescription=course)
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    somebody.execute("SELECT 1 FROM patients_patient FOR UPDATE")

    response = answer_form.send(client, followup, gains_in_own_words="Walks the dog again")

    assert response.status_code == 503
    assert "This took too long" in response.text
    assert "What you typed is kept" in response.text
    assert f'href="{answer_form.path(followup)}"' in response.text
    assert (response.headers["Retry-After"], response.headers["Cache-Control"]) == ("5", "no-store")
    assert Response.objects.count() == 0
    assert Draft.objects.get().data["gains_in_own_words"] == ["Walks the dog again"]

    somebody.rollback()
    assert "Walks the dog again" in client.get(answer_form.path(followup)).text
    assert answer_form.send(client, followup).status_code == 302
    assert Response.objects.count() == 1


def test_where_the_draft_has_to_wait_as_well_nothing_is_promised(quick, somebody, signed_in_client):
    followup = FollowUpFactory()
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    somebody.execute("LOCK TABLE core_draft IN EXCLUSIVE MODE")
    somebody.execute("SELECT 1 FROM patients_patient FOR UPDATE")

    response = answer_form.send(client, followup)

    assert response.status_code == 503
    assert "What you typed is kept" not in response.text
    assert "Go back and try again." in response.text


def test_a_page_that_waits_for_a_table_is_offered_again(quick, somebody, signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    somebody.execute("LOCK TABLE followups_followup IN ACCESS EXCLUSIVE MODE")

    response = client.get("/follow-ups/")

    assert response.status_code == 503
    assert 'href="/follow-ups/"' in response.text


@pytest.mark.django_db
def test_a_statement_that_takes_too_long_is_ended_and_other_errors_are_not_taken_for_it():
    with pytest.raises(OperationalError) as ended, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '50ms'; SELECT pg_sleep(5)")
    assert time_limits.is_too_long(ended.value)

    with pytest.raises(Exception, match="division") as wrong, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert not time_limits.is_too_long(wrong.value)


def test_a_migration_gives_up_before_everyone_waits_behind_it(quick, somebody, monkeypatch):
    seen = []
    monkeypatch.setattr("core.database_roles.grant", lambda: seen.append(limits()) or _lock_a_table())
    somebody.execute("LOCK TABLE core_heartbeat IN ACCESS SHARE MODE")

    with pytest.raises(CommandError, match="Somebody works on a table"):
        call_command("migrate", verbosity=0)

    assert seen == [("0", "10s", "0")]


def _lock_a_table():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '100ms'")
        cursor.execute("LOCK TABLE core_heartbeat IN ACCESS EXCLUSIVE MODE")


@pytest.mark.django_db
def test_what_a_course_needs_is_far_from_any_limit():
    """Prescribing to first dose, each statement in less than a hundredth of a page's."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '100ms'")
    course = PrescriptionFactory(prescribed_on=date(2026, 6, 1))

    courses.start(course=course, first_dose_on=date(2026, 6, 5), by=ClinicianFactory())
