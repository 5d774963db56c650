"""A clinician's way through the outcomes: from a bar to its patients, to an action, to paper and to a slide."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.permissions import Role
from reports.models import AllRight
from tests.browser.conftest import NARROW, WIDE
from tests.factories import DoseStepFactory, PrescriptionFactory, ResponseFactory


@pytest.fixture
def courses(clinic):
    """Two of LDN-R, and one that continues without benefit."""
    first_dose = timezone.localdate() - timedelta(days=100)
    for name, relief in (("Abbott", 60), ("Baptiste", 80), ("Xiong", 0)):
        course = PrescriptionFactory(
            started=True, prescribed_on=first_dose, first_dose_on=first_dose, patient__family_name=name
        )
        DoseStepFactory(prescription=course, starts_on=first_dose, dose_mg="4.5")
        ResponseFactory(
            prescription=course,
            asked_on=first_dose + timedelta(days=60),
            relief_percent=relief,
            quality_of_life_improved=relief > 0,
        )


def wrong_with(page, violations):
    found = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += violations() + ([f"{overflow} pixels too wide"] if overflow > 0 else [])
    page.set_viewport_size(WIDE)
    return found


def test_a_clinician_goes_from_a_bar_to_its_patients_to_an_action_and_prints_the_case_series(
    courses, sign_in, page, violations
):
    sign_in(Role.CLINICIAN)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Outcomes").click()
    categories = page.get_by_role("group", name="What LDN came to, of courses prescribed, drawn")
    categories.get_by_role("link", name="Continuing without benefit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 course: Continuing without benefit")
    page.get_by_role("link", name="Xiong").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xiong")

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Review").click()
    assert wrong_with(page, violations) == []
    row = page.get_by_role("row").filter(has_text="Continuing without benefit")
    row.get_by_role("link", name="All right until").click()
    assert wrong_with(page, violations) == []
    page.get_by_label("Why is it all right?").fill("One more month at 4.5 mg.")
    page.get_by_role("button", name="Let it rest").click()
    expect(page.get_by_role("main")).not_to_contain_text("Xiong")
    assert AllRight.objects.get().note == "One more month at 4.5 mg."

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Outcomes").click()
    page.get_by_role("link", name="The case series of these courses, to print").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Low dose naltrexone for chronic pain: a case series")
    assert wrong_with(page, violations) == []
    assert page.pdf(format="Letter").startswith(b"%PDF")
    with page.expect_download() as file:
        page.get_by_role("link", name="Download the file").click()
    assert file.value.suggested_filename == f"case-series-{timezone.localdate()}.zip"
    assert page.errors == []


def test_a_figure_is_kept_as_a_picture_for_a_slide(courses, sign_in, page):
    sign_in(Role.RESEARCHER)
    page.goto("/outcomes/")

    with page.expect_download() as download:
        page.get_by_role("link", name="PNG of PGIC").click()

    picture = download.value.path().read_bytes()
    assert download.value.suggested_filename == "pgic.png"
    assert picture.startswith(b"\x89PNG")
    # Twice the drawing's width and at least a slide's height: bytes 16 to 24 of every PNG.
    assert int.from_bytes(picture[16:20]) == 1920
    assert int.from_bytes(picture[20:24]) >= 1080
    assert page.errors == []


def test_every_marks_table_is_reached_by_keyboard(courses, sign_in, page):
    sign_in(Role.CLINICIAN)
    page.goto("/outcomes/")

    tables = page.locator(".figure-section .table-scroll")
    assert tables.count() == page.locator(".figure-section svg.bars").count() > 8
    assert tables.evaluate_all("found => found.every((one) => one.tabIndex === 0)")
