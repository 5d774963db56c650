"""An emergency access in a browser: the page gives way when the hour is over."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import BrokenGlass
from accounts.permissions import Role
from tests.factories import PatientFactory


def test_a_page_with_patients_gives_way_when_the_hour_is_over_and_says_so(sign_in):
    page, patient = sign_in(Role.ADMINISTRATOR), PatientFactory()
    page.goto(f"/patients/{patient.pk}/")
    page.get_by_role("link", name="see patients for an hour").click()
    page.get_by_label("Why do you need to see patients now?").fill("The pharmacy asks for a dose; nobody else is here.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(patient.family_name)
    # As if most of the hour had passed.
    until = timezone.now() + timedelta(seconds=8)
    BrokenGlass.objects.update(began_at=until - BrokenGlass.LASTS, until=until)
    page.reload()

    expect(page.get_by_role("heading", name="Emergency access to patients")).to_be_visible(timeout=20_000)
    expect(page.locator("main")).to_contain_text(
        f"ended at {timezone.localtime(until):%H:%M}. Do you need another hour?"
    )
    # A refusal is a status that the browser mentions.
    assert [error for error in page.errors if "403" not in error] == []
