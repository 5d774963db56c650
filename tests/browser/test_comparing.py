"""Two kept cohorts are compared by keyboard, and followed in time: the address shows a colleague the same, and a
researcher no small count."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.permissions import Role
from reports.building.form import CohortForm
from reports.models import SavedCohort
from tests.browser.conftest import NARROW, WIDE
from tests.factories import ClinicianFactory, PrescriptionFactory, ResponseFactory


@pytest.fixture
def cohorts(clinic):
    """Twelve women, of whom nine respond, and twelve men, of whom three do; both kept."""
    by, began = ClinicianFactory(), timezone.localdate() - timedelta(days=100)
    for number in range(24):
        sex, responds = ("F", number < 9) if number < 12 else ("M", number < 15)
        course = PrescriptionFactory(
            prescriber=by, started=True, prescribed_on=began, first_dose_on=began, patient__sex=sex
        )
        ResponseFactory(
            prescription=course,
            asked_on=began + timedelta(days=30 + number),
            relief_percent=70 if responds else 0,
            quality_of_life_improved=responds,
        )
    for name, code in (("First arm", "F"), ("Second arm", "M")):
        form = CohortForm(data={"sex": [code]}, by=by)
        assert form.is_valid()
        saved = SavedCohort.objects.same_as(form.kept(), by=by)
        SavedCohort.objects.filter(pk=saved.pk).update(name=name, named_at=timezone.now())


def wrong_with(page, violations):
    found = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += violations() + ([f"{overflow} pixels too wide"] if overflow > 0 else [])
    page.set_viewport_size(WIDE)
    return found


def choose(page, label, first_letters):
    """By keyboard: letters choose in a list."""
    page.get_by_label(label, exact=True).focus()
    page.keyboard.type(first_letters)
    page.keyboard.press("Tab")


def test_two_cohorts_are_compared_by_keyboard_and_the_address_shows_a_colleague_the_same(
    cohorts, sign_in, page, violations
):
    sign_in(Role.CLINICIAN)
    page.goto("/outcomes/")
    page.get_by_role("link", name="Compare two cohorts").click()
    assert wrong_with(page, violations) == []
    choose(page, "Compare", "First")
    choose(page, "with", "Second")
    page.get_by_role("button", name="Compare").focus()
    page.keyboard.press("Enter")

    row = page.get_by_role("row", name="Responders, R + PR, of prescribed")
    expect(row.get_by_role("cell").nth(0)).to_contain_text("75 % (9 of 12)")
    expect(row.get_by_role("cell").nth(3)).to_have_text("Pearson's chi-square")
    assert wrong_with(page, violations) == []
    mine, address = page.get_by_role("table").inner_text(), page.url
    assert "arm" not in address.lower()
    with page.expect_download() as file:
        page.get_by_role("link", name="Download the CSV").click()
    assert file.value.suggested_filename == "comparison.csv"

    sign_in(Role.CLINICIAN)
    page.goto(address)
    assert page.get_by_role("table").inner_text() == mine

    sign_in(Role.RESEARCHER)
    page.goto(address)
    expect(row.get_by_role("cell").nth(0)).to_have_text("hidden")
    assert "9 of 12" not in page.content()
    assert wrong_with(page, violations) == []
    assert page.errors == []


def test_courses_are_followed_in_time_by_group(cohorts, sign_in, page, violations):
    sign_in(Role.CLINICIAN)
    page.goto("/outcomes/")
    page.get_by_role("link", name="The same courses over time").click()
    assert wrong_with(page, violations) == []
    choose(page, "time on LDN", "by sex")
    page.get_by_role("button", name="Show").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("group", name="Time on LDN, drawn")).to_contain_text("Female")
    expect(page.get_by_role("region", name="Time on LDN: Stopped, by group")).to_contain_text("not reached")
    assert wrong_with(page, violations) == []
    with page.expect_download() as file:
        page.get_by_role("link", name="Download the CSV of Time on LDN").click()
    assert file.value.suggested_filename == "time-on-ldn.csv"

    sign_in(Role.RESEARCHER)
    page.goto("/outcomes/over-time/?by=sex")
    assert wrong_with(page, violations) == []
    assert page.errors == []
