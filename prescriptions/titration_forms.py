"""Forms of the steps that are planned, and of the ladders themselves."""

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.fields import PastDay, PlainText
from core.forms import ClinicForm, ClinicModelForm, clinic_formfield
from prescriptions.actions import check_planned_dose
from prescriptions.fields import Milligrams, WholeNumber
from prescriptions.forms import PlannedDay
from prescriptions.models import Ladder, LadderStep

MOST_STEPS = 10
LONGEST_WAIT = 90  # days


class StepUpForm(ClinicForm):
    submit_label = "Step up as planned"

    on = PastDay(label="Taken from", initial=timezone.localdate)


class HoldForm(ClinicForm):
    submit_label = "Hold the step"

    days = WholeNumber(
        label="Wait so many days more",
        low=1,
        high=LONGEST_WAIT,
        initial=7,
        help_text="The steps after it wait as long.",
    )


class GoBackForm(ClinicForm):
    submit_label = "Go back to the dose before"

    on = PlannedDay(label="From", initial=timezone.localdate)
    days = WholeNumber(label="Try the present dose again after, days", low=1, high=LONGEST_WAIT, initial=14)
    reason = PlainText(label="Why", max_length=200, help_text="For example side effects at this dose.")


class GoFasterForm(ClinicForm):
    submit_label = "Take the next step sooner"

    on = PlannedDay(label="From", initial=timezone.localdate)
    is_told = forms.BooleanField(
        label="I told the patient again that lower doses can work as well",
        error_messages={"required": "Tell the patient first: more is not necessarily better."},
    )
    reason = PlainText(label="Why", max_length=120, help_text="For example: does well, asked to go faster.")


class LadderForm(ClinicModelForm):
    """A ladder with its steps; one that has been prescribed keeps its steps, so it is asked for the rest only."""

    name = PlainText(label="Name", max_length=80)
    source = PlainText(
        label="Where it comes from", max_length=200, required=False, help_text="A paper, a leaflet, the practice."
    )

    class Meta:
        model = Ladder
        formfield_callback = clinic_formfield
        fields = ["name", "source", "is_active"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.keeps_steps = self.instance.pk is not None and self.instance.prescriptions.exists()
        if self.keeps_steps:
            return
        steps = list(self.instance.steps.all()) if self.instance.pk else []
        for number in range(1, MOST_STEPS + 1):
            step = steps[number - 1] if number <= len(steps) else LadderStep()
            label = f"Dose {number}, mg a day"
            self.fields[f"dose_{number}"] = Milligrams(label=label, required=False, initial=step.dose_mg)
            self.fields[f"days_{number}"] = WholeNumber(
                label="for days", low=1, high=365, required=False, initial=step.days
            )
        self.helper.layout = self._layout_with_steps()

    def _layout_with_steps(self) -> Layout:
        pairs = (Div(f"dose_{n}", f"days_{n}", css_class="side-by-side") for n in range(1, MOST_STEPS + 1))
        return Layout("name", "source", "is_active", Fieldset("Steps, the last without days", *pairs, css_class="part"))

    def clean(self) -> dict:
        data = super().clean()
        if not self.keeps_steps and not self.errors:
            self._check_steps(dict(data))  # an error takes its value out of the form's own
        return data

    def steps(self) -> list[LadderStep] | None:
        """The unsaved steps in their order; None where they stay."""
        if self.keeps_steps:
            return None
        data = self.cleaned_data
        numbers = [n for n in range(1, MOST_STEPS + 1) if data.get(f"dose_{n}") is not None]
        return [LadderStep(dose_mg=data[f"dose_{n}"], days=data[f"days_{n}"]) for n in numbers]

    def _check_steps(self, data: dict) -> None:
        numbers = [n for n in range(1, MOST_STEPS + 1) if data[f"dose_{n}"] is not None]
        if not numbers:
            self.add_error("dose_1", "Enter at least one dose.")
        for n in range(1, MOST_STEPS + 1):
            is_last = bool(numbers) and n == numbers[-1]
            if n in numbers:
                self._check_dose(n, data, before=max((m for m in numbers if m < n), default=None))
            if n in numbers and not is_last and data[f"days_{n}"] is None:
                self.add_error(f"days_{n}", "Say for how many days, before the next dose.")
            if (is_last or n not in numbers) and data[f"days_{n}"] is not None:
                sentence = (
                    "The last dose goes on: leave its days empty." if is_last else "Enter the dose of these days."
                )
                self.add_error(f"days_{n}", sentence)

    def _check_dose(self, number: int, data: dict, *, before: int | None) -> None:
        dose_mg = data[f"dose_{number}"]
        try:
            check_planned_dose(dose_mg)
        except ValidationError as error:
            self.add_error(f"dose_{number}", error)
        if before and dose_mg <= data[f"dose_{before}"]:
            self.add_error(f"dose_{number}", "A ladder goes up: this is not more than the dose before.")
