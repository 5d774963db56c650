import re
import uuid
from datetime import date

import pytest
from django.urls import reverse

from accounts.permissions import Role
from core.models import AccessLog
from prescriptions import actions
from prescriptions.models import Prescription, Sending
from prescriptions.tests.test_hostile_input import CHOICES, DAYS, TEXTS
from tests.factories import (
    ClinicianFactory,
    DoseStepFactory,
    PatientFactory,
    PharmacyFactory,
    PrescriptionFactory,
    SendingFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]

CANARY = '<script>alert("canary")</script>'
SAVED = {
    "send": {"sent_on": "2026-09-01", "how": "fax"},
    "did-not-arrive": {"reason": "The fax was busy"},
    "change-pharmacy": {"reason": "Nearer"},
}
FORMS = list(SAVED)


def url(page, row):
    return reverse(f"prescriptions:{page}", args=[row.pk])


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def open_form(page):
    """(course, a form that can be saved)."""
    course = PrescriptionFactory()
    sent = {"form_key": str(uuid.uuid4()), "version": course.version, **SAVED[page]}
    if page == "did-not-arrive":
        SendingFactory(prescription=course)
    if page == "change-pharmacy":
        sent["pharmacy"] = PharmacyFactory(name="Harbor").pk
    return course, sent


# --- who may ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        (Role.CLINICIAN, [200, 200, 200, 200]),
        (Role.MEDICAL_ASSISTANT, [200, 200, 200, 403]),
        (Role.ADMINISTRATOR, [403, 403, 403, 403]),
        (Role.RESEARCHER, [403, 403, 403, 403]),
    ],
)
def test_assistants_print_and_send_and_only_prescribers_change_the_pharmacy(signed_in_client, role, statuses):
    client, sent = signed_in_client(role), SendingFactory()
    unsent = PrescriptionFactory()
    pages = [url("page", unsent), url("sent-page", sent), url("send", unsent), url("change-pharmacy", unsent)]

    assert [client.get(page).status_code for page in pages] == statuses


def test_the_pages_to_print_are_read_only_and_logged(signed_in_client):
    client, sending = signed_in_client(Role.MEDICAL_ASSISTANT), SendingFactory()
    assert client.post(url("sent-page", sending)).status_code == 405

    client.get(url("sent-page", sending))

    row = AccessLog.objects.get()
    assert (row.page, row.patient_ids) == ("prescriptions:sent-page", [sending.prescription.patient_id])


# --- the forms ----------------------------------------------------------------------------------------------


def test_what_was_sent_is_recorded_and_a_second_click_adds_nothing(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    course, sent = open_form("send")

    responses = [client.post(url("send", course), sent) for _ in range(2)]

    assert [response.url for response in responses] == [course.get_absolute_url()] * 2
    row = Sending.objects.get()
    assert (row.pharmacy, row.sent_on, row.how, row.sent_by) == (course.pharmacy, date(2026, 9, 1), "fax", client.user)


def test_the_form_says_that_nothing_is_transmitted(signed_in_client):
    course = PrescriptionFactory()
    assert "This program transmits nothing to a pharmacy." in text_of(
        signed_in_client(Role.MEDICAL_ASSISTANT).get(url("send", course))
    )


def test_what_did_not_arrive_is_void(signed_in_client):
    course, sent = open_form("did-not-arrive")
    assert signed_in_client(Role.MEDICAL_ASSISTANT).post(url("did-not-arrive", course), sent).status_code == 302
    assert Sending.objects.get().voided_reason == "The fax was busy"


def test_a_change_of_pharmacy_says_whom_to_call(signed_in_client):
    client = signed_in_client(Role.CLINICIAN)
    course, sent = open_form("change-pharmacy")

    response = client.post(url("change-pharmacy", course), sent, follow=True)

    course.refresh_from_db()
    assert course.pharmacy.name == "Harbor"
    assert "this program tells no pharmacy" in text_of(response)


def test_a_pharmacy_that_is_no_longer_offered_can_not_be_chosen(signed_in_client):
    client = signed_in_client(Role.CLINICIAN)
    course, sent = open_form("change-pharmacy")
    for pharmacy in (course.pharmacy, PharmacyFactory(is_active=False)):
        response = client.post(
            url("change-pharmacy", course), sent | {"pharmacy": pharmacy.pk, "form_key": str(uuid.uuid4())}
        )
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["pharmacy"])


@pytest.mark.parametrize("page", FORMS)
def test_a_form_of_an_older_page_is_refused(signed_in_client, page):
    course, sent = open_form(page)
    assert signed_in_client(Role.CLINICIAN).post(url(page, course), sent | {"version": "0"}).status_code == 409


@pytest.mark.parametrize("made", [{"stopped": True}, {"state": "never_filled"}, {"is_imported": True}])
@pytest.mark.parametrize("page", FORMS)
def test_a_closed_or_imported_course_has_none_of_the_forms(signed_in_client, page, made):
    response = signed_in_client(Role.CLINICIAN).get(url(page, PrescriptionFactory(**made)))
    assert response.status_code == 409


@pytest.mark.parametrize(
    ("page", "name", "values"),
    [
        ("send", "sent_on", [*DAYS, "2026-05-31", "2026-09-02", ""]),
        ("send", "how", [*CHOICES, "", "pigeon"]),
        ("did-not-arrive", "reason", [*TEXTS, ""]),
        ("change-pharmacy", "pharmacy", [*CHOICES, ""]),
        ("change-pharmacy", "reason", [*TEXTS, "", "x" * 101]),
    ],
)
def test_a_hostile_value_gets_a_sentence_at_its_field_and_the_rest_is_kept(signed_in_client, page, name, values):
    client = signed_in_client(Role.CLINICIAN)
    course, sent = open_form(page)
    for value in values:
        response = client.post(url(page, course), sent | {name: value, "form_key": str(uuid.uuid4())})

        form = response.context["form"]
        assert (response.status_code, list(form.errors)) == (422, [name]), value[:20]
        assert all(form[other].value() == str(sent[other]) for other in form.fields if other != name)


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_has_what_a_pharmacy_needs(signed_in_client):
    pharmacy = PharmacyFactory(name="Harbor", address="18 Wharf Street", phone="202 555 0181", fax="202 555 0182")
    course = PrescriptionFactory(pharmacy=pharmacy, starting_dose_mg="0.75", prescriber__first_name="Samira")

    text = text_of(signed_in_client(Role.MEDICAL_ASSISTANT).get(url("page", course))).replace("\u00a0", " ")

    for words in (
        "Harbor 18 Wharf Street Telephone 202 555 0181 · Fax 202 555 0182",
        "Beatriz Baptiste , born 8 Jun 1985",
        "Prescribed on 1 Jun 2026",
        "Naltrexone (low dose, compounded)",
        "Tablets of 1.5 mg",
        "90 tablets , 180 days at the dose below",
        "Take half a tablet (0.75 mg) by mouth once a day, in the morning. "
        "The prescriber may raise the dose in steps, to at most 3 tablets (4.5 mg) a day.",
        "None on this prescription",
        "Compounded; not a scheduled substance; no DEA number needed.",
        "Prescriber Samira",
        "This program transmits nothing",
    ):
        assert words in text, words
    assert "VOID" not in text
    assert "M54.16" not in text  # what it is for is none of the pharmacy's business


def test_a_course_that_begins_at_the_ceiling_is_not_raised(signed_in_client):
    course = PrescriptionFactory(starting_dose_mg="4.5")
    text = text_of(signed_in_client(Role.CLINICIAN).get(url("page", course))).replace("\u00a0", " ")
    assert "Take 3 tablets (4.5 mg) by mouth once a day, in the morning." in text
    assert "may raise" not in text


def test_the_directions_are_the_dose_ordered_and_not_the_one_reported(signed_in_client):
    course = PrescriptionFactory(started=True)
    DoseStepFactory(prescription=course, dose_mg="3")
    DoseStepFactory(prescription=course, dose_mg="6", starts_on=date(2026, 8, 1), source="reported")
    DoseStepFactory(prescription=course, dose_mg="4.5", starts_on=date(2026, 9, 2))
    text = text_of(signed_in_client(Role.CLINICIAN).get(url("page", course))).replace("\u00a0", " ")
    assert "Take 2 tablets (3 mg) by mouth" in text


def test_what_was_sent_prints_as_a_copy(signed_in_client):
    client, sending = signed_in_client(Role.CLINICIAN), SendingFactory()
    assert client.get(url("page", sending.prescription)).url == sending.get_absolute_url()
    text = text_of(client.get(url("sent-page", sending)))
    assert "COPY, for the clinic's file. Sent 1 Jun 2026: fax." in text
    assert "VOID" not in text


def test_after_a_change_of_pharmacy_the_old_page_is_void_and_the_new_one_is_not(signed_in_client):
    client = signed_in_client(Role.CLINICIAN)
    course, sent = open_form("change-pharmacy")
    old = SendingFactory(prescription=course)
    client.post(url("change-pharmacy", course), sent)

    old_page, new_page = text_of(client.get(url("sent-page", old))), text_of(client.get(url("page", course)))

    assert "VOID Do not dispense. 1 Sep 2026: Changed to Harbor: Nearer" in old_page
    assert old.pharmacy.name in old_page
    assert "VOID" not in new_page
    assert old.pharmacy.name not in new_page
    assert "Harbor" in new_page


def test_the_page_of_a_course_that_ended_is_void(signed_in_client):
    client = signed_in_client(Role.CLINICIAN)
    stopped = text_of(client.get(url("page", PrescriptionFactory(stopped=True))))
    assert "VOID Do not dispense. Stopped." in stopped
    assert "Signature" not in stopped
    course = PrescriptionFactory()
    actions.void(course=course, reason="Twice", by=ClinicianFactory())
    assert "VOID Do not dispense. 1 Sep 2026: entered in error." in text_of(client.get(url("page", course)))


def test_history_from_a_spreadsheet_has_no_page(signed_in_client):
    course = PrescriptionFactory(is_imported=True, strength_mg=None, starting_dose_mg=None)
    assert signed_in_client(Role.CLINICIAN).get(url("page", course)).status_code == 409


def test_a_page_that_is_not_there_is_not_found(signed_in_client):
    client = signed_in_client(Role.CLINICIAN)
    assert [
        client.get(reverse(f"prescriptions:{page}", args=[10**9])).status_code for page in (*FORMS, "page", "sent-page")
    ] == [404] * 5


def test_names_are_printed_as_text_and_not_as_markup(signed_in_client):
    course = PrescriptionFactory(
        patient=PatientFactory(given_name=CANARY), pharmacy=PharmacyFactory(name=CANARY, address=CANARY)
    )
    client = signed_in_client(Role.CLINICIAN)
    for page in ("page", "send", "change-pharmacy"):
        assert CANARY not in client.get(url(page, course)).content.decode()


def test_the_browser_title_does_not_name_the_patient(signed_in_client):
    html = signed_in_client(Role.CLINICIAN).get(url("page", PrescriptionFactory())).content.decode()
    assert re.search(r"<title>(.*?)</title>", html).group(1) == "Prescription · LDN Clinic"


def test_a_course_has_one_open_page_however_often_it_is_printed(signed_in_client):
    client, course = signed_in_client(Role.CLINICIAN), PrescriptionFactory()
    for _ in range(3):
        client.get(url("page", course))
    assert (Sending.objects.count(), Prescription.objects.get().version) == (0, 1)
