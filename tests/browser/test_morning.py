"""A whole morning at the worklist by keyboard alone: every outcome of a call, once."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from accounts.permissions import Role
from core import heartbeat
from followups.models import CallAttempt, CallOutcome, FollowUp, Response
from followups.tests.due import due
from patients.models import ClinicianTask, PhoneNumber
from prescriptions.models import Prescription
from tests.factories import UserFactory
from tests.signing_in import PASSWORD, can_sign_in, code

NEW_YORK = ZoneInfo("America/New_York")
MORNING = datetime(2026, 7, 8, 9, 0, tzinfo=NEW_YORK)  # a Wednesday
AFTERNOON = datetime(2026, 7, 8, 14, 30, tzinfo=NEW_YORK)
# Who is called, in the order of the list: by the follow-ups' keys, as all were due on one day.
NAMES = (
    "Answers",
    "Elsewhere",
    "Noanswer",
    "Voicemail",
    "Busy",
    "Outofservice",
    "Wrongnumber",
    "Hungup",
    "Callback",
    "Refusesnow",
    "Refusesall",
    "Interpreter",
    "Deceased",
    "Escalated",
    "Emergency",
    "Ringsback",
)
MOST_TABS = 80


class Desk:
    """Someone at the keyboard, without a mouse: what has the focus is what can be typed into or pressed."""

    def __init__(self, page):
        self.page, self.keys = page, page.keyboard

    def press(self, *keys):
        for key in keys:
            self.keys.press(key)

    def go(self, *keys):
        """Press the keys; the last one opens another page."""
        self.press(*keys[:-1])
        with self.page.expect_navigation():
            self.keys.press(keys[-1])

    def tab_to(self, selector, *, back=False):
        for _ in range(MOST_TABS):
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            self.keys.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"The Tab key does not reach {selector}.")

    def tab_to_words(self, words):
        """To the link or button that says the words."""
        is_it = "words => document.activeElement.matches('a, button, summary') && document.activeElement.textContent"
        for _ in range(MOST_TABS):
            if self.page.evaluate(f"{is_it}.includes(words)", words):
                return
            self.keys.press("Tab")
        raise AssertionError(f"The Tab key does not reach “{words}”.")

    def follow(self, words):
        self.tab_to_words(words)
        self.go("Enter")

    def says(self, *sentences):
        for sentence in sentences:
            expect(self.page.locator("main")).to_contain_text(sentence)

    def calls(self, name):
        expect(self.page.get_by_role("heading", level=1)).to_have_text(f"Call Beatriz {name}")


@pytest.fixture
def doctor(clinic):
    return UserFactory(role=Role.CLINICIAN, last_name="Doctor")


@pytest.fixture
def desk(page, watch, clinic, doctor, time_machine):
    """The worklist of a morning, opened by an assistant."""
    time_machine.move_to(MORNING)
    heartbeat.stamp(heartbeat.TICK, now=MORNING)  # or the page would ask for the pass that is overdue
    for n, name in enumerate(NAMES):
        followup = due(name, number=False)
        PhoneNumber.objects.create(patient=followup.patient, number=f"+1202555{n:04}")
    Prescription.objects.update(prescriber=doctor)
    can_sign_in(UserFactory(username="maya"))
    page.goto("/sign-in/")
    desk = Desk(page)
    sign_in_by_keys(desk)
    desk.follow("Open the worklist")
    return desk


def sign_in_by_keys(desk):
    desk.tab_to("[name=login]")
    desk.keys.type("maya")
    desk.press("Tab")
    desk.keys.type(PASSWORD)
    desk.go("Enter")
    desk.keys.type(code())  # the field has the focus
    desk.go("Enter")


def followup_of(name):
    """The one that was due this morning; an answer plans others."""
    return FollowUp.objects.filter(patient__family_name=name).earliest("pk")


def logged(name):
    return list(CallAttempt.objects.filter(followup__patient__family_name=name).values_list("outcome", flat=True))


def has_the_whole_form_answered(desk):
    desk.calls("Answers")
    desk.press("2", "Tab")
    desk.keys.type("40")
    desk.tab_to("[name=continues]")
    desk.press("ArrowUp", "ArrowUp")
    desk.tab_to("[name=quality_of_life_improved]")  # it has appeared
    desk.press("ArrowUp", "ArrowUp")
    desk.tab_to("[name=side_effects]")
    desk.press("ArrowUp")
    desk.tab_to("[name=side_effects_severity_insomnia]")
    desk.press("ArrowDown")
    desk.tab_to("[name=dose_count]")
    desk.keys.type("2")
    desk.tab_to("[name=anything_new]")
    desk.press("ArrowUp")
    desk.tab_to("[name=any_other_treatment]")
    desk.press("ArrowUp", "ArrowUp")  # from "not asked" to "none of these"
    desk.tab_to("[name=functional_gains][value=walking]")
    desk.press("Space")
    for name, words in (
        ("gains_in_own_words", "Walks the dog"),
        ("average_pain", "4"),
        ("peg_enjoyment", "3"),
        ("peg_activity", "2"),
        ("monthly_cost_usd", "35.50"),
    ):
        desk.tab_to(f"[name={name}]")
        desk.keys.type(words)
    desk.go("Enter")

    answer = Response.objects.get(followup=followup_of("Answers"))
    assert followup_of("Answers").state == "answered"
    assert (answer.pgic, answer.relief_percent, answer.continues, answer.quality_of_life_improved) == (
        2,
        40,
        True,
        True,
    )
    assert list(answer.side_effects.values_list("effect", "severity")) == [("insomnia", "mild")]
    assert (answer.dose_mg, answer.new_facts, answer.other_treatments) == (Decimal("3"), [], [])
    assert (answer.functional_gains, answer.gains_in_own_words) == (["walking"], "Walks the dog")
    assert (answer.average_pain, answer.peg_enjoyment, answer.peg_activity) == (4, 3, 2)
    assert answer.monthly_cost_usd == Decimal("35.50")


def log_by_keys(desk, name, outcome, *keys):
    """The outcome that these keys log; the next patient's call opens by itself."""
    desk.calls(name)
    desk.go(*keys)
    assert logged(name) == [outcome]
    assert followup_of(name).is_open


def log_what_takes_a_key_or_two(desk):
    log_by_keys(desk, "Elsewhere", "someone_else", "m", "s")
    log_by_keys(desk, "Noanswer", "no_answer", "n")
    log_by_keys(desk, "Voicemail", "voicemail", "v")
    log_by_keys(desk, "Busy", "busy", "b")
    log_by_keys(desk, "Outofservice", "out_of_service", "m", "o")
    log_by_keys(desk, "Wrongnumber", "wrong_number", "m", "w")
    gone = PhoneNumber.objects.exclude(out_of_use_on=None).values_list("patient__family_name", flat=True)
    assert sorted(gone) == ["Outofservice", "Wrongnumber"]
    assert followup_of("Noanswer").rests_until > MORNING


def hang_up_midway(desk):
    desk.calls("Hungup")
    desk.press("3", "Tab")
    desk.keys.type("20")
    desk.press("Tab")
    desk.go("h")
    answer = Response.objects.get(prescription__patient__family_name="Hungup")
    assert (answer.broke_off, answer.followup, answer.pgic, answer.relief_percent) == (True, None, 3, 20)
    assert logged("Hungup") == ["hung_up"]
    assert followup_of("Hungup").is_open


def promise_to_call_back(desk):
    desk.calls("Callback")
    desk.press("c")
    desk.tab_to("[name=call_again_on]")
    desk.keys.type("07082026")
    desk.tab_to("[name=call_again_at]")
    desk.keys.type("0215PM")
    desk.go("Enter")
    assert logged("Callback") == ["call_back"]
    assert followup_of("Callback").promised_for == datetime(2026, 7, 8, 14, 15, tzinfo=NEW_YORK)


def take_no_more_calls(desk):
    desk.calls("Refusesall")
    desk.go("m", "x", "Enter")
    desk.says("“Wants no more calls” has consequences: tick that you are sure.")
    assert logged("Refusesall") == []
    desk.tab_to("[name=sure]")
    desk.press("Space")
    desk.go("Enter")
    patient = followup_of("Refusesall").patient
    assert (logged("Refusesall"), patient.consents_to_calls) == (["refused_all"], False)
    assert ClinicianTask.objects.get(patient=patient).what.startswith("Wants no more calls")


def hear_of_a_death(desk):
    desk.calls("Deceased")
    desk.press("m", "d", "Space")
    desk.tab_to("[name=died_on]")
    desk.keys.type("07062026")
    desk.go("Enter")
    followup = followup_of("Deceased")
    assert (logged("Deceased"), followup.patient.deceased_on) == (["deceased"], date(2026, 7, 6))
    assert (followup.state, followup.prescription.state) == ("closed", "stopped")


def ask_a_clinician(desk, doctor):
    desk.calls("Escalated")
    desk.go("e")
    desk.tab_to("[name=what]")
    desk.keys.type("May she take ibuprofen?")
    desk.tab_to("button.btn-primary")
    desk.go("Enter")
    desk.calls("Escalated")
    task = ClinicianTask.objects.get(patient__family_name="Escalated")
    assert (task.what, task.owner, task.due_on) == ("May she take ibuprofen?", doctor, date(2026, 7, 8))
    desk.press("4")
    desk.go("Enter")
    assert followup_of("Escalated").state == "answered"


def raise_an_emergency(desk, doctor):
    desk.calls("Emergency")
    desk.follow("EMERGENCY")
    desk.says("911")
    desk.tab_to("[name=kind]")
    desk.press("Space")
    desk.tab_to("[name=heard]")
    desk.keys.type("She can hardly speak.")
    desk.tab_to("button.btn-emergency")
    desk.go("Enter")
    task = ClinicianTask.objects.get(patient__family_name="Emergency")
    assert (task.is_emergency, task.needs_acknowledging, task.owner) == (True, True, doctor)
    desk.follow("Worklist")


def answer_who_rings_back(desk, name):
    """Two keystrokes beside the name: "/" and Enter."""
    desk.press("/")
    desk.keys.type(name.lower())
    desk.go("Enter")
    desk.calls(name)


def undo_the_death(desk):
    desk.follow("Done today")
    desk.follow("Deceased")
    desk.tab_to("summary:has(h2)")
    desk.tab_to_words("Contacts")
    desk.press("Enter")
    desk.follow("Undo")
    desk.tab_to("[name=reason]")
    desk.keys.type("It was her husband")
    desk.go("Enter")
    followup = followup_of("Deceased")
    assert (followup.patient.deceased_on, followup.state, followup.prescription.state) == (None, "open", "active")
    assert CallAttempt.objects.get(followup=followup).voided_reason == "It was her husband"


def test_a_whole_morning_by_keyboard_alone(desk, doctor, time_machine):
    desk.go("n")
    has_the_whole_form_answered(desk)
    log_what_takes_a_key_or_two(desk)
    hang_up_midway(desk)
    promise_to_call_back(desk)
    log_by_keys(desk, "Refusesnow", "refused_now", "m", "r")
    take_no_more_calls(desk)
    log_by_keys(desk, "Interpreter", "interpreter_needed", "m", "i")
    hear_of_a_death(desk)
    ask_a_clinician(desk, doctor)
    raise_an_emergency(desk, doctor)

    answer_who_rings_back(desk, "Ringsback")
    desk.tab_to("[name=number]", back=True)
    desk.press("ArrowDown")
    desk.tab_to("[name=pgic]")
    desk.press("1")
    desk.go("Enter")
    assert followup_of("Ringsback").state == "answered"
    assert CallAttempt.objects.get(followup=followup_of("Ringsback")).number == ""
    desk.follow("Worklist")

    undo_the_death(desk)

    assert set(CallAttempt.objects.values_list("outcome", flat=True)) == set(CallOutcome)
    time_machine.move_to(AFTERNOON)
    heartbeat.stamp(heartbeat.TICK, now=AFTERNOON)
    spend_the_afternoon(desk)
    assert [error for error in desk.page.errors if "422" not in error] == []  # the status of one refusal


def spend_the_afternoon(desk):
    desk.follow("Worklist")
    sign_in_by_keys(desk)  # the session has ended over lunch
    desk.says("call back 14:15")
    desk.go("n")  # what was promised comes first
    desk.calls("Callback")
    desk.press("2")
    desk.go("Enter")
    assert followup_of("Callback").state == "answered"
    desk.follow("Worklist")

    answer_who_rings_back(desk, "Hungup")
    desk.says("The line broke on Wed 8 Jul.")
    desk.tab_to("[name=continues]")
    desk.press("ArrowUp", "ArrowUp")
    desk.go("Enter")
    answer = Response.objects.get(followup=followup_of("Hungup"))
    assert (answer.broke_off, answer.pgic, answer.relief_percent, answer.continues) == (False, 3, 20, True)
