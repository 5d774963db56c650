"""Ordering, asking about and releasing a wash-out, and its call on the worklist."""

from datetime import date

import pytest

from prescriptions import safety
from prescriptions.models import WashOut
from prescriptions.tests.pages import body, errors, page
from prescriptions.tests.screening_pages import HYDROCODONE, TODAY, filled_button, washing_out
from tests.factories import PatientFactory, screened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]

# --- on the screening ---------------------------------------------------------------------------------------


def test_a_prescriber_orders_a_wash_out_as_long_as_the_opioid_needs(clinician):
    patient = screened(PatientFactory(), opioids=[HYDROCODONE | {"release": "extended_release"}])
    address = page("order-wash-out", patient.pk)
    assert clinician.get(address).context["form"]["days"].value() == 14

    response = clinician.post(address, body(days="14", last_taken_on="2026-09-01"), follow=True)

    assert WashOut.objects.get().ends_on == date(2026, 9, 15)
    assert "last day Tue 15 Sep (in 14 days)" in response.text


@pytest.mark.parametrize(
    ("sent", "at", "sentence"),
    [
        ({"days": "6"}, "days", "Enter a whole number from 7 to 28."),
        ({"days": "29"}, "days", "Enter a whole number from 7 to 28."),
        ({"last_taken_on": "2026-09-02"}, "last_taken_on", "This day is still to come."),
        ({"last_taken_on": "2026-08-31"}, "last_taken_on", "A later dose is on file: 1 September 2026."),
        ({"last_taken_on": "0001-01-01"}, "last_taken_on", "Enter a day between 1900 and 2100."),
    ],
)
def test_a_wash_out_that_cannot_be_is_refused_at_its_field(clinician, sent, at, sentence):
    patient = screened(PatientFactory(), opioids=[HYDROCODONE])

    response = clinician.post(page("order-wash-out", patient.pk), body(**({"days": "10"} | sent)))

    assert errors(response) == {at: [sentence]}


def test_the_call_at_the_end_is_answered_with_none_or_a_day(assistant):
    wash_out = washing_out()
    assistant.post(page("report-opioid", wash_out.pk), body(said="none"))
    wash_out.refresh_from_db()
    assert wash_out.none_since_asked_on == TODAY

    assistant.post(page("report-opioid", wash_out.pk), body(said="taken", taken_on="2026-08-30"))
    wash_out.refresh_from_db()
    assert (wash_out.ends_on, wash_out.none_since_asked_on) == (date(2026, 9, 9), None)


@pytest.mark.parametrize(
    ("sent", "at", "sentence"),
    [
        ({}, "said", "Choose what the patient said."),
        ({"said": "taken"}, "taken_on", "Enter the day of the last dose."),
        (
            {"said": "none", "taken_on": "2026-08-30"},
            "said",
            "There is a day of a dose below: choose Took one, or empty it.",
        ),
        ({"said": "taken", "taken_on": "2026-08-20"}, "taken_on", "A later dose is on file: 21 August 2026."),
    ],
)
def test_an_answer_about_the_wash_out_that_cannot_be_is_refused(assistant, sent, at, sentence):
    response = assistant.post(page("report-opioid", washing_out().pk), body(**sent))

    assert errors(response) == {at: [sentence]}


def test_before_its_last_day_only_a_dose_can_be_reported(assistant):
    response = assistant.post(page("report-opioid", washing_out(last=9).pk), body(said="none"))

    assert "said" in errors(response)


def test_a_prescriber_releases_the_wash_out_and_sends_the_patient_to_be_screened_again(clinician):
    wash_out = washing_out()
    findings = clinician.get(page("screening", wash_out.patient_id))
    assert filled_button(findings) == page("release-wash-out", wash_out.pk)

    response = clinician.post(page("release-wash-out", wash_out.pk), body(), follow=True)

    assert "The wash-out is released." in response.text
    assert "Screen the patient again." in response.text


@pytest.mark.parametrize("is_asked", [True, False])
def test_the_release_says_whether_the_patient_was_asked(clinician, is_asked):
    wash_out = washing_out()
    if is_asked:
        safety.report_no_opioid_since(wash_out=wash_out, by=clinician.user)

    text = clinician.get(page("release-wash-out", wash_out.pk)).text

    assert ("Nobody has recorded yet that the patient was asked" in text) == (not is_asked)
    assert ("Asked Tue 1 Sep: no opioid since." in text) == is_asked


@pytest.mark.parametrize(("last", "is_offered"), [(10, False), (11, True)])
def test_a_release_is_offered_from_the_day_after_the_last_day_on(clinician, last, is_offered):
    response = clinician.get(page("release-wash-out", washing_out(last).pk), follow=True)

    assert ("is released from the day after its last day on." in response.text) == (not is_offered)
    assert response.redirect_chain == ([] if is_offered else [(page("screening", response.context["patient"].pk), 302)])


def test_a_wash_out_is_given_up_with_a_reason(clinician):
    wash_out = washing_out()

    clinician.post(page("cancel-wash-out", wash_out.pk), body(reason="The opioid goes on"))

    wash_out.refresh_from_db()
    assert (wash_out.cancelled_by, wash_out.cancel_reason) == (clinician.user, "The opioid goes on")


def test_a_screening_of_the_wrong_patient_is_marked(clinician):
    patient = screened(PatientFactory(), opioids=[HYDROCODONE])

    clinician.post(page("void-screening", patient.screenings.get().pk), body(reason="The wrong patient"))

    assert patient.screenings.valid().count() == 0
