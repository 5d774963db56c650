from collections.abc import Callable
from datetime import date, timedelta

from crispy_forms.layout import Layout
from django import forms

from accounts.forms.signature import check_signature, password_field
from accounts.models import User
from core.fields import Day, Note, PlainText
from core.forms import ClinicForm
from patients.models import Patient
from reports.audit.trail import Asked, What

# More is not read by anybody on one screen.
LONGEST = timedelta(days=366)


class TrailForm(ClinicForm):
    """Which part of the trail is shown."""

    submit_label = "Show"

    chart_number = PlainText(label="Chart number", max_length=30, required=False)
    user = forms.ModelChoiceField(label="User", queryset=None, required=False, empty_label="Anybody")
    first = Day(label="From")
    last = Day(label="Until")
    what = forms.ChoiceField(label="What", choices=What, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.order_by("last_name", "first_name", "username")
        for name in ("first", "last"):
            self.fields[name].widget.attrs["class"] = "form-control"

    def clean_chart_number(self) -> Patient | None:
        number = self.cleaned_data["chart_number"].strip()
        if not number:
            return None
        found = Patient.records.with_chart_number(number).first()
        if found is None:
            raise forms.ValidationError("No patient has this chart number.")
        return found.record_that_counts

    def clean(self) -> dict:
        typed = super().clean()
        first, last = typed.get("first"), typed.get("last")
        if first and last and first > last:
            self.add_error("last", "This is before the first day.")
        elif first and last and last - first > LONGEST:
            self.add_error("last", "Choose a year at most.")
        return typed

    def asked(self) -> Asked:
        typed = self.cleaned_data
        return Asked(
            first=typed["first"],
            last=typed["last"],
            what=typed["what"],
            patient=typed["chart_number"],
            user=typed["user"],
        )

    @staticmethod
    def initial_for(today: date) -> dict:
        """The last seven days, with today."""
        return {"first": today - timedelta(days=6), "last": today, "what": What.EVERYTHING}


class SignWeekForm(ClinicForm):
    submit_label = "Sign the week off"

    note = Note(
        label="What you found out",
        max_length=1000,
        help_text="Whom you asked, and what they said; or that nothing was odd. No patient's name.",
    )
    password = password_field()

    def __init__(self, *args, is_own_password: Callable[[str], bool], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.is_own_password = is_own_password

    def get_layout(self) -> Layout:
        return Layout("note", "password")

    def clean_password(self) -> str:
        return check_signature(self, self.is_own_password)
