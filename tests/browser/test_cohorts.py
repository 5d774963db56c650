"""Two cohorts are built by keyboard, kept by a name, and opened at their address by a colleague and a researcher."""

import pytest
from playwright.sync_api import expect

from accounts.permissions import Role
from patients.models import IcdBlock
from reports.models import SavedCohort
from tests.browser.conftest import NARROW, WIDE
from tests.factories import PrescriptionFactory, ResponseFactory


@pytest.fixture
def courses(clinic):
    """Twelve women with neck pain, seven of whom respond, and two men with multiple sclerosis."""
    IcdBlock.objects.get_or_create(
        code="M50-M54", defaults={"description": "Other dorsopathies", "categories": ["M50", "M51", "M53", "M54"]}
    )
    for number in range(14):
        facts = {"patient__sex": "F", "primary_indication": "M54.2"} if number < 12 else {"patient__sex": "M"}
        course = PrescriptionFactory(started=True, **({"primary_indication": "G35"} | facts))
        ResponseFactory(prescription=course, relief_percent=70 if number % 2 else 20)


def wrong_with(page, violations):
    found = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += violations() + ([f"{overflow} pixels too wide"] if overflow > 0 else [])
    page.set_viewport_size(WIDE)
    return found


def press_until(page, key, locator):
    """By keyboard alone: press the key until the focus is there."""
    for _ in range(120):
        if locator.evaluate("element => element === document.activeElement"):
            return locator
        page.keyboard.press(key)
    raise AssertionError(f"{locator} is not reached by {key}")


def build_by_keyboard(page, *, type_in, text, name):
    """From the report to a kept cohort, without a mouse; returns its address."""
    page.goto("/outcomes/")
    press_until(page, "Tab", page.get_by_role("link", name="Build a cohort").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Build a cohort")
    press_until(page, "Tab", page.get_by_label(type_in))
    page.keyboard.type(text)
    press_until(page, "Tab", page.get_by_role("button", name="Count them"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cohort no.")
    address = page.url
    press_until(page, "Tab", page.get_by_role("link", name="Name and keep"))
    page.keyboard.press("Enter")
    press_until(page, "Tab", page.get_by_role("textbox", name="Name"))
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return address


def left(page):
    """The table of those left, as it stands."""
    return page.get_by_role("table").inner_text()


def test_cohorts_are_built_by_keyboard_kept_and_seen_by_a_colleague_as_they_are(courses, sign_in, page, violations):
    sign_in(Role.CLINICIAN)
    page.goto("/outcomes/cohorts/new/")
    assert wrong_with(page, violations) == []
    neck = build_by_keyboard(page, type_in="Diagnosis 1", text="M50-M54", name="Dorsopathies")
    other = build_by_keyboard(page, type_in="Diagnosis 1", text="g35", name="Multiple sclerosis")
    assert wrong_with(page, violations) == []
    for part in ("filters/", "name/"):
        page.goto(other + part)
        assert wrong_with(page, violations) == []
    page.goto(neck)
    expect(page.get_by_role("row", name="Primary indication M50-M54")).to_contain_text("12")
    mine = left(page)
    page.get_by_role("link", name="Compare it with another cohort").click()
    page.get_by_label("with", exact=True).select_option("Multiple sclerosis")
    page.get_by_role("button", name="Compare").click()
    compared = page.url
    expect(page.get_by_role("main")).to_contain_text("Fisher")
    assert "G35" not in compared
    both = page.get_by_role("main").inner_text()
    page.goto(neck)
    assert {part for part in (neck, other) if "M5" in part or "G35" in part.upper()} == set()
    page.get_by_role("link", name="Outcomes of this cohort").click()
    expect(page.get_by_role("main")).to_contain_text("12 courses of 12 patients prescribed at any time")
    assert "M5" not in page.url

    sign_in(Role.CLINICIAN)
    page.goto(neck)
    assert left(page) == mine
    page.goto(compared)
    assert page.get_by_role("main").inner_text() == both
    page.goto("/outcomes/cohorts/")
    assert wrong_with(page, violations) == []
    page.get_by_role("link", name="Multiple sclerosis").click()
    expect(page.get_by_role("row", name="Primary indication G35")).to_contain_text("2")

    sign_in(Role.RESEARCHER)
    page.goto(other)
    row = page.get_by_role("row", name="Primary indication G35")
    expect(row.get_by_role("cell")).to_have_text(["hidden", "hidden", "hidden"])
    page.get_by_role("link", name="Outcomes of this cohort").click()
    expect(page.get_by_role("main")).to_contain_text("Fewer than 11 courses")
    assert wrong_with(page, violations) == []
    page.goto(compared)
    expect(page.get_by_role("main")).to_contain_text("hidden")
    assert SavedCohort.objects.count() == 2
    assert page.errors == []
