"""What a real browser keeps, asks for, shows again and lets itself be framed by: 52, 53, 57 and 58 of the negative
tests."""

import pytest
from playwright.sync_api import expect

from accounts.permissions import Role
from tests.factories import PatientFactory

ELSEWHERE = "http://elsewhere.example"
KEPT = """async () => ({
    local: {...localStorage},
    session: {...sessionStorage},
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""


def test_52_after_signing_out_back_shows_nothing_of_the_patient(sign_in):
    page = sign_in(Role.MEDICAL_ASSISTANT)
    patient = PatientFactory(family_name="Quillfeather")
    chart = f"/patients/{patient.pk}/"
    page.goto(chart)
    expect(page.get_by_role("heading", name="Quillfeather")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.go_back()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "Quillfeather" not in page.content()
    assert page.url.endswith(f"/sign-in/?next={chart}")


def test_53_after_reading_and_typing_nothing_is_kept_in_the_browser(sign_in):
    page = sign_in(Role.MEDICAL_ASSISTANT)
    patient = PatientFactory()
    for address in (f"/patients/{patient.pk}/", "/patients/", "/follow-ups/", "/patients/new/"):
        page.goto(address)
    page.get_by_label("Family name").fill("Quillfeather")
    with page.expect_response("**/drafts/"):
        page.get_by_label("Family name").blur()
    expect(page.get_by_text("Draft kept")).to_be_visible()

    kept = page.evaluate(KEPT)

    assert kept == {"local": {}, "session": {}, "databases": [], "caches": [], "workers": 0}


def test_57_nothing_is_asked_of_another_site(sign_in, page, live_server):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    sign_in(Role.CLINICIAN)
    patient = PatientFactory()
    for address in (f"/patients/{patient.pk}/", "/patients/", "/outcomes/", "/my-settings/", "/no/such/page"):
        page.goto(address)

    assert len(asked) > 20
    assert [url for url in asked if not url.startswith((f"{live_server.url}/", "data:"))] == []


@pytest.fixture
def frame_at(browser, live_server, transactional_db):
    """`frame_at(outer, inner)`: what the browser shows at `inner` in a frame of a page at the address `outer`.

    Not the fixture `page`, which takes a page of another site for a fault.
    """
    context = browser.new_context()

    def open_in_frame(outer, inner):
        html = f'<iframe src="{inner}"></iframe>'
        context.route(outer, lambda route: route.fulfill(body=html, content_type="text/html"))
        page = context.new_page()
        page.goto(outer, wait_until="load")
        return page.frames[1]

    yield open_in_frame
    context.close()


@pytest.mark.parametrize("outer", [f"{ELSEWHERE}/", "{ours}/frames-us"])
def test_58_no_page_of_ours_is_shown_in_a_frame(frame_at, live_server, outer):
    """Not even in one of ours."""
    frame = frame_at(outer.format(ours=live_server.url), f"{live_server.url}/sign-in/")

    assert frame.url == "chrome-error://chromewebdata/"
    assert "Sign in" not in frame.content()


def test_58_a_page_that_allows_it_is_shown_in_a_frame(frame_at):
    """Else the frames above would prove nothing."""
    frame = frame_at(f"{ELSEWHERE}/", "data:text/html,<p>Sign in</p>")

    assert "Sign in" in frame.content()
