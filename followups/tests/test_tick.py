import threading
import uuid
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from celery.contrib.testing.worker import start_worker
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from core import heartbeat
from core.models import Draft, Submission
from followups import tasks, tick
from followups.models import FollowUp
from ldnclinic.celery import app
from tests.factories import FollowUpFactory, PrescriptionFactory, UserFactory

LATER = datetime(2026, 7, 20, 14, 0, tzinfo=UTC)  # the day after the window of 1 month closed
# Closed by any clock.
LONG_AGO = dict.fromkeys(("due_on", "window_opens_on", "window_closes_on"), date(2020, 1, 1))


def everything():
    return list(
        FollowUp.objects.order_by("pk").values_list("prescription", "milestone", "number", "state", "settled_at")
    )


@pytest.mark.django_db
def test_a_window_that_has_closed_is_missed_and_what_comes_next_is_planned():
    followup = FollowUpFactory()

    tick.tick(now=LATER)

    followup.refresh_from_db()
    assert (followup.state, followup.settled_at) == ("missed", LATER)
    assert [f.milestone for f in followup.prescription.followups.open()] == ["month_2", "month_3", "month_6"]


@pytest.mark.django_db
def test_on_its_last_day_a_window_is_open_by_the_clinics_calendar():
    followup = FollowUpFactory()

    tick.tick(now=datetime(2026, 7, 20, 3, 59, tzinfo=UTC))  # 23:59 on the 19th in New York
    followup.refresh_from_db()
    assert followup.state == "open"

    tick.tick(now=datetime(2026, 7, 20, 4, 0, tzinfo=UTC))
    followup.refresh_from_db()
    assert followup.state == "missed"


@pytest.mark.django_db
def test_the_question_about_the_first_dose_waits_until_it_is_answered():
    question = FollowUpFactory(prescription=PrescriptionFactory(), milestone="first_dose")

    tick.tick(now=LATER)

    question.refresh_from_db()
    assert question.state == "open"


@pytest.mark.django_db
def test_after_a_year_without_the_scheduler_one_pass_catches_up():
    course = FollowUpFactory().prescription

    tick.tick(now=LATER + timedelta(days=365))

    assert [(f.label, f.due_on) for f in course.followups.open()] == [("18 months", date(2027, 12, 6))]


@pytest.mark.django_db
def test_sessions_that_have_ended_are_forgotten():
    for key, hours in (("ended", -1), ("lasting", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=LATER + timedelta(hours=hours))

    tick.tick(now=LATER)

    assert [session.pk for session in Session.objects.all()] == ["lasting"]


@pytest.mark.django_db
def test_ten_passes_do_what_one_does():
    FollowUpFactory()
    PrescriptionFactory(started=True)
    tick.tick(now=LATER)
    once = everything()

    for _ in range(10):
        tick.tick(now=LATER)

    assert everything() == once


@pytest.mark.django_db
def test_only_active_courses_are_planned_for():
    course = PrescriptionFactory(started=True)
    course.voided_at, course.voided_by, course.voided_reason = LATER, course.prescriber, "Another patient's"
    course.save()
    PrescriptionFactory(stopped=True)
    PrescriptionFactory()

    tick.tick(now=LATER)

    assert everything() == []


@pytest.mark.django_db
def test_more_than_a_batch_is_done_in_one_pass(monkeypatch):
    monkeypatch.setattr(tick, "BATCH", 2)
    for _ in range(5):
        FollowUpFactory()

    tick.tick(now=LATER)

    assert FollowUp.objects.filter(state="missed").count() == 5
    assert FollowUp.objects.open().filter(milestone="month_2").count() == 5


@pytest.mark.django_db
def test_each_pass_leaves_its_heartbeat():
    tick.tick(now=LATER)

    assert heartbeat.last(heartbeat.TICK) == LATER
    assert not heartbeat.is_stale(LATER, now=LATER + timedelta(minutes=5))
    assert heartbeat.is_stale(LATER, now=LATER + timedelta(minutes=5, seconds=1))


@pytest.mark.django_db
def test_drafts_and_submissions_of_old_are_discarded():
    user = UserFactory()
    Draft.objects.create(user=user, path="/", data={})
    Submission.objects.create(user=user, key=uuid.uuid4(), body_hash="", result_url="/")

    tick.tick(now=timezone.now() + timedelta(days=6))
    assert (Draft.objects.count(), Submission.objects.count()) == (1, 0)

    tick.tick(now=timezone.now() + timedelta(days=8))
    assert Draft.objects.count() == 0


@pytest.mark.django_db
def test_a_pass_can_be_made_by_hand():
    FollowUpFactory(**LONG_AGO)
    out = StringIO()

    call_command("tick", stdout=out)

    assert out.getvalue() == "One pass was made.\n"
    assert FollowUp.objects.filter(state="missed").count() == 1


def in_threads(jobs):
    """Run the jobs at once, each with a connection of its own; returns what they raised."""
    raised = []
    barrier = threading.Barrier(len(jobs))

    def run(job):
        try:
            barrier.wait()
            job()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.django_db(transaction=True)
def test_passes_side_by_side_do_what_one_does():
    for _ in range(20):
        FollowUpFactory()

    raised = in_threads([lambda: tick.tick(now=LATER)] * 4)

    assert raised == []
    assert FollowUp.objects.filter(state="missed").count() == 20
    assert FollowUp.objects.open().count() == 20 * 3
    assert FollowUp.objects.count() == 20 * 4


@pytest.mark.django_db(transaction=True)
def test_a_worker_makes_the_pass_that_the_broker_asks_for():
    FollowUpFactory(**LONG_AGO)
    queue = f"test-{uuid.uuid4()}"

    with start_worker(app, pool="solo", perform_ping_check=False, queues=[queue], shutdown_timeout=30):
        tasks.tick.apply_async(queue=queue)
        assert wait_for(lambda: heartbeat.last(heartbeat.TICK))

    assert FollowUp.objects.filter(state="missed").count() == 1


def wait_for(condition, seconds=20):
    patience = threading.Event()
    for _ in range(seconds * 10):
        if condition():
            return True
        patience.wait(0.1)
    return False


def test_beat_asks_for_a_pass_every_minute():
    entry = app.conf.beat_schedule["tick"]

    assert (entry["task"], entry["schedule"]) == (tasks.tick.name, 60)
