"""The three ways to LDN and the override, as an assistant and a prescriber go them."""

import re
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from accounts.permissions import Role
from patients.models import Patient
from prescriptions.models import Prescription, SignedDecision
from tests.browser.steps import find, prescribe, register, save, screen, send
from tests.factories import PhoneNumberFactory
from tests.signing_in import PASSWORD

HYDROCODONE = {"name": "Hydrocodone 5 mg", "drug": "Hydrocodone", "strength": "5", "a_day": "3"}
TRAMADOL = {"name": "Tramadol", "drug": "Tramadol", "strength": "49.5", "a_day": "2"}


@pytest.fixture
def on_day(sign_in, time_machine):
    """`on_day(5, Role.CLINICIAN)`: a new user of the role signs in at noon of 5 September 2026."""

    def sign_in_on(day, role):
        time_machine.move_to(datetime(2026, 9, day, 16, 0, tzinfo=UTC))
        return sign_in(role)

    return sign_in_on


def open_screening(page):
    find(page, "Walker")
    page.locator("details.menu > summary").click()
    page.get_by_role("link", name="Screening", exact=True).click()


def expect_text(page, *sentences):
    for sentence in sentences:
        expect(page.locator("main")).to_contain_text(sentence)


def expect_prescribed(page):
    expect(page.locator("main")).to_contain_text("Prescribed")
    course = Prescription.objects.get()
    assert (course.state, course.patient.family_name) == ("sent", "Walker")
    assert page.errors == []


def test_an_assistant_screens_a_patient_without_opioids_and_a_clinician_prescribes(on_day):
    page = on_day(1, Role.MEDICAL_ASSISTANT)
    register(page, chart_number="W-1", family_name="Walker")
    screen(page)
    expect_text(page, "Nothing stops LDN: it can be prescribed.")
    expect(page.get_by_role("link", name="Prescribe LDN")).to_have_count(0)

    page = on_day(1, Role.CLINICIAN)
    find(page, "Walker")
    prescribe(page)

    expect_prescribed(page)


def report(page, said, taken_on=None):
    page.get_by_label(said, exact=True).check()
    if taken_on:
        page.get_by_label("Took the last one on").fill(taken_on.isoformat())
    send(page)


def report_dose(page, taken_on):
    open_screening(page)
    page.get_by_role("link", name="Report an opioid, or none").click()
    report(page, "Took one", taken_on)


def order_taper(page):
    """For a patient on 15 MME of hydrocodone a day that does not help."""
    register(page, chart_number="W-1", family_name="Walker")
    screen(page, opioid=HYDROCODONE)
    expect_text(page, "15 MME", "Low dose: a prescriber can order to stop it, and to wait 1 to 2 weeks.")
    expect(page.get_by_role("link", name="Prescribe LDN")).to_have_count(0)
    page.get_by_role("link", name="Order a wash-out").click()
    send(page)
    expect_text(page, "Taper, then 10 days without any opioid.")


def test_an_opioid_that_does_not_help_is_tapered_washed_out_released_and_ldn_prescribed(on_day):
    order_taper(on_day(1, Role.CLINICIAN))
    PhoneNumberFactory(patient=Patient.objects.get())

    page = on_day(5, Role.MEDICAL_ASSISTANT)
    report_dose(page, date(2026, 9, 3))
    expect_text(page, "last day Sun 13 Sep (in 8 days)")
    report_dose(page, date(2026, 9, 5))
    expect_text(page, "last day Tue 15 Sep (in 10 days)")

    on_day(14, Role.MEDICAL_ASSISTANT).goto("/follow-ups/")
    expect_text(page, "Nobody has to be asked today")
    on_day(15, Role.MEDICAL_ASSISTANT).goto("/follow-ups/")
    row = page.get_by_role("row").filter(has_text="Walker, Ada")
    expect(row).to_contain_text("ends Tue 15 Sep: any opioid since?")
    row.get_by_role("button", name=re.compile("Start call|Call anyway")).click()
    page.get_by_label("None since", exact=True).check()
    save(page, "Save, then the list")
    expect_text(page, "The clinicians have a task to release the wash-out, or not.")

    on_day(15, Role.CLINICIAN)
    open_screening(page)
    expect(page.get_by_role("link", name="Release the wash-out")).to_have_count(0)
    on_day(16, Role.CLINICIAN)
    open_screening(page)
    page.get_by_role("link", name="Release the wash-out").click()
    save(page, "Release the wash-out")
    screen(page, last_opioid_on=date(2026, 9, 5), again=True)
    expect_text(page, "Nothing stops LDN: it can be prescribed.")
    prescribe(page)

    expect_prescribed(page)


def sign(page, *, reason, password):
    page.get_by_label("Why LDN is right all the same").fill(reason)
    page.get_by_label("Your password").fill(password)
    save(page, "Sign")


def test_tramadol_under_100_mg_takes_a_warning_and_a_signature_and_names_both_sources(on_day):
    page = on_day(1, Role.MEDICAL_ASSISTANT)
    register(page, chart_number="W-1", family_name="Walker")
    screen(page, opioid=TRAMADOL)
    warning = (
        "Tramadol, 49.5 mg x 2 = 99 mg a day, is the only opioid. This practice does not stop tramadol under 100 mg a "
        "day; the label asks for 7 to 10 days without it. Together with LDN it can cause withdrawal."
    )
    sources = "Source: Practice: published case series, 2020; against it: Naltrexone 50 mg label"
    expect_text(page, warning, sources)

    page = on_day(1, Role.CLINICIAN)
    open_screening(page)
    expect(page.get_by_role("link", name="Prescribe LDN")).to_have_count(0)
    page.get_by_role("link", name="Sign a finding").click()
    expect_text(page, warning)
    sign(page, reason="Warned of withdrawal, and wants to try", password=PASSWORD)
    expect_text(page, "Signed ·", warning, sources, "Warned of withdrawal, and wants to try")
    assert SignedDecision.objects.get().sentence == warning
    prescribe(page)

    expect_prescribed(page)


def test_a_prescriber_overrides_with_a_reason_and_the_right_password_only(on_day):
    page = on_day(1, Role.CLINICIAN)
    register(page, chart_number="W-1", family_name="Walker")
    screen(page, egfr="45")
    page.get_by_role("link", name="Sign a finding").click()

    sign(page, reason="Stable for years", password="no phrase of mine")
    expect_text(page, "Nothing was saved yet.", "This is not your password.")
    expect(page.get_by_label("Why LDN is right all the same")).to_have_value("Stable for years")
    expect(page.get_by_label("Your password")).to_have_value("")
    assert not SignedDecision.objects.exists()
    # The refusal's own status, which the browser mentions.
    assert [error for error in page.errors if "422" not in error] == []
    page.errors.clear()

    page.get_by_label("Your password").fill(PASSWORD)
    save(page, "Sign")
    expect_text(page, "Signed ·", "Kidney failure, moderate: eGFR 45, limit 60.", "Stable for years")
    prescribe(page)
    expect_prescribed(page)


def test_an_assistant_is_offered_no_override_and_opens_none(on_day):
    page = on_day(1, Role.MEDICAL_ASSISTANT)
    register(page, chart_number="W-1", family_name="Walker")
    screen(page, egfr="45")

    expect_text(page, "A prescriber can sign some of these findings, or order a wash-out.")
    expect(page.get_by_role("link", name="Sign a finding")).to_have_count(0)
    assert page.goto(f"{page.url}sign/").status == 403
    expect(page.get_by_label("Your password")).to_have_count(0)
