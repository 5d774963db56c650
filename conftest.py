import fcntl
import os
import shutil
import threading
import time
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.signals import connection_created
from playwright.sync_api import sync_playwright

from core import database_roles
from tests.factories import UserFactory
from tests.health_data import look_at_browser
from tests.read_log import ReadLog
from tests.signing_in import sign_in_without_asking

pytest_plugins = ["tests.health_data"]

WHOLE_PROGRAMS = ("tests/faults/", "tests/launcher/")
POLICY = "Content Security Policy"  # in what Chromium says of what it has refused
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


def pytest_collection_modifyitems(items):
    """Those that start whole programs first: else one core waits at the end for what takes minutes."""
    items.sort(key=lambda item: not item.nodeid.startswith(WHOLE_PROGRAMS))


@pytest.fixture(scope="session")
def program_role(django_db_setup, django_db_blocker, tmp_path_factory):
    """The database's login roles, with their rights in this test database; the tests' own may take the program's."""
    with (tmp_path_factory.getbasetemp().parent / "roles.lock").open("w") as lock, django_db_blocker.unblock():
        fcntl.flock(lock, fcntl.LOCK_EX)  # the server has one set of roles for the databases of all workers
        database_roles.make()
        with connection.cursor() as cursor:
            cursor.execute(f"GRANT {database_roles.PROGRAM} TO CURRENT_USER")


@pytest.fixture(scope="session")
def browser():
    arguments = CHROMIUM_ARGUMENTS + (["--no-sandbox"] if os.geteuid() == 0 else [])  # root has no sandbox
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def server_as_program(program_role):
    """What the live server asks of the database, it asks with the program's rights."""

    def take(connection, **kwargs):
        if threading.current_thread() is not threading.main_thread():
            with connection.cursor() as cursor:
                cursor.execute(f"SET ROLE {database_roles.PROGRAM}")

    connection_created.connect(take)
    yield
    connection_created.disconnect(take)


@pytest.fixture
def server_read_log(live_server):
    """What the live server shows. When the test is over, the read log must name the patients that its pages showed."""
    read_log = ReadLog()
    with read_log.watching(live_server):
        yield read_log
    read_log.must_name_whom_pages_showed()


@pytest.fixture
def page(browser, live_server, server_as_program, server_read_log):
    """A page of a browser that nobody has signed in to; `page.goto("/")` is the live server's start page."""
    context = browser.new_context(base_url=live_server.url)
    wrong = []
    context.on("request", lambda request: _leaves_the_house(request.url) and wrong.append(f"asked for {request.url}"))
    context.on("console", lambda message: POLICY in message.text and wrong.append(message.text))
    yield context.new_page()
    for open_page in context.pages:
        if open_page.url.startswith(live_server.url):
            look_at_browser(open_page)
        # No draft is sent on leaving: the database is emptied next, and the two would lock each other out.
        open_page.evaluate("for (const form of document.forms) form.dataset.sent = 'yes'")
    context.close()
    _wait_for_requests_under_way()
    assert wrong == [], "The page asks for something from elsewhere, or breaks the content security policy."


def _leaves_the_house(url):
    """Whatever is asked of another host than the test's own server."""
    address = urlsplit(url)
    return address.scheme not in ("data", "blob", "about") and address.hostname not in ("localhost", "127.0.0.1")


def _wait_for_requests_under_way():
    """Until the server has no query running, twice in a row."""
    quiet = 0
    while quiet < 2:
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'"
            )
            quiet = 0 if cursor.fetchone()[0] else quiet + 1
        time.sleep(0.05)


@pytest.fixture
def client(client, request):
    """Django's test client. When the test is over, the read log must name the patients that its pages showed."""
    for database in {"db", "transactional_db"} & set(request.fixturenames):
        request.getfixturevalue(database)  # so that it is emptied later than the log is read
    client.read_log = ReadLog()
    client.read_log.watch(client)
    yield client
    client.read_log.must_name_whom_pages_showed()


@pytest.fixture
def signed_in_client(client):
    """`signed_in_client(Role.CLINICIAN)`: Django's test client with a new user of the role signed in, as `.user`."""

    def sign_in(role):
        client.user = UserFactory(role=role)
        sign_in_without_asking(client, client.user)
        return client

    return sign_in
