"""The list of pharmacies, as an administrator keeps it."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from prescriptions.tests.pages import body, errors, page
from tests.factories import (
    PharmacyFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_of_pharmacies_asks_the_same_of_the_database_however_long(
    administrator, django_assert_num_queries, count
):
    for _ in range(count):
        PharmacyFactory()

    with django_assert_num_queries(6):
        response = administrator.get(reverse("prescriptions:pharmacies"))

    assert response.text.count("row-link") == count


def test_an_empty_list_of_pharmacies_says_what_to_do(administrator):
    response = administrator.get(reverse("prescriptions:pharmacies"))

    assert "No pharmacy is on the list yet" in response.text


def test_an_administrator_adds_and_edits_a_pharmacy(administrator):
    administrator.post(reverse("prescriptions:add-pharmacy"), body(name="Harbor", is_active="on"))
    pharmacy = PharmacyFactory._meta.model.objects.get()

    response = administrator.post(page("edit-pharmacy", pharmacy.pk), body(pharmacy, name="Harbour", fax="555"))

    pharmacy.refresh_from_db()
    assert response.url == reverse("prescriptions:pharmacies")
    assert (pharmacy.name, pharmacy.fax, pharmacy.is_active, pharmacy.version) == ("Harbour", "555", False, 2)


def test_a_pharmacy_is_on_the_list_once(administrator):
    PharmacyFactory(name="Harbor")

    response = administrator.post(reverse("prescriptions:add-pharmacy"), body(name="HARBOR"))

    assert errors(response) == {"__all__": ["A pharmacy of this name is on the list already."]}


def test_two_who_edit_a_pharmacy_see_both_texts(administrator):
    pharmacy = PharmacyFactory(name="Harbor")
    seen = body(pharmacy, name="Mine", is_active="on")
    pharmacy.save_checked(name="Theirs")

    response = administrator.post(page("edit-pharmacy", pharmacy.pk), seen)

    pharmacy.refresh_from_db()
    assert response.status_code == 409
    assert response.context["conflict"] == [("Name", "Theirs", "Mine")]
    assert pharmacy.name == "Theirs"


@pytest.mark.parametrize("role", [Role.MEDICAL_ASSISTANT, Role.CLINICIAN, Role.RESEARCHER])
def test_only_an_administrator_manages_pharmacies(signed_in_client, role):
    client, pharmacy = signed_in_client(role), PharmacyFactory()

    statuses = [
        client.get(reverse("prescriptions:pharmacies")).status_code,
        client.post(reverse("prescriptions:add-pharmacy"), body(name="X")).status_code,
        client.post(page("edit-pharmacy", pharmacy.pk), body(pharmacy, name="X")).status_code,
    ]

    assert statuses == [403, 403, 403]
