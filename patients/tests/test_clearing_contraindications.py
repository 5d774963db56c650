"""What nobody can override is taken off the chart by a prescriber, with day and reason; anybody may put it there."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from accounts.permissions import Role
from patients import actions
from patients.models import Contraindication
from patients.models.health import CLEARED_WHY
from tests.factories import ClinicianFactory, PatientFactory, UserFactory

pytestmark = pytest.mark.django_db

BY_PRESCRIBERS = ["opioid", "naltrexone_allergy", "acute_hepatitis", "liver_failure"]
BY_ALL = ["pneumonia", "kidney_failure"]
CLEARED = {"since": "2026-03-01", "cleared_on": "2026-04-01", "cleared_reason": "Antibodies gone", "note": "ALT 40"}


def on_file(kind):
    return Contraindication.objects.create(patient=PatientFactory(), kind=kind, since=date(2026, 3, 1))


def url(row):
    return f"/patients/contraindications/{row.pk}/edit/"


def post(client, row, **changes):
    response = client.post(url(row), CLEARED | {"version": str(row.version)} | changes)
    row.refresh_from_db()
    return response


@pytest.mark.parametrize("kind", BY_PRESCRIBERS)
def test_an_assistant_can_not_clear_what_nobody_can_override(signed_in_client, kind):
    row = on_file(kind)

    response = post(signed_in_client(Role.MEDICAL_ASSISTANT), row)

    assert response.status_code == 302  # what else is known is saved
    assert (row.cleared_on, row.cleared_reason, row.note) == (None, "", "ALT 40")


@pytest.mark.parametrize("kind", BY_PRESCRIBERS)
def test_no_call_of_the_action_gets_round_that(kind):
    row = on_file(kind)
    row.cleared_on, row.cleared_reason = date(2026, 4, 1), "Antibodies gone"

    with pytest.raises(ValidationError, match="Only a prescriber can take this off the chart"):
        actions.save_contraindication(contraindication=row, by=UserFactory())


@pytest.mark.parametrize("kind", BY_PRESCRIBERS)
def test_a_prescriber_clears_it_with_day_and_reason(signed_in_client, kind):
    client, row = signed_in_client(Role.CLINICIAN), on_file(kind)

    post(client, row)

    assert (row.cleared_on, row.cleared_by, row.cleared_reason) == (date(2026, 4, 1), client.user, "Antibodies gone")


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"cleared_reason": " "}, {"cleared_reason": [CLEARED_WHY]}),
        ({"cleared_on": ""}, {"cleared_on": ["Enter the day that cleared it, or empty the reason."]}),
        ({"cleared_on": "2026-02-28"}, {"cleared_on": ["It can't be cleared before the day it began."]}),
        ({"cleared_on": "9999-12-31"}, {"cleared_on": ["Enter a day between 1900 and 2100."]}),
    ],
)
def test_a_day_without_a_reason_is_refused_and_so_is_a_reason_without_a_day(signed_in_client, changes, errors):
    row = on_file("acute_hepatitis")

    response = post(signed_in_client(Role.CLINICIAN), row, **changes)

    assert (response.status_code, response.context["form"].errors) == (422, errors)
    assert row.cleared_on is None


@pytest.mark.parametrize("kind", BY_ALL)
def test_an_assistant_clears_what_a_prescriber_could_override(signed_in_client, kind):
    client, row = signed_in_client(Role.MEDICAL_ASSISTANT), on_file(kind)

    post(client, row)

    assert (row.cleared_on, row.cleared_by) == (date(2026, 4, 1), client.user)


def test_a_prescriber_puts_it_back_by_emptying_the_day(signed_in_client):
    client, row = signed_in_client(Role.CLINICIAN), on_file("liver_failure")
    post(client, row)

    post(client, row, cleared_on="", cleared_reason="")

    assert (row.cleared_on, row.cleared_by, row.cleared_reason) == (None, None, "")


@pytest.mark.parametrize("kind", BY_PRESCRIBERS)
def test_an_assistant_still_puts_it_on_file(signed_in_client, kind):
    patient = PatientFactory()

    signed_in_client(Role.MEDICAL_ASSISTANT).post(
        f"/patients/{patient.pk}/contraindications/new/", {"kind": kind, "since": "2026-03-01"}
    )

    assert patient.contraindications.get().kind == kind


def test_the_page_says_why_an_assistant_can_not_and_whom_to_ask(signed_in_client):
    row = on_file("acute_hepatitis")

    shown = signed_in_client(Role.MEDICAL_ASSISTANT).get(url(row))

    assert "Only a prescriber can take this off the chart" in shown.text
    assert reverse("patients:escalate", args=[row.patient_id]) in shown.text
    assert list(shown.context["form"].fields) == ["since", "note"]


def test_a_prescriber_is_not_told_so(signed_in_client):
    shown = signed_in_client(Role.CLINICIAN).get(url(on_file("acute_hepatitis")))

    assert "Only a prescriber" not in shown.text
    assert list(shown.context["form"].fields) == ["since", "note", "cleared_on", "cleared_reason"]


@pytest.mark.parametrize("kind", BY_PRESCRIBERS)
def test_the_database_clears_none_without_whom_and_why(kind):
    with pytest.raises(IntegrityError, match="contraindication_cleared_by_whom_and_why"):
        Contraindication.objects.create(
            patient=PatientFactory(),
            kind=kind,
            since=date(2026, 3, 1),
            cleared_on=date(2026, 4, 1),
            cleared_by=ClinicianFactory(),
        )
    assert kind in Contraindication.CLEARED_BY_PRESCRIBERS
