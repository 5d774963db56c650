"""Every field of every form of this app, with what nobody means: a sentence, and never an error page."""

from datetime import date, timedelta

import pytest
from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.html import escape

from accounts.permissions import Role
from patients.models import Contraindication, Medicine, Visit
from patients.tests.posts import EDIT, REGISTER, contact_rights
from tests.factories import ClinicianTaskFactory, PatientFactory

pytestmark = pytest.mark.django_db

MISSING = None
HOSTILE = [
    MISSING,
    "0001-01-01",
    "9999-12-31",
    "NaN",
    "1e309",
    "9" * 40,
    "nul\0byte",
    "x" * 1_000_000,
    "\u202eright to left\u200f",
    "\ud7ff\U0010ffff",
    "<script>alert(1)</script>",
]
TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()
FACT = {"noted_on": "2026-03-01"}
# Page, and a post of it that would be saved.
PAGES = {
    "/patients/new/": REGISTER,
    "/patients/{patient}/edit/": EDIT,
    "/patients/{patient}/contact-rights/": contact_rights(
        numbers=[("202 555 0101", "mobile", "the patient", "details")], persons=[("Dora Diaz", "daughter")]
    ),
    "/patients/{patient}/diagnoses/new/": FACT | {"code": "M54.16"},
    "/patients/{patient}/medicines/new/": FACT | {"name": "gabapentin", "mg_per_day": "900"},
    "/patients/medicines/{medicine}/end/": {"ended_on": "2026-03-02"},
    "/patients/{patient}/procedures/new/": FACT | {"kind": "nerve_block", "done_on": "2026-02-01"},
    "/patients/{patient}/contraindications/new/": {"kind": "opioid", "since": "2026-03-01", "note": "hydrocodone"},
    "/patients/contraindications/{contraindication}/edit/": {"since": "2026-03-01", "cleared_on": "", "note": "x"},
    "/patients/{patient}/visits/new/": {"day": TOMORROW, "provider": "Dr. Gray"},
    "/patients/visits/{visit}/edit/": {"status": "booked", "day": TOMORROW, "provider": "Dr. Gray"},
    "/patients/{patient}/escalate/": {"kind": "question", "what": "May she go on with ibuprofen?"},
    "/patients/{patient}/emergency/": {"kind": "trouble_breathing", "heard": "She can hardly speak."},
    "/patients/tasks/{task}/close/": {"note": "Yes, for a week."},
}


@pytest.fixture
def rows():
    patient = PatientFactory()
    day = date(2026, 3, 1)
    return {
        "patient": patient.pk,
        "medicine": Medicine.objects.create(patient=patient, name="naproxen", noted_on=day).pk,
        "contraindication": Contraindication.objects.create(patient=patient, kind="pneumonia", since=day).pk,
        "visit": Visit.objects.create(patient=patient, day=day).pk,
        "task": ClinicianTaskFactory(patient=patient).pk,
    }


def post_and_undo(client, url, post):
    """The answer, from the same rows each time."""
    before = transaction.savepoint()
    response = client.post(url, post | {"version": "1"})
    client.read_log.must_name_whom_pages_showed()
    transaction.savepoint_rollback(before)
    return response


@pytest.mark.parametrize("page", PAGES)
def test_no_field_breaks_its_page_and_what_was_typed_stays(signed_in_client, rows, page):
    client, url = signed_in_client(Role.CLINICIAN), page.format(**rows)
    fields = {bound.html_name: bound.field for bound in client.get(url).context["form"]}
    assert set(PAGES[page]) - set(fields) <= {
        "version",
        "phone-TOTAL_FORMS",
        "phone-INITIAL_FORMS",
        "person-TOTAL_FORMS",
        "person-INITIAL_FORMS",
    }
    for name, field in fields.items():
        for value in HOSTILE:
            post = {key: kept for key, kept in PAGES[page].items() if key != name}
            response = post_and_undo(client, url, post if value is MISSING else post | {name: value})
            case = f"{name} with {value!r:.40}"
            assert response.status_code in (302, 422), case
            if response.status_code == 422 and value and isinstance(field.widget, forms.TextInput | forms.Textarea):
                assert escape(value) in response.text, case


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_post_gets_sentences(signed_in_client, rows, page):
    response = post_and_undo(signed_in_client(Role.CLINICIAN), page.format(**rows), {})
    # A medicine without an end is one that is still taken, so that page has nothing to ask for.
    assert response.status_code == (302 if "medicines/{medicine}" in page else 422)


@pytest.mark.parametrize("page", PAGES)
def test_the_plain_post_is_saved(signed_in_client, rows, page):
    assert post_and_undo(signed_in_client(Role.CLINICIAN), page.format(**rows), PAGES[page]).status_code == 302


@pytest.mark.parametrize("name", ["phone", "person"])
@pytest.mark.parametrize("count", ["TOTAL_FORMS", "INITIAL_FORMS"])
@pytest.mark.parametrize("value", ["", "-1", "NaN", "1e309", "9" * 30, "nul\0", "1000000"])
def test_no_number_of_rows_breaks_the_contact_rights(signed_in_client, rows, name, count, value):
    client = signed_in_client(Role.CLINICIAN)
    url = f"/patients/{rows['patient']}/contact-rights/"
    response = post_and_undo(client, url, contact_rights(**{f"{name}-{count}": value}))
    assert response.status_code in (302, 422)
