"""The pages around the gate, as assistants and prescribers meet them."""

import re
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.permissions import Role
from core.models import AccessLog, Draft, Submission
from prescriptions import safety
from prescriptions.models import ScreenedOpioid, Screening, SignedDecision, WashOut
from tests.factories import ClinicianFactory, PatientFactory, PhoneNumberFactory, screened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]
TODAY = date(2026, 9, 1)
HYDROCODONE = {"drug": "hydrocodone", "strength": 5, "units_prescribed": 3, "units_taken": 3}


@pytest.fixture
def clinician(signed_in_client):
    client = signed_in_client(Role.CLINICIAN)
    client.user.set_password("start-low-go-slow")
    client.user.save()
    client.force_login(client.user)
    return client


@pytest.fixture
def assistant(signed_in_client):
    return signed_in_client(Role.MEDICAL_ASSISTANT)


def filled_button(response):
    """Where the page's one filled button leads."""
    return re.search(r'class="btn btn-primary"\s+href="([^"]+)"', response.text)[1]


def page(name, pk):
    return reverse(f"prescriptions:{name}", args=[pk])


def body(**fields):
    return {"form_key": str(uuid.uuid4())} | fields


def answers(*rows, **changes):
    """A screening as the page sends it, with rows of opioids."""
    given = dict.fromkeys(
        (
            "non_prescribed_opioids",
            "opioid_for_cough_or_diarrhoea",
            "naltrexone_allergy",
            "pneumonia",
            "acute_hepatitis",
            "liver_failure",
            "depression",
            "suicidal_thoughts",
            "disulfiram",
            "thioridazine",
        ),
        "no",
    )
    given |= {"asked_on": "2026-09-01", "takes_opioids": "yes" if rows else "no", "egfr": "90"}
    given |= {"opioid-TOTAL_FORMS": str(max(len(rows), 2)), "opioid-INITIAL_FORMS": "0"}
    for number in range(max(len(rows), 2)):
        given[f"opioid-{number}-release"] = "immediate"
    for number, row in enumerate(rows):
        given |= {f"opioid-{number}-{name}": value for name, value in row.items()}
    return body(**(given | changes))


ROW = {
    "name": "Hydrocodone/acetaminophen 5/325",
    "drug": "hydrocodone",
    "strength": "5",
    "units_prescribed": "4",
    "units_taken": "2",
    "helps": "no",
}


def washing_out(last=11):
    by, patient = ClinicianFactory(), PatientFactory()
    screened(patient, on=TODAY - timedelta(days=last), opioids=[HYDROCODONE])
    return safety.order_wash_out(patient=patient, days=10, last_taken_on=TODAY - timedelta(days=last), by=by)


def errors(response):
    assert response.status_code == 422
    return response.context["form"].errors


# --- screening ----------------------------------------------------------------------------------------------


def test_an_assistant_screens_and_reads_what_stops_with_its_arithmetic(assistant):
    patient = PatientFactory()

    response = assistant.post(page("screen", patient.pk), answers(ROW, egfr="58"), follow=True)

    opioid = ScreenedOpioid.objects.get()
    assert (opioid.name, opioid.units_prescribed, opioid.units_taken) == (ROW["name"], Decimal(4), Decimal(2))
    assert response.redirect_chain == [(page("screening", patient.pk), 302)]
    assert f"{ROW['name']}: 5 x 4 x 1 = 20 MME a day; low dose is under 20." in response.text
    assert [shown.finding.rule for shown in response.context["gate"].shown] == [
        "opioid_in_use",
        "kidney_failure",
        "taken_dose",
    ]
    assert AccessLog.objects.filter(user=assistant.user, patient_ids=[patient.pk]).count() == 2


def test_a_screening_that_finds_nothing_leads_to_the_prescription(clinician):
    patient = PatientFactory()

    response = clinician.post(page("screen", patient.pk), answers(), follow=True)

    assert "Nothing speaks against LDN." in response.text
    assert filled_button(response) == page("prescribe", patient.pk)


def test_what_is_left_unknown_is_no_no(assistant):
    patient = PatientFactory()

    response = assistant.post(page("screen", patient.pk), answers(pneumonia="", non_prescribed_opioids=""), follow=True)

    assert [shown.finding.sentence for shown in response.context["gate"].shown] == [
        "Not known: opioids that nobody prescribed.",
        "Not known: pneumonia.",
    ]


@pytest.mark.parametrize(
    ("sent", "at", "sentence"),
    [
        ({"takes_opioids": ""}, "takes_opioids", "Answer yes or no."),
        ({"takes_opioids": "yes"}, "takes_opioids", "Fill in which opioid it is."),
        (
            {"opioid-0-name": "Codeine", "opioid-0-drug": "codeine", "opioid-0-strength": "30"},
            "takes_opioids",
            "An opioid is filled in below: answer Yes here, or empty its row.",
        ),
        ({"egfr": "201"}, "egfr", "Enter a whole number from 0 to 200."),
        ({"asked_on": "2026-09-02"}, "asked_on", "This day is still to come."),
        ({"asked_on": "1980-01-01"}, "asked_on", "This is before the patient was born."),
        (
            {"asked_on": "2026-08-01", "last_opioid_on": "2026-08-02"},
            "last_opioid_on",
            "This is after the day that was asked.",
        ),
        ({"procedure_on": "2027-09-02"}, "procedure_on", "This day is more than a year ahead."),
        (
            {"opioid-TOTAL_FORMS": "x"},
            "__all__",
            "Parts of the page were lost on the way. Reload it and type the rows again.",
        ),
    ],
)
def test_a_screening_that_cannot_be_is_refused_with_its_sentence(assistant, sent, at, sentence):
    response = assistant.post(page("screen", PatientFactory().pk), answers() | sent)

    assert sentence in errors(response)[at]
    assert not Screening.objects.exists()


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("name", "Which product is it?"),
        ("drug", "Choose the opioid in it."),
        ("strength", "How strong is one?"),
    ],
)
def test_an_opioid_without_a_part_is_refused_at_its_field(assistant, field, sentence):
    response = assistant.post(page("screen", PatientFactory().pk), answers(ROW | {field: ""}))

    assert errors(response) == {"__all__": ["Some opioids are not right yet."]}
    assert response.context["form"].opioids.errors[0] == {field: [sentence]}
    assert sentence in response.text


def test_a_draft_comes_back_with_its_opioids_and_is_not_wrong_yet(assistant):
    address = page("screen", PatientFactory().pk)
    half_done = answers({"name": "Codeine syrup"}, takes_opioids="yes")
    assistant.post(reverse("core:keep-draft"), half_done | {"path": address})

    response = assistant.get(address)

    assert "Codeine syrup" in response.text
    assert "Choose the opioid in it." not in response.text


NUMBERS = ["NaN", "sNaN", "Infinity", "-1", "1e309", "1,5", "5\0", "9" * 100_000]
HOSTILE = [
    *[(name, value) for name in ("egfr", "opioid-0-strength", "opioid-0-units_taken") for value in NUMBERS],
    *[("opioid-0-name", value) for value in ("a\0b", "x" * 100_000, "\u202egnp.exe")],
    *[(name, "' OR 1=1") for name in ("opioid-0-drug", "opioid-0-release", "opioid-0-helps", "pneumonia")],
    *[(name, "0001-01-01") for name in ("asked_on", "last_opioid_on", "procedure_on")],
    *[(name, "9999-12-31") for name in ("asked_on", "last_opioid_on", "procedure_on")],
    *[("opioid-TOTAL_FORMS", value) for value in ("-1", "9" * 10, "NaN")],
]


@pytest.mark.parametrize(("field", "value"), HOSTILE, ids=lambda value: repr(value)[:30])
def test_no_value_makes_the_screening_stumble(assistant, field, value):
    response = assistant.post(page("screen", PatientFactory().pk), answers(ROW) | {field: value})

    assert response.status_code == 422
    assert not Screening.objects.exists()


# --- signing ------------------------------------------------------------------------------------------------


def test_a_prescriber_signs_with_reason_and_password_and_prescribes(clinician):
    patient = screened(PatientFactory(), egfr=45)
    sent = body(rule="kidney_failure", reason="Stable for years", password="start-low-go-slow")

    response = clinician.post(page("sign", patient.pk), sent, follow=True)

    assert "Signed" in response.text
    assert "Stable for years" in response.text
    assert response.context["gate"].is_open
    assert SignedDecision.objects.get().signed_by == clinician.user


def test_a_wrong_password_signs_nothing_and_is_not_shown_again(clinician):
    patient = screened(PatientFactory(), egfr=45)
    sent = body(rule="kidney_failure", reason="Stable for years", password="not-the-password")

    response = clinician.post(page("sign", patient.pk), sent)

    assert errors(response) == {"password": ["This is not your password."]}
    assert "Stable for years" in response.text
    assert "not-the-password" not in response.text
    assert not SignedDecision.objects.exists()


def test_a_password_is_kept_nowhere(clinician):
    patient = screened(PatientFactory(), egfr=45)
    sent = body(rule="kidney_failure", reason="Stable for years")
    clinician.post(reverse("core:keep-draft"), sent | {"password": "start-low", "path": page("sign", patient.pk)})
    assert Draft.objects.get().data == {"rule": ["kidney_failure"], "reason": ["Stable for years"]}

    clinician.post(page("sign", patient.pk), sent | {"password": "start-low-go-slow"})
    with_password = Submission.objects.get().body_hash
    Submission.objects.all().delete()
    SignedDecision.objects.all().delete()
    clinician.post(page("sign", patient.pk), sent | {"password": "start-low-go-slow"})
    assert Submission.objects.get().body_hash == with_password


@pytest.mark.parametrize("rule", ["opioid_in_use", "not_screened", "' OR 1=1", "", "\0"])
def test_a_post_does_not_sign_what_nobody_can_sign(clinician, rule):
    patient = screened(PatientFactory(), opioids=[HYDROCODONE])

    response = clinician.post(
        page("sign", patient.pk), body(rule=rule, reason="All the same", password="start-low-go-slow")
    )

    assert "rule" in errors(response)
    assert not SignedDecision.objects.exists()


def test_where_there_is_nothing_to_sign_or_to_end_the_page_says_so(clinician):
    patient, wash_out = screened(PatientFactory()), washing_out()
    safety.release_wash_out(wash_out=wash_out, by=clinician.user)

    for address, about, sentence in (
        (page("sign", patient.pk), patient.pk, "There is nothing to sign for this patient now."),
        (page("release-wash-out", wash_out.pk), wash_out.patient_id, "This wash-out is released or given up already."),
    ):
        response = clinician.get(address, follow=True)
        assert response.redirect_chain == [(page("screening", about), 302)]
        assert sentence in response.text


@pytest.mark.parametrize("name", ["sign", "order-wash-out"])
@pytest.mark.parametrize("role", [Role.MEDICAL_ASSISTANT, Role.ADMINISTRATOR, Role.RESEARCHER])
def test_only_a_prescriber_opens_what_is_a_prescribers(signed_in_client, name, role):
    client, patient = signed_in_client(role), screened(PatientFactory(), egfr=45)

    assert (client.get(page(name, patient.pk)).status_code, client.post(page(name, patient.pk)).status_code) == (
        403,
        403,
    )


@pytest.mark.parametrize("name", ["release-wash-out", "cancel-wash-out"])
def test_only_a_prescriber_ends_a_wash_out(assistant, name):
    wash_out = washing_out()

    assert assistant.post(page(name, wash_out.pk), body(reason="No")).status_code == 403


def test_an_assistant_is_not_offered_what_is_a_prescribers(assistant):
    patient = screened(PatientFactory(), egfr=45)

    text = assistant.get(page("screening", patient.pk)).text

    assert page("sign", patient.pk) not in text
    assert "A prescriber can sign some of these findings" in text


# --- wash-out -----------------------------------------------------------------------------------------------


def test_a_prescriber_orders_a_wash_out_as_long_as_the_opioid_needs(clinician):
    patient = screened(PatientFactory(), opioids=[HYDROCODONE | {"release": "extended_release"}])
    address = page("order-wash-out", patient.pk)
    assert clinician.get(address).context["form"]["days"].value() == 14

    response = clinician.post(address, body(days="14", last_taken_on="2026-09-01"), follow=True)

    assert WashOut.objects.get().ends_on == date(2026, 9, 15)
    assert "last day Tue 15 Sep (in 14 days)" in response.text


@pytest.mark.parametrize(
    ("sent", "at", "sentence"),
    [
        ({"days": "6"}, "days", "Enter a whole number from 7 to 28."),
        ({"days": "29"}, "days", "Enter a whole number from 7 to 28."),
        ({"last_taken_on": "2026-09-02"}, "last_taken_on", "This day is still to come."),
        ({"last_taken_on": "2026-08-31"}, "last_taken_on", "A later dose is on file: 1 September 2026."),
        ({"last_taken_on": "0001-01-01"}, "last_taken_on", "Enter a day between 1900 and 2100."),
    ],
)
def test_a_wash_out_that_cannot_be_is_refused_at_its_field(clinician, sent, at, sentence):
    patient = screened(PatientFactory(), opioids=[HYDROCODONE])

    response = clinician.post(page("order-wash-out", patient.pk), body(**({"days": "10"} | sent)))

    assert errors(response) == {at: [sentence]}


def test_the_call_at_the_end_is_answered_with_none_or_a_day(assistant):
    wash_out = washing_out()
    assistant.post(page("report-opioid", wash_out.pk), body(said="none"))
    wash_out.refresh_from_db()
    assert wash_out.none_since_asked_on == TODAY

    assistant.post(page("report-opioid", wash_out.pk), body(said="taken", taken_on="2026-08-30"))
    wash_out.refresh_from_db()
    assert (wash_out.ends_on, wash_out.none_since_asked_on) == (date(2026, 9, 9), None)


@pytest.mark.parametrize(
    ("sent", "at", "sentence"),
    [
        ({}, "said", "Choose what the patient said."),
        ({"said": "taken"}, "taken_on", "Enter the day of the last dose."),
        (
            {"said": "none", "taken_on": "2026-08-30"},
            "said",
            "There is a day of a dose below: choose Took one, or empty it.",
        ),
        ({"said": "taken", "taken_on": "2026-08-20"}, "taken_on", "A later dose is on file: 21 August 2026."),
    ],
)
def test_an_answer_about_the_wash_out_that_cannot_be_is_refused(assistant, sent, at, sentence):
    response = assistant.post(page("report-opioid", washing_out().pk), body(**sent))

    assert errors(response) == {at: [sentence]}


def test_before_its_last_day_only_a_dose_can_be_reported(assistant):
    response = assistant.post(page("report-opioid", washing_out(last=9).pk), body(said="none"))

    assert "said" in errors(response)


def test_a_prescriber_releases_the_wash_out_and_sends_the_patient_to_be_screened_again(clinician):
    wash_out = washing_out()
    findings = clinician.get(page("screening", wash_out.patient_id))
    assert filled_button(findings) == page("release-wash-out", wash_out.pk)

    response = clinician.post(page("release-wash-out", wash_out.pk), body(), follow=True)

    assert "The wash-out is released." in response.text
    assert "Screen the patient again." in response.text


def test_a_wash_out_is_given_up_with_a_reason(clinician):
    wash_out = washing_out()

    clinician.post(page("cancel-wash-out", wash_out.pk), body(reason="The opioid goes on"))

    wash_out.refresh_from_db()
    assert (wash_out.cancelled_by, wash_out.cancel_reason) == (clinician.user, "The opioid goes on")


def test_a_screening_of_the_wrong_patient_is_marked(clinician):
    patient = screened(PatientFactory(), opioids=[HYDROCODONE])

    clinician.post(page("void-screening", patient.screenings.get().pk), body(reason="The wrong patient"))

    assert patient.screenings.valid().count() == 0


# --- the worklist -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 30])
def test_the_worklist_calls_at_the_end_of_wash_outs_in_as_many_queries(assistant, django_assert_num_queries, rows):
    for number in range(rows):
        PhoneNumberFactory(patient=washing_out(10).patient, number=f"+120255501{number:02}")
    washing_out(9)

    with django_assert_num_queries(QUERIES):
        response = assistant.get(reverse("followups:worklist"))

    assert len(response.context["wash_outs"]) == rows
    assert response.text.count("The 10 days end Tue 1 Sep, today") == rows
    assert response.text.count('href="tel:+1-202-555-01') == rows


# What the worklist asks anyway, and the wash-outs' numbers.
QUERIES = 13
