"""The questions before LDN, as assistants and prescribers meet them."""

from decimal import Decimal

import pytest
from django.urls import reverse

from core.models import AccessLog
from prescriptions.models import ScreenedOpioid, Screening
from prescriptions.tests.pages import errors, page
from prescriptions.tests.screening_pages import ROW, answers, filled_button
from tests.factories import PatientFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]


def test_an_assistant_screens_and_reads_what_stops_with_its_arithmetic(assistant):
    patient = PatientFactory()

    response = assistant.post(page("screen", patient.pk), answers(ROW, egfr="58"), follow=True)

    opioid = ScreenedOpioid.objects.get()
    assert (opioid.name, opioid.units_prescribed, opioid.units_taken) == (ROW["name"], Decimal(4), Decimal(2))
    assert response.redirect_chain == [(page("screening", patient.pk), 302)]
    assert f"{ROW['name']}: 5 x 4 x 1 = 20 MME a day; low dose is under 20." in response.text
    assert [shown.finding.rule for shown in response.context["gate"].shown] == [
        "opioid_in_use",
        "kidney_failure",
        "taken_dose",
    ]
    assert AccessLog.objects.filter(user=assistant.user, patient_ids=[patient.pk]).count() == 2


def test_a_screening_that_finds_nothing_leads_to_the_prescription(clinician):
    patient = PatientFactory()

    response = clinician.post(page("screen", patient.pk), answers(), follow=True)

    assert "Nothing speaks against LDN." in response.text
    assert filled_button(response) == page("prescribe", patient.pk)


def test_what_is_left_unknown_is_no_no(assistant):
    patient = PatientFactory()

    response = assistant.post(page("screen", patient.pk), answers(pneumonia="", non_prescribed_opioids=""), follow=True)

    assert [shown.finding.sentence for shown in response.context["gate"].shown] == [
        "Not known: opioids that nobody prescribed.",
        "Not known: pneumonia.",
    ]


@pytest.mark.parametrize(
    ("sent", "at", "sentence"),
    [
        ({"takes_opioids": ""}, "takes_opioids", "Answer yes or no."),
        ({"takes_opioids": "yes"}, "takes_opioids", "Fill in which opioid it is."),
        (
            {"opioid-0-name": "Codeine", "opioid-0-drug": "codeine", "opioid-0-strength": "30"},
            "takes_opioids",
            "An opioid is filled in below: answer Yes here, or empty its row.",
        ),
        ({"egfr": "201"}, "egfr", "Enter a whole number from 0 to 200."),
        ({"asked_on": "2026-09-02"}, "asked_on", "This day is still to come."),
        ({"asked_on": "1980-01-01"}, "asked_on", "This is before the patient was born."),
        (
            {"asked_on": "2026-08-01", "last_opioid_on": "2026-08-02"},
            "last_opioid_on",
            "This is after the day that was asked.",
        ),
        ({"procedure_on": "2027-09-02"}, "procedure_on", "This day is more than a year ahead."),
        (
            {"opioid-TOTAL_FORMS": "x"},
            "__all__",
            "Parts of the page were lost on the way. Reload it and type the rows again.",
        ),
    ],
)
def test_a_screening_that_cannot_be_is_refused_with_its_sentence(assistant, sent, at, sentence):
    response = assistant.post(page("screen", PatientFactory().pk), answers() | sent)

    assert sentence in errors(response)[at]
    assert not Screening.objects.exists()


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("name", "Which product is it?"),
        ("drug", "Choose the opioid in it."),
        ("strength", "How strong is one?"),
    ],
)
def test_an_opioid_without_a_part_is_refused_at_its_field(assistant, field, sentence):
    response = assistant.post(page("screen", PatientFactory().pk), answers(ROW | {field: ""}))

    assert errors(response) == {"__all__": ["Some opioids are not right yet."]}
    assert response.context["form"].opioids.errors[0] == {field: [sentence]}
    assert sentence in response.text


def test_a_draft_comes_back_with_its_opioids_and_is_not_wrong_yet(assistant):
    address = page("screen", PatientFactory().pk)
    half_done = answers({"name": "Codeine syrup"}, takes_opioids="yes")
    assistant.post(reverse("core:keep-draft"), half_done | {"path": address})

    response = assistant.get(address)

    assert "Codeine syrup" in response.text
    assert "Choose the opioid in it." not in response.text


NUMBERS = ["NaN", "sNaN", "Infinity", "-1", "1e309", "1,5", "5\0", "9" * 100_000]
HOSTILE = [
    *[(name, value) for name in ("egfr", "opioid-0-strength", "opioid-0-units_taken") for value in NUMBERS],
    *[("opioid-0-name", value) for value in ("a\0b", "x" * 100_000, "\u202egnp.exe")],
    *[(name, "' OR 1=1") for name in ("opioid-0-drug", "opioid-0-release", "opioid-0-helps", "pneumonia")],
    *[(name, "0001-01-01") for name in ("asked_on", "last_opioid_on", "procedure_on")],
    *[(name, "9999-12-31") for name in ("asked_on", "last_opioid_on", "procedure_on")],
    *[("opioid-TOTAL_FORMS", value) for value in ("-1", "9" * 10, "NaN")],
]


@pytest.mark.parametrize(("field", "value"), HOSTILE, ids=lambda value: repr(value)[:30])
def test_no_value_makes_the_screening_stumble(assistant, field, value):
    response = assistant.post(page("screen", PatientFactory().pk), answers(ROW) | {field: value})

    assert response.status_code == 422
    assert not Screening.objects.exists()
