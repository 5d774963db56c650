"""What patients say to the use of their record for research."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.permissions import Role
from patients.models import ResearchConsent
from tests.factories import PatientFactory

pytestmark = pytest.mark.django_db

TODAY = "2026-03-31"


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to(f"{TODAY}T15:00:00+00:00")


@pytest.fixture
def assistant(signed_in_client):
    return signed_in_client(Role.MEDICAL_ASSISTANT)


@pytest.fixture
def patient():
    return PatientFactory(date_of_birth=date(1960, 5, 1))


def record(client, patient, **said):
    said = {"agrees": "yes", "said_on": TODAY, "form_version": "2026-1"} | said
    return client.post(reverse("patients:research-consent", args=[patient.pk]), said)


def chart_line(client, patient):
    page = " ".join(client.get(reverse("reports:chart", args=[patient.pk])).text.split())
    return page.split('<p class="chart-research">')[1].split("<a")[0].strip()


def test_the_chart_says_what_the_patient_said_last(assistant, patient):
    assert chart_line(assistant, patient) == "Research: not asked."

    record(assistant, patient, said_on="2026-03-02")
    assert chart_line(assistant, patient) == "Research: agreed on Mon 2 Mar, form 2026-1."

    record(assistant, patient, agrees="no", said_on="2026-03-20", form_version="2026-2")
    assert chart_line(assistant, patient) == "Research: did not agree on Fri 20 Mar, form 2026-2."


def test_what_was_said_before_stays_and_is_listed(assistant, patient):
    record(assistant, patient, said_on="2026-03-02")
    record(assistant, patient, agrees="no", said_on="2026-03-20")

    page = assistant.get(reverse("patients:research-consent", args=[patient.pk]))

    assert [(row.agrees, row.said_on.day) for row in page.context["said"]] == [(False, 20), (True, 2)]
    assert "Did not agree: this holds" in " ".join(page.text.split())
    assert not ResearchConsent.objects.given().exists()


def test_an_earlier_word_that_is_recorded_late_does_not_hold(assistant, patient):
    record(assistant, patient, agrees="no", said_on="2026-03-20")
    record(assistant, patient, said_on="2026-03-02")

    assert chart_line(assistant, patient).startswith("Research: did not agree")
    assert not ResearchConsent.objects.given().exists()


def test_the_version_used_last_is_offered_and_today(assistant, patient):
    record(assistant, PatientFactory(), form_version="2026-7")

    form = assistant.get(reverse("patients:research-consent", args=[patient.pk])).context["form"]

    assert (form["form_version"].value(), str(form["said_on"].value()), form["agrees"].value()) == ("2026-7", TODAY, "")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("said_on", "2026-04-01", "This day is still to come."),
        ("said_on", "1960-04-30", "The patient was born on Sun 1 May 1960."),
        ("said_on", "9999-12-31", "Enter a day between 1900 and 2100."),
        ("agrees", "", "Answer “May the record be used for research?”."),
        ("agrees", "perhaps", None),
        ("form_version", "", "Fill in “Version of the consent form”."),
        ("form_version", "x" * 41, None),
        ("form_version", "nul\0", None),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(assistant, patient, field, value, sentence):
    refused = record(assistant, patient, **{field: value})

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == [field]
    assert sentence is None or refused.context["form"].errors[field] == [sentence]
    assert not ResearchConsent.objects.exists()


def test_nobody_says_anything_after_their_death(assistant):
    patient = PatientFactory(deceased_on=date(2026, 3, 10))

    refused = record(assistant, patient, said_on="2026-03-11")

    assert refused.context["form"].errors == {"said_on": ["The patient died on Tue 10 Mar."]}


@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.ADMINISTRATOR])
def test_who_edits_no_patients_records_no_consent(signed_in_client, patient, role):
    assert record(signed_in_client(role), patient).status_code == 403
