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


def test_a_fill_of_4_5_mg_after_1_5_mg_raises_a_task_and_so_does_the_way_back(signed_in_client):
    course = PrescriptionFactory()
    client = signed_in_client(Role.MEDICAL_ASSISTANT)

    for strength in ("1.5", "1.5", "4.5", "4.5", "1.5"):
        post_fill(client, course, strength_mg=strength, quantity="30")
        course.refresh_from_db()

    assert [task.what for task in ClinicianTask.objects.all()] == [
        "Filled with tablets of 4.5 mg, the fill before was of tablets of 1.5 mg. Give new instructions by telephone.",
        "Filled with tablets of 1.5 mg, the fill before was of tablets of 4.5 mg. Give new instructions by telephone.",
    ]


def test_a_fill_of_another_form_after_the_first_raises_a_task(signed_in_client):
    course = PrescriptionFactory()
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    post_fill(client, course)
    course.refresh_from_db()

    post_fill(client, course, form="capsule")

    assert [task.what for task in ClinicianTask.objects.all()] == [
        "Filled with capsules of 1.5 mg, the fill before was of tablets of 1.5 mg. Give new instructions by telephone."
    ]


def test_a_first_fill_is_held_against_what_was_prescribed(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)

    post_fill(client, PrescriptionFactory(), strength_mg="4.5")

    assert [task.what for task in ClinicianTask.objects.all()] == [
        "Filled with tablets of 4.5 mg, prescribed were tablets of 1.5 mg. Give new instructions by telephone."
    ]


def test_a_fill_entered_late_is_held_against_the_one_before_its_day(signed_in_client):
    course = PrescriptionFactory()
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    post_fill(client, course, filled_on="2026-07-01")
    course.refresh_from_db()
    post_fill(client, course, filled_on="2026-08-20", strength_mg="4.5")
    course.refresh_from_db()
    ClinicianTask.objects.all().delete()

    post_fill(client, course, filled_on="2026-08-01", strength_mg="1.5")

    assert not ClinicianTask.objects.exists()


def test_the_fill_form_says_what_was_prescribed_and_what_the_last_fill_was(signed_in_client):
    course = PrescriptionFactory()
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    post_fill(client, course, strength_mg="4.5")

    help_text = client.get(f"/courses/{course.pk}/fill/").context["form"]["strength_mg"].help_text

    assert help_text == (
        "Prescribed were tablets of 1.5 mg, and the last fill was of tablets of 4.5 mg. Another strength is "
        "dangerous: the patient needs new instructions."
    )
