"""Nothing that was typed is lost: a hundred texts, and a fault while each is typed. The server is a real one, killed
without a word."""

import os
import signal
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from playwright.sync_api import expect

from accounts.demo import DEMO_CODE
from core.models import Draft
from followups.models import Response
from tests.factories import PrescriptionFactory, UserFactory
from tests.signing_in import PASSWORD, can_sign_in

pytestmark = pytest.mark.django_db(transaction=True)

TEXTS = 25  # of each fault
WORDS = "I can sit through a film again"


class Server:
    """Gunicorn on the test's database; it can be killed and started again at the same address."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.process = None

    def start(self):
        database = connection.settings_dict
        environment = os.environ | {
            "DATABASE_URL": f"postgres://{database['USER']}@{database['HOST'].replace('/', '%2F')}:{database['PORT']}/"
            + database["NAME"],
            "DEBUG": "1",
            "DEMO": "1",
        }
        arguments = ["--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread", "--log-level", "error"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "ldnclinic.wsgi", *arguments],
            cwd=settings.BASE_DIR,
            env=environment,
            start_new_session=True,
        )
        for _ in range(300):
            try:
                urlopen(f"{self.url}/healthz", timeout=1)  # noqa: S310 our own server
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("The server did not come up.")

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def server():
    server = Server()
    server.start()
    yield server
    server.kill()


@pytest.fixture
def course():
    today = timezone.localdate()
    return PrescriptionFactory(state="active", prescribed_on=today, first_dose_on=today)


@pytest.fixture
def assistant():
    return can_sign_in(UserFactory())


@pytest.fixture
def context(browser, server, assistant):
    context = browser.new_context(base_url=server.url)
    context.set_default_timeout(15_000)  # milliseconds
    sign_in(context.new_page(), assistant)
    yield context
    for page in context.pages:
        page.evaluate("for (const form of document.forms) form.dataset.sent = 'yes'")
    context.close()


def sign_in(page, user):
    page.goto("/sign-in/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Code").fill(DEMO_CODE)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page


def open_form(context, course):
    page = context.new_page()
    page.goto(f"/follow-ups/courses/{course.pk}/answer/")
    if not words(page).is_visible():  # it is open already where a draft is in it
        page.get_by_text("More, if the patient tells it").click()
    return page


def words(page):
    return page.get_by_label("In the patient's own words")


def save(page):
    page.get_by_role("button", name="Save the answer").click()


def note(page):
    return page.locator("[data-draft-note]")


def saved_texts():
    return sorted(Response.objects.values_list("gains_in_own_words", flat=True))


def wait_until_kept(text, seconds=15):
    """A tab that is closed sends its draft without waiting for the answer."""
    for _ in range(seconds * 20):
        draft = Draft.objects.first()
        if draft and draft.data["gains_in_own_words"] == [text]:
            return
        time.sleep(0.05)
    raise AssertionError(f"The draft of the closed tab did not arrive in {seconds} s: {text}")


def wanted_texts():
    return sorted(f"{WORDS}, {n}" for n in range(TEXTS))


def test_texts_typed_while_the_session_ends_are_saved_after_signing_in_again(context, course, assistant):
    for n in range(TEXTS):
        page = open_form(context, course)
        words(page).fill(WORDS)
        Session.objects.all().delete()
        words(page).fill(f"{WORDS}, {n}")

        save(page)

        expect(note(page)).to_contain_text("You are signed out")
        sign_in(context.new_page(), assistant)
        with page.expect_navigation():
            save(page)
        for open_page in context.pages:
            open_page.close()
    assert saved_texts() == wanted_texts()


def test_texts_typed_in_a_tab_that_is_closed_come_back(context, course):
    found = []
    for n in range(TEXTS):
        page = open_form(context, course)
        words(page).fill(f"{WORDS}, {n}")
        page.close(run_before_unload=True)
        wait_until_kept(f"{WORDS}, {n}")

        again = context.new_page()
        again.goto(f"/follow-ups/courses/{course.pk}/answer/")

        found.append(words(again).input_value())
        again.evaluate("for (const form of document.forms) form.dataset.sent = 'yes'")
        again.close()
    assert sorted(found) == wanted_texts()


def test_texts_typed_while_the_server_is_killed_are_kept_when_it_is_back(context, course, server):
    for n in range(TEXTS):
        page = open_form(context, course)
        server.kill()
        words(page).fill(f"{WORDS}, {n}")

        save(page)

        expect(note(page)).to_contain_text("No connection")
        server.start()
        expect(note(page)).to_contain_text("Draft kept")
        with page.expect_navigation():
            save(page)
        page.close()
    assert saved_texts() == wanted_texts()


def test_texts_typed_while_the_network_is_cut_are_kept_when_it_is_back(context, course):
    for n in range(TEXTS):
        page = open_form(context, course)
        context.set_offline(True)
        words(page).fill(f"{WORDS}, {n}")

        save(page)

        expect(note(page)).to_contain_text("No connection")
        context.set_offline(False)
        expect(note(page)).to_contain_text("Draft kept")
        with page.expect_navigation():
            save(page)
        page.close()
    assert saved_texts() == wanted_texts()
