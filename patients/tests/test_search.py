from datetime import date

import pytest

from accounts.permissions import Role
from core.models import AccessLog
from patients.models import Patient
from tests.factories import PatientFactory, PhoneNumberFactory

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def practice():
    """Some patients whose names are easily misspelt."""
    people = [
        ("LDN-001", "Abbott", "Ada"),
        ("LDN-002", "Hallstr\u00f6m", "Bj\u00f6rn"),
        ("LDN-003", "Baptiste", "Beatriz"),
        ("LDN-004", "Castellano", "Carla"),
        ("LDN-005", "O'Brien", "Adam"),
        ("LDN-006", "Smith-Jones", "Dana"),
        ("LDN-007", "Nguyen", "Van Anh"),
        ("LDN-008", "Jackson", "Adaline"),
    ]
    patients = {
        family: PatientFactory(chart_number=chart, family_name=family, given_name=given)
        for chart, family, given in people
    }
    PhoneNumberFactory(patient=patients["Castellano"], number="+12025550104")
    return patients


def found(text):
    return [patient.family_name for patient in Patient.objects.matching(text)]


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("Hallstrom", ["Hallstr\u00f6m"]),
        ("HALLSTR\u00d6M", ["Hallstr\u00f6m"]),
        ("bjorn", ["Hallstr\u00f6m"]),
        ("Halstrom", ["Hallstr\u00f6m"]),
        ("Baptist", ["Baptiste"]),
        ("Batpiste", ["Baptiste"]),
        ("Castelano", ["Castellano"]),
        ("Ngyuen", ["Nguyen"]),
        ("obrien", ["O'Brien"]),
        ("O'Brien", ["O'Brien"]),
        ("O\u2019Brien", ["O'Brien"]),
        ("o'brian", ["O'Brien"]),
        ("555 0104", ["Castellano"]),
        ("(202) 555-0104", ["Castellano"]),
        ("+1 202 555 0104", ["Castellano"]),
        ("LDN-004", ["Castellano"]),
        ("ldn004", ["Castellano"]),
        ("ada abb", ["Abbott"]),
        ("abbott, ada", ["Abbott"]),
        ("Abbott Ada", ["Abbott"]),
        ("smith jones", ["Smith-Jones"]),
        ("Smith-Jones", ["Smith-Jones"]),
        ("van anh nguyen", ["Nguyen"]),
        ("Carla Castelano", ["Castellano"]),
        ("kson", ["Jackson"]),
        ("jones", ["Smith-Jones"]),
    ],
)
def test_a_patient_is_found_by_any_part_misspelt_and_in_either_order(practice, text, families):
    assert found(text) == families


@pytest.mark.parametrize("text", ["", "   ", "'", ",", "%", "_", "Zzyzx", "555 0199", "0104 abbott"])
def test_what_nobody_has_finds_nobody(practice, text):
    assert found(text) == []


def test_a_part_of_a_chart_number_finds_all_who_have_it(practice):
    assert len(found("LDN-00")) == 8


def test_three_digits_are_no_telephone_number(practice):
    assert found("555") == []


def test_family_names_that_begin_with_the_text_come_first(practice):
    PatientFactory(family_name="Adamson", given_name="Zoe")
    PatientFactory(family_name="Aaron", given_name="Adam")
    assert found("adam") == ["Adamson", "Aaron", "O'Brien"]


def test_the_page_offers_a_search_and_who_was_registered_last(signed_in_client, practice):
    response = signed_in_client(Role.MEDICAL_ASSISTANT).get("/patients/")
    assert response.context["rows"][0][0] == practice["Jackson"]
    assert "Registered last" in response.text
    assert "Find a patient" in response.text


def test_an_empty_clinic_says_what_to_do(signed_in_client):
    response = signed_in_client(Role.MEDICAL_ASSISTANT).get("/patients/")
    assert "No patient is registered yet." in response.text
    assert "search-text" not in response.text


def test_while_one_types_only_the_results_come(signed_in_client, practice):
    response = signed_in_client(Role.MEDICAL_ASSISTANT).post("/patients/search/", {"text": "castelano"}, headers=HTMX)
    assert [patient for patient, age in response.context["rows"]] == [practice["Castellano"]]
    assert "<html" not in response.text
    assert "(202) 555-0104" in response.text


def test_without_scripts_the_whole_page_comes_with_what_was_typed(signed_in_client, practice):
    response = signed_in_client(Role.MEDICAL_ASSISTANT).post("/patients/search/", {"text": "Castelano"})
    assert "<html" in response.text
    assert 'value="Castelano"' in response.text
    assert response.request["QUERY_STRING"] == ""


def test_results_show_the_age_and_that_somebody_has_died(signed_in_client):
    PatientFactory(
        family_name="Late", date_of_birth=date(1950, 6, 8), deceased_on=date(2020, 6, 7), do_not_contact=True
    )
    response = signed_in_client(Role.CLINICIAN).post("/patients/search/", {"text": "late"})
    assert response.context["rows"][0][1] == 69
    assert "Died Sun 7 Jun 2020" in response.text
    assert "Do not contact" in response.text


def test_a_long_list_is_cut_and_says_so(signed_in_client):
    for number in range(23):
        PatientFactory(family_name="Same", given_name=f"Given{number}")
    response = signed_in_client(Role.MEDICAL_ASSISTANT).post("/patients/search/", {"text": "same"}, headers=HTMX)
    assert len(response.context["rows"]) == 20
    assert "First 20 of 23 found." in response.text


def test_nobody_found_says_what_to_try(signed_in_client, practice):
    response = signed_in_client(Role.MEDICAL_ASSISTANT).post("/patients/search/", {"text": "Zzyzx"}, headers=HTMX)
    assert "Nobody is found." in response.text


@pytest.mark.parametrize("text", ["\0", "x" * 1_000_000, "\u202eada"])
def test_what_can_not_be_searched_gets_a_sentence(signed_in_client, practice, text):
    response = signed_in_client(Role.MEDICAL_ASSISTANT).post("/patients/search/", {"text": text}, headers=HTMX)
    assert response.status_code == 200
    assert "note-error" in response.text


def test_a_search_stands_in_no_address(signed_in_client):
    assert signed_in_client(Role.MEDICAL_ASSISTANT).get("/patients/search/").status_code == 405


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RESEARCHER])
def test_who_may_not_see_patients_may_not_search_them(signed_in_client, role):
    client = signed_in_client(role)
    assert client.get("/patients/").status_code == 403
    assert client.post("/patients/search/", {"text": "ada"}).status_code == 403


def test_each_patient_shown_leaves_a_trace(signed_in_client, practice):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    client.post("/patients/search/", {"text": "castelano"}, headers=HTMX)
    log = AccessLog.objects.get()
    assert (log.page, log.patient_ids) == ("patients:search", [practice["Castellano"].pk])


@pytest.mark.parametrize("count", [1, 30])
def test_a_search_asks_the_database_the_same_number_of_times(signed_in_client, django_assert_num_queries, count):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    for number in range(count):
        PhoneNumberFactory(patient=PatientFactory(family_name="Same"), number=f"+1202555{number:04}")
    with django_assert_num_queries(9):
        client.post("/patients/search/", {"text": "same"}, headers=HTMX)
