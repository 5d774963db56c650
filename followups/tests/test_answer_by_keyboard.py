import re

import pytest
from django.utils import timezone

from followups.models import Response
from tests.factories import FollowUpFactory, PhoneNumberFactory, PrescriptionFactory, UserFactory
from tests.signing_in import can_sign_in, type_sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def answer_page(page):
    """The answer form of a follow-up, open in a browser that an assistant is signed in to."""
    user = can_sign_in(UserFactory())
    today = timezone.localdate()
    course = PrescriptionFactory(state="active", prescribed_on=today, first_dose_on=today)
    followup = FollowUpFactory(prescription=course, due_on=today, window_opens_on=today, window_closes_on=today)
    PhoneNumberFactory(patient=course.patient)
    page.goto(f"/sign-in/?next={followup.get_absolute_url()}")
    type_sign_in(page, user)
    page.wait_for_url(f"**{followup.get_absolute_url()}")
    return page


def test_an_answer_is_given_without_a_mouse(answer_page):
    keys = answer_page.keyboard

    keys.press("2")  # the first question has the focus
    keys.press("Tab")
    keys.type("40")
    keys.press("Tab")
    keys.press("Tab")  # past "would not say"
    keys.press("ArrowUp")  # from "not asked" to "no"
    keys.press("ArrowUp")  # to "yes"
    keys.press("Tab")  # relief under 50 and going on: quality of life has appeared
    keys.press("ArrowUp")
    keys.press("ArrowUp")
    with answer_page.expect_navigation():
        keys.press("Enter")
    assert answer_page.locator("#errors").all_inner_texts() == []

    answer = Response.objects.get()
    assert (answer.pgic, answer.relief_percent, answer.continues, answer.quality_of_life_improved) == (
        2,
        40,
        True,
        True,
    )


def test_questions_appear_where_they_follow(answer_page):
    reason = answer_page.get_by_label("Main reason")
    quality = answer_page.get_by_role("group", name=re.compile("^Better quality of life"))
    goes_on = answer_page.get_by_role("group", name=re.compile("^Goes on"))
    assert (reason.is_visible(), quality.is_visible()) == (False, False)

    goes_on.get_by_label("No", exact=True).check()
    assert (reason.is_visible(), quality.is_visible()) == (True, False)

    goes_on.get_by_label("Yes", exact=True).check()
    answer_page.get_by_role("textbox", name="Relief, per cent").fill("50")
    assert (reason.is_visible(), quality.is_visible()) == (False, False)
    answer_page.get_by_role("textbox", name="Relief, per cent").fill("49")
    assert (reason.is_visible(), quality.is_visible()) == (False, True)


def test_a_severity_ticks_its_side_effect(answer_page):
    answer_page.get_by_label("Yes, these").check()
    answer_page.get_by_label("Severity of rash").select_option("severe")

    assert answer_page.get_by_label("Rash", exact=True).is_checked()

    answer_page.get_by_label("Rash", exact=True).uncheck()

    assert answer_page.get_by_label("Severity of rash").input_value() == ""


def test_looking_at_the_form_leaves_no_draft(answer_page):
    answer_page.get_by_role("textbox", name="Relief, per cent").focus()
    answer_page.get_by_label("In the patient's own words").focus()

    assert answer_page.locator("[data-draft-note]").inner_text() == ""
