"""The nightly check that nobody is forgotten."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from core import heartbeat
from followups import planning, reconciliation
from followups.models import FollowUp, NightlyCheck, Repair
from followups.tests.waiting import meanwhile
from prescriptions.models import Fill, WashOut
from tests.factories import DoseStepFactory, FollowUpFactory, PatientFactory, PrescriptionFactory

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 7, 8, 6, 0, tzinfo=UTC)  # 2:00 in New York


def repairs():
    return [(row.kind, row.prescription or row.wash_out) for row in Repair.objects.all()]


def test_a_course_without_a_next_follow_up_gets_one_and_leaves_a_trace(caplog):
    course = PrescriptionFactory(started=True)

    reconciliation.check_all(now=NIGHT)

    assert [row.label for row in course.followups.open()] == ["1 month", "2 months", "3 months", "6 months"]
    assert repairs() == [("no_next", course)]
    assert f"Nightly check: 1 put right, no_next: [{course.pk}]" in caplog.text
    assert heartbeat.last(reconciliation.HEARTBEAT) == NIGHT


def test_a_course_whose_last_follow_up_is_missed_while_it_is_checked_was_without_a_next_one(monkeypatch):
    kept, course = FollowUpFactory(), PrescriptionFactory(started=True)
    planning.plan_milestones(courses=[kept.prescription_id, course.pk], today=date(2026, 7, 8))
    fit = planning.fit_to_plan

    def a_pass_comes_first(**kwargs):
        course.followups.update(state="missed", settled_at=NIGHT)
        return fit(**kwargs)

    monkeypatch.setattr(planning, "fit_to_plan", a_pass_comes_first)
    reconciliation.check_all(now=NIGHT)

    assert [row.label for row in course.followups.open()] == ["12 months"]
    assert repairs() == [("no_next", course), ("off_plan", kept.prescription)]


def test_where_all_is_as_it_has_to_be_nothing_is_written():
    course = PrescriptionFactory(started=True)
    planning.plan_milestones(courses=[course.pk], today=date(2026, 7, 8))
    PrescriptionFactory(stopped=True)
    PrescriptionFactory()

    reconciliation.check_all(now=NIGHT)

    assert repairs() == []
    assert reconciliation.last_check().put_right == []


def test_a_follow_up_on_another_day_than_the_plans_is_moved():
    followup = FollowUpFactory()
    planning.plan_milestones(courses=[followup.prescription_id], today=date(2026, 7, 8))

    reconciliation.check_all(now=NIGHT)

    followup.refresh_from_db()
    assert followup.due_on == date(2026, 7, 6)  # the 5th is a Sunday
    assert repairs() == [("off_plan", followup.prescription)]


def test_a_refill_on_another_day_than_the_supply_ends_is_moved():
    course = FollowUpFactory(due_on=date(2026, 7, 6)).prescription
    planning.plan_milestones(courses=[course.pk], today=date(2026, 7, 8))
    DoseStepFactory(prescription=course)
    strength = Decimal("1.5")
    Fill.objects.create(
        prescription=course, pharmacy=course.pharmacy, filled_on=date(2026, 6, 4), quantity=60, strength_mg=strength
    )
    days = dict.fromkeys(("due_on", "window_opens_on", "window_closes_on"), date(2026, 12, 1))
    FollowUp.objects.create(patient=course.patient, prescription=course, kind="refill", **days)

    reconciliation.check_all(now=NIGHT)

    assert [row.due_on for row in course.followups.filter(kind="refill")] == [date(2026, 8, 3)]
    assert repairs() == [("refill", course)]


def test_a_wash_out_without_its_call_gets_it_and_one_that_is_over_loses_it(clinician):
    waits, over = (
        WashOut(patient=PatientFactory(), days=14, last_taken_on=date(2026, 7, 1), ordered_by=clinician)
        for _ in range(2)
    )
    waits.save_checked()
    over.save_checked()
    planning.plan_wash_out_call(wash_out=over, at=NIGHT)
    over.save_checked(cancelled_by=clinician, cancelled_at=NIGHT, cancel_reason="Not wanted")

    reconciliation.check_all(now=NIGHT)

    assert [(row.due_on, row.state) for row in waits.followups.all()] == [(date(2026, 7, 15), "open")]
    assert [row.state for row in over.followups.all()] == ["closed"]
    assert repairs() == [("wash_out", waits), ("wash_out", over)]


def test_it_is_made_once_a_night_from_two_oclock_on():
    for minutes in (-1, 0, 1, 60, 23 * 60):
        reconciliation.go_on(now=NIGHT + timedelta(minutes=minutes))

    assert [check.began_at for check in NightlyCheck.objects.all()] == [NIGHT]


@pytest.mark.django_db(transaction=True)
def test_a_pass_that_finds_the_check_due_while_another_makes_it_makes_no_second_one():
    with meanwhile(lambda: reconciliation.go_on(now=NIGHT)) as start:
        reconciliation.go_on(now=NIGHT)
        start()

    assert NightlyCheck.objects.count() == 1
    assert reconciliation.last_check().began_at == NIGHT


def test_a_check_that_was_cut_short_goes_on_where_it_was(monkeypatch):
    monkeypatch.setattr(reconciliation, "BATCH", 2)
    monkeypatch.setattr(reconciliation, "BATCHES_A_PASS", 2)
    for _ in range(5):
        PrescriptionFactory(started=True)

    reconciliation.go_on(now=NIGHT)
    assert (Repair.objects.count(), reconciliation.last_check()) == (4, None)

    reconciliation.go_on(now=NIGHT + timedelta(minutes=1))
    assert Repair.objects.count() == 5
    assert reconciliation.last_check().put_right == [(5, "without a next follow-up")]


def test_it_can_be_made_by_hand():
    PrescriptionFactory(started=True)
    for said in ("1 without a next follow-up: put right.\n", "Nothing was missing.\n"):
        out = StringIO()
        call_command("reconcile", stdout=out)
        assert out.getvalue() == said
