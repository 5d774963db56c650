from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from core.fields import Day
from core.forms import ClinicModelForm, clinic_formfield
from patients.models import Visit

# How far ahead a visit is booked at most; beyond it the year is a typing error.
BOOKED_AHEAD = timedelta(days=2 * 365)


class VisitForm(ClinicModelForm):
    """An appointment that is made."""

    submit_label = "Book the visit"

    day = Day(label="Day")

    class Meta:
        model = Visit
        fields = ("day", "provider")
        formfield_callback = clinic_formfield
        labels = {"provider": "With"}
        help_texts = {"provider": "Whom the patient comes to see, if that is known."}

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise ValidationError("A visit is booked for today or a later day.")
        return not_too_far(day)


class EditVisitForm(ClinicModelForm):
    """An appointment that is moved, or what became of it."""

    day = Day(label="Day")

    class Meta:
        model = Visit
        fields = ("status", "day", "provider")
        formfield_callback = clinic_formfield
        labels = {"status": "What became of it", "provider": "With"}

    def clean_day(self) -> date:
        return not_too_far(self.cleaned_data["day"])

    def clean(self) -> dict:
        data = super().clean()
        happened = data.get("status") in (Visit.Status.KEPT, Visit.Status.NO_SHOW)
        if happened and data.get("day") and data["day"] > timezone.localdate():
            self.add_error("status", "The day of the visit is still to come.")
        return data


def not_too_far(day: date) -> date:
    if day > timezone.localdate() + BOOKED_AHEAD:
        raise ValidationError("This is more than two years ahead. Look at the year again.")
    return day
