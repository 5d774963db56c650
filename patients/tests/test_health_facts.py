from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.permissions import Role
from core.models import AccessLog
from patients.models import Contraindication, Diagnosis, Medicine, Procedure
from prescriptions import gate
from tests.factories import PatientFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient():
    return PatientFactory(date_of_birth=date(1985, 6, 8))


@pytest.fixture
def medicine(patient):
    return Medicine.objects.create(patient=patient, name="gabapentin", noted_on=date(2026, 3, 1))


@pytest.fixture
def pneumonia(patient):
    return Contraindication.objects.create(
        patient=patient, kind=Contraindication.Kind.PNEUMONIA, since=date(2026, 3, 1), note="chest film"
    )


def test_a_diagnosis_is_added_and_the_chart_comes_back(assistant, patient):
    response = assistant.post(
        f"/patients/{patient.pk}/diagnoses/new/", {"code": "m5416", "noted_on": "2026-03-01"}, follow=True
    )
    diagnosis = patient.diagnoses.get()
    assert (diagnosis.code, diagnosis.noted_on) == ("M54.16", date(2026, 3, 1))
    assert response.redirect_chain == [(patient.get_absolute_url(), 302)]


def test_a_medicine_is_added_with_its_daily_dose(assistant, patient):
    post = {"name": "gabapentin", "mg_per_day": "900", "noted_on": "2026-03-01"}
    assert assistant.post(f"/patients/{patient.pk}/medicines/new/", post).url == patient.get_absolute_url()
    medicine = patient.medicines.get()
    assert (medicine.name, medicine.mg_per_day, medicine.ended_on) == ("gabapentin", Decimal("900"), None)


def test_a_medicine_ends_and_the_end_can_be_taken_back(assistant, medicine):
    url = f"/patients/medicines/{medicine.pk}/end/"
    assistant.post(url, {"ended_on": "2026-03-01"})
    medicine.refresh_from_db()
    assert medicine.ended_on == date(2026, 3, 1)
    assistant.post(url, {"ended_on": ""})
    medicine.refresh_from_db()
    assert medicine.ended_on is None


def test_a_procedure_of_an_unknown_day_is_added(assistant, patient):
    post = {"kind": "nerve_block", "done_on": "", "noted_on": "2026-03-01"}
    assistant.post(f"/patients/{patient.pk}/procedures/new/", post)
    procedure = patient.procedures.get()
    assert (procedure.kind, procedure.done_on) == (Procedure.Kind.NERVE_BLOCK, None)


def test_a_contraindication_is_added(assistant, patient):
    post = {"kind": "opioid", "since": "2026-03-01", "note": "hydrocodone"}
    assistant.post(f"/patients/{patient.pk}/contraindications/new/", post)
    contraindication = patient.contraindications.get()
    assert (contraindication.kind, contraindication.note, contraindication.cleared_on) == (
        "opioid",
        "hydrocodone",
        None,
    )


def speaks_against(patient, *, on):
    return "pneumonia" in [one.finding.rule for one in gate.of(patient, on).shown if one.stops]


def test_a_contraindication_is_cleared_by_a_day_and_speaks_no_more(assistant, patient, pneumonia):
    post = {"since": "2026-03-01", "cleared_on": "2026-04-01", "note": "film is clear", "version": "1"}
    assistant.post(f"/patients/contraindications/{pneumonia.pk}/edit/", post)
    pneumonia.refresh_from_db()
    assert (pneumonia.cleared_on, pneumonia.version) == (date(2026, 4, 1), 2)
    assert [speaks_against(patient, on=day) for day in (date(2026, 3, 31), date(2026, 4, 1))] == [True, False]


def test_a_stale_contraindication_is_refused_with_both_texts(assistant, pneumonia):
    pneumonia.save_checked(note="second film")
    post = {"since": "2026-03-01", "cleared_on": "2026-04-01", "note": "film is clear", "version": "1"}
    response = assistant.post(f"/patients/contraindications/{pneumonia.pk}/edit/", post)
    assert response.status_code == 409
    assert ("Note", "second film", "film is clear") in response.context["conflict"]
    pneumonia.refresh_from_db()
    assert pneumonia.cleared_on is None


def test_the_same_contraindication_is_open_once(assistant, patient, pneumonia):
    response = assistant.post(
        f"/patients/{patient.pk}/contraindications/new/", {"kind": "pneumonia", "since": "2026-03-02"}
    )
    assert response.status_code == 422
    assert "This is on file already, and not cleared." in response.text


@pytest.mark.parametrize(
    ("page", "post", "sentence"),
    [
        ("diagnoses", {"code": "M54.1", "noted_on": "2026-03-01"}, "is a heading. Choose a code below it"),
        (
            "diagnoses",
            {"code": "M54.16", "noted_on": "1985-06-07"},
            "This is before the patient was born (1985-06-08).",
        ),
        ("diagnoses", {"code": "M54.16", "noted_on": "2100-01-01"}, "This day is still to come."),
        ("medicines", {"name": "", "noted_on": "2026-03-01"}, "Fill in “Medicine”."),
        (
            "medicines",
            {"name": "x", "mg_per_day": "-1", "noted_on": "2026-03-01"},
            "Ensure this value is greater than or equal to 0.",
        ),
        ("procedures", {"kind": "magic", "noted_on": "2026-03-01"}, "Select a valid choice."),
        ("contraindications", {"kind": "opioid", "since": "2100-01-01"}, "This day is still to come."),
    ],
)
def test_what_can_not_be_gets_its_sentence(assistant, patient, page, post, sentence):
    response = assistant.post(f"/patients/{patient.pk}/{page}/new/", post)
    assert response.status_code == 422
    assert sentence in response.text


def test_the_same_fact_twice_on_a_day_is_refused(assistant, patient):
    pages = {
        "diagnoses": ({"code": "M54.16", "noted_on": "2026-03-01"}, "This diagnosis is on the list already."),
        "medicines": ({"name": "naproxen", "noted_on": "2026-03-01"}, "This medicine is on the list already."),
        "procedures": ({"kind": "nerve_block", "noted_on": "2026-03-01"}, "This procedure is on the list already."),
    }
    for page, (post, sentence) in pages.items():
        url = f"/patients/{patient.pk}/{page}/new/"
        assert assistant.post(url, post).status_code == 302
        again = assistant.post(url, post)
        assert again.status_code == 422
        assert sentence in again.text
    assert [Diagnosis.objects.count(), Medicine.objects.count(), Procedure.objects.count()] == [1, 1, 1]


def test_a_medicine_can_not_end_before_it_was_noted(assistant, medicine):
    response = assistant.post(f"/patients/medicines/{medicine.pk}/end/", {"ended_on": "2026-02-28"})
    assert response.status_code == 422
    assert response.context["form"].errors == {"ended_on": ["A medicine can't end before the day it was noted."]}


def test_a_contraindication_can_not_be_cleared_before_it_began(assistant, pneumonia):
    post = {"since": "2026-03-01", "cleared_on": "2026-02-28", "version": "1"}
    response = assistant.post(f"/patients/contraindications/{pneumonia.pk}/edit/", post)
    assert response.status_code == 422
    assert response.context["form"].errors == {"cleared_on": ["It can't be cleared before the day it began."]}


@pytest.mark.parametrize("page", ["diagnoses", "medicines", "procedures", "contraindications"])
def test_a_new_fact_is_dated_today_unless_said_otherwise(assistant, patient, page):
    response = assistant.get(f"/patients/{patient.pk}/{page}/new/")
    field = "since" if page == "contraindications" else "noted_on"
    assert response.context["form"][field].value() == timezone.localdate()


def test_a_page_about_a_patient_leaves_a_trace(assistant, patient, medicine):
    assistant.get(f"/patients/medicines/{medicine.pk}/end/")
    log = AccessLog.objects.get()
    assert (log.page, log.patient_ids) == ("patients:end-medicine", [patient.pk])


def test_no_health_data_stands_in_the_browsers_title(assistant, medicine):
    page = assistant.get(f"/patients/medicines/{medicine.pk}/end/").text
    assert "<title>When a medicine ended \u00b7 LDN Clinic</title>" in page
    assert "Gabapentin, noted on Sun 1 Mar" in page


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RESEARCHER])
def test_who_may_not_edit_patients_is_refused_and_leaves_a_trace(signed_in_client, patient, medicine, pneumonia, role):
    client = signed_in_client(role)
    pages = ["diagnoses", "medicines", "procedures", "contraindications"]
    urls = [f"/patients/{patient.pk}/{page}/new/" for page in pages]
    urls += [f"/patients/medicines/{medicine.pk}/end/", f"/patients/contraindications/{pneumonia.pk}/edit/"]
    assert {client.get(url).status_code for url in urls} == {403}
    assert {client.post(url, {}).status_code for url in urls} == {403}
    assert AccessLog.objects.filter(kind=AccessLog.Kind.DENIED).count() == 2 * len(urls)


@pytest.mark.parametrize(
    "url",
    [
        "/patients/4711/diagnoses/new/",
        "/patients/4711/medicines/new/",
        "/patients/4711/procedures/new/",
        "/patients/4711/contraindications/new/",
        "/patients/medicines/4711/end/",
        "/patients/contraindications/4711/edit/",
    ],
)
def test_what_is_not_there_is_not_found(assistant, url):
    assert assistant.get(url).status_code == 404
