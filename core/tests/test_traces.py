"""Who wrote, who read, who was refused."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from accounts.permissions import Role
from core.models import AccessLog
from prescriptions.models import Pharmacy
from tests.factories import PatientFactory, PharmacyFactory

pytestmark = pytest.mark.django_db


def test_every_write_leaves_the_new_row_and_who_wrote_it(signed_in_client):
    client = signed_in_client(Role.ADMINISTRATOR)

    response = client.post("/courses/pharmacies/new/", {"name": "Corner", "is_active": "on"})

    event = Pharmacy.objects.get().events.get()
    assert (event.pgh_label, event.name) == ("insert", "Corner")
    assert event.pgh_context.metadata == {
        "user": client.user.pk,
        "request": response.headers["X-Request-Id"],
    }


def test_bulk_raw_and_delete_leave_a_row_each():
    PharmacyFactory(name="Corner"), PharmacyFactory(name="Main Street")
    Pharmacy.objects.update(address="Elsewhere")
    with connection.cursor() as cursor:
        cursor.execute("update prescriptions_pharmacy set phone = '1' where name = 'Corner'")
    Pharmacy.objects.all().delete()

    Event = Pharmacy.events.rel.related_model
    labels = Event.objects.filter(name="Corner").order_by("pgh_id").values_list("pgh_label", flat=True)
    assert list(labels) == ["insert", "update", "update", "delete"]


def test_an_update_that_changes_nothing_leaves_no_row():
    PharmacyFactory(name="Corner")
    Pharmacy.objects.update(name="Corner")

    Event = Pharmacy.events.rel.related_model
    assert Event.objects.count() == 1


@pytest.mark.parametrize("verb", ["update", "delete"])
@pytest.mark.parametrize("table", ["core_accesslog", "prescriptions_pharmacyevent"])
def test_what_was_logged_can_not_be_changed(signed_in_client, verb, table):
    PharmacyFactory(name="Corner")
    client = signed_in_client(Role.RESEARCHER)
    client.get("/follow-ups/")
    changes = {
        ("update", "core_accesslog"): "update core_accesslog set page = 'x'",
        ("delete", "core_accesslog"): "delete from core_accesslog",
        ("update", "prescriptions_pharmacyevent"): "update prescriptions_pharmacyevent set name = 'x'",
        ("delete", "prescriptions_pharmacyevent"): "delete from prescriptions_pharmacyevent",
    }

    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(changes[verb, table])


def test_opening_a_chart_is_logged_with_the_patient_shown(signed_in_client):
    client = signed_in_client(Role.CLINICIAN)
    patient = PatientFactory()

    client.get(f"/patients/{patient.pk}/")

    row = AccessLog.objects.get()
    assert (row.user, row.kind, row.page, row.patient_ids) == (client.user, "read", "reports:chart", [patient.pk])


def test_a_refusal_is_logged_and_names_no_patient(signed_in_client):
    client = signed_in_client(Role.RESEARCHER)
    patient = PatientFactory()

    response = client.get(f"/patients/{patient.pk}/")

    row = AccessLog.objects.get()
    assert response.status_code == 403
    assert (row.user, row.kind, row.page, row.patient_ids) == (client.user, "denied", "reports:chart", [])
    assert patient.family_name not in response.text
