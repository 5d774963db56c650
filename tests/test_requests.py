"""What is asked in bad faith: 16, 18, 25 and 41 of the negative tests, on every page of the house."""

import re

import pytest
from django.apps import apps

from accounts.permissions import Role
from tests.access import addresses_of, type_everywhere
from tests.test_access import rows_of
from tests.test_house import ROOMS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_a_day")]

# Every name that a page reads from its address, and some that it should not.
NAMES = ("show", "owner", "page", "lang", "course", "back", "month", "since", "until", "as_of", "rule", "interval")
NAMES += ("sex", "age", "dose", "prescriber", "courses", "of", "sort", "order", "order_by", "filter", "id", "pk")
HOSTILE = (
    "name;--",
    "(select 1)",
    "a.b",
    "password__startswith",
    "\x00",
    "\x1b[2J",
    "-1",
    "9" * 40,
    "1e309",
    "NaN",
    "é",
)
# What a page leaves behind because it was looked at, and nothing else.
TRACES = {"core.AccessLog", "core.Heartbeat"}
MARK = "<img src=q onerror=alert(1)>\"'{{7*7}}</script>"


@pytest.fixture
def clinician(client_of):
    return client_of(Role.CLINICIAN)


def pages_of(client):
    """The addresses that open for this user."""
    return [address for address in addresses_of(client.objects) if client.get(address).status_code == 200]


def test_16_what_an_address_asks_for_is_no_part_of_a_query(clinician):
    clinician.raise_request_exception = False
    statuses = {
        (address, hostile): clinician.get(address, dict.fromkeys(NAMES, hostile)).status_code
        for address in pages_of(clinician)
        for hostile in HOSTILE
    }

    assert {key: status for key, status in statuses.items() if status not in (200, 302, 400, 404, 422)} == {}


def markup_of(response):
    """What a browser would read as markup: pages and pictures, not tables, archives or JSON."""
    is_markup = response.headers["Content-Type"].startswith(("text/html", "image/svg+xml"))
    return response.content.decode() if is_markup else ""


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.ADMINISTRATOR])
def test_18_what_was_typed_is_never_part_of_a_page(client_of, role):
    client = client_of(role)
    type_everywhere(MARK[:60])

    pages = {address: markup_of(client.get(address)) for address in pages_of(client)}

    assert sum("&lt;img src=q" in html for html in pages.values()) > 10
    assert [address for address, html in pages.items() if "<img src=q" in html or re.search(r"\"'49<", html)] == []


@pytest.mark.parametrize("path", ["..%2f..%2f.env", "%2e%2e/settings.py", "..\\..\\.env", "%00", "%2fetc%2fpasswd"])
def test_25_no_address_leads_to_a_file(clinician, path):
    downloads = ["/outcomes/case-series/", "/outcomes/figures/pgic/", "/static/", "/"]

    answers = {start: clinician.get(start + path).status_code for start in downloads}

    assert answers == dict.fromkeys(downloads, 404)


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_41_looking_changes_nothing(clinician, method):
    kept = [
        model
        for model in apps.get_models()
        if model._meta.app_label in ROOMS and model._meta.managed and model._meta.label not in TRACES
    ]
    before = rows_of(*kept)

    answers = [getattr(clinician, method)(address).status_code for address in addresses_of(clinician.objects)]

    assert method != "get" or answers.count(200) > 50  # a page answers nothing else
    assert rows_of(*kept) == before
