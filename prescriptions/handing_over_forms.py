"""The forms for what leaves the clinic's hands."""

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils import timezone

from core.fields import PastDay, PlainText
from core.forms import ClinicForm
from prescriptions.counselling import POINT_TEXTS, Language, Point
from prescriptions.forms import require_pharmacy
from prescriptions.models import Counselling, Pharmacy, Prescription, Sending


class CounselForm(ClinicForm):
    """A box a point, with the words to say; `cleaned_data["told"]` is the unsaved counselling."""

    submit_label = "Save what was told"

    done_on = PastDay(label="Told on", initial=timezone.localdate)

    def __init__(self, *args, course: Prescription, language: Language, expectations: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.course = course
        for point in Point:
            said = POINT_TEXTS[language][point]
            words = f"{expectations} {said}" if point == Point.EXPECTATIONS else said
            self.fields[point.value] = forms.BooleanField(label=point.label, help_text=words, required=False)
        self.fields["form_language"] = forms.ChoiceField(
            label="Language of the form that was given",
            choices=Language,
            initial=language,
            required=False,
            widget=forms.RadioSelect,
        )
        told = Fieldset("Tick what you have told the patient", *(point.value for point in Point), css_class="checklist")
        self.helper.layout = Layout("done_on", told, "form_language")

    def clean(self) -> dict:
        data = super().clean()
        points = [point.value for point in Point if data.get(point.value)]
        language = data.get("form_language", "") if Point.FORM_GIVEN in points else ""
        if not points:
            self.add_error(None, "Tick what you have told the patient.")
        if Point.FORM_GIVEN in points and not language and "form_language" not in self.errors:
            self.add_error("form_language", "Choose the language.")
        data["told"] = Counselling(
            prescription=self.course, done_on=data.get("done_on"), points=points, form_language=language
        )
        return data


class SendForm(ClinicForm):
    submit_label = "Save that it was sent"

    sent_on = PastDay(label="Sent on", initial=timezone.localdate)
    how = forms.ChoiceField(
        label="How",
        choices=Sending.How,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it was sent."},
    )


class DidNotArriveForm(ClinicForm):
    submit_label = "Save that it did not arrive"

    reason = PlainText(label="What went wrong", max_length=200, help_text="For example the fax was busy.")


class ChangePharmacyForm(ClinicForm):
    submit_label = "Change the pharmacy"

    pharmacy = forms.ModelChoiceField(label="New pharmacy", queryset=Pharmacy.objects.none())
    reason = PlainText(label="Why", max_length=100, help_text="For example cheaper, nearer, out of stock.")

    def __init__(self, *args, course: Prescription, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        require_pharmacy(self.fields["pharmacy"], Pharmacy.objects.in_use().exclude(pk=course.pharmacy_id))
