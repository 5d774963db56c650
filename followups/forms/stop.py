from datetime import date

from crispy_forms.layout import Div, Field, Layout
from django.core.exceptions import ValidationError

from core.fields import PastDay
from core.forms import ClinicForm
from followups.actions import Stop
from followups.forms.reasons import main_reason, other_reasons
from followups.forms.side_effects import SideEffectsField
from prescriptions.models import Prescription


class StopForm(ClinicForm):
    """The end of a course, with its reasons and the side effects asked about now."""

    submit_label = "Stop the course"

    stopped_on = PastDay(label="Stopped on", help_text="The first day without LDN.")
    stop_reason = main_reason(required=True)
    other_stop_reasons = other_reasons()
    side_effects = SideEffectsField()

    def __init__(self, *args, course: Prescription, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.course = course

    def get_layout(self) -> Layout:
        return Layout(
            "stopped_on",
            "stop_reason",
            Div("other_stop_reasons", css_class="choices-in-columns"),
            Field("side_effects", template="followups/_side_effects.html"),
        )

    def clean_stopped_on(self) -> date:
        day = self.cleaned_data["stopped_on"]
        if day < (self.course.first_dose_on or self.course.prescribed_on):
            begun = "the first dose" if self.course.first_dose_on else "the day it was prescribed"
            raise ValidationError(f"This is before {begun}.")
        return day

    def stop(self) -> Stop:
        return Stop(reason=self.cleaned_data["stop_reason"], other_reasons=self.cleaned_data["other_stop_reasons"])
