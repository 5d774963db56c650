from datetime import date

import pytest

from accounts.permissions import Role
from patients.models import Visit
from tests.factories import PatientFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]


@pytest.fixture
def patient():
    return PatientFactory()


@pytest.fixture
def visit(patient):
    return Visit.objects.create(patient=patient, day=date(2026, 7, 6), provider="Dr. Gray")


def edit_url(visit):
    return f"/patients/visits/{visit.pk}/edit/"


def test_a_visit_is_booked(assistant, patient):
    response = assistant.post(f"/patients/{patient.pk}/visits/new/", {"day": "2026-07-06", "provider": "Dr. Gray"})
    visit = patient.visits.get()
    assert response.url == patient.get_absolute_url()
    assert (visit.day, visit.provider, visit.status) == (date(2026, 7, 6), "Dr. Gray", Visit.Status.BOOKED)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-07-05", "A visit is booked for today or a later day."),
        ("2028-07-06", "This is more than two years ahead. Look at the year again."),
        ("", "Enter a day for “Day”."),
        ("07/08/2026", "Enter a day as year-month-day, for example 2026-03-31."),
    ],
)
def test_a_day_that_no_clinic_means_is_refused(assistant, patient, day, sentence):
    response = assistant.post(f"/patients/{patient.pk}/visits/new/", {"day": day})
    assert response.status_code == 422
    assert response.context["form"].errors == {"day": [sentence]}


def test_a_visit_is_booked_once(assistant, patient, visit):
    response = assistant.post(f"/patients/{patient.pk}/visits/new/", {"day": "2026-07-06", "provider": "Dr. Gray"})
    assert response.status_code == 422
    assert "This visit is on the list already." in response.text


@pytest.mark.parametrize("status", ["kept", "cancelled", "no_show"])
def test_what_became_of_a_visit_is_said(assistant, visit, status):
    assistant.post(edit_url(visit), {"status": status, "day": "2026-07-06", "provider": "Dr. Gray", "version": "1"})
    visit.refresh_from_db()
    assert (visit.status, visit.version) == (status, 2)
    assert Visit.objects.booked().count() == 0


def test_a_visit_is_moved(assistant, visit):
    assistant.post(edit_url(visit), {"status": "booked", "day": "2026-07-20", "version": "1"})
    visit.refresh_from_db()
    assert visit.day == date(2026, 7, 20)
    assert list(Visit.objects.between(date(2026, 7, 20), date(2026, 7, 20))) == [visit]


@pytest.mark.parametrize("status", ["kept", "no_show"])
def test_nobody_has_come_or_stayed_away_on_a_day_to_come(assistant, visit, status):
    response = assistant.post(edit_url(visit), {"status": status, "day": "2026-07-07", "version": "1"})
    assert response.status_code == 422
    assert response.context["form"].errors == {"status": ["The day of the visit is still to come."]}


def test_a_stale_visit_is_refused(assistant, visit):
    visit.save_checked(status=Visit.Status.CANCELLED)
    response = assistant.post(edit_url(visit), {"status": "kept", "day": "2026-07-06", "version": "1"})
    assert response.status_code == 409
    visit.refresh_from_db()
    assert visit.status == Visit.Status.CANCELLED


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RESEARCHER])
def test_who_may_not_edit_patients_books_no_visits(signed_in_client, patient, visit, role):
    client = signed_in_client(role)
    assert client.get(f"/patients/{patient.pk}/visits/new/").status_code == 403
    assert client.get(edit_url(visit)).status_code == 403
