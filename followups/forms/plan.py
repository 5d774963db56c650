"""The follow-up plan, as an administrator edits it."""

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms

from core.forms import ClinicForm, ClinicModelForm, clinic_formfield
from followups.models import CallingRules, Holiday, Milestone

WEEKDAYS = (
    (1, "Monday"),
    (2, "Tuesday"),
    (3, "Wednesday"),
    (4, "Thursday"),
    (5, "Friday"),
    (6, "Saturday"),
    (7, "Sunday"),
)


class PlanChangeForm:
    """Every change of the plan says what it would do before it does it."""

    submit_label = "See what this changes"


class MilestoneForm(PlanChangeForm, ClinicModelForm):
    class Meta:
        model = Milestone
        formfield_callback = clinic_formfield
        fields = [
            "offset_months",
            "offset_days",
            "opens_days_before",
            "closes_days_after",
            "repeats",
            "asks_peg",
            "asks_gains",
            "asks_cost",
        ]
        help_texts = {
            "offset_months": "By the calendar: a month after 31 January is the last of February.",
            "repeats": "For one milestone alone, after which patients are asked for as long as they take LDN. If "
            "another one repeats now, this one takes that over.",
        }

    def get_layout(self) -> Layout:
        return Layout(
            Fieldset("When it is due", Div("offset_months", "offset_days", css_class="pair"), "repeats"),
            Fieldset("When it can be asked", Div("opens_days_before", "closes_days_after", css_class="pair")),
            Fieldset("What it asks beside the usual questions", "asks_peg", "asks_gains", "asks_cost"),
        )


class CallingRulesForm(PlanChangeForm, ClinicModelForm):
    works_on = forms.TypedMultipleChoiceField(
        label="The clinic works on",
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="A follow-up that would be due on another day is due on the next of these.",
        error_messages={"required": "Choose the days of the week on which the clinic works."},
    )

    class Meta:
        model = CallingRules
        formfield_callback = clinic_formfield
        fields = [
            "calling_from",
            "calling_until",
            "minutes_between_attempts",
            "attempts_a_followup",
            "attempts_before_lost",
            "minutes_of_a_claim",
            "works_on",
        ]
        widgets = dict.fromkeys(
            ("calling_from", "calling_until"), forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        )
        help_texts = {
            "attempts_before_lost": "Calls that do not reach the patient. An answer or a visit finds the patient again."
        }


class HolidayForm(PlanChangeForm, ClinicModelForm):
    class Meta:
        model = Holiday
        formfield_callback = clinic_formfield
        fields = ["day", "name"]
        help_texts = {"day": "What is due on it is due on the next working day.", "name": "Such as Thanksgiving."}


class NoFieldsForm(PlanChangeForm, ClinicForm):
    """Taking something out of the plan: there is nothing to type."""


def in_words(form: forms.BaseForm) -> list[tuple[str, str]]:
    """What was typed into a valid form: (label, words) of each field."""
    return [(bound.label, _words(bound.field, form.cleaned_data[bound.name])) for bound in form]


def _words(field: forms.Field, value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(str(label) for key, label in field.choices if key in value)
    return f"{value:%H:%M}" if hasattr(value, "minute") else str(value)
