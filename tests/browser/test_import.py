"""A spreadsheet comes in and goes again, as an administrator to whom the right was given does it."""

import pytest
from django.contrib.auth.models import Permission as Right
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from accounts.permissions import Permission, Role
from exchange.importing.columns import NAMES
from exchange.tests.spreadsheets import RESPONDER, STOPPED, csv_of
from patients.models import Patient
from tests.browser.conftest import NARROW, WIDE
from tests.browser.steps import save

NAMED = [
    {"chart_number": "MRN", "given_name": "First", "date_of_birth": "DOB", "pgic": "Impression"}.get(n, n)
    for n in NAMES
]


@pytest.fixture
def importing(sign_in, settings, tmp_path):
    """The upload page, in the hands of who may import."""
    settings.IMPORTS_FOLDER = tmp_path / "imports"
    page = sign_in(Role.ADMINISTRATOR)
    User.objects.latest("pk").user_permissions.add(Right.objects.get(codename=Permission.IMPORT.codename))
    page.goto("/")
    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_role("link", name="Upload a spreadsheet").click()
    return page


def upload(page, rows):
    content = csv_of(rows, names=NAMED)
    page.get_by_label("Spreadsheet").set_input_files({"name": "cases.csv", "mimeType": "text/csv", "buffer": content})
    save(page, "Upload")


def looked_at(page, violations):
    """What axe finds, at both widths."""
    found = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        found += violations()
    return found


def test_a_spreadsheet_is_matched_looked_at_imported_and_undone(importing, violations, server_read_log):
    page = importing
    wrong = looked_at(page, violations)

    upload(page, [RESPONDER | {"sex": "female"}, STOPPED])
    expect(page.get_by_label("chart_number")).to_have_value("MRN")
    wrong += looked_at(page, violations)
    page.get_by_label("pgic").select_option("Impression")
    expect(page.locator("[data-match-values=id_pgic]")).to_have_text("2")
    save(page, "Check the file")
    expect(page.locator("main")).to_contain_text('"female" is not one of: F, M, X, U.')
    wrong += looked_at(page, violations)

    page.get_by_role("link", name="Upload it again").click()
    upload(page, [RESPONDER, STOPPED])
    page.get_by_label("pgic").select_option("Impression")
    save(page, "Check the file")
    expect(page.locator("main")).to_contain_text("2 courses, 2 new patients, 1 answer")
    wrong += looked_at(page, violations)
    assert Patient.objects.count() == 0
    server_read_log.must_name_whom_pages_showed()  # what the file says is on file from now on
    save(page, "Import")
    expect(page.locator("main")).to_contain_text("The file was deleted here.")
    assert Patient.objects.count() == 2
    wrong += looked_at(page, violations)

    with page.expect_navigation():
        page.get_by_role("link", name="Undo the import").click()
    wrong += looked_at(page, violations)
    save(page, "Delete what was imported")
    expect(page.locator("main")).to_contain_text("were deleted")
    assert Patient.objects.count() == 0
    wrong += looked_at(page, violations)

    assert wrong + page.errors == []


def test_who_has_no_right_finds_no_way_to_import(sign_in):
    page = sign_in(Role.ADMINISTRATOR)

    expect(page.get_by_role("link", name="Import", exact=True)).to_have_count(0)
    assert page.goto(reverse("imports:imports")).status == 403
