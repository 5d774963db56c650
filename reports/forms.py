from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from core.fields import Day, PlainText
from core.forms import ClinicForm
from reports.outcomes import Cohort
from reports.selections import Selection, UnknownSelection
from reports.words import DENOMINATORS


def _day(label: str) -> Day:
    return Day(
        label=label,
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
    )


class OutcomeFilters(ClinicForm):
    """Which courses the report counts. It travels in the address: days and codes, and nothing of a patient."""

    prescribed_from = _day("Prescribed from")
    prescribed_to = _day("to")
    as_of = _day("as of")
    courses = forms.ChoiceField(
        label="counting",
        required=False,
        choices=[("first", "first courses"), ("all", "all courses")],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    denominator = forms.ChoiceField(
        label="rates of those",
        required=False,
        choices=[(name, name) for name in DENOMINATORS],
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = cleaned.get("prescribed_from"), cleaned.get("prescribed_to")
        if first and last and first > last:
            raise ValidationError("The period ends before it begins. Swap the two days, or change one.")
        return cleaned

    def cohort(self, *, today: date) -> Cohort:
        """As of the day given, else the period's end, else today."""
        cleaned = self.cleaned_data
        return Cohort(
            first=cleaned["prescribed_from"],
            last=cleaned["prescribed_to"],
            as_of=cleaned["as_of"] or cleaned["prescribed_to"] or today,
            all_courses=cleaned["courses"] == "all",
        )

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data[name] for name in ("prescribed_from", "prescribed_to", "as_of"))


class PatientsBehind(OutcomeFilters):
    """The report's filter, and which of its numbers was clicked."""

    group = forms.CharField(required=False, max_length=40)
    trait = forms.CharField(required=False, max_length=40)
    value = forms.CharField(required=False, max_length=40)

    def clean(self) -> dict:
        cleaned = super().clean()
        codes = [cleaned.get(name, "") for name in ("group", "trait", "value")]
        try:
            cleaned["selection"] = Selection.from_codes(codes[0] or "prescribed", *codes[1:])
        except UnknownSelection:
            raise ValidationError("This address names no number of the report. Go back and click the number.") from None
        return cleaned


class LotForm(ClinicForm):
    """Any part of a fill's lot."""

    lot = PlainText(
        label="Lot",
        max_length=40,
        help_text="The lot on the label, or a part of it.",
        error_messages={"required": "Type the lot, or a part of it."},
        widget=forms.TextInput(
            attrs={"class": "form-control", "autocomplete": "off", "autofocus": True, "aria-describedby": "lot-hint"}
        ),
    )
