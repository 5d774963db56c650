"""The whole way once, as its users go it: register, prescribe, answer, and see it counted."""

import pytest
from playwright.sync_api import expect

from accounts.permissions import Role
from tests.browser.steps import choose, prescribe_and_start, register, send


def answer(page, *, relief, goes_on="Yes", better=None):
    choose(page, "Record an answer")
    page.get_by_role("textbox", name="Relief, per cent").fill(str(relief))
    group = page.get_by_role("group", name="Goes on?")
    group.get_by_label(goes_on, exact=True).check()
    if better is not None:
        quality = page.get_by_role("group", name="Better quality of life?")
        quality.get_by_label("Yes" if better else "No", exact=True).check()


@pytest.mark.smoke
@pytest.mark.parametrize(
    ("relief", "better", "category"),
    [(50, None, "LDN-R"), (49, True, "LDN-PR"), (0, False, "Continuing without benefit")],
)
def test_from_registration_to_the_report(sign_in, relief, better, category):
    page = sign_in(Role.CLINICIAN)
    register(page, chart_number="W-1", family_name="Walker")
    prescribe_and_start(page)
    answer(page, relief=relief, better=better)

    send(page)

    expect(page.get_by_role("heading", level=1)).to_contain_text("Walker")
    expect(page.locator("main")).to_contain_text(category)
    page.goto("/outcomes/")
    row = page.get_by_role("row").filter(has_text=category).first
    expect(row).to_contain_text("1")
    row.get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("Walker, Ada")
    assert page.errors == []


def test_a_stop_for_side_effects_is_a_non_response(sign_in):
    page = sign_in(Role.CLINICIAN)
    register(page, chart_number="W-1", family_name="Walker")
    prescribe_and_start(page)
    answer(page, relief=0, goes_on="No")
    page.get_by_label("Main reason").select_option(label="Side effects")

    send(page)

    expect(page.locator("main")).to_contain_text("LDN-NR")
    expect(page.locator("main")).to_contain_text("side effects")
    assert page.errors == []


def test_what_was_typed_survives_a_closed_tab(sign_in):
    page = sign_in(Role.CLINICIAN)
    register(page, chart_number="W-1", family_name="Walker")
    prescribe_and_start(page)
    answer(page, relief=35)
    address = page.url
    page.get_by_text("More, if the patient tells it").click()
    page.get_by_label("In the patient's own words").fill("I can sit through a film.")
    with page.expect_response("**/drafts/"):
        page.get_by_role("textbox", name="Cost a month, USD").focus()

    page.goto("/patients/")
    page.goto(address)

    expect(page.get_by_label("In the patient's own words")).to_have_value("I can sit through a film.")
    expect(page.get_by_role("textbox", name="Relief, per cent")).to_have_value("35")
    expect(page.locator("main")).to_contain_text("Not saved yet")


def test_a_slow_draft_does_not_overtake_a_newer_one(sign_in):
    page = sign_in(Role.CLINICIAN)
    register(page, chart_number="W-1", family_name="Walker")
    prescribe_and_start(page)
    choose(page, "Record an answer")
    held, sent = [], []
    page.route("**/drafts/", lambda route: held.append(route), times=1)
    page.on("request", lambda request: request.url.endswith("/drafts/") and sent.append(request))

    page.get_by_label("2 Much improved").check()
    with page.expect_request("**/drafts/"):
        page.get_by_role("textbox", name="Relief, per cent").fill("50")
    page.get_by_role("textbox", name="How many a day").focus()
    page.wait_for_timeout(300)  # milliseconds, in which a second draft would have left

    assert len(sent) == 1
    with page.expect_response(lambda response: "relief_percent=50" in (response.request.post_data or "")):
        held[0].continue_()
