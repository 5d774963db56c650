from datetime import date

import pytest
from django.db import IntegrityError

from accounts.permissions import Role
from patients.models import ClinicianTask
from prescriptions.models import Fill
from tests.factories import PrescriptionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]


def post_fill(client, course, **typed):
    data = {
        "filled_on": "2026-08-20",
        "pharmacy": course.pharmacy_id,
        "strength_mg": "1.5",
        "form": "tablet",
        "quantity": "90",
        "version": course.version,
    }
    return client.post(f"/courses/{course.pk}/fill/", data | typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("2027-02-16", date(2027, 2, 16)), ("2026-08-21", date(2026, 8, 21)), ("", None)],
)
def test_a_fill_keeps_the_beyond_use_date_of_its_label(signed_in_client, typed, stored):
    course = PrescriptionFactory()

    response = post_fill(signed_in_client(Role.MEDICAL_ASSISTANT), course, beyond_use_on=typed)

    assert response.status_code == 302
    assert Fill.objects.get().beyond_use_on == stored


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2026-08-20", "The beyond-use date comes after the day it was filled."),
        ("0001-01-01", "Enter a day between 1900 and 2100."),
        ("9999-12-31", "Enter a day between 1900 and 2100."),
        ("NaN", "Enter a day as year-month-day, for example 2026-03-31."),
        ("2027-02-16\x00", "Enter a day as year-month-day, for example 2026-03-31."),
    ],
)
def test_a_wrong_beyond_use_date_gets_its_sentence(signed_in_client, typed, sentence):
    response = post_fill(signed_in_client(Role.MEDICAL_ASSISTANT), PrescriptionFactory(), beyond_use_on=typed)

    assert response.status_code == 422
    assert sentence in response.context["form"].errors["beyond_use_on"]
    assert not Fill.objects.exists()


def test_the_database_refuses_a_date_before_the_fill():
    course = PrescriptionFactory()
    day = date(2026, 8, 20)

    with pytest.raises(IntegrityError, match="fill_beyond_use_after_filled"):
        course.fills.create(pharmacy=course.pharmacy, filled_on=day, beyond_use_on=day, strength_mg="1.5", quantity=90)


def test_a_fill_of_4_5_mg_after_1_5_mg_raises_a_task(signed_in_client):
    course = PrescriptionFactory()
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    post_fill(client, course)
    course.refresh_from_db()

    post_fill(client, course, strength_mg="4.5", quantity="30")

    assert [task.what for task in ClinicianTask.objects.all()] == [
        "Filled with tablets of 4.5 mg, prescribed were tablets of 1.5 mg. Give new instructions by telephone."
    ]
