"""Signing a finding, as a prescriber meets it, and who never does."""

import pytest
from django.urls import reverse

from accounts.permissions import Role
from core.models import Draft, Submission
from prescriptions import safety
from prescriptions.models import SignedDecision
from prescriptions.tests.pages import body, errors, page
from prescriptions.tests.screening_pages import HYDROCODONE, washing_out
from tests.factories import PatientFactory, screened
from tests.signing_in import sign_in_without_asking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]


@pytest.fixture
def clinician(signed_in_client):
    client = signed_in_client(Role.CLINICIAN)
    client.user.set_password("start-low-go-slow")
    client.user.save()
    sign_in_without_asking(client, client.user)
    return client


def test_a_prescriber_signs_with_reason_and_password_and_prescribes(clinician):
    patient = screened(PatientFactory(), egfr=45)
    sent = body(rule="kidney_failure", reason="Stable for years", password="start-low-go-slow")

    response = clinician.post(page("sign", patient.pk), sent, follow=True)

    assert "Signed" in response.text
    assert "Stable for years" in response.text
    assert response.context["gate"].is_open
    assert SignedDecision.objects.get().signed_by == clinician.user


def test_what_is_signed_stands_there_with_what_clears_it_and_its_sources(clinician):
    tramadol = {"drug": "tramadol", "strength": 50, "units_prescribed": 1, "units_taken": 1}
    patient = screened(PatientFactory(), opioids=[tramadol])

    text = clinician.get(page("sign", patient.pk)).text

    assert "What clears it:</span> Warn the patient of withdrawal, and have the prescriber sign" in text
    assert "Source: Practice: published case series, 2020; against it: Naltrexone 50 mg label" in text


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


def test_a_wrong_password_counts_as_at_the_sign_in(clinician):
    patient = screened(PatientFactory(), egfr=45)
    sent = [body(rule="kidney_failure", reason="Stable for years", password=f"guess {n}") for n in range(6)]

    statuses = [clinician.post(page("sign", patient.pk), one).status_code for one in sent]

    assert statuses == [422, 422, 422, 422, 429, 429]
    right = body(rule="kidney_failure", reason="Stable for years", password="start-low-go-slow")
    assert clinician.post(page("sign", patient.pk), right).status_code == 429
    assert not SignedDecision.objects.exists()
