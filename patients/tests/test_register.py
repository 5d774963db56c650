from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.permissions import Role
from core.models import AccessLog, Draft
from patients import time_zones
from patients.forms import PatientForm
from patients.models import Patient
from patients.tests.posts import EDIT, REGISTER
from tests.factories import PatientFactory, PhoneNumberFactory

pytestmark = pytest.mark.django_db

NEW = "/patients/new/"
SAME = "/patients/same-person/"


def test_a_patient_is_registered_with_the_number_to_call(assistant):
    response = assistant.post(NEW, REGISTER)

    patient = Patient.objects.get()
    assert response.url == patient.get_absolute_url()
    assert (patient.full_name, patient.time_zone, patient.consents_to_calls) == ("Ada Abbott", "America/Chicago", True)
    number = patient.phone_numbers.get()
    assert (str(number), number.kind, number.belongs_to, number.message) == (
        "(202) 555-0104",
        "home",
        "her daughter",
        "call_back",
    )
    assert list(Patient.objects.matching("abbott")) == [patient]


def test_a_patient_without_a_telephone_is_registered_too(assistant):
    assistant.post(NEW, REGISTER | {"phone": ""})
    assert Patient.objects.get().phone_numbers.count() == 0


def test_consent_to_calls_is_asked_and_never_assumed(assistant):
    response = assistant.post(NEW, REGISTER | {"consents_to_calls": ""})
    assert response.status_code == 422
    assert response.context["form"].errors == {"consents_to_calls": ["Answer “Agrees to be called?”."]}
    assert Patient.objects.count() == 0


def test_a_chart_number_is_given_once_whatever_its_case(assistant):
    PatientFactory(chart_number="ldn-100")
    response = assistant.post(NEW, REGISTER)
    assert response.status_code == 422
    assert response.context["form"].errors == {"chart_number": ["Another patient has this chart number."]}


def test_two_who_register_one_chart_number_at_once_get_its_sentence():
    PatientFactory(chart_number="LDN-100")
    with pytest.raises(IntegrityError, match="patient_one_a_chart_number"), transaction.atomic():
        PatientFactory(chart_number="ldn-100")


@pytest.fixture
def namesake():
    return PatientFactory(
        chart_number="LDN-001", family_name="ABBOTT", given_name="Ad\u00e1", date_of_birth=date(1961, 3, 4)
    )


def test_the_same_name_and_birth_date_need_a_tick(assistant, namesake):
    response = assistant.post(NEW, REGISTER)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["another_person"]
    assert 'id="id_another_person"' in response.text
    assert Patient.objects.count() == 1

    assistant.post(NEW, REGISTER | {"another_person": "on"})
    assert Patient.objects.count() == 2


def test_the_same_name_with_another_birth_date_is_somebody_else(assistant, namesake):
    assistant.post(NEW, REGISTER | {"date_of_birth": "1961-03-05"})
    assert Patient.objects.count() == 2


def test_while_one_types_the_page_says_who_is_there_already(assistant, namesake):
    response = assistant.post(SAME, {name: REGISTER[name] for name in ("family_name", "given_name", "date_of_birth")})
    assert response.context["patients"] == [namesake]
    assert "There is already:" in response.text
    assert namesake.get_absolute_url() in response.text
    assert "another_person" in response.text
    assert AccessLog.objects.get().patient_ids == [namesake.pk]


def test_while_one_types_a_chart_number_that_is_taken_is_named_without_a_tick(assistant, namesake):
    response = assistant.post(SAME, {"chart_number": "ldn-001"})
    assert response.context["patients"] == [namesake]
    assert "another_person" not in response.text


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"family_name": "Abbott", "given_name": "Ada"},
        {"chart_number": "\0"},
        {"date_of_birth": "0001-01-01", "family_name": "Abbott", "given_name": "Ada"},
        {"patient": "NaN", "chart_number": "x" * 1_000_000},
        {"patient": "99999999999999999999"},
    ],
)
def test_half_of_a_name_or_nonsense_is_nobody(assistant, namesake, typed):
    response = assistant.post(SAME, typed)
    assert (response.status_code, response.context["patients"]) == (200, [])


def test_a_patient_is_not_their_own_double(assistant, namesake):
    typed = {"patient": namesake.pk, "chart_number": "LDN-001"}
    assert assistant.post(SAME, typed).context["patients"] == []


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"date_of_birth": "2100-01-01"}, {"date_of_birth": ["This day is still to come."]}),
        (
            {"date_of_birth": "1901-01-01"},
            {"date_of_birth": ["This is more than 120 years ago. Look at the year again."]},
        ),
        (
            {"phone": "12"},
            {
                "phone": [
                    "Enter a telephone number, for example (202) 555-0104, or one of another country with its + prefix."
                ]
            },
        ),
        ({"family_name": "   "}, {"family_name": ["Fill in “Family name”."]}),
        ({"time_zone": "Mars/Olympus"}, {"time_zone": ["Choose a time zone from the list."]}),
    ],
)
def test_what_can_not_be_gets_its_sentence(assistant, change, errors):
    response = assistant.post(NEW, REGISTER | change)
    assert response.status_code == 422
    assert response.context["form"].errors == errors


def test_letters_that_come_apart_do_not_burst_the_search(assistant):
    assistant.post(NEW, REGISTER | {"family_name": "\ufdfa" * 100, "given_name": "\ufdfa" * 100})
    assert Patient.objects.get().family_name == "\ufdfa" * 100


def test_a_double_click_registers_one_patient(assistant):
    key = {"form_key": "0b0b6b1e-0d3c-4d8e-9b1a-3a5d9a9c0001"}
    first = assistant.post(NEW, REGISTER | key)
    second = assistant.post(NEW, REGISTER | key)
    assert (Patient.objects.count(), first.url) == (1, second.url)


def test_a_draft_of_a_registration_comes_back(assistant):
    assistant.post("/drafts/", {"path": NEW, "family_name": "Abbott", "date_of_birth": "1961-03"})
    response = assistant.get(NEW)
    assert 'value="Abbott"' in response.text
    assert 'value="1961-03"' in response.text
    assert "Not saved yet" in response.text


def test_saving_throws_the_draft_away(assistant):
    assistant.post("/drafts/", {"path": NEW, "family_name": "Abbott"})
    assistant.post(NEW, REGISTER)
    assert Draft.objects.count() == 0


def test_an_edit_is_saved_as_the_next_version(assistant):
    patient = PatientFactory(chart_number="LDN-100")
    assistant.post(
        f"/patients/{patient.pk}/edit/", EDIT | {"version": "1", "language": "es", "deceased_on": "2020-02-03"}
    )
    patient.refresh_from_db()
    assert (patient.version, patient.language, patient.deceased_on) == (2, "es", date(2020, 2, 3))
    assert list(Patient.objects.matching("abbott")) == [patient]


def test_an_edit_of_a_stale_page_shows_both_texts(assistant):
    patient = PatientFactory(chart_number="LDN-100", family_name="Baptiste")
    patient.save_checked(family_name="Castellano")
    response = assistant.post(f"/patients/{patient.pk}/edit/", EDIT | {"version": "1"})
    assert response.status_code == 409
    assert ("Family name", "Castellano", "Abbott") in response.context["conflict"]
    assert "This is another person" not in [label for label, _, _ in response.context["conflict"]]
    assert Patient.objects.get().family_name == "Castellano"


def test_nobody_dies_before_birth(assistant):
    patient = PatientFactory()
    response = assistant.post(f"/patients/{patient.pk}/edit/", EDIT | {"version": "1", "deceased_on": "1950-01-01"})
    assert response.status_code == 422
    assert response.context["form"].errors == {"deceased_on": ["The day of death is before the day of birth."]}


def test_a_refused_edit_can_be_mended_and_saved(assistant):
    patient = PatientFactory(chart_number="LDN-100")
    url = f"/patients/{patient.pk}/edit/"
    refused = assistant.post(url, EDIT | {"version": "1", "deceased_on": "1950-01-01"})
    assert (refused.status_code, refused.context["version"]) == (422, "1")
    assert assistant.post(url, EDIT | {"version": "1"}).status_code == 302


def test_who_was_said_to_be_another_person_is_not_asked_again(assistant, namesake):
    other = PatientFactory(family_name="Abbott", given_name="Ada", date_of_birth=date(1961, 3, 4))
    url = f"/patients/{other.pk}/edit/"
    assert assistant.post(url, EDIT | {"version": "1", "language": "es"}).status_code == 302


def test_an_edit_that_makes_a_double_needs_the_tick(assistant, namesake):
    other = PatientFactory()
    response = assistant.post(f"/patients/{other.pk}/edit/", EDIT | {"version": "1"})
    assert list(response.context["form"].errors) == ["another_person"]


def test_the_name_stands_in_the_heading_and_not_in_the_browsers_title(assistant):
    patient = PatientFactory()
    page = assistant.get(f"/patients/{patient.pk}/edit/").text
    assert "<h1>Edit the patient: Beatriz Baptiste</h1>" in page
    assert "<title>Edit the patient \u00b7 LDN Clinic</title>" in page
    assert AccessLog.objects.get().patient_ids == [patient.pk]


def test_the_time_zones_of_the_country_come_first_and_a_rare_one_stays(assistant):
    groups = PatientForm(instance=PatientFactory(time_zone="UTC")).fields["time_zone"].choices
    assert groups[0] == ("UTC", "UTC")
    assert groups[1][0] == "United States"
    assert next(iter(groups[1][1])) == ("America/New_York", "Eastern (New York)")
    assert set(time_zones.COMMON) <= time_zones.known()


def test_the_patients_own_time_zone_is_chosen_on_the_page(assistant):
    patient = PatientFactory(time_zone="Pacific/Honolulu")
    page = assistant.get(f"/patients/{patient.pk}/edit/").text
    assert page.count('<option value="Pacific/Honolulu" selected>Hawaii (Honolulu)</option>') == 1
    assert '<optgroup label="United States">' in page
    assert 'name="time_zone"' in page


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RESEARCHER])
def test_who_may_not_edit_patients_may_not_register_them(signed_in_client, role):
    client = signed_in_client(role)
    patient = PatientFactory()
    urls = [NEW, f"/patients/{patient.pk}/edit/"]
    assert [client.get(url).status_code for url in urls] == [403, 403]
    assert [client.post(url, REGISTER).status_code for url in [*urls, SAME]] == [403, 403, 403]


def test_an_unknown_patient_is_not_found(assistant):
    assert assistant.get("/patients/4711/edit/").status_code == 404


def test_the_clinic_never_calls_who_does_not_agree_or_has_died():
    assert PatientFactory().may_be_called
    assert not PatientFactory(consents_to_calls=False).may_be_called
    assert not PatientFactory(do_not_contact=True).may_be_called
    assert not PatientFactory(deceased_on=date(2020, 1, 1)).may_be_called


def test_a_number_is_found_by_its_digits_however_it_is_written():
    number = PhoneNumberFactory(number="+12025550104")
    assert number.digits == "12025550104"
