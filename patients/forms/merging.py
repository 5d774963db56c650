from crispy_forms.layout import Layout
from django import forms

from core.fields import PlainText
from core.forms import ClinicForm
from patients.models import Patient


class MergeForm(ClinicForm):
    """Which of the two stays, and how one knows that they are one patient."""

    submit_label = "Merge the two records"

    stays = forms.TypedChoiceField(label="Which record stays?", widget=forms.RadioSelect, coerce=int)
    reason = PlainText(
        label="How do you know that they are one patient?",
        max_length=200,
        help_text="For example: the patient showed an identity card, and had moved house between the two.",
    )

    def __init__(self, *args, records: list[Patient], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stays"].choices = [(row.pk, f"Chart {row.chart_number}: {row}") for row in records]

    def get_layout(self) -> Layout:
        return Layout("stays", "reason")


class UnmergeForm(ClinicForm):
    submit_label = "Make them two records again"

    reason = PlainText(label="How do you know that they are two patients?", max_length=200)
