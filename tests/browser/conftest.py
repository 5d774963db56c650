from pathlib import Path

import pytest

from patients.models import IcdCode
from tests.factories import PharmacyFactory, UserFactory
from tests.signing_in import give_password, type_sign_in

AXE = Path(__file__).parent.parent / "vendor" / "axe-4.14.1.min.js"
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}


@pytest.fixture
def clinic(transactional_db):
    """What a clinic has before its first patient: a pharmacy, and the code that the walk searches for.

    A browser test's database is emptied after it, the published list of codes with it.
    """
    PharmacyFactory(name="Corner Compounding")
    IcdCode.objects.get_or_create(
        code="M54.16",
        defaults={
            "description": "Radiculopathy, lumbar region",
            "search_key": "m54.16 radiculopathy, lumbar region",
            "is_billable": True,
        },
    )


def _is_error(message):
    """But for what htmx says of a search that the next letter has replaced."""
    return message.type == "error" and not message.text.startswith(("htmx:afterRequest", "htmx:sendAbort"))


@pytest.fixture
def watch(page):
    """Gathers in `page.errors` what the browser complains of."""
    page.errors = []
    page.set_default_timeout(10_000)  # milliseconds
    page.on("console", lambda message: _is_error(message) and page.errors.append(message.text))
    page.on("pageerror", lambda error: page.errors.append(str(error)))


@pytest.fixture
def sign_in(page, clinic, watch):
    """`sign_in(Role.CLINICIAN)`: signs a new user of the role in at the sign-in page, and returns the page."""

    def sign_in(role):
        user = give_password(UserFactory(role=role))
        page.context.clear_cookies()
        page.goto("/sign-in/")
        type_sign_in(page, user)
        return page

    return sign_in


@pytest.fixture
def violations(page):
    """`violations()`: what axe finds on the page that is open now, as readable lines."""

    def run():
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]

    return run
