import threading
import uuid
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from celery.contrib.testing.worker import start_worker
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from core import heartbeat
from core.models import Draft, OutboxMessage, Submission
from followups import tasks, tick
from followups.models import FollowUp, NightlyCheck
from ldnclinic.celery import app
from prescriptions.models import LostPeriod
from tests.factories import FollowUpFactory, PrescriptionFactory, UserFactory

LATER = datetime(2026, 7, 20, 14, 0, tzinfo=UTC)  # the day after the window of 1 month closed
TO_COME = {"due_on": date(2026, 8, 5), "window_opens_on": date(2026, 7, 22), "window_closes_on": date(2026, 8, 19)}
# Closed by any clock.
LONG_AGO = dict.fromkeys(("due_on", "window_opens_on", "window_closes_on"), date(2020, 1, 1))


def everything():
    return list(
        FollowUp.objects.order_by("pk").values_list(
            "prescription", "kind", "milestone", "number", "state", "settled_at"
        )
    )


@pytest.mark.django_db
def test_a_window_that_has_closed_is_missed_and_what_comes_next_is_planned():
    followup = FollowUpFactory()

    tick.tick(now=LATER)

    followup.refresh_from_db()
    assert (followup.state, followup.settled_at) == ("missed", LATER)
    assert [f.label for f in followup.prescription.followups.open()] == ["2 months", "3 months", "6 months"]


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
    question = FollowUpFactory(prescription=PrescriptionFactory(), kind="first_dose", milestone=None)

    tick.tick(now=LATER)

    question.refresh_from_db()
    assert question.state == "open"


@pytest.mark.django_db
def test_after_a_year_without_the_scheduler_one_pass_catches_up():
    course = FollowUpFactory().prescription

    tick.tick(now=LATER + timedelta(days=365))

    assert [(f.label, f.due_on) for f in course.followups.open()] == [
        ("18 months", date(2027, 12, 6))
    ]  # the 5th is a Sunday


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
    assert FollowUp.objects.open().filter(after_months=2).count() == 5


@pytest.mark.django_db
def test_each_pass_leaves_its_heartbeat():
    tick.tick(now=LATER)

    assert heartbeat.last(heartbeat.TICK) == LATER
    assert not heartbeat.is_stale(LATER, now=LATER + timedelta(minutes=5))
    assert heartbeat.is_stale(LATER, now=LATER + timedelta(minutes=5, seconds=1))


@pytest.mark.django_db
def test_after_the_clock_was_put_back_the_worklist_makes_the_pass_and_no_gap_is_told():
    tick.tick(now=LATER)
    an_hour_back = LATER - timedelta(hours=1)

    assert tick.catch_up(now=an_hour_back)

    assert heartbeat.last(heartbeat.TICK) == an_hour_back
    assert not OutboxMessage.objects.filter(kind=heartbeat.STOPPED).exists()


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


@pytest.mark.django_db
def test_a_pass_does_so_much_and_the_next_goes_on(monkeypatch, caplog):
    monkeypatch.setattr(tick, "BATCH", 2)
    monkeypatch.setattr(tick, "BATCHES_A_PASS", 2)
    for _ in range(5):
        FollowUpFactory()

    tick.tick(now=LATER)
    assert FollowUp.objects.filter(state="missed").count() == 4
    assert "more is left than a pass does" in caplog.text

    tick.tick(now=LATER)
    assert FollowUp.objects.filter(state="missed").count() == 5


@pytest.mark.django_db
def test_a_step_that_fails_stops_no_other_and_leaves_no_heartbeat(monkeypatch, caplog):
    def fail(**kwargs):
        raise OSError("the disk is full")

    monkeypatch.setattr(tick.planning, "settle", fail)
    PrescriptionFactory(started=True)
    FollowUpFactory()

    assert tick.tick(now=LATER) is False

    assert FollowUp.objects.open().filter(after_months=2).count() == 1
    assert heartbeat.last(heartbeat.TICK) is None
    assert "A step of the scheduler's pass failed: miss_closed_windows" in caplog.text


@pytest.mark.django_db
def test_a_gap_between_two_passes_is_told_once():
    tick.tick(now=LATER)
    tick.tick(now=LATER + timedelta(minutes=1))
    assert not OutboxMessage.objects.filter(kind=heartbeat.STOPPED).exists()

    tick.tick(now=LATER + timedelta(hours=1))
    tick.tick(now=LATER + timedelta(hours=1, minutes=1))
    assert OutboxMessage.objects.filter(kind=heartbeat.STOPPED).count() == 1


@pytest.mark.django_db
def test_what_is_claimed_for_too_long_is_free_again_and_its_page_stays_good():
    followup = FollowUpFactory(**TO_COME, claimed_by=UserFactory(), claimed_until=LATER)

    tick.tick(now=LATER)

    followup.refresh_from_db()
    assert (followup.claimed_by, followup.claimed_until, followup.version) == (None, None, 1)


@pytest.mark.django_db
def test_who_leaves_holds_nothing_any_more():
    user = UserFactory()
    followup = FollowUpFactory(**TO_COME, claimed_by=user, claimed_until=LATER + timedelta(minutes=20))

    user.is_active = False
    user.save()

    followup.refresh_from_db()
    assert (followup.claimed_by, followup.version) == (None, 2)


@pytest.mark.django_db
def test_whoever_was_made_inactive_past_the_program_holds_nothing_after_the_next_pass():
    user = UserFactory()
    followup = FollowUpFactory(**TO_COME, claimed_by=user, claimed_until=LATER + timedelta(minutes=20))
    User.objects.update(is_active=False)

    tick.tick(now=LATER)

    followup.refresh_from_db()
    assert followup.claimed_by is None


@pytest.mark.django_db
def test_who_is_lost_is_neither_planned_for_nor_missing_in_the_check():
    course = PrescriptionFactory(started=True)
    LostPeriod.objects.create(
        prescription=course, from_on=date(2026, 7, 1), reason="Six calls", recorded_by=course.prescriber
    )

    tick.tick(now=LATER)

    assert not course.followups.exists()
    assert NightlyCheck.objects.get().repairs.count() == 0


# Each night's change of clocks, in the zones of the clinic, and the passes of every twenty minutes through it.
NIGHTS = [
    ("America/New_York", datetime(2026, 3, 8, 4, 0, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, 3, 0, tzinfo=UTC)),
    ("Europe/Vienna", datetime(2026, 3, 28, 22, 0, tzinfo=UTC)),
    ("Europe/Vienna", datetime(2026, 10, 24, 21, 0, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 12, 31, 4, 0, tzinfo=UTC)),
    ("America/New_York", datetime(2028, 2, 29, 4, 0, tzinfo=UTC)),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("zone", "evening"), NIGHTS)
def test_in_a_night_on_which_the_clocks_change_a_window_closes_at_midnight_and_one_check_is_made(
    settings, zone, evening
):
    settings.TIME_ZONE = zone
    here = ZoneInfo(zone)
    last_day = evening.astimezone(here).date()
    NightlyCheck.objects.create(began_at=evening, finished_at=evening)
    followup = FollowUpFactory(**dict.fromkeys(("due_on", "window_opens_on", "window_closes_on"), last_day))

    for minutes in range(0, 8 * 60, 20):
        now = evening + timedelta(minutes=minutes)
        tick.tick(now=now)
        followup.refresh_from_db()
        assert (followup.state == "missed") == (now.astimezone(here).date() > last_day)

    began = [check.began_at.astimezone(here) for check in NightlyCheck.objects.all()]
    assert len({at.date() for at in began}) == len(began)
    assert all(at.hour >= 2 for at in began)
    assert last_day + timedelta(days=1) in {at.date() for at in began}


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
def test_two_browsers_that_find_an_old_heartbeat_make_one_pass():
    FollowUpFactory(**LONG_AGO)
    made = []

    raised = in_threads([lambda: made.append(tick.catch_up(now=LATER))] * 8)

    assert raised == []
    assert made.count(True) == 1
    assert FollowUp.objects.filter(state="missed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_checks_side_by_side_are_one_check():
    for _ in range(6):
        PrescriptionFactory(started=True)

    raised = in_threads([lambda: tick.tick(now=LATER)] * 4)

    assert raised == []
    assert NightlyCheck.objects.count() == 1
    assert FollowUp.objects.open().count() == 6 * 3


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


@pytest.mark.django_db
@pytest.mark.parametrize("minutes", [4, 6])
def test_a_worklist_that_opens_with_an_old_heartbeat_makes_the_pass(signed_in_client, minutes):
    heartbeat.stamp(heartbeat.TICK, now=timezone.now() - timedelta(minutes=minutes))
    FollowUpFactory(**LONG_AGO)

    answer = signed_in_client(Role.MEDICAL_ASSISTANT).post("/follow-ups/catch-up/")

    assert answer.status_code == 204
    assert answer.headers.get("HX-Trigger") == ("caught-up" if minutes == 6 else None)
    assert FollowUp.objects.filter(state="missed").exists() == (minutes == 6)
