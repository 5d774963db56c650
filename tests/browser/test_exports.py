"""Files that leave the house, as users with and without the right take them out in a browser."""

import zipfile

import pytest
from django.contrib.auth.models import Permission as Right
from playwright.sync_api import expect

from accounts.models import User
from accounts.permissions import Permission, Role
from exchange.models import Export
from tests.factories import PrescriptionFactory


@pytest.fixture(autouse=True)
def course(clinic, settings, tmp_path):
    settings.EXPORTS_FOLDER = tmp_path / "exports"
    return PrescriptionFactory(patient__family_name="Okonkwo")


def signed_in(sign_in, role, *rights):
    """The page of a new user, who was given these rights by name."""
    page = sign_in(role)
    user = User.objects.latest("pk")
    user.user_permissions.set(Right.objects.filter(codename__in=[right.codename for right in rights]))
    return page


def taken(page):
    """The wide table of the file that is ready."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    with zipfile.ZipFile(download.value.path()) as package:
        return package.read("courses.csv").decode()


def test_an_administrator_without_the_right_to_files_finds_no_way_to_them(sign_in, page):
    signed_in(sign_in, Role.ADMINISTRATOR)
    page.goto("/outcomes/")
    expect(page.get_by_role("link", name="Export")).to_have_count(0)

    assert page.goto("/exports/new/").status == 403


def test_an_administrator_without_the_right_to_names_takes_out_none_and_sees_what_became_of_it(sign_in, page):
    signed_in(sign_in, Role.ADMINISTRATOR, Permission.EXPORT)
    page.goto("/exports/")
    page.get_by_role("link", name="New export").click()
    expect(page.get_by_text("The file names nobody")).to_be_visible()
    expect(page.get_by_role("radio", name="With names")).to_have_count(0)
    page.get_by_role("button", name="Make the file").click()

    table = taken(page)

    assert (table.count("\n"), "Okonkwo" in table) == (2, False)
    # Of itself, without being loaded again.
    expect(page.get_by_text("No copy is kept here.")).to_be_visible()
    assert page.errors == []


def test_an_administrator_with_the_right_says_what_the_names_are_for(sign_in, page):
    signed_in(sign_in, Role.ADMINISTRATOR, Permission.EXPORT_NAMES)
    page.goto("/exports/new/")
    page.get_by_role("radio", name="With names").check()
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what the file is for.")
    expect(page.get_by_role("radio", name="With names")).to_be_checked()

    page.get_by_label("What is it for?").fill("The letter to the pharmacies")
    page.keyboard.press("Enter")

    expect(page.get_by_text("It holds health records with names.")).to_be_visible()
    assert "Okonkwo" in taken(page)


def test_a_researcher_takes_out_a_file_and_a_link_to_it_leads_others_nowhere(sign_in, page):
    signed_in(sign_in, Role.RESEARCHER, Permission.EXPORT)
    page.goto("/exports/new/")
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_role("button", name="Download")).to_be_visible()
    link = page.url

    signed_in(sign_in, Role.ADMINISTRATOR, Permission.EXPORT_NAMES)
    assert page.goto(link).status == 404
    page.goto("/exports/")
    expect(page.get_by_role("cell", name="Ready until")).to_be_visible()
    expect(page.get_by_role("row").nth(1).get_by_role("link")).to_have_count(0)

    assert Export.objects.get().state == Export.State.READY
