"""The week that is signed off, at both widths: its address names a day, so the walk through all pages leaves it out."""

from datetime import timedelta

from django.utils import timezone

from accounts.permissions import Role
from core.models import AccessLog
from reports.audit import weeks
from reports.models import SignedWeek
from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_pages import look_at
from tests.factories import PatientFactory, UserFactory
from tests.signing_in import PASSWORD


def test_an_administrator_signs_a_week_off_by_keyboard(sign_in, page, violations):
    administrator = sign_in(Role.ADMINISTRATOR)
    monday = weeks.monday_of(timezone.localdate()) - timedelta(weeks=1)
    user, patient = UserFactory(last_name="Okafor"), PatientFactory(family_name="Okafor")
    at = timezone.make_aware(timezone.datetime(monday.year, monday.month, monday.day, 12))
    log = {"page": "reports:chart", "method": "GET", "request_id": "00000000-0000-4000-8000-000000000001"}
    AccessLog.objects.create(user=user, at=at, kind="read", patient_ids=[patient.pk], **log)

    assert look_at(administrator, violations, f"/audit/weeks/{monday}/") == []
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        page.goto("/audit/weeks/")
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    page.goto(f"/audit/weeks/{monday}/")
    page.get_by_label("What you found out").focus()
    page.keyboard.type("He treats his cousin, by agreement.")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_text("is signed off.").wait_for()

    assert SignedWeek.objects.get().note == "He treats his cousin, by agreement."
