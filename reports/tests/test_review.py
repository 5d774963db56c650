"""What is put before a clinician, and what takes it away again."""

from datetime import date, timedelta

import pytest

from accounts.permissions import Role
from core.models import AccessLog
from patients.models import ClinicianTask
from prescriptions.models import Pause, WashOut
from reports import review
from reports.models import AllRight
from tests.factories import (
    ClinicianFactory,
    ClinicianTaskFactory,
    DoseStepFactory,
    FollowUpFactory,
    PatientFactory,
    PrescriptionFactory,
    ResponseFactory,
)

pytestmark = pytest.mark.django_db

FIRST_DOSE = date(2026, 6, 5)
TODAY = date(2026, 8, 1)


def course(**facts):
    return PrescriptionFactory(started=True, **facts)


def answered(of, relief, on=date(2026, 7, 20), **facts):
    return ResponseFactory(prescription=of, asked_on=on, relief_percent=relief, **facts)


def reasons(today=TODAY):
    return [row.reason.value for row in review.find(today=today, by=ClinicianFactory()).rows]


def test_a_course_that_does_well_is_not_shown():
    answered(course(), 60)

    assert reasons() == []


def test_a_course_is_not_assessed_for_too_long_from_the_44th_day_without_an_answer():
    course()

    assert reasons(FIRST_DOSE + timedelta(days=43)) == []
    assert reasons(FIRST_DOSE + timedelta(days=44)) == ["not_assessed"]


def test_a_course_is_not_assessed_for_too_long_225_days_after_its_last_answer():
    answered(course(), 60)

    assert reasons(date(2026, 7, 20) + timedelta(days=224)) == []
    assert reasons(date(2026, 7, 20) + timedelta(days=225)) == ["not_assessed"]


@pytest.mark.parametrize(("relief", "shown"), [(29, ["no_relief"]), (30, [])])
def test_a_stable_dose_brings_no_relief_below_30_after_ten_weeks(relief, shown):
    one = course()
    DoseStepFactory(prescription=one, starts_on=FIRST_DOSE)
    answered(one, relief, quality_of_life_improved=True)

    assert reasons(FIRST_DOSE + timedelta(days=69)) == []
    assert reasons(FIRST_DOSE + timedelta(days=70)) == shown


@pytest.mark.parametrize(("latest", "shown"), [(50, ["falling"]), (51, [])])
def test_relief_that_is_20_points_lower_than_before_is_falling(latest, shown):
    one = course()
    answered(one, 70, on=date(2026, 7, 1))
    answered(one, latest)

    assert reasons() == shown


def test_who_goes_on_without_benefit_is_shown_once():
    one = course()
    DoseStepFactory(prescription=one, starts_on=FIRST_DOSE)
    answered(one, 0, quality_of_life_improved=False)

    assert reasons(date(2026, 9, 1)) == ["no_benefit"]


@pytest.mark.parametrize(("severity", "shown"), [("mild", []), ("moderate", ["side_effect"]), (None, ["side_effect"])])
def test_a_side_effect_that_is_more_than_mild_waits_for_a_decision(severity, shown):
    one = course()
    answered(one, 60).side_effects.create(prescription=one, effect="insomnia", severity=severity)

    assert reasons() == shown


def test_a_mild_side_effect_that_is_serious_waits_for_a_decision():
    one = course()
    answered(one, 60).side_effects.create(prescription=one, effect="insomnia", severity="mild", is_serious=True)

    assert reasons() == ["side_effect"]


def test_a_side_effect_told_before_the_line_broke_waits_too():
    one = course()
    answered(one, 60)
    broken = answered(one, None, on=date(2026, 7, 25), broke_off=True, side_effects_asked=True)
    broken.side_effects.create(prescription=one, effect="rash", severity="severe")
    answered(one, None, on=date(2026, 7, 26), broke_off=True)

    [row] = review.find(today=TODAY, by=ClinicianFactory()).rows

    assert (row.reason, row.since) == ("side_effect", date(2026, 7, 25))


def changed_dose(one):
    DoseStepFactory(prescription=one, starts_on=date(2026, 7, 21))


def paused(one):
    Pause.objects.create(prescription=one, from_on=date(2026, 7, 20), reason="rash", recorded_by=one.prescriber)


def closed_a_task(one):
    task = ClinicianTaskFactory(patient=one.patient, raised_by=one.prescriber)
    ClinicianTask.objects.filter(pk=task.pk).update(
        done_at="2026-07-21T12:00Z", done_by=one.prescriber, done_note="Goes on."
    )


@pytest.mark.parametrize("decide", [changed_dose, paused, closed_a_task])
def test_a_decision_takes_the_side_effect_away(decide):
    one = course()
    answered(one, 60).side_effects.create(prescription=one, effect="insomnia", severity="severe")
    decide(one)

    assert reasons() == []


def test_a_refill_is_missing_a_week_after_the_supply_has_ended():
    one = course()
    DoseStepFactory(prescription=one, starts_on=FIRST_DOSE, dose_mg="4.5")
    answered(one, 60)
    one.fills.create(filled_on=FIRST_DOSE, quantity=90, strength_mg="1.5", pharmacy=one.pharmacy)
    last_day = FIRST_DOSE + timedelta(days=29)

    assert reasons(last_day + timedelta(days=6)) == []
    assert reasons(last_day + timedelta(days=9)) == ["refill"]


def test_a_wash_out_that_has_ended_is_shown_until_it_is_released():
    wash_out = WashOut.objects.create(
        patient=PatientFactory(),
        days=10,
        last_taken_on=date(2026, 7, 1),
        ends_on=date(2026, 7, 11),
        ordered_by=ClinicianFactory(),
    )

    assert reasons(date(2026, 7, 11)) == []
    assert reasons(date(2026, 7, 12)) == ["wash_out"]
    WashOut.objects.filter(pk=wash_out.pk).update(released_at="2026-07-12T12:00Z", released_by=wash_out.ordered_by)
    assert reasons(date(2026, 7, 12)) == []


def test_who_is_lost_dead_or_stopped_is_not_shown(signed_in_client):
    lost = course()
    lost.lost_periods.create(from_on=date(2026, 7, 1), reason="moved", recorded_by=lost.prescriber)
    dead = course(patient=PatientFactory(deceased_on=date(2026, 7, 1)))
    assert dead.is_active
    PrescriptionFactory(stopped=True)

    assert reasons() == []


def test_what_is_all_right_rests_and_returns_on_its_day():
    one = course()
    review.all_right(
        patient=one.patient,
        reason="not_assessed",
        today=TODAY,
        until=date(2026, 8, 20),
        note="Abroad.",
        by=one.prescriber,
    )

    assert reasons(date(2026, 8, 19)) == []
    assert reasons(date(2026, 8, 20)) == ["not_assessed"]


def test_each_row_ends_in_actions_that_open(signed_in_client):
    one = course()
    client = signed_in_client(Role.CLINICIAN)
    row = review.find(today=TODAY, by=ClinicianFactory()).rows[0]

    assert [action.words for action in row.actions] == ["Call", "Stop", "All right until"]
    assert [client.get(action.url).status_code for action in row.actions] == [200, 200, 200]
    page = client.get("/review/").content.decode()
    assert all(action.url in page for action in row.actions)
    assert AccessLog.objects.get(page="reports:review").patient_ids == [one.patient_id]


def test_a_call_is_about_the_follow_up_that_can_be_asked():
    one = course(prescribed_on=date(2026, 6, 1), first_dose_on=date(2026, 6, 5))
    due = FollowUpFactory(prescription=one, window_closes_on=date(2026, 8, 30))
    FollowUpFactory(prescription=one, kind="refill", milestone=None, after_months=0)

    [row] = review.find(today=TODAY, by=ClinicianFactory()).rows

    assert [action.url for action in row.actions if action.words == "Call"] == [f"/follow-ups/{due.pk}/call/"]


def test_a_clinician_lets_a_row_rest(signed_in_client):
    one = course()
    client = signed_in_client(Role.CLINICIAN)
    address = f"/review/{one.patient_id}/not_assessed/"

    refused = client.post(address, {"until": "2020-01-01", "note": "Abroad."})
    saved = client.post(address, {"until": "2030-01-01", "note": "Abroad."})

    assert refused.status_code == 422
    assert "The day on which it returns is still to come." in refused.content.decode()
    assert saved.url == "/review/"
    word = AllRight.objects.get()
    assert (word.reason, word.until_on, word.note) == ("not_assessed", date(2030, 1, 1), "Abroad.")
    assert (word.decided_by, word.events.count()) == (client.user, 1)
    assert client.get(f"/review/{one.patient_id}/because/").status_code == 404


@pytest.mark.parametrize("role", [Role.MEDICAL_ASSISTANT, Role.ADMINISTRATOR, Role.RESEARCHER])
def test_the_review_is_for_clinicians(signed_in_client, role):
    client = signed_in_client(role)

    assert client.get("/review/").status_code == 403
    assert client.get(f"/review/{PatientFactory().pk}/falling/").status_code == 403


def test_an_empty_review_says_what_would_stand_there(signed_in_client):
    assert "Nothing waits for a decision." in signed_in_client(Role.CLINICIAN).get("/review/").content.decode()


@pytest.mark.parametrize("size", [1, 30])
def test_the_review_takes_the_same_number_of_queries_at_any_size(signed_in_client, django_assert_num_queries, size):
    for _ in range(size):
        course(prescribed_on=date(2020, 1, 1), first_dose_on=date(2020, 1, 5))
    client = signed_in_client(Role.CLINICIAN)

    with django_assert_num_queries(11):  # 2 of them the transaction of the request
        client.get("/review/")
