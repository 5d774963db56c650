"""Lost to follow-up: dated, by the clinic's rule, and reversible."""

from datetime import UTC, date, datetime, timedelta

import pytest

from followups import actions, calling, lost, planning, worklist
from followups.models import CallAttempt, CallingRules, FollowUp, Response
from patients.models import Visit
from prescriptions.models import Prescription
from tests.factories import FollowUpFactory, PhoneNumberFactory, PrescriptionFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 7, 8, 14, 0, tzinfo=UTC)


@pytest.fixture
def by(clock):
    return UserFactory()


@pytest.fixture
def followup(by):
    CallingRules.objects.update(attempts_before_lost=3)
    followup = FollowUpFactory()
    PhoneNumberFactory(patient=followup.patient)
    return followup


def call(followup, outcome, *, by, hours_ago=0):
    """The number is left out, so that nothing happens to it."""
    attempt = CallAttempt(followup=followup, outcome=outcome)
    if outcome == "call_back":
        attempt.call_again_at = NOW + timedelta(hours=2)
    return calling.log_call(attempt=attempt, now=NOW, called_at=NOW - timedelta(hours=hours_ago), by=by)


def periods(followup):
    return list(followup.prescription.lost_periods.values_list("from_on", "until_on", "reason"))


LOST_TODAY = (date(2026, 7, 8), None, "3 calls in a row did not reach the patient")


def test_after_so_many_calls_in_a_row_the_patient_is_lost(followup, by):
    for hours, outcome in ((9, "no_answer"), (6, "voicemail")):
        call(followup, outcome, by=by, hours_ago=hours)
        assert periods(followup) == []

    call(followup, "someone_else", by=by)

    assert periods(followup) == [LOST_TODAY]
    followup.refresh_from_db()
    assert followup.is_open  # nothing is closed


@pytest.mark.parametrize("outcome", ["call_back", "refused_now", "hung_up", "interpreter_needed"])
def test_a_call_that_reaches_someone_begins_the_count_anew(followup, by, outcome):
    for hours, what in ((9, "no_answer"), (8, "no_answer"), (7, outcome), (6, "busy"), (5, "busy")):
        call(followup, what, by=by, hours_ago=hours)
    assert periods(followup) == []

    call(followup, "no_answer", by=by)
    assert periods(followup) == [LOST_TODAY]


def test_an_answer_begins_the_count_anew_and_finds_who_was_lost(followup, by, clock):
    for hours in (9, 8, 7):
        call(followup, "no_answer", by=by, hours_ago=hours)
    clock.move_to(NOW + timedelta(days=2))
    course = followup.prescription
    answer = Response(prescription=course, asked_on=date(2026, 7, 10), mode="visit", asked_by=by, relief_percent=60)

    actions.record_answer(response=answer, side_effects=None, by=by)

    assert periods(followup) == [(date(2026, 7, 8), date(2026, 7, 10), LOST_TODAY[2])]
    assert [row.label for row in course.followups.open()] == ["2 months", "3 months", "6 months"]
    assert lost.calls_in_vain(course) == 0


def test_a_call_that_was_logged_in_error_takes_the_loss_back(followup, by):
    for hours in (9, 8):
        call(followup, "no_answer", by=by, hours_ago=hours)
    wrong = call(followup, "busy", by=by)

    calling.undo_call(attempt=wrong, reason="Another patient", by=by)

    assert periods(followup) == []


def test_a_call_that_is_entered_late_counts_by_its_own_day(followup, by):
    for hours in (24, 2):
        call(followup, "no_answer", by=by, hours_ago=hours)

    call(followup, "voicemail", by=by, hours_ago=48)  # written on paper, and entered last

    assert periods(followup) == [LOST_TODAY]


def test_a_call_that_is_entered_late_adds_nothing_to_a_loss(followup, by):
    for hours in (3, 2, 1):
        call(followup, "no_answer", by=by, hours_ago=hours)

    call(followup, "no_answer", by=by, hours_ago=48)

    assert periods(followup) == [LOST_TODAY]


def test_a_call_that_reached_the_patient_before_takes_the_loss_back_when_it_is_entered(followup, by):
    for hours in (50, 25, 1):
        call(followup, "no_answer", by=by, hours_ago=hours)
    assert periods(followup) == [LOST_TODAY]

    call(followup, "refused_now", by=by, hours_ago=26)

    assert periods(followup) == []
    assert lost.calls_in_vain(followup.prescription) == 2


def test_a_late_entry_that_was_in_error_takes_the_loss_back_that_it_brought(followup, by):
    for hours in (24, 2):
        call(followup, "no_answer", by=by, hours_ago=hours)
    wrong = call(followup, "voicemail", by=by, hours_ago=48)

    calling.undo_call(attempt=wrong, reason="Another patient", by=by)

    assert periods(followup) == []


def test_calls_before_the_first_dose_do_not_count_once_it_is_taken(by):
    CallingRules.objects.update(attempts_before_lost=2)
    course = PrescriptionFactory(started=True, first_dose_on=date(2026, 7, 8))
    followup = FollowUpFactory(prescription=course)

    for hours in (48, 24, 1):
        call(followup, "no_answer", by=by, hours_ago=hours)

    assert (periods(followup), lost.calls_in_vain(course)) == ([], 1)


def test_who_is_lost_is_not_called_but_asked_at_a_visit(followup, by):
    for hours in (9, 8, 7):
        call(followup, "no_answer", by=by, hours_ago=hours)
    desk = worklist.desk(by=by, now=NOW + timedelta(hours=4))
    assert [row.part for row in worklist.due(desk)] == ["nobody"]

    visit = Visit.objects.create(patient=followup.patient, day=date(2026, 7, 10))
    assert [row.part for row in worklist.due(desk)] == ["visit"]

    visit.status = Visit.Status.CANCELLED
    visit.save()
    assert [row.part for row in worklist.due(desk)] == ["nobody"]


def test_a_cancelled_visit_brings_the_call_back_and_a_moved_one_too(followup, by):
    desk = worklist.desk(by=by, now=NOW)
    parts = [[row.part for row in worklist.due(desk)]]
    visit = Visit.objects.create(patient=followup.patient, day=date(2026, 7, 19))
    parts.append([row.part for row in worklist.due(desk)])
    for changes in ({"status": "no_show"}, {"status": "booked", "day": date(2026, 7, 20)}, {"day": date(2026, 7, 8)}):
        Visit.objects.filter(pk=visit.pk).update(**changes)
        parts.append([row.part for row in worklist.due(desk)])

    # Called; asked at the visit on the last day of the window; no-show; beyond the window; today.
    assert parts == [["call"], ["visit"], ["call"], ["call"], ["visit"]]


def test_an_answer_at_a_visit_closes_the_call(followup, by):
    Visit.objects.create(patient=followup.patient, day=date(2026, 7, 8))
    course = followup.prescription
    answer = Response(prescription=course, asked_on=date(2026, 7, 8), mode="visit", asked_by=by, relief_percent=60)

    actions.record_answer(response=answer, side_effects=None, by=by)

    followup.refresh_from_db()
    assert followup.state == "answered"


def test_who_stopped_is_not_asked_again_but_a_contact_can_always_be_recorded(by):
    course = PrescriptionFactory(stopped=True)
    assert planning.plan_milestones(courses=[course.pk], today=date(2026, 8, 4)) == 0
    answer = Response(prescription=course, asked_on=date(2026, 7, 1), mode="phone", asked_by=by, relief_percent=5)

    actions.record_answer(response=answer, side_effects=None, by=by)

    assert not FollowUp.objects.exists()
    assert Prescription.objects.get().responses.count() == 1
