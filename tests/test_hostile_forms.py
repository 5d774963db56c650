"""Every form of every page, with what no clinic means in all of its fields at once. 26 and 27 of the negative tests.

The rooms ask field by field what sentence stands where; here no page is left out, and none may break.
"""

from decimal import Decimal
from urllib.parse import quote_plus

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.permissions import Role
from prescriptions.fields import Milligrams
from tests.access import address_for
from tests.test_house import named_patterns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_a_day")]

FORM = "application/x-www-form-urlencoded"
SURROGATE = "\ud800"
HOSTILE = {
    "NUL": "a\0b",
    "invisible": f"a\u202e\u200b{SURROGATE}b",
    "long": "x" * 20_000,
    "line breaks": "a\r\nBcc: b@example.org",
    "first day": "0001-01-01",
    "last day": "9999-12-31",
    "skipped time": "2026-03-08T02:30",
    "not a number": "NaN",
    "infinite": "1e309",
    "comma": "4,5",
    "arabic": "\u0664",
}
# Saved, asked for again with sentences, or refused; not an error of ours.
ANSWERS = {200, 302, 400, 403, 404, 409, 422}


def forms_of(client):
    """(address, form) of each page of a role that shows one."""
    of_roles = [(route, pattern) for route, pattern in named_patterns() if isinstance(pattern.callback.access, tuple)]
    for route, pattern in of_roles:
        address = address_for(route, pattern.name, client.objects)
        response = client.get(address)
        form = response.context and response.context.get("form")
        if response.status_code == 200 and isinstance(form, forms.BaseForm):
            yield address, form


def post_and_undo(client, address, post):
    """The answer to a post whose bytes are as they stand here, from the same rows each time."""
    body = "&".join(
        f"{quote_plus(name, errors='surrogatepass')}={quote_plus(value, errors='surrogatepass')}"
        for name, value in post.items()
    )
    before = transaction.savepoint()
    response = client.post(address, body, content_type=FORM)
    if response.status_code == 405:  # a form that travels in the address
        response = client.get(f"{address}?{body[:2000]}")
    transaction.savepoint_rollback(before)
    client.read_log.pages.clear()
    return response


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.ADMINISTRATOR])
def test_26_27_no_page_breaks_whatever_stands_in_its_fields(client_of, role):
    client = client_of(role)
    client.raise_request_exception = False
    found = list(forms_of(client))

    statuses = {
        (address, name): post_and_undo(client, address, {bound.html_name: value for bound in form}).status_code
        for address, form in found
        for name, value in HOSTILE.items()
    }

    assert len(found) > 10
    assert {asked: status for asked, status in statuses.items() if status not in ANSWERS} == {}


def test_26_a_million_fields_are_refused(client_of):
    client = client_of(Role.CLINICIAN)
    client.raise_request_exception = False

    response = client.post("/patients/new/", "a&" * 1_000_000, content_type=FORM)

    assert response.status_code == 400


@pytest.mark.parametrize(
    "typed", ["NaN", "-NaN", "Infinity", "1e309", "-0", "0", "4,5", "4.5.0", "0x4", "-4.5", "4.505"]
)
def test_27_what_is_no_dose_is_refused(typed):
    with pytest.raises(ValidationError, match="Enter mg above 0"):
        Milligrams().clean(typed)


@pytest.mark.parametrize("typed", ["4.5", " 4.5 ", "4.50", "45e-1", "\u0664.\u0665"])
def test_27_a_dose_is_kept_as_one_number_however_it_is_typed(typed):
    assert Milligrams().clean(typed) == Decimal("4.5")
