from datetime import date

import pytest

from accounts.permissions import Role
from patients.models import ContactPerson, PhoneNumber
from patients.tests.posts import contact_rights
from tests.factories import PatientFactory, PhoneNumberFactory

pytestmark = pytest.mark.django_db

MOBILE = ("202 555 0101", "mobile", "the patient", "details")
DAUGHTERS = ("202 555 0104", "home", "her daughter", "call_back")


@pytest.fixture
def patient():
    return PatientFactory()


def url(patient):
    return f"/patients/{patient.pk}/contact-rights/"


def numbers_of(patient):
    return [
        (str(row.number), row.kind, row.belongs_to, row.message) for row in patient.phone_numbers.order_by("number")
    ]


def test_numbers_persons_and_consents_are_saved_together(assistant, patient):
    post = contact_rights(
        numbers=[MOBILE, DAUGHTERS],
        persons=[("Dora Diaz", "daughter")],
        consents_to_calls="False",
        do_not_contact="on",
    )
    response = assistant.post(url(patient), post)

    assert response.url == patient.get_absolute_url()
    patient.refresh_from_db()
    assert (patient.version, patient.consents_to_calls, patient.do_not_contact) == (2, False, True)
    assert numbers_of(patient) == [
        ("+12025550101", "mobile", "the patient", "details"),
        ("+12025550104", "home", "her daughter", "call_back"),
    ]
    assert [str(person) for person in patient.contact_persons.all()] == ["Dora Diaz (daughter)"]


def test_a_number_out_of_use_stays_so_until_it_is_taken_back(assistant, patient):
    PhoneNumberFactory(patient=patient, out_of_use_on=date(2026, 7, 8))

    assistant.post(url(patient), contact_rights(numbers=[MOBILE], **{"phone-0-is_out_of_use": "on"}))
    kept = patient.phone_numbers.get().out_of_use_on
    assistant.post(url(patient), contact_rights(numbers=[MOBILE], version="2"))

    assert (kept, patient.phone_numbers.get().out_of_use_on) == (date(2026, 7, 8), None)


def test_two_persons_of_one_name_stay_two_however_often_they_are_saved(assistant, patient):
    persons = [("Juan Diaz", "father"), ("Juan Diaz", "son")]
    for version in "123":
        assistant.post(url(patient), contact_rights(persons=persons, version=version))

    assert [str(person) for person in patient.contact_persons.all()] == ["Juan Diaz (father)", "Juan Diaz (son)"]


def test_a_number_that_stays_keeps_its_row_and_one_that_is_emptied_goes(assistant, patient):
    kept = PhoneNumberFactory(patient=patient, number="+12025550101")
    PhoneNumberFactory(patient=patient, number="+12025550102")
    gone = ContactPerson.objects.create(patient=patient, name="Dora Diaz", relation="daughter")

    assistant.post(url(patient), contact_rights(numbers=[MOBILE]))

    number = patient.phone_numbers.get()
    assert (number.pk, number.message) == (kept.pk, "details")
    assert not ContactPerson.objects.filter(pk=gone.pk).exists()


def test_rows_that_nobody_touched_stay(assistant, patient):
    PhoneNumberFactory(patient=patient, number="+12025550101", belongs_to="the patient", message="details")
    assistant.post(url(patient), contact_rights(numbers=[MOBILE]))
    assert patient.phone_numbers.count() == 1


@pytest.mark.parametrize(
    ("number", "written"), [("+12025550104", "(202) 555-0104"), ("+442079460958", "+44 20 7946 0958"), ("+1", "+1")]
)
def test_a_number_of_another_country_keeps_its_prefix(number, written):
    assert str(PhoneNumberFactory(number=number)) == written


def test_the_page_shows_what_is_saved_and_two_empty_rows(assistant, patient):
    PhoneNumberFactory(patient=patient, number="+12025550101")
    form = assistant.get(url(patient)).context["form"]
    assert [row["number"].value() for row in form.phone_numbers] == ["(202) 555-0101", None, None]
    assert len(form.contact_persons.forms) == 2


@pytest.mark.parametrize(
    ("post", "sentence"),
    [
        (contact_rights(numbers=[("12", *MOBILE[1:])]), "Enter a telephone number, for example (202) 555-0104, or"),
        (contact_rights(numbers=[MOBILE, MOBILE]), "The same number is on the list twice."),
        (contact_rights(persons=[("", "daughter")]), "Who is it? To remove the row, empty the relation too."),
        (
            contact_rights(persons=[("Dora", "")]),
            "Say what this person is to the patient, for example: daughter.",
        ),
        (contact_rights(consents_to_calls=""), "Answer “Agrees to be called?”."),
        ({"version": "1", "consents_to_calls": "True"}, "Parts of the page were lost on the way."),
        (contact_rights(**{"phone-TOTAL_FORMS": "1000000"}), "Please submit at most 20 forms."),
        (contact_rights(**{"phone-TOTAL_FORMS": "NaN"}), "Parts of the page were lost on the way."),
        (contact_rights(numbers=[("202 555 0101", "pigeon", "x", "details")]), "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_listed_at_the_top_and_nothing_is_saved(assistant, patient, post, sentence):
    PhoneNumberFactory(patient=patient, number="+12025550199")
    response = assistant.post(url(patient), post)
    assert response.status_code == 422
    errors = response.text.partition('id="errors"')[2].partition("</ul>")[0]
    assert sentence in errors
    assert [number for number, *_ in numbers_of(patient)] == ["+12025550199"]


def test_what_was_typed_stays_on_a_page_that_was_refused(assistant, patient):
    response = assistant.post(url(patient), contact_rights(numbers=[DAUGHTERS], persons=[("Dora", "")]))
    assert 'value="202 555 0104"' in response.text
    assert 'value="her daughter"' in response.text
    assert 'value="Dora"' in response.text


def test_a_stale_page_shows_both_texts_of_the_rows_too(assistant, patient):
    PhoneNumberFactory(patient=patient, number="+12025550101")
    patient.save_checked()
    response = assistant.post(url(patient), contact_rights(numbers=[DAUGHTERS]))
    assert response.status_code == 409
    assert ("Number", "(202) 555-0101", "202 555 0104") in response.context["conflict"]
    assert [number for number, *_ in numbers_of(patient)] == ["+12025550101"]


def test_a_draft_of_the_rows_comes_back(assistant, patient):
    post = contact_rights(numbers=[DAUGHTERS], persons=[("Dora", "")])
    assistant.post("/drafts/", post | {"path": url(patient)})
    response = assistant.get(url(patient))
    assert 'value="202 555 0104"' in response.text
    assert 'value="Dora"' in response.text
    assert "Not saved yet" in response.text


def test_a_double_click_makes_one_row(assistant, patient):
    post = contact_rights(numbers=[MOBILE]) | {"form_key": "0b0b6b1e-0d3c-4d8e-9b1a-3a5d9a9c0002"}
    assert [assistant.post(url(patient), post).status_code for _ in range(2)] == [302, 302]
    assert PhoneNumber.objects.count() == 1
    patient.refresh_from_db()
    assert patient.version == 2


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RESEARCHER])
def test_who_may_not_edit_patients_may_not_see_their_numbers(signed_in_client, patient, role):
    assert signed_in_client(role).get(url(patient)).status_code == 403
