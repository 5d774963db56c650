from datetime import datetime, timedelta

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from core.fields import Day
from core.forms import ClinicForm
from core.templatetags.clinic import day
from followups.local_time import instant
from followups.models import CallAttempt, FollowUp
from patients.models import PhoneNumber

# A call is not promised for later than this, or than the follow-up's last day: a later one is a typing error.
CALL_AGAIN_WITHIN = timedelta(days=14)


class CallForm(ClinicForm):
    """A call that brought no answer."""

    submit_label = "Log the call"

    number = forms.ChoiceField(label="Number dialled", widget=forms.RadioSelect)
    outcome = forms.ChoiceField(label="What came of it", choices=CallAttempt.Outcome.choices, widget=forms.RadioSelect)
    call_again_on = Day(label="Call again on", required=False)
    call_again_at = forms.TimeField(
        label="At", required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )

    def __init__(self, *args, followup: FollowUp, now: datetime, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.followup = followup
        self.now = now
        self.patient = followup.prescription.patient
        self.fields["number"].choices = [(str(n.number), described(n)) for n in self.patient.phone_numbers.all()]
        zone = self.patient.time_zone.replace("_", " ")
        self.fields["call_again_at"].help_text = f"The patient's time ({zone}). Both are needed for a call back."

    def get_layout(self) -> Layout:
        return Layout("number", "outcome", Div("call_again_on", "call_again_at", css_class="side-by-side"))

    def clean(self) -> dict:
        typed = super().clean()
        on, at = typed.get("call_again_on"), typed.get("call_again_at")
        has_error = {"call_again_on", "call_again_at"} & set(self.errors)
        if not has_error:
            self._check_call_back(typed)
            if on and at is not None:
                typed["instant"] = self._instant_of(typed)
        return typed

    def _check_call_back(self, typed: dict) -> None:
        has_day, has_time = typed["call_again_on"] is not None, typed["call_again_at"] is not None
        is_promised = typed.get("outcome") == CallAttempt.Outcome.CALL_BACK
        if not has_day and (has_time or is_promised):
            self.add_error("call_again_on", "Say on which day to call again.")
        if not has_time and (has_day or is_promised):
            self.add_error("call_again_at", "Say at what time to call again.")

    def _instant_of(self, typed: dict) -> datetime | None:
        then = instant(typed["call_again_on"], typed["call_again_at"], self.patient.time_zone)
        last_day = max(self.followup.window_closes_on, timezone.localdate(self.now) + CALL_AGAIN_WITHIN)
        if then is None:
            self.add_error("call_again_at", "The clocks go forward that night, and skip this time. Choose another.")
        elif then <= self.now:
            self.add_error("call_again_at", "This time has passed. Choose one that is still to come.")
        elif typed["call_again_on"] > last_day:
            self.add_error("call_again_on", f"Choose a day up to {day(last_day)}.")
        return then

    def attempt(self) -> CallAttempt:
        """The unsaved row."""
        return CallAttempt(
            followup=self.followup,
            number=self.cleaned_data["number"],
            outcome=self.cleaned_data["outcome"],
            call_again_at=self.cleaned_data.get("instant"),
        )


def described(number: PhoneNumber) -> str:
    """Writes "(202) 555-0101, mobile, the patient: leave no message"."""
    message = number.get_message_display()
    return f"{number}, {number.get_kind_display().lower()}, {number.belongs_to}: {message[0].lower()}{message[1:]}"
