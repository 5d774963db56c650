"""A first dose that was taken although something stops LDN: a fact, recorded with what stood against it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.permissions import Role
from patients import tasks_for_clinicians
from patients.models import ClinicianTask
from prescriptions import actions, titration
from prescriptions.models import Ladder, LadderStep, PlannedStep, Prescription
from prescriptions.tests.at_the_gate import TODAY, prescribe, refusal, screen
from prescriptions.tests.pages import body, errors, page, said
from tests.factories import PatientFactory, PrescriptionFactory, UserFactory, screened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]

AGAINST = "An opioid in use is on file, since 1 September 2026."
NOT_NOW = "Something stops LDN, so it must not be started now. Tick this only if it was taken already."


@pytest.fixture
def course(prescriber):
    """Prescribed today; an opioid was named after that."""
    course = prescribe(screened(PatientFactory()), prescriber)
    course.patient.contraindications.create(kind="opioid", since=TODAY)
    return course


def report(course, **changes):
    given = {"first_dose_on": TODAY, "by": UserFactory()} | changes
    actions.report_first_dose(course=course, **given)
    course.refresh_from_db()


def test_a_first_dose_against_a_stop_is_refused_unless_it_was_taken(course):
    by = UserFactory()

    refused = refusal(actions.start, course=course, first_dose_on=TODAY, by=by)
    report(course, by=by)

    assert refused[0].startswith(AGAINST)
    assert (course.state, course.first_dose_on, course.begun_against) == ("active", TODAY, AGAINST)
    assert [(step.dose_mg, step.reason) for step in course.dose_steps.all()] == [(1.5, "Taken against a stop")]
    assert course.followups.open().exists()


def test_it_is_put_before_a_clinician_today_with_what_stood_against_it(course):
    by = UserFactory()

    report(course, by=by)

    task = ClinicianTask.objects.get()
    assert (task.kind, task.due_on, task.raised_by) == ("begun_against_stop", TODAY, by)
    assert task.what == f"First dose taken on Tue 1 Sep, although: {AGAINST}"


def test_many_stops_are_kept_whole_on_the_course_and_cut_in_the_task(course):
    for kind in ("naltrexone_allergy", "acute_hepatitis", "liver_failure", "pneumonia", "kidney_failure"):
        course.patient.contraindications.create(kind=kind, since=TODAY, note="x")
    screen(course.patient, by=UserFactory(), naltrexone_allergy=None, non_prescribed_opioids=True)

    report(course)

    task = ClinicianTask.objects.get(kind="begun_against_stop")
    assert len(task.what) == 300
    assert len(course.begun_against) > 300
    assert task.what.endswith("…")


def test_where_nothing_stops_a_report_is_a_first_dose_like_any_other(prescriber):
    course = prescribe(screened(PatientFactory()), prescriber)

    report(course)

    assert (course.state, course.begun_against, ClinicianTask.objects.count()) == ("active", "", 0)


def test_a_screening_that_is_only_old_does_not_make_it_a_stop(prescriber):
    patient = screened(PatientFactory(), on=date(2026, 7, 1))
    course = PrescriptionFactory(patient=patient, prescriber=prescriber)

    report(course)

    assert course.begun_against == ""


def test_nothing_that_is_still_to_come_is_a_fact(course):
    with pytest.raises(ValidationError) as error:
        report(course, first_dose_on=date(2026, 9, 2))

    assert error.value.message_dict == {"first_dose_on": ["This day is still to come."]}


@pytest.fixture
def never_filled(course):
    """Closed as never filled; then an opioid was named."""
    actions.never_filled(course=course, by=UserFactory())
    course.refresh_from_db()
    return course


def test_a_first_dose_of_what_was_never_filled_is_a_fact_too(never_filled):
    with pytest.raises(ValidationError, match="started or closed already"):
        actions.start(course=never_filled, first_dose_on=TODAY, by=UserFactory())

    report(never_filled)

    assert (never_filled.state, never_filled.first_dose_on, never_filled.begun_against) == ("active", TODAY, AGAINST)
    assert ClinicianTask.objects.get().kind == "begun_against_stop"
    assert {row.kind for row in never_filled.followups.open()} == {"milestone"}


def test_it_is_none_where_another_course_is_open_or_the_patient_has_died(never_filled):
    other = PrescriptionFactory(patient=never_filled.patient)
    is_open_already = refusal(actions.report_first_dose, course=never_filled, first_dose_on=TODAY, by=UserFactory())
    Prescription.objects.filter(pk=other.pk).update(state="never_filled")
    never_filled.patient.deceased_on = TODAY
    never_filled.patient.save()
    has_died = refusal(actions.report_first_dose, course=never_filled, first_dose_on=TODAY, by=UserFactory())

    assert is_open_already == ["This patient already has an open course of LDN. Stop that one first."]
    assert has_died == ["This patient has died."]


def test_the_chart_leads_to_its_page_which_asks_whether_it_was_taken(never_filled, assistant):
    chart = assistant.get(never_filled.patient.get_absolute_url())
    posted = body(never_filled, first_dose_on="2026-09-01", taken_already="on")
    response = assistant.post(page("start", never_filled.pk), posted)

    assert page("start", never_filled.pk) in chart.text
    never_filled.refresh_from_db()
    assert (response.status_code, never_filled.begun_against) == (302, AGAINST)


def test_where_nothing_stops_it_is_recorded_without_a_mark(never_filled, assistant):
    never_filled.patient.contraindications.all().delete()

    response = assistant.post(page("start", never_filled.pk), body(never_filled, first_dose_on="2026-09-01"))

    never_filled.refresh_from_db()
    assert (response.status_code, never_filled.state, never_filled.begun_against) == (302, "active", "")


@pytest.mark.parametrize("trait", [{"started": True}, {"stopped": True}])
def test_only_a_course_that_waits_for_its_first_dose_can_be_begun(trait):
    with pytest.raises(ValidationError, match="started or closed already"):
        report(PrescriptionFactory(**trait))


def test_no_new_course_is_prescribed_by_a_report(course, prescriber):
    report(course)
    actions.stop(course=course, stopped_on=TODAY, reason="other", by=prescriber)

    assert refusal(prescribe, course.patient, prescriber)[0].startswith(AGAINST)


def test_no_step_is_taken_until_a_clinician_has_decided(course, prescriber):
    ladder = Ladder.objects.create(name="Slowly")
    LadderStep.objects.create(ladder=ladder, number=1, dose_mg="1.5", days=7)
    LadderStep.objects.create(ladder=ladder, number=2, dose_mg="3")
    Prescription.objects.filter(pk=course.pk).update(ladder=ladder)
    report(course)
    PlannedStep.objects.update(starts_on=date(2026, 9, 2))

    refused = refusal(titration.step_up, course=course, on=date(2026, 9, 2), by=prescriber)
    tasks_for_clinicians.close_task(task=ClinicianTask.objects.get(), note="Opioid was in error", by=prescriber)
    titration.step_up(course=course, on=date(2026, 9, 2), by=prescriber)

    assert refused == ["A task for a clinician is open: ldn begun against a stop. No step is taken until it is closed."]
    assert course.dose_steps.last().dose_mg == 3


def test_the_mark_is_audited(course):
    by = UserFactory()

    report(course, by=by)

    event = Prescription.pgh_event_model.objects.filter(pgh_obj_id=course.pk).latest("pgh_id")
    assert event.begun_against == AGAINST


def test_the_database_keeps_no_mark_without_a_first_dose():
    with pytest.raises(IntegrityError, match="prescription_begun_against_needs_a_first_dose"):
        PrescriptionFactory(begun_against=AGAINST)


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_shows_what_stops_ldn_and_asks_whether_it_was_taken(course, assistant):
    shown = assistant.get(page("start", course.pk))
    refused = assistant.post(page("start", course.pk), body(course, first_dose_on="2026-09-01"))

    assert AGAINST in shown.text
    assert "LDN must not be started now." in shown.text
    assert errors(refused) == {"taken_already": [NOT_NOW]}
    course.refresh_from_db()
    assert course.state == "sent"


def test_an_assistant_records_that_it_was_taken(course, assistant):
    posted = body(course, first_dose_on="2026-09-01", taken_already="on")

    response = assistant.post(page("start", course.pk), posted)

    course.refresh_from_db()
    assert response.url == course.get_absolute_url()
    assert (course.state, course.begun_against) == ("active", AGAINST)
    assert said(response)[1] == "LDN was begun against a stop. A task for the clinicians is open for today."


def test_where_nothing_stops_nobody_is_asked_and_a_tick_changes_nothing(prescriber, assistant):
    course = prescribe(screened(PatientFactory()), prescriber)
    posted = body(course, first_dose_on="2026-09-01", taken_already="on")

    shown = assistant.get(page("start", course.pk))
    response = assistant.post(page("start", course.pk), posted)

    course.refresh_from_db()
    assert "taken_already" not in shown.context["form"].fields
    assert (course.begun_against, len(said(response))) == ("", 1)


@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.ADMINISTRATOR])
def test_nobody_else_records_it(course, role, signed_in_client):
    posted = body(course, first_dose_on="2026-09-01", taken_already="on")

    assert signed_in_client(role).post(page("start", course.pk), posted).status_code == 403
