from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from core.fields import PastDay
from core.forms import ClinicModelForm, clinic_formfield
from core.templatetags.clinic import day
from patients.models import ResearchConsent


class ResearchConsentForm(ClinicModelForm):
    """What the patient said this time. It joins what was said before, and the latest day holds."""

    agrees = forms.TypedChoiceField(
        label="May the record be used for research?",
        choices=[("yes", "Yes, the patient agrees"), ("no", "No, or the patient takes an earlier yes back")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    said_on = PastDay(label="Said on")

    class Meta:
        model = ResearchConsent
        fields = ("agrees", "said_on", "form_version")
        formfield_callback = clinic_formfield
        labels = {"form_version": "Version of the consent form"}
        help_texts = {"form_version": "As it stands on the form that the patient read. The last one used is offered."}

    def clean_said_on(self) -> date:
        said_on, patient = self.cleaned_data["said_on"], self.instance.patient
        if said_on < patient.date_of_birth:
            raise ValidationError(f"The patient was born on {day(patient.date_of_birth)}.")
        if patient.deceased_on and said_on > patient.deceased_on:
            raise ValidationError(f"The patient died on {day(patient.deceased_on)}.")
        return said_on
