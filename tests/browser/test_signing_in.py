"""Signing in with a passkey, and the end of a session, in a real browser."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from accounts import lifetime, links
from accounts.permissions import Role
from tests.browser.conftest import NARROW
from tests.browser.test_pages import look_at
from tests.factories import UserFactory
from tests.signing_in import PASSWORD, code, give_app, give_password, type_sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def key(page):
    """A security key in the browser, which is always touched at once."""
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "usb",
                "hasResidentKey": False,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def first_step(page, user):
    page.goto("/sign-in/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()


def test_a_newcomer_adds_a_passkey_keeps_the_recovery_codes_and_signs_in_with_it(page, clinic, watch, key, settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # the test's server has no certificate
    user = give_password(UserFactory(role=Role.CLINICIAN))
    first_step(page, user)
    expect(page.get_by_role("heading", name="Add a second factor")).to_be_visible()
    page.get_by_role("link", name="Add a passkey or security key").click()
    page.get_by_label("Name").fill("blue key")
    page.get_by_role("button", name="Add the passkey").click()

    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as a file").click()
    assert len(saved.value.path().read_text().split()) == 10
    page.get_by_role("link", name="I have kept them: go on").click()
    expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    first_step(page, user)
    page.get_by_role("button", name="Use a passkey or security key").click()
    expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible()
    assert page.errors == []


def test_nothing_is_wrong_with_the_pages_of_signing_in(page, clinic, watch, violations):
    user = give_password(UserFactory(role=Role.CLINICIAN))
    wrong = look_at(page, violations, "/sign-in/") + look_at(page, violations, "/sign-in/forgotten/")
    wrong += look_at(page, violations, "/sign-in/forgotten/sent/") + look_at(page, violations, links.path_for(user))
    first_step(page, user)
    for address in ("", "app/", "../passkeys/add/"):
        wrong += look_at(page, violations, f"/my-settings/second-factor/{address}")
    give_app(user)
    RecoveryCodes.activate(user)
    first_step(page, user)  # the new factor has ended the session
    wrong += look_at(page, violations, "/sign-in/code/")
    assert wrong + page.errors == []


def make_idle(seconds_left):
    """As if nobody had used the session for so long that this is what is left."""
    for session in Session.objects.all():
        store = session.get_session_store_class()(session.session_key)
        if lifetime.USED_AT in store:
            store[lifetime.USED_AT] -= lifetime.IDLE.total_seconds() - seconds_left
            store.save()


def come_back(page):
    """To the tab: it looks how the session is."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_page_warns_before_the_session_ends_and_staying_is_one_click(sign_in):
    page = sign_in(Role.MEDICAL_ASSISTANT)
    page.goto("/patients/")
    make_idle(30)
    come_back(page)
    warning = page.get_by_role("dialog", name="Are you still there?")
    expect(warning).to_be_visible()
    with page.expect_response("**/session/stay/"):
        page.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()
    page.reload()
    expect(page.get_by_role("heading", name="Patients")).to_be_visible()


def test_a_page_is_covered_when_its_session_has_ended_and_comes_back_with_what_was_typed(page, clinic, watch):
    page.set_viewport_size(NARROW)
    user = give_password(UserFactory())
    page.goto("/sign-in/")
    type_sign_in(page, user)
    page.goto("/patients/new/")
    page.get_by_label("Family name").fill("Abbott")
    make_idle(-1)
    come_back(page)
    expect(page.get_by_role("dialog", name="You are signed out")).to_be_visible()
    expect(page.get_by_label("Family name")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="You are signed out")).to_be_visible()

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in another tab").click()
    other = opened.value
    first_step(other, user)
    other.get_by_label("Code").fill(code(after=1))  # the one of now is used
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("heading", name="Whom to ask today")).to_be_visible()
    other.close()
    come_back(page)

    expect(page.get_by_role("dialog", name="You are signed out")).to_be_hidden()
    assert page.get_by_label("Family name").input_value() == "Abbott"
