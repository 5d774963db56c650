"""Prescribing, declining, the fill and the first dose, as their users meet them."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from core.models import AccessLog, Draft
from patients.models import Contraindication
from prescriptions.models import DeclinedOffer, Fill, Prescription
from prescriptions.tests.pages import body, errors, fill, page, prescription, said
from tests.factories import (
    PatientFactory,
    PharmacyFactory,
    PrescriptionFactory,
    screened,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]

# --- prescribe ----------------------------------------------------------------------------------------------


def test_a_clinician_prescribes_with_the_baseline(clinician):
    patient = screened(PatientFactory())

    response = clinician.post(page("prescribe", patient.pk), prescription())

    course = patient.prescriptions.get()
    assert (response.status_code, response.url) == (302, course.get_absolute_url())
    assert said(response) == ["Prescribed. 1.5 mg (1 tablet) a day: 90 tablets last 90 days."]
    assert (course.prescriber, course.prescribed_on) == (clinician.user, date(2026, 9, 1))
    assert (course.starting_dose_mg, course.strength_mg, course.quantity) == (Decimal("1.5"), Decimal("1.5"), 90)
    assert (course.primary_indication, course.regions, course.radiation) == (
        "M54.16",
        ["lumbar"],
        ["legs", "lower_back"],
    )
    assert (course.average_pain, course.peg_enjoyment, course.peg_activity) == (7, 6, 8)
    assert (course.months_in_pain, course.goal) == (27, "Walk the dog")


def test_the_prescribing_page_names_the_patient_and_offers_what_is_usual(clinician):
    patient = PatientFactory(family_name="Xiong")
    PharmacyFactory(name="Closed down", is_active=False)
    offered = PharmacyFactory(name="Harbor")

    response = clinician.get(page("prescribe", patient.pk))

    form = response.context["form"]
    assert response.status_code == 200
    assert "Xiong, Beatriz</a>, 41 years" in response.text
    assert "Xiong" not in response.text.partition("</title>")[0]
    assert [form[name].value() for name in ("prescribed_on", "strength_mg", "quantity", "form")] == [
        date(2026, 9, 1),
        "1.5",
        90,
        "tablet",
    ]
    assert list(form.fields["pharmacy"].queryset) == [offered]
    assert AccessLog.objects.get().patient_ids == [patient.pk]


def test_the_pharmacy_of_the_latest_course_is_offered_first(clinician):
    course = PrescriptionFactory(stopped=True)

    response = clinician.get(page("prescribe", course.patient_id))

    assert response.context["form"]["pharmacy"].value() == course.pharmacy_id


def test_another_starting_dose_is_typed(clinician):
    patient = screened(PatientFactory())

    clinician.post(page("prescribe", patient.pk), prescription(dose="other", other_dose_mg="2.25"))

    assert patient.prescriptions.get().starting_dose_mg == Decimal("2.25")


@pytest.mark.parametrize(
    ("changes", "at", "sentence"),
    [
        ({"dose": ""}, "dose", "Choose a dose."),
        ({"dose": "other", "other_dose_mg": ""}, "other_dose_mg", "Enter the dose."),
        (
            {"dose": "other", "other_dose_mg": "4.51"},
            "other_dose_mg",
            "4.51 mg is above this practice's ceiling of 4.5 mg a day.",
        ),
        (
            {"form": "capsule", "dose": "0.75"},
            "__all__",
            "0.75 mg can't be made of capsules of 1.5 mg: the smallest part is 1 capsule.",
        ),
        ({"prescribed_on": "2026-09-02"}, "prescribed_on", "This day is still to come."),
        (
            {
                "pharmacy": "",
            },
            "pharmacy",
            "Choose a pharmacy.",
        ),
        ({"pain_years": "43"}, "pain_years", "This is longer than the patient has lived."),
    ],
)
def test_a_prescription_that_cannot_be_is_refused_at_its_field(clinician, changes, at, sentence):
    patient = screened(PatientFactory())
    sent = prescription() | changes

    response = clinician.post(page("prescribe", patient.pk), sent)

    assert errors(response) == {at: [sentence]}
    assert "Walk the dog" in response.text
    assert Prescription.objects.count() == 0


def test_what_is_on_file_against_ldn_stands_first_and_refuses_the_prescription(clinician):
    patient = screened(PatientFactory())
    Contraindication.objects.create(patient=patient, kind="pneumonia", since=date(2026, 8, 20), note="Left lung")

    opened = clinician.get(page("prescribe", patient.pk))
    sent = clinician.post(page("prescribe", patient.pk), prescription())

    sentence = "Has pneumonia, since 20 August 2026."
    assert sentence in opened.text
    assert "Left lung" in opened.text
    assert errors(sent) == {"__all__": [f"{sentence} What clears it: It has cleared. Record the day on the chart."]}
    assert Prescription.objects.count() == 0


@pytest.mark.parametrize("state", ["on a course", "dead"])
def test_who_can_not_get_a_course_is_not_offered_the_form(clinician, state):
    patient = PatientFactory(deceased_on=date(2026, 8, 1)) if state == "dead" else PrescriptionFactory().patient
    screened(patient)

    opened = clinician.get(page("prescribe", patient.pk))
    sent = clinician.post(page("prescribe", patient.pk), prescription())

    assert opened.status_code == 409
    assert errors(sent) == {
        "__all__": [
            "This patient has died."
            if state == "dead"
            else "This patient already has an open course of LDN. Stop that one first."
        ]
    }


def test_who_is_on_a_course_can_not_decline_it(clinician):
    course = PrescriptionFactory()

    opened = clinician.get(page("decline", course.patient_id))
    sent = clinician.post(page("decline", course.patient_id), body(declined_on="2026-09-01"))

    assert opened.status_code == 409
    assert errors(sent) == {"__all__": ["This patient has an open course of LDN, so it was not declined."]}


def test_a_second_click_prescribes_nothing_more(clinician):
    patient, sent = screened(PatientFactory()), prescription()

    answers = [clinician.post(page("prescribe", patient.pk), sent) for _ in range(2)]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, patient.get_absolute_url())] * 2
    assert patient.prescriptions.count() == 1


def test_half_a_prescription_comes_back(clinician):
    path = page("prescribe", screened(PatientFactory()).pk)
    clinician.post(reverse("core:keep-draft"), prescription(goal="Walk the d") | {"path": path})

    response = clinician.get(path)

    assert response.context["form"]["goal"].value() == "Walk the d"
    assert response.context["form"]["regions"].value() == ["lumbar"]


def test_what_was_prescribed_leaves_no_draft(clinician):
    path = page("prescribe", screened(PatientFactory()).pk)
    clinician.post(reverse("core:keep-draft"), prescription() | {"path": path})

    clinician.post(path, prescription())

    assert Draft.objects.count() == 0


# --- declined -----------------------------------------------------------------------------------------------


def test_an_offer_declined_is_recorded_without_a_course(clinician):
    patient = screened(PatientFactory())

    response = clinician.post(page("decline", patient.pk), body(declined_on="2026-09-01", reason="Cost"))

    assert response.url == patient.get_absolute_url()
    assert list(DeclinedOffer.objects.values_list("patient", "reason")) == [(patient.pk, "Cost")]
    assert Prescription.objects.count() == 0


def test_an_offer_is_declined_once_a_day(clinician):
    patient = screened(PatientFactory())
    clinician.post(page("decline", patient.pk), body(declined_on="2026-09-01"))

    response = clinician.post(page("decline", patient.pk), body(declined_on="2026-09-01"))

    assert errors(response) == {"__all__": ["That the patient declined is on file for this day already."]}


# --- fills and the first dose -------------------------------------------------------------------------------


def test_an_assistant_records_a_fill(assistant):
    course = PrescriptionFactory()

    response = assistant.post(page("record-fill", course.pk), fill(course, lot="A7"))

    assert response.url == course.get_absolute_url()
    assert said(response) == ["The fill is recorded."]
    assert list(Fill.objects.values_list("filled_on", "quantity", "lot", "price_usd")) == [
        (date(2026, 6, 3), 90, "A7", Decimal("18.50"))
    ]


def test_the_fill_page_offers_what_was_prescribed(assistant):
    course = PrescriptionFactory(pharmacy=PharmacyFactory(is_active=False))

    form = assistant.get(page("record-fill", course.pk)).context["form"]

    assert [form[name].value() for name in ("pharmacy", "strength_mg", "form", "quantity")] == [
        course.pharmacy_id,
        "1.5",
        "tablet",
        90,
    ]
    assert course.pharmacy in form.fields["pharmacy"].queryset


def test_a_fill_of_another_strength_is_saved_with_a_warning(assistant):
    course = PrescriptionFactory()

    response = assistant.post(page("record-fill", course.pk), fill(course, strength_mg="4.5"))

    assert said(response)[1] == (
        "Filled with tablets of 4.5 mg, prescribed were tablets of 1.5 mg. The instructions no longer hold: print "
        "new ones, and call the patient. A task for the clinicians is open."
    )
    assert course.fills.count() == 1


def test_an_assistant_records_the_first_dose(assistant):
    course = PrescriptionFactory()

    response = assistant.post(page("start", course.pk), body(course, first_dose_on="2026-06-05"))

    course.refresh_from_db()
    assert response.url == course.get_absolute_url()
    assert (course.state, course.first_dose_on) == ("active", date(2026, 6, 5))


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-05-31", "This is before the day it was prescribed."),
        ("2026-09-02", "This day is still to come."),
        ("", "Enter a day for “First dose taken on”."),
    ],
)
def test_the_day_of_the_first_dose_is_between_prescribing_and_today(assistant, day, sentence):
    course = PrescriptionFactory()

    response = assistant.post(page("start", course.pk), body(course, first_dose_on=day))

    assert errors(response) == {"first_dose_on": [sentence]}


def test_an_assistant_closes_what_was_never_filled(assistant):
    course = PrescriptionFactory()

    response = assistant.post(page("never-filled", course.pk), body(course))

    course.refresh_from_db()
    assert response.url == course.get_absolute_url()
    assert course.state == "never_filled"


def test_a_second_click_records_one_fill(assistant):
    course = PrescriptionFactory()
    sent = fill(course)

    for _ in range(2):
        response = assistant.post(page("record-fill", course.pk), sent)

    assert response.status_code == 302
    assert course.fills.count() == 1
