"""The call: which number, what came of it, and when to call again. Each kind of follow-up adds its own questions."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from core import clinical
from core.fields import Chooser, Day, PastDay
from core.forms import ClinicForm
from core.templatetags.clinic import day
from followups.forms.answer import AnswerForm, people_who_ask
from followups.local_time import instant
from followups.models import CallAttempt, CallOutcome, FollowUp
from patients.models import PhoneNumber

# A call is not promised for later than this, or than the follow-up's last day: a later one is a typing error.
CALL_AGAIN_WITHIN = timedelta(days=14)
# What the patient said counts; with every other outcome there is nothing to save but the call.
WITH_ANSWERS = (CallOutcome.ANSWERED, CallOutcome.HUNG_UP)
IS_FILLED_IN = "Some answers are filled in. Save them, or log “hung up midway”: then they are kept for the next call."


def time_of_day(label: str, **kwargs) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, required=False, widget=widget, **kwargs)


class CallForm(ClinicForm):
    """A call about a follow-up: the part that all kinds share."""

    submit_label = "Save and next"

    number = forms.ChoiceField(label="Number", required=False, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(label="What came of it", choices=CallOutcome.choices, required=False)
    call_again_on = Day(label="Call again on", required=False)
    call_again_at = time_of_day("At")
    died_on = PastDay(label="Died on", required=False, help_text="Empty: the day is not known.")
    sure = forms.CharField(label="Are you sure?", required=False)
    asked_on = PastDay(label="Called on")
    asked_at = time_of_day("At", help_text="Clinic time. Empty: now, or noon of an earlier day.")
    asked_by = forms.ModelChoiceField(label="Who called", queryset=None, empty_label=None, widget=Chooser)

    def __init__(self, *args, followup: FollowUp, numbers: list[PhoneNumber], now: datetime, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.followup, self.now, self.numbers = followup, now, numbers
        self.patient = followup.patient
        self.fields["number"].choices = [*((str(n.number), described(n)) for n in numbers), ("", "The patient rang")]
        self.fields["asked_by"].queryset = people_who_ask()
        zone = self.patient.time_zone.replace("_", " ")
        self.fields["call_again_at"].help_text = f"The patient's time ({zone})."

    @property
    def outcome_typed(self) -> str:
        """What came of the call; to save the answers is to say that the patient answered."""
        return self.data.get("outcome") or CallOutcome.ANSWERED

    def number_choices(self) -> Iterator[tuple[forms.BoundField, PhoneNumber | None]]:
        """Each choice with its number; the last is that the patient rang."""
        return zip(self["number"], [*self.numbers, None], strict=True)

    @property
    def circumstances_are_open(self) -> bool:
        """Something in there is wrong."""
        return any(self[name].errors for name in ("asked_on", "asked_at", "asked_by"))

    @property
    def own_fields(self) -> tuple[str, ...]:
        """The fields of the call itself, whatever was asked."""
        return tuple(CallForm.base_fields)

    def clean(self) -> dict:
        outcome = self.outcome_typed
        if outcome in WITH_ANSWERS:
            typed = self.clean_answers()
        else:
            typed = self.cleaned_data
            for name in set(self.errors) - set(self.own_fields):
                del self.errors[name]
            if self.has_answers():
                self.add_error(None, IS_FILLED_IN)
        typed["outcome"] = outcome
        self._check_call_again(typed)
        self._check_sure(typed)
        self._check_called_at(typed)
        return typed

    def clean_answers(self) -> dict:
        """The questions of this kind, checked together."""
        return self.cleaned_data

    def has_answers(self) -> bool:
        """What would be lost with an outcome that keeps no answers."""
        return any(self.cleaned_data.get(name) for name in set(self.fields) - set(self.own_fields))

    def _check_call_again(self, typed: dict) -> None:
        on, at = typed.get("call_again_on"), typed.get("call_again_at")
        if {"call_again_on", "call_again_at"} & set(self.errors):
            return
        if typed["outcome"] != CallOutcome.CALL_BACK:
            if on or at is not None:
                self.add_error(
                    "call_again_on", "There is a day or time to call back: log the call back, or take it away."
                )
            return
        if on is None:
            self.add_error("call_again_on", "Say on which day to call again.")
        if at is None:
            self.add_error("call_again_at", "Say at what time to call again.")
        if on and at is not None:
            typed["call_again"] = self._instant_of(on, at)

    def _instant_of(self, on: date, at: time) -> datetime | None:
        then = instant(on, at, self.patient.time_zone)
        last_day = max(self.followup.window_closes_on, timezone.localdate(self.now) + CALL_AGAIN_WITHIN)
        if then is None:
            self.add_error("call_again_at", "The clocks go forward that night, and skip this time. Choose another.")
        elif then <= self.now:
            self.add_error("call_again_at", "This time has passed. Choose one that is still to come.")
        elif on > last_day:
            self.add_error("call_again_on", f"Choose a day up to {day(last_day)}.")
        return then

    def _check_sure(self, typed: dict) -> None:
        outcome = typed["outcome"]
        if outcome in CallAttempt.GRAVE and typed.get("sure") != outcome:
            self.add_error("sure", f"“{CallOutcome(outcome).label}” has consequences: tick that you are sure.")
        if outcome in (CallOutcome.WRONG_NUMBER, CallOutcome.OUT_OF_SERVICE) and typed.get("number") == "":
            self.add_error("number", "Choose the number that was dialled.")

    def _check_called_at(self, typed: dict) -> None:
        """An earlier day is one that was written on paper first."""
        on, at = typed.get("asked_on"), typed.get("asked_at")
        if on is None or (on == timezone.localdate(self.now) and at is None):
            typed["called_at"] = self.now
            return
        typed["called_at"] = instant(on, at or time(12), timezone.get_current_timezone_name())
        if typed["called_at"] is None:
            self.add_error("asked_at", "The clocks went forward that night, and skipped this time.")
        elif typed["called_at"] > self.now:
            self.add_error("asked_at", "This time is still to come.")

    def attempt(self) -> CallAttempt:
        """The unsaved row."""
        return CallAttempt(
            followup=self.followup,
            number=self.cleaned_data["number"],
            outcome=self.cleaned_data["outcome"],
            call_again_at=self.cleaned_data.get("call_again"),
        )


class MilestoneCallForm(CallForm, AnswerForm):
    """A call that asks the answer form."""

    submit_label = "Save and next"

    def __init__(self, *args, followup: FollowUp, **kwargs) -> None:
        super().__init__(*args, followup=followup, course=followup.prescription, **kwargs)
        self.broke_off = self.outcome_typed == CallOutcome.HUNG_UP

    @property
    def circumstances_are_open(self) -> bool:
        return super().circumstances_are_open or AnswerForm.circumstances_are_open.fget(self)

    def clean_answers(self) -> dict:
        return AnswerForm.clean(self)

    def has_answers(self) -> bool:
        return self.says_something()


class FirstDoseCallForm(CallForm):
    """Has it arrived, and on which day was the first one taken?"""

    STARTED, ARRIVED, NOT_ARRIVED = "started", "arrived", "not_arrived"

    said = forms.ChoiceField(
        label="Has it arrived? First dose",
        choices=[
            (STARTED, "Has begun"),
            (ARRIVED, "It has arrived, not begun yet"),
            (NOT_ARRIVED, "It has not arrived"),
        ],
        required=False,
        widget=forms.RadioSelect,
        help_text=f"Who has not begun is asked again in {clinical.FIRST_DOSE_ASKED_AGAIN_AFTER.days} days.",
    )
    first_dose_on = PastDay(
        label="First dose taken on",
        required=False,
        help_text="Follow-ups are counted from this day, and so is the time on LDN.",
    )

    def clean_answers(self) -> dict:
        typed = self.cleaned_data
        if self.outcome_typed == CallOutcome.ANSWERED and typed.get("said") == "":
            self.add_error("said", "Say what the patient answered, or log the call.")
        has_begun = typed.get("said") == self.STARTED
        if has_begun and typed.get("first_dose_on") is None and "first_dose_on" not in self.errors:
            self.add_error("first_dose_on", "Say on which day.")
        if not has_begun and typed.get("first_dose_on"):
            self.add_error("said", "There is a day of the first dose: choose “Has begun”, or take it away.")
        return typed


class RefillCallForm(CallForm):
    """Will it be refilled, or is there enough at home?"""

    said = forms.ChoiceField(
        label="Refill",
        choices=CallAttempt.RefillAnswer.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=f"If no fill is on file then, it is asked again in {clinical.REFILL_ASKED_AGAIN_AFTER.days} days.",
    )

    def clean_answers(self) -> dict:
        typed = self.cleaned_data
        if self.outcome_typed == CallOutcome.ANSWERED and typed.get("said") == "":
            self.add_error("said", "Say what the patient answered, or log the call.")
        return typed

    def attempt(self) -> CallAttempt:
        attempt = super().attempt()
        if attempt.outcome == CallOutcome.ANSWERED:
            attempt.refill_answer = self.cleaned_data["said"]
        return attempt


class WashOutCallForm(CallForm):
    """Was any opioid taken since?"""

    NONE, TAKEN = "none", "taken"

    said = forms.ChoiceField(
        label="Any opioid since?",
        choices=[(NONE, "None since"), (TAKEN, "Yes, some were taken")],
        required=False,
        widget=forms.RadioSelect,
        help_text="“None” puts the release before a clinician. Any dose starts the wait again.",
    )
    taken_on = PastDay(label="The last one was taken on", required=False)

    def clean_answers(self) -> dict:
        typed = self.cleaned_data
        if self.outcome_typed == CallOutcome.ANSWERED and typed.get("said") == "":
            self.add_error("said", "Say what the patient answered, or log the call.")
        is_taken = typed.get("said") == self.TAKEN
        if is_taken and typed.get("taken_on") is None and "taken_on" not in self.errors:
            self.add_error("taken_on", "Say on which day the last one was taken.")
        if not is_taken and typed.get("taken_on"):
            self.add_error("said", "There is a day on which an opioid was taken: choose “Yes”, or take it away.")
        return typed

    def clean_taken_on(self) -> date | None:
        taken_on = self.cleaned_data["taken_on"]
        if taken_on and self.cleaned_data.get("said") == self.TAKEN and taken_on < self.followup.wash_out.last_taken_on:
            raise ValidationError(f"A later dose is on file: {day(self.followup.wash_out.last_taken_on)}.")
        return taken_on


FORMS = {
    FollowUp.Kind.MILESTONE: MilestoneCallForm,
    FollowUp.Kind.FIRST_DOSE: FirstDoseCallForm,
    FollowUp.Kind.REFILL: RefillCallForm,
    FollowUp.Kind.WASH_OUT: WashOutCallForm,
}


def described(number: PhoneNumber) -> str:
    """Writes "(202) 555-0101, mobile, the patient: leave no message"."""
    message = number.get_message_display()
    return f"{number}, {number.get_kind_display().lower()}, {number.belongs_to}: {message[0].lower()}{message[1:]}"
