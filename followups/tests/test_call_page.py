"""What the call page shows, and what it asks about a first dose, a refill and a wash-out."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.permissions import Role
from core.models import AccessLog
from followups.models import CallAttempt, FollowUp
from followups.tests.answer_form import answer_by_telephone, call, call_path, message, refreshed, sentences
from patients.models import ClinicianTask, Contraindication
from prescriptions.models import Screening, WashOut
from tests.factories import (
    ClinicianFactory,
    FollowUpFactory,
    PrescriptionFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

TODAY = date(2026, 7, 8)
TEN = datetime(2026, 7, 8, 14, 0, tzinfo=UTC)  # 10:00 in New York, the clock of these tests


# --- the other kinds ------------------------------------------------------------------------------------------


@pytest.fixture
def first_dose(patient):
    course = PrescriptionFactory(patient=patient)
    return FollowUpFactory(prescription=course, kind="first_dose", milestone=None)


@pytest.fixture
def refill(patient):
    course = PrescriptionFactory(patient=patient, started=True)
    return FollowUpFactory(prescription=course, kind="refill", milestone=None)


@pytest.fixture
def wash_out(patient):
    wash_out = WashOut(patient=patient, days=10, last_taken_on=date(2026, 6, 27), ordered_by=ClinicianFactory())
    wash_out.save_checked()
    days = dict.fromkeys(("due_on", "window_opens_on", "window_closes_on"), wash_out.ends_on)
    call = FollowUp.objects.filter(wash_out=wash_out).first()
    return call or FollowUp.objects.create(patient=patient, wash_out=wash_out, kind="wash_out", **days)


def test_who_has_begun_is_on_ldn_from_that_day(assistant, first_dose):
    response = call(assistant, first_dose, said="started", first_dose_on="2026-07-04", then="list")

    assert response.status_code == 302
    course = refreshed(first_dose.prescription)
    assert (course.state, course.first_dose_on) == ("active", date(2026, 7, 4))
    assert refreshed(first_dose).state == "answered"
    assert CallAttempt.objects.get().outcome == "answered"


def test_who_has_begun_against_a_stop_has_begun_all_the_same_and_the_prescriber_decides(assistant, first_dose):
    course = first_dose.prescription
    Contraindication.objects.create(patient=course.patient, kind=Contraindication.Kind.ALLERGY, since=TODAY)

    response = call(assistant, first_dose, said="started", first_dose_on="2026-07-04", then="list")

    assert message(response).endswith("It was taken against a stop: the prescriber has a task for today.")
    assert refreshed(course).state == "active"
    task = ClinicianTask.objects.get()
    assert (task.kind, task.owner) == ("begun_against_stop", course.prescriber)


def test_a_screening_that_has_become_old_is_no_finding_at_a_call(assistant, followup, wash_out):
    Screening.objects.update(asked_on=date(2026, 1, 5))

    assert "There is no screening" not in assistant.get(call_path(followup)).text
    assert "There is no screening" in assistant.get(call_path(wash_out)).text


@pytest.mark.parametrize("said", ["arrived", "not_arrived"])
def test_who_has_not_begun_is_asked_again_in_three_days(assistant, first_dose, said):
    call(assistant, first_dose, said=said)

    first_dose = refreshed(first_dose)
    assert (first_dose.state, first_dose.rests_until) == ("open", TEN + timedelta(days=3))


@pytest.mark.parametrize("said", ["will_refill", "has_enough"])
def test_a_refill_is_asked_again_in_a_week_unless_there_is_a_fill(assistant, refill, said):
    call(assistant, refill, said=said)

    assert CallAttempt.objects.get().refill_answer == said
    assert (refreshed(refill).state, refreshed(refill).rests_until) == ("open", TEN + timedelta(days=7))


def test_no_opioid_since_puts_the_release_before_a_clinician(assistant, wash_out):
    call(assistant, wash_out, said="none")

    assert refreshed(wash_out.wash_out).none_since_asked_on == TODAY
    assert refreshed(wash_out).state == "answered"
    assert ClinicianTask.objects.get().kind == "question"


def test_an_opioid_taken_since_moves_the_call_to_the_new_end(assistant, wash_out):
    call(assistant, wash_out, said="taken", taken_on="2026-07-06")

    assert (refreshed(wash_out).state, refreshed(wash_out).due_on) == ("open", date(2026, 7, 16))


@pytest.mark.parametrize(
    ("kind", "changes", "errors"),
    [
        ("first_dose", {}, {"said": ["Say what the patient answered, or log the call."]}),
        ("first_dose", {"said": "started"}, {"first_dose_on": ["Say on which day."]}),
        (
            "first_dose",
            {"said": "arrived", "first_dose_on": "2026-07-01"},
            {"said": ["There is a day of the first dose: choose “Has begun”, or take it away."]},
        ),
        (
            "first_dose",
            {"said": "started", "first_dose_on": "2026-05-01"},
            {"first_dose_on": ["This is before the day it was prescribed."]},
        ),
        ("refill", {}, {"said": ["Say what the patient answered, or log the call."]}),
        (
            "refill",
            {"said": "perhaps"},
            {"said": ["Select a valid choice. perhaps is not one of the available choices."]},
        ),
        ("wash_out", {"said": "taken"}, {"taken_on": ["Say on which day the last one was taken."]}),
        (
            "wash_out",
            {"said": "taken", "taken_on": "2026-06-01"},
            {"taken_on": ["A later dose is on file: Sat 27 Jun."]},
        ),
    ],
)
def test_what_does_not_fit_comes_back_with_its_sentence(assistant, request, kind, changes, errors):
    response = call(assistant, request.getfixturevalue(kind), **changes)

    assert (response.status_code, sentences(response)) == (422, errors)
    assert not CallAttempt.objects.exists()


# --- the page -------------------------------------------------------------------------------------------------


def test_the_script_asks_for_two_identifiers_before_it_names_the_drug(assistant, followup):
    page = assistant.get(call_path(followup)).text

    script = page.partition('aria-label="Script"')[2].partition("</section>")[0]
    english = script.partition('<ol class="said" lang="en">')[2].partition("</ol>")[0]
    assert (
        english.index("full name and your date of birth") < english.index("8 June 1985") < english.index("naltrexone")
    )
    assert "naltrexone" not in script.partition('class="voicemail"')[2].lower()
    assert "naltrexona" not in script.partition('class="voicemail"')[2].lower()


@pytest.mark.parametrize(
    ("telephone", "ends"),
    [("(202) 555-0142", "call me back at (202) 555-0142. Thank you."), ("", "call me back. Thank you.")],
)
def test_before_the_person_is_known_neither_the_drug_nor_the_clinic_is_named(
    assistant, followup, settings, telephone, ends
):
    settings.CLINIC_NAME, settings.CLINIC_PHONE = "Low Dose Naltrexone Clinic", telephone
    page = assistant.get(call_path(followup)).context

    for script in page["scripts"]:
        assert "naltrexon" not in f"{script.greeting} {script.identity} {script.voicemail}".lower()
    assert page["scripts"][0].voicemail.endswith(ends)


def test_the_script_begins_in_the_patients_language(assistant, followup):
    followup.patient.save_checked(language="es")

    page = assistant.get(call_path(followup))

    assert 'id="script-es" class="visually-hidden" checked' in " ".join(page.text.split())
    assert page.context["form"]["asked_in"].value() == "es"
    assert "¿Puedo hablar con Beatriz Baptiste?" in page.text


def test_the_page_tells_each_number_and_chooses_the_first(assistant, followup):
    page = assistant.get(call_path(followup))

    assert page.context["form"]["number"].value() == "+12025550101"
    assert 'href="tel:+1-202-555-0102"' in page.text
    assert "Home, daughter" in page.text
    assert "May leave details" in page.text
    assert "America/Chicago" in page.text
    log = AccessLog.objects.get(user=assistant.user)
    assert (log.page, log.patient_ids) == ("followups:call", [followup.patient_id])


def test_who_is_not_to_be_called_and_who_has_no_number_is_said(assistant):
    followup = FollowUpFactory(prescription__patient__do_not_contact=True)

    page = assistant.get(call_path(followup)).text

    assert "Do not contact, by any means." in page
    assert "No number is in use." in page


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(("kind", "queries"), [("followup", 20), ("first_dose", 20), ("refill", 20), ("wash_out", 17)])
def test_every_kind_asks_the_database_as_often_however_much_is_on_file(
    assistant, request, kind, queries, rows, django_assert_num_queries
):
    followup = request.getfixturevalue(kind)
    for minute in range(rows):
        CallAttempt.objects.create(
            followup=followup, outcome="busy", called_by=assistant.user, called_at=TEN - timedelta(minutes=minute)
        )
    assistant.get(call_path(followup))

    with django_assert_num_queries(queries):
        assistant.get(call_path(followup))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RESEARCHER])
def test_who_does_not_record_contacts_calls_nobody(signed_in_client, followup, role):
    client = signed_in_client(role)

    assert client.get(call_path(followup)).status_code == 403
    assert call(client, followup, "no_answer").status_code == 403


def test_no_call_is_logged_for_a_follow_up_that_is_settled(assistant, followup):
    followup.save_checked(state="answered", settled_at="2026-07-08T00:00Z")

    response = call(assistant, followup, "no_answer")

    assert sentences(response) == {"__all__": ["This follow-up has been answered or closed already."]}


def test_a_call_made_in_time_is_logged_though_the_window_closed_before_it_was_saved(assistant, followup):
    followup.save_checked(state="missed", settled_at="2026-07-08T04:00Z")

    response = call(assistant, followup, "no_answer")

    assert response.status_code == 302
    assert [attempt.outcome for attempt in followup.attempts.all()] == ["no_answer"]
    followup.refresh_from_db()
    assert followup.state == "missed"


def test_an_answer_by_telephone_after_the_window_has_closed_settles_what_was_missed(assistant, followup):
    followup.save_checked(state="missed", settled_at="2026-07-08T04:00Z")

    assert "can still be saved" in assistant.get(call_path(followup)).text
    response = answer_by_telephone(assistant, followup)

    assert response.status_code == 302
    followup.refresh_from_db()
    assert followup.state == "answered"


def test_whom_the_page_after_a_call_names_is_in_its_read_log(assistant, first_dose):
    response = call(assistant, first_dose, said="started", first_dose_on="2026-07-04", then="list")

    page = assistant.get(response.url)

    assert str(first_dose.patient) in page.text
    assert AccessLog.objects.latest("pk").page == "followups:worklist"
    assert first_dose.patient_id in AccessLog.objects.latest("pk").patient_ids
