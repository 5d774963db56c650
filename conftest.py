import os
import shutil

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

from tests.factories import UserFactory

CHROMIUM_ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_configure():
    # Otherwise every page would want `collectstatic` first.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.fixture(scope="session")
def browser():
    arguments = CHROMIUM_ARGUMENTS + (["--no-sandbox"] if os.geteuid() == 0 else [])  # root has no sandbox
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, live_server):
    """A page of a browser that nobody has signed in to; `page.goto("/")` is the live server's start page."""
    context = browser.new_context(base_url=live_server.url)
    yield context.new_page()
    context.close()


@pytest.fixture
def signed_in_client(client):
    """`signed_in_client(Role.CLINICIAN)`: Django's test client with a new user of the role signed in, as `.user`."""

    def sign_in(role):
        client.user = UserFactory(role=role)
        client.force_login(client.user)
        return client

    return sign_in
