from datetime import date
from decimal import Decimal

import pytest

from accounts.permissions import Role
from core.models import AccessLog
from prescriptions.models import Fill
from tests.factories import PatientFactory, PrescriptionFactory, ResponseFactory

pytestmark = [pytest.mark.django_db]
URL = "/outcomes/lots/"


def fill(lot, *, name="Baptiste", day=5, **course):
    course = PrescriptionFactory(patient=PatientFactory(family_name=name), **({"started": True} | course))
    return Fill.objects.create(
        prescription=course,
        pharmacy=course.pharmacy,
        filled_on=date(2026, 6, day),
        strength_mg=Decimal("1.5"),
        quantity=90,
        lot=lot,
    )


def rows_of(response):
    return [
        (row.patient.family_name, row.fill.lot, row.outcome and row.outcome.category)
        for row in response.context["found"].rows
    ]


def test_a_lot_is_found_by_any_part_with_its_patients_and_outcomes(signed_in_client):
    responder = fill("C2606-123", name="Responder", day=7)
    ResponseFactory(prescription=responder.prescription)
    fill("c2606-124", name="Stopped", stopped=True)
    fill("C2607-125", name="Another")
    fill("", name="Unknown")
    client = signed_in_client(Role.MEDICAL_ASSISTANT)

    response = client.post(URL, {"lot": " C2606-"})

    assert rows_of(response) == [("Responder", "C2606-123", "LDN-R"), ("Stopped", "c2606-124", "LDN-NR")]
    page = response.content.decode()
    assert "2 fills of 2 patients, outcomes as of today." in page
    assert f"?course={responder.prescription_id}" in page
    patients = {row.patient.pk for row in response.context["found"].rows}
    assert set(AccessLog.objects.latest("at").patient_ids) == patients


def test_the_fill_of_a_course_entered_in_error_is_found_too(signed_in_client):
    row = fill("A7")
    row.prescription.voided_at = "2026-07-01T12:00Z"
    row.prescription.voided_by = row.prescription.prescriber
    row.prescription.voided_reason = "Twice"
    row.prescription.save()

    response = signed_in_client(Role.CLINICIAN).post(URL, {"lot": "a7"})

    assert rows_of(response) == [("Baptiste", "A7", None)]
    assert "Entered in error" in response.content.decode()


def test_an_unknown_lot_says_what_to_try(signed_in_client):
    fill("A7")

    page = signed_in_client(Role.CLINICIAN).post(URL, {"lot": "%"}).content.decode()

    assert "No fill on file has this in its lot." in page


@pytest.mark.parametrize(
    ("lot", "sentence"),
    [
        ("", "Type the lot, or a part of it."),
        ("   ", "Type the lot, or a part of it."),
        ("A\x007", "Null characters are not allowed."),
        ("A\u202e7", "This has an invisible character in it (U+202E). Type the text anew, without it."),
        ("A" * 1_000_000, "Ensure this value has at most 40 characters (it has 1000000)."),
    ],
)
def test_what_is_no_lot_gets_its_sentence(signed_in_client, lot, sentence):
    response = signed_in_client(Role.CLINICIAN).post(URL, {"lot": lot})

    assert response.status_code == 422
    assert sentence in response.context["form"].errors["lot"]


def test_a_lot_in_the_address_is_not_looked_for(signed_in_client):
    fill("A7")

    assert "found" not in signed_in_client(Role.CLINICIAN).get(URL, {"lot": "A7"}).context


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.MEDICAL_ASSISTANT, 200), (Role.CLINICIAN, 200), (Role.ADMINISTRATOR, 403), (Role.RESEARCHER, 403)],
)
def test_only_who_sees_patients_finds_lots(signed_in_client, role, status):
    client = signed_in_client(role)

    assert client.get(URL).status_code == status
    assert client.post(URL, {"lot": "A7"}).status_code == status
    linked = 'href="/outcomes/lots/"' in client.get("/outcomes/").content.decode()
    assert linked == (status == 200)


@pytest.mark.parametrize("count", [1, 30])
def test_the_queries_do_not_grow_with_the_fills(signed_in_client, django_assert_num_queries, count):
    client = signed_in_client(Role.CLINICIAN)
    for number in range(count):
        fill(f"A7-{number}")
    client.post(URL, {"lot": "A7"})

    with django_assert_num_queries(10):
        client.post(URL, {"lot": "A7"})
