"""The comparison of read log and pages that every browser test ends with is seen to fail."""

import pytest

from accounts.permissions import Role
from core import access_log
from tests.factories import PatientFactory


def test_62_a_page_that_leaves_no_row_fails_the_test_whose_browser_opened_it(sign_in, server_read_log, monkeypatch):
    page, patient = sign_in(Role.CLINICIAN), PatientFactory()
    page.goto(f"/patients/{patient.pk}/")
    server_read_log.must_name_whom_pages_showed()
    monkeypatch.setattr(access_log, "record_read", lambda request, patient_ids: None)

    page.goto(f"/patients/{patient.pk}/")

    with pytest.raises(AssertionError, match=rf"GET /patients/{patient.pk}/ shows \[{patient.pk}\], who are not in"):
        server_read_log.must_name_whom_pages_showed()
