"""Why a course ends, as the forms ask it."""

from django import forms

from prescriptions.models import Prescription


def main_reason(*, required: bool) -> forms.ChoiceField:
    choices = [("", "Choose the main reason"), *Prescription.StopReason.choices]
    return forms.ChoiceField(label="Main reason", choices=choices, required=required)


def other_reasons() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="Other reasons beside it",
        choices=Prescription.StopReason.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
